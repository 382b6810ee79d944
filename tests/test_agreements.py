"""Whatever is declared twice is compared: URL and permission, state and words, step and paragraph, letter and use."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType, ModuleType
from typing import Any

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from cases import service
from cases.api.access import HasScope
from cases.api.authentication import SignedRequest
from cases.api.middleware import PREFIX
from cases.api.throttling import ClientRate
from cases.engine.programmes import PROGRAMMES, form_of
from cases.engine.programmes.programme import decisions_of
from cases.engine.steps import STEPS
from cases.engine.steps.facts import names_of
from cases.law.actors import Actor, Role
from cases.law.regulations import editions
from cases.letters import mail
from cases.letters.kinds import template_of
from cases.models.apiclient import SCOPES
from cases.models.effect import Effect
from cases.models.letter import LETTERS
from cases.models.permissions import EVERYTHING
from cases.outbox import registry
from cases.outbox.registry import HANDLERS
from cases.programmes.nomad.kinds import BARS, NOTICES, TERMS
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import DESKS, OPEN_STATES, PLACES, STAGE_NAMES, Stage, State
from dnr.schedule import JOBS

ROOT = Path(settings.BASE_DIR)
OURS = ("cases", "hub", "egov", "con", "dnr", "demo")
PARAGRAPHS = {str(n) for n in range(4, 29)} | {"annex"}
ARTICLES = {"art. 73", "art. 74", "art. 91"}
"""Of the code of administrative procedure (АППК), which holds under every order: the hearing, and the complaint."""


# ------------------------------------------------------------------------------------------------ URL and permission

FOREIGN = ("admin:",)
"""Pages that guard themselves: Django's admin, and the switch of language."""


def pages(resolver: Any = None, names: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """(name with its namespaces, view) of every page of the portal."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, (*names, entry.namespace) if entry.namespace else names)
        else:
            assert isinstance(entry, URLPattern)
            yield ":".join([*names, entry.name or str(entry.pattern)]), entry.callback


def own_pages() -> list[tuple[str, Any]]:
    return [(name, view) for name, view in pages() if not name.startswith(FOREIGN)]


@pytest.mark.parametrize(("name", "view"), own_pages(), ids=[name for name, _view in own_pages()])
def test_every_page_says_who_may_open_it(name: str, view: Any) -> None:
    """People (`open_to`, `public`) or machines (`machine`), never both: a session is asked for, or a signature."""
    assert hasattr(view, "open_to") != hasattr(view, "machine"), f"{name}: one of open_to(...), public, machine(...)"
    assert getattr(view, "open_to", frozenset()) <= set(Role)


def machine_pages() -> list[tuple[str, Any]]:
    return [(name, view) for name, view in own_pages() if hasattr(view, "machine")]


@pytest.mark.parametrize(("name", "view"), machine_pages(), ids=[name for name, _view in machine_pages()])
def test_a_page_for_machines_names_its_right_and_asks_for_a_signature(name: str, view: Any) -> None:
    assert view.machine in SCOPES
    assert view.view_initkwargs["scope"] == view.machine
    assert view.cls.authentication_classes == [SignedRequest]
    assert view.cls.permission_classes == [HasScope]
    assert view.cls.throttle_classes == [ClientRate]


def test_every_page_for_machines_lies_where_the_api_is_watched_over() -> None:
    """`ApiMiddleware` limits, records and answers in JSON under its prefix alone."""
    assert all(name.startswith("api:") for name, _view in machine_pages())
    assert reverse("api:cases").startswith(PREFIX)


def test_every_right_of_a_machine_is_asked_for_somewhere() -> None:
    asked = {view.machine for _name, view in machine_pages()}
    assert set(SCOPES) - asked == {"cases.permit", "cases.person"}, "they add members to what cases.read shows"


@pytest.mark.parametrize("actor", DESKS)
def test_a_desk_is_open_to_its_actor_alone(actor: Actor) -> None:
    open_to = [view.open_to for name, view in own_pages() if name in (f"{DESKS[actor]}:home", f"{DESKS[actor]}:case")]
    assert open_to == [frozenset({Role(actor.value)})] * 2
    assert reverse(f"{DESKS[actor]}:home").startswith("/" + DESKS[actor].split(":")[0])


# ------------------------------------------------------------------------------------------------ states and steps


def test_every_state_and_stage_has_its_words() -> None:
    assert set(PLACES) == set(State)
    assert set(STAGE_NAMES) == set(Stage)
    for state, place in PLACES.items():
        assert str(state.label), state
        assert str(place.plain), state
        assert place.paragraph in PARAGRAPHS | ARTICLES, state
        assert place.stage == Stage.CLOSED or state in OPEN_STATES


@pytest.mark.parametrize("name", STEPS)
def test_a_step_names_a_paragraph_of_the_order(name: str) -> None:
    if name in OF_NO_PARAGRAPH:
        assert not STEPS[name].paragraph
        return
    assert STEPS[name].paragraph.partition("(")[0] in PARAGRAPHS | ARTICLES


OF_NO_PARAGRAPH = {"choose_language"}
"""The order says nothing of it, and no article of the code is at hand (interpretation 60)."""


@pytest.mark.parametrize("name", STEPS)
def test_a_step_names_a_form_and_the_clock_none(name: str) -> None:
    step = STEPS[name]
    owner = next(programme for programme in PROGRAMMES.values() if name in programme.steps)
    made = not step.form and not step.beside and names_of(step.facts)
    assert set(form_of(step).base_fields) >= names_of(step.facts) if made else form_of(step) is owner.forms[step.form]
    assert step.by != Actor.CLOCK or not step.form


def test_every_form_is_used() -> None:
    for programme in PROGRAMMES.values():
        ready = {name for name, form in programme.forms.items() if form.ready}
        assert {s.form for s in programme.steps.values()} | ready == set(programme.forms)


@pytest.mark.parametrize("edition", editions("nomad"), ids=lambda e: e.key)
def test_steps_and_editions_name_each_other(edition: Any) -> None:
    for step in NOMAD.steps.values():
        assert {*step.starts, *step.stops} <= set(edition.terms), step.name
        assert not step.bar or step.bar in edition.bars, step.name
    for term in edition.terms.values():
        assert set(term.event) <= set(STEPS), term.key
        assert set(term.bounds) <= set(State.values), term.key
        assert not term.by_clock or STEPS[term.on_expiry].by == Actor.CLOCK, term.key
    assert set(edition.terms) <= set(TERMS)
    assert set(edition.bars) == set(BARS)
    assert {k for kinds in edition.checks.values() for k in kinds} <= set(CHECK_NAMES)


def test_steps_of_the_clock_are_those_the_terms_end_with() -> None:
    endings = {t.on_expiry for e in editions("nomad") for t in e.terms.values()} - {"overdue", "reminder"}
    assert endings == {name for name, s in STEPS.items() if s.by == Actor.CLOCK}


# ------------------------------------------------------------------------------------------------ letters and notices


def test_every_letter_is_sent_by_a_step_and_has_a_sheet() -> None:
    used = {s.letter for s in STEPS.values() if s.letter}
    assert used == set(LETTERS)


def test_every_letter_has_a_template_and_every_template_a_letter() -> None:
    templates = {f"letters/{p.name}" for p in (ROOT / "templates/letters").glob("*.html")}
    assert templates - {template_of(kind) for kind in LETTERS} == {"letters/base.html"}
    assert {template_of(kind) for kind in LETTERS} <= templates


def test_every_notice_that_no_step_causes_has_its_sentence() -> None:
    text = "".join(p.read_text() for p in (ROOT / "cases").rglob("*.py"))
    asked = set(re.findall(r'\bNotice(?:\.objects\.create)?\((?:[^()]|\([^()]*\))*?what="(\w+)"', text))
    asked |= {step.alerts.what for step in STEPS.values() if step.alerts}
    assert asked - set(STEPS) <= {*mail.WORDS, *NOTICES}
    assert not mail.WORDS.keys() & NOTICES.keys()


def test_every_kind_of_effect_is_done_by_something() -> None:
    handlers = HANDLERS.effects
    assert set(handlers) == {kind for kind, _name in Effect.KINDS}
    fewer = {kind: handler for kind, handler in handlers.items() if kind != "mail"}
    with pytest.raises(ImproperlyConfigured, match="differ: mail"):
        registry.register(effects=fewer, carrier=HANDLERS.carrier, inbox=HANDLERS.inbox)
    assert HANDLERS.effects is handlers


def test_every_job_of_the_schedule_can_be_called() -> None:
    for job in JOBS:
        assert callable(import_string(job.func)), job.name
    assert len({job.name for job in JOBS}) == len(JOBS)


# ------------------------------------------------------------------------------------------------ the source


def sources() -> list[Path]:
    paths = [p for app in OURS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]
    return [p for p in paths if "bench" not in p.parts]


def test_a_case_moves_through_the_single_door_only() -> None:
    """`QuerySet.update(state=…)` and `case.state = …` would pass by the machine."""
    wrong = re.compile(r"update\([^)]*\bstate\s*=|\bcase\.state\s*=[^=]|bulk_update\([^)]*state")
    assert [f"{p}: {m.group()}" for p in sources() for m in wrong.finditer(p.read_text())] == []


def test_steps_are_performed_not_called() -> None:
    calls = re.compile(rf"\bcase\.({'|'.join(STEPS)})\(")
    assert [f"{p}: {m.group()}" for p in sources() for m in calls.finditer(p.read_text())] == []


@cache
def of_the_sides(*more: str) -> list[ast.Module]:
    return [
        ast.parse(p.read_text()) for p in sources() if p.relative_to(ROOT).parts[0] in ("hub", "egov", "con", *more)
    ]


DOORS = [import_module(f"cases.service.{each.name}") for each in iter_modules(service.__path__)]
NAMES = 30
"""That a door offers, at most."""
OF_THEIR_OWN = {"addresses", "filing", "helping", "naming", "passwords", "signing_in"}
"""Rooms that a door hands out as a whole (docs/doors.md)."""


@cache
def asked_of_each() -> dict[str, set[str]]:
    """What the sides import from a module, by its dotted name; which attributes of a name they use, by that name."""
    used = defaultdict[str, set[str]](set)
    for node in (node for tree in of_the_sides("dnr") for node in ast.walk(tree)):
        match node:
            case ast.ImportFrom(module=str(module)):
                used[module] |= {alias.name for alias in node.names}
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                used[owner].add(attribute)
    return used


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_door_of_the_core_offers_what_the_sides_use_and_no_more(door: ModuleType) -> None:
    used = asked_of_each()
    assert used[door.__name__] | used[door.__name__.rpartition(".")[2]] == set(door.__all__)


def test_the_doors_offer_few_names_and_none_twice() -> None:
    assert [door.__name__ for door in DOORS if len(door.__all__) > NAMES] == []
    offered = [name for door in DOORS for name in door.__all__]
    assert len(offered) == len(set(offered))


def test_a_room_that_a_door_hands_out_is_a_door_itself() -> None:
    """It lists what it offers, and the sides use nothing besides; no other door hands out a module."""
    rooms = {name: getattr(door, name) for door in DOORS for name in door.__all__}
    rooms = {name: room for name, room in rooms.items() if isinstance(room, ModuleType)}
    assert rooms.keys() == OF_THEIR_OWN
    used = {
        (node.value.id, node.attr)
        for tree in of_the_sides("dnr")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in rooms
    }
    named = {(name, offer) for name, room in rooms.items() for offer in room.__all__}
    assert used - named - {("naming", "name")} == set()


def test_what_a_door_offers_says_what_it_is() -> None:
    unsaid = [
        f"{door.__name__}.{name}"
        for door in DOORS
        for name in door.__all__
        if isinstance(offer := getattr(door, name), ModuleType | type | FunctionType)
        and not vars(offer).get("__doc__", offer.__doc__)
    ]
    assert unsaid == []


def test_the_sides_ask_no_database() -> None:
    """They read by `service.queries` and act by `service.acts`; models are types. `objects.none()` asks nothing."""
    asked = [
        ast.unparse(node)
        for tree in of_the_sides()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "objects"
    ]
    assert [text for text in asked if not text.endswith("objects.none")] == []


QUERYING = {"filter", "exclude", "order_by", "select_related", "annotate", "values_list", "aggregate", "in_bulk"}


def test_the_sides_go_on_with_no_query_of_a_door() -> None:
    """Neither with a query set that a door hands out, nor from a row to those that name it."""
    attributes = [node for tree in of_the_sides() for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    asked = [node for node in attributes if node.attr in QUERYING or node.attr.endswith("_set")]
    assert [ast.unparse(node) for node in asked] == []


READS_THE_CLOCK = {
    "cases/engine/clock/jobs.py",
    "cases/ledger/jobs.py",
    "cases/workload/counts.py",
    "cases/outbox/worker.py",
    "cases/web/request/moment.py",
    "cases/models/user.py",
    "cases/models/workcalendar.py",
    "cases/models/serviceterm.py",
    "cases/models/ids.py",
    "cases/templatetags/dnr/left.py",
    "dnr/schedule.py",
    "cases/eds/revocation/checking.py",
    "cases/programmes/nomad/answers/payments.py",
    "cases/programmes/nomad/periods/ending_notices.py",
    "demo/ncalayer/server.py",
}
"""The edges: the jobs, the request, a page without one; and modules that only measure how long something takes."""


MAY_READ_THE_CLOCK = re.compile(r"\.\s*(?:now|today|utcnow)\b")
"""A file without it need not be parsed."""


def clock_readings(path: Path) -> list[str]:
    source = path.read_text()
    if not MAY_READ_THE_CLOCK.search(source):
        return []
    wanted = {
        ("timezone", "now"),
        ("datetime", "now"),
        ("datetime", "today"),
        ("date", "today"),
        ("datetime", "utcnow"),
    }
    attributes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Attribute)]
    return [
        f"{n.value.id}.{n.attr}" for n in attributes if isinstance(n.value, ast.Name) and (n.value.id, n.attr) in wanted
    ]


def test_only_the_edge_reads_the_clock_and_nobody_a_naive_clock() -> None:
    readings = {str(p.relative_to(ROOT)): set(clock_readings(p)) for p in sources()}
    readers = {p for p, names in readings.items() if names and "management" not in p}
    assert {p for p in readers if p.startswith("cases/")} <= READS_THE_CLOCK
    assert {name for names in readings.values() for name in names} <= {"timezone.now"}


def test_every_model_is_in_the_admin_for_those_who_may_see_it() -> None:
    ours = {m._meta.label_lower for m in apps.get_app_config("cases").get_models()}
    live = {label for label in ours if not label.startswith("cases.historical")}
    silent = {"cases.blob", "cases.counter", "cases.challenge", "cases.apinonce", "cases.idempotentanswer"}
    silent |= {"cases.daysum", "cases.summedday"}  # copies of what the log says
    silent |= {"cases.waitingleaf", "cases.sealedleaf", "cases.treenode"}  # digests, which verify_log reads
    silent |= {"cases.original", "cases.documentpart", "cases.searchentry"}  # of their document, their case
    secret = {"cases.halfupload", "cases.mobilesigning", "cases.recoverycodes", "cases.stepdraft", "cases.savedfilter"}
    silent |= {"cases.presence", "cases.deskfigures", "cases.bulkitem", "cases.signingitem", "cases.interviewertime"}
    assert live - EVERYTHING == silent | secret, "the former say nothing by themselves, the latter are their owner's"
    assert {m._meta.label_lower for m in admin.site._registry} >= {label for label in EVERYTHING if label in live}


# ------------------------------------------------------------------------------------------------ words in ru and kk


@cache
def catalogue(language: str) -> dict[str, polib.POEntry]:
    return {e.msgid: e for e in polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po"))}


def spoken() -> Iterator[tuple[str, str]]:
    """(where, msgid) of all the words the machine says of states, stages, steps, terms, letters and bars."""
    with translation.override(None):
        for state, place in PLACES.items():
            yield f"state {state.value}", str(state.label)
            yield f"state {state.value}, plain", str(place.plain)
        for step in STEPS.values():
            yield f"step {step.name}", str(step.label)
            if step.tells:
                yield f"step {step.name}, tells", str(step.tells)
            for need in step.requires:
                yield f"requirement {need.name}", str(need.about)
        for actor in (*Actor, *Role):
            yield f"actor {actor.value}", str(actor.label)
        tables: list[Any] = [
            STAGE_NAMES,
            TERMS,
            {kind: letter.name for kind, letter in LETTERS.items()},
            CHECK_NAMES,
            mail.WORDS,
            NOTICES,
            dict(BARS),
            decisions_of(NOMAD),
        ]
        for table in tables:
            yield from ((str(key), str(words)) for key, words in table.items() if isinstance(words, Promise | str))


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_machine_speaks_the_language_whole(language: str) -> None:
    entries = catalogue(language)
    missing = [
        f"{where}: {m}" for where, m in spoken() if m not in entries or not entries[m].msgstr or entries[m].fuzzy
    ]
    assert missing == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_catalogue_has_nothing_fuzzy_empty_or_obsolete(language: str) -> None:
    entries = list(catalogue(language).values())
    empty = [e.msgid for e in entries if not (e.msgstr or (e.msgstr_plural and all(e.msgstr_plural.values())))]
    assert empty == []
    assert [e.msgid for e in entries if e.fuzzy] == []


def worded(language: str) -> Iterator[tuple[str, str]]:
    """(msgid, translation) of the catalogue, each plural form by itself."""
    for entry in catalogue(language).values():
        yield from ((entry.msgid, words) for words in (entry.msgstr, *entry.msgstr_plural.values()) if words)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_translation_has_a_single_dash_a_single_pair_of_quotes_and_a_single_alphabet_to_a_word(language: str) -> None:
    odd = re.compile(r"—|“|”| - |[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
    assert [words for _msgid, words in worded(language) if odd.search(words)] == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_sign_of_a_number_stands_alone_at_a_line_end(language: str) -> None:
    assert [words for _msgid, words in worded(language) if "№ " in words] == []


def test_a_kazakh_date_stands_where_it_needs_no_ending() -> None:
    """«2026 ж. 31 желтоқсан»: бастап, дейін and the like ask for an ending that differs from month to month."""
    asks = re.compile(r"(%\(\w+\)s|\{\w+\})(</\w+>)? (бастап|дейін|кейін|бері|бұрын)\b")
    assert [words for _msgid, words in worded("kk") if asks.search(words)] == []


def test_a_russian_date_brings_its_own_full_stop() -> None:
    """«31 декабря 2026 г.»: a second stop must not follow. A certificate's day has the hour, a letter's says «года»."""
    twice = re.compile(r"(%\((day|until)\)s|\{(day|until|last|applies|decided|ready)\})(</\w+>)?\.")
    in_letters = (
        *("On file: ", "You know it from the letter", "It is to be confirmed by this day", "An objection was received"),
        *("After the act made on it", "The next order known today"),
    )
    elsewhere = ("The certificate ", "The first day on which you may then apply", *in_letters)
    assert [words for msgid, words in worded("ru") if twice.search(words) and not msgid.startswith(elsewhere)] == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    mark = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    wrong = [
        e.msgid
        for e in catalogue(language).values()
        for words in ([e.msgstr] if e.msgstr else list(e.msgstr_plural.values()))
        if not set(mark.findall(words)) <= set(mark.findall(e.msgid)) | set(mark.findall(e.msgid_plural or ""))
        or (e.msgstr and set(mark.findall(words)) != set(mark.findall(e.msgid)))
    ]
    assert wrong == []


GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
MAY_TRANSLATE_INSIDE = re.compile(rf"\{{[^{{}}]*\b(?:{'|'.join(sorted(GETTEXT))})\(")
"""A call behind a brace; a file without it need not be parsed."""


@pytest.mark.parametrize("folder", OURS)
def test_no_sentence_hides_in_an_f_string(folder: str) -> None:
    """xgettext does not look there, so the sentence would stay English without anybody noticing."""
    hidden = [
        f"{path.relative_to(settings.BASE_DIR)}:{call.lineno}"
        for path in Path(settings.BASE_DIR, folder).rglob("*.py")
        if MAY_TRANSLATE_INSIDE.search(source := path.read_text())
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT
    ]
    assert hidden == []

"""What happened, in words: the events of a case with what was entered at each, as far as the reader may read it.

What was put right later stays and is struck (`Entry.struck`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.engine.facts import AS_IS, Words, words_of
from cases.engine.readers import of_document, of_note, reads
from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.places import STATES, label_of
from cases.law.titles import list_at, titles
from cases.models import Case, Discrepancy, Event, Ground, Person
from cases.models.document import LEGALISATIONS
from cases.programmes.nomad import check_results
from cases.programmes.nomad.changes import shown
from cases.programmes.nomad.facts import MP_NUMBER, REASONS
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.taking_over import PARTS
from cases.templatetags.dnr import unbroken
from cases.templatetags.letter_text import half
from cases.values import countries, moments

Grounds = Mapping[tuple[str, str], str]
Titles = Mapping[str, Any]


RESOLVED = ("discrepancy_resolved", "resolution_corrected")


def is_decision(step: str) -> bool:
    """A step whose reasons people come back to read."""
    return step in RESOLVED or (step in STEPS and STEPS[step].reread)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: `facts` are (label, value) pairs in the reader's language, `moved` the state it led to."""

    at: datetime
    step: str
    label: str
    who: str
    role: str
    paragraph: str
    moved: str | Promise = ""
    struck: bool = False
    facts: list[tuple[Any, Any]] = field(default_factory=list)


def entries(case: Case, events: Sequence[Event], grounds: Grounds, role: str) -> list[Entry]:
    """One entry an event that `role` reads; documents that one person attached on one day, one after another, share an
    entry. `events`: newest first."""
    overtaken, merged = put_right(events), list[Entry]()
    lists = [list_at(case, event.source) for event in events]
    names: dict[str, Titles] = {key: titles(case, key) for key in set(lists)}
    for event, key in zip(events, lists, strict=True):
        if not reads(role, of_note(event) & of_document(case, event.facts.get("kind", ""))):
            continue
        entry = _entry(_as_read(event, role), grounds, names[key], event.pk in overtaken)
        if merged and _continues(merged[-1], entry):
            merged[-1].facts.extend(entry.facts)
        else:
            merged.append(entry)
    return merged


def _as_read(event: Event, role: str) -> Event:
    """The event with those of its facts that `role` reads; the row itself is left as it is."""
    shown = copy(event)
    shown.facts = {k: v for k, v in event.facts.items() if reads(role, of_note(event, k))}
    return shown


def put_right(events: Sequence[Event]) -> set[UUID]:
    """The events whose fact a later one has put right. `events`: newest first."""
    corrected: set[str] = set()
    overtaken: set[UUID] = set()
    for event in events:
        if event.step in STEPS and STEPS[event.step].opens_checks:
            corrected.difference_update(CHECK_NAMES)
        subjects = _subjects(event)
        if subjects and subjects <= corrected:
            overtaken.add(event.pk)
            corrected -= subjects
        if subjects and _corrects(event):
            corrected |= subjects
    return overtaken


def _subjects(event: Event) -> set[str]:
    """What facts an event records: of a document each field it has put right, of all else one."""
    if "changed" in event.facts:
        return {f"{event.facts.get('document')}.{change.get('field')}" for change in event.facts["changed"]}
    return {subject} if (subject := _subject(event)) else set()


def _subject(event: Event) -> str:
    """A kind of check, "arrival", "interview", "mp_number"; "" where none."""
    if event.step in (*RESOLVED, "answered_again"):
        return str(event.facts.get("what", ""))
    if event.step in ("mp_number", "crossing"):
        return event.step
    step = STEPS.get(event.step)
    if step is None:
        return ""
    return str(event.facts.get(step.subject_in, "")) if step.subject_in else step.subject


def _corrects(event: Event) -> bool:
    """Whether it takes the place of what was recorded: a correction has its reason, a chosen side its new fact."""
    if event.step not in RESOLVED:
        return bool(event.facts.get("reason"))
    if event.step == "resolution_corrected":
        return True
    fields = {"arrival": "arrived_on", "mp_number": "mp_number"}
    if event.facts.get("what") in fields:
        return fields[event.facts["what"]] in event.facts
    return event.facts.get("side") == Discrepancy.SYSTEM or "letter_number" in event.facts


def _continues(last: Entry, entry: Entry) -> bool:
    alike = last.step == entry.step == "attach" and last.who == entry.who
    return alike and local_day(last.at) == local_day(entry.at)


def grounds_of(events: Sequence[Event]) -> dict[tuple[str, str], str]:
    """(kind, code) → the ground in the reader's words, for all that these events name; no statement where none do."""
    codes = {code for e in events for code in _codes(e)}
    if not codes:
        return {}
    rows = Ground.objects.filter(code__in=codes)
    return {(g.kind, g.code): f"{g} ({half(g.article)})" if g.article else str(g) for g in rows}


def _ground_kind(event: Event) -> str:
    return STEPS[event.step].grounds if event.step in STEPS else ""


def _codes(event: Event) -> list[str]:
    if not _ground_kind(event):
        return []
    return [*event.facts.get("grounds", []), *(r.get("ground", "") for r in event.facts.get("returns", []))]


def _entry(event: Event, grounds: Grounds, titles: Titles, struck: bool) -> Entry:
    moved = label_of(event.target) if event.target != event.source else ""
    facts = _attached(event, titles) if event.step == "attach" else _facts(event, grounds, titles)
    return Entry(
        at=event.at,
        step=event.step,
        label=event.label,
        who=event.user_name or str(_("the portal")),
        role=_role(event),
        paragraph=event.paragraph,
        moved=moved,
        facts=facts,
        struck=struck,
    )


def _role(event: Event) -> str:
    """A system takes a step in nobody's office: what it reports stands under its own name."""
    if event.user_id is None:
        return str(_("outside system")) if event.user_name else ""
    return str(Actor(event.actor).label)


def _attached(event: Event, titles: Titles) -> list[tuple[Any, Any]]:
    """The file by its name; what is recorded of it where only that was changed."""
    kind = event.facts.get("kind", "")
    if "name" in event.facts:
        return [(titles.get(kind, kind), event.facts["name"])]
    return [(titles.get(kind, kind), _("data corrected")), *_facts(event, {}, titles, leave="kind")]


def _facts(event: Event, grounds: Grounds, titles: Titles, leave: str = "") -> list[tuple[Any, Any]]:
    """In the order in which the facts are declared: a database may hand the keys back in another."""
    words = _words(event.step)
    if correction := event.facts.get("correction"):
        words = {**CORRECTION, **words_of(STEPS[correction].facts)} if correction in STEPS else CORRECTION
    if "proposed_by" in event.facts:
        words = {**words, "proposed_by": Words(_("Entered by"))}
    return [
        (declared.label, _shown(declared.shown)(event.facts[key], event, grounds, titles))
        for key, declared in words.items()
        if key != leave and event.facts.get(key) is not None
    ]


def worded(case: Case, step: str, facts: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """(label, value) of each of these facts of a step that is shown, by name."""
    event = Event(case=case, step=step, facts={k: v for k, v in facts.items() if v is not None and v != ""})
    names = titles(case, list_at(case))
    return {
        key: (declared.label, _shown(declared.shown)(event.facts[key], event, {}, names))
        for key, declared in _words(step).items()
        if key in event.facts
    }


def _words(name: str) -> Mapping[str, Words]:
    step, own = STEPS.get(name), NOTES.get(name, {})
    general = {key: declared for key, declared in OTHER_FACTS.items() if key not in own}
    return words_of(step.facts) if step else {**general, **own}


def _shown(shown: str | Mapping[Any, Promise]) -> Say:
    return SHOWN[shown] if isinstance(shown, str) else _by_words(shown)


Say = Callable[[Any, Event, Grounds, Titles], Any]


def _as_is(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return value


def _day(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return parse_date(str(value)) or value


def _country(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return countries.country_name(str(value)) if value else ""


def _dates(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(moments.day(day) for day in map(parse_date, value) if day)


def _moment(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    at = parse_datetime(str(value))
    return moments.moment(make_aware(at) if is_naive(at) else at) if at else value


def _order(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return unbroken(str(value))


def _title(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return titles.get(value) or CHECK_NAMES.get(value, value)


def _about(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return ABOUT.get(value) or CHECK_NAMES.get(value, value)


def _step(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return STEPS[value].label if value in STEPS else value


def _state(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return label_of(value) if value in STATES else value


def _titles(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(str(titles.get(kind, kind)) for kind in value)


def _taken(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(str(PARTS.get(part) or titles.get(part, part)) for part in value)


def _fields(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return "; ".join(Person.label(name) for name in value)


def _grounds(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    kind = _ground_kind(event)
    return "; ".join(grounds.get((kind, code), code) for code in value)


def _returns(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    rows = (
        (
            titles.get(r["kind"], r["kind"]),
            grounds.get((_ground_kind(event), r.get("ground", "")), ""),
            r.get("text", ""),
        )
        for r in value
    )
    return "; ".join(": ".join(str(part) for part in row if part) for row in rows)


def _answers(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each question with its answer, on a line of its own."""
    return format_html_join(mark_safe("<br>"), "{} – {}", ((row["question"], row["answer"]) for row in value))


def _by_words(words: Mapping[Any, Any]) -> Say:
    return lambda value, event, grounds, titles: words.get(value, value)


def _changed(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    """Each field with what was recorded before, struck, and what is recorded now."""
    was_words, now_words = gettext("recorded before:"), gettext("recorded now:")
    row = '{}: <span class="visually-hidden">{}</span> <s>{}</s> → <span class="visually-hidden">{}</span> {}'
    return format_html_join(
        mark_safe("<br>"), row, ((label, was_words, was, now_words, now) for label, was, now in shown(value))
    )


ABOUT: dict[Any, Any] = {
    "arrival": _("the day of arrival"),
    "mp_number": _("Number in the migration police IS"),
    "payment": _("Duty"),
}
"""What a system and the file may differ about besides a check."""


def _clear(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return check_results.result(_subject(event), value)


def _arrival(value: Any, event: Event, grounds: Grounds, titles: Titles) -> Any:
    return check_results.result("arrival", value)


SHOWN: dict[str, Say] = {
    AS_IS: _as_is, "about": _about, "arrival": _arrival, "changed": _changed, "clear": _clear, "country": _country,
    "dates": _dates, "day": _day, "fields": _fields, "grounds": _grounds, "moment": _moment, "order": _order,
    "answers": _answers, "returns": _returns, "state": _state, "step": _step, "taken": _taken, "title": _title,
    "titles": _titles,
}  # fmt: skip
"""The ways in which a fact is shown, by the name that its declaration gives (`cases.engine.facts`)."""

CORRECTION: dict[str, Words] = {
    "correction": Words(_("Correction"), "step"),
    "proposed": Words(_("What is to be corrected"), "changed"),
}
YES_NO = {True: _("yes"), False: _("no")}
OTHER_FACTS: dict[str, Words] = {
    "kind": Words(_("Document"), "title"),
    "what": Words(_("About"), "about"),
    "clear": Words(_("Result"), "clear"),
    "reference": Words(_("Reference number")),
    "answered_on": Words(_("Date of the answer"), "day"),
    "arrived_on": Words(_("Arrived"), "day"),
    "crossed_on": Words(_("Crossed the border on"), "day"),
    "mp_number": Words(MP_NUMBER),
    "country": Words(_("State that issued the document"), "country"),
    "issued_on": Words(_("Issued on"), "day"),
    "valid_from": Words(_("Valid from"), "day"),
    "expires_on": Words(_("Valid until"), "day"),
    "no_end": Words(_("The passport has no end date"), YES_NO),
    "legalisation": Words(_("How the document is legalised"), dict(LEGALISATIONS)),
    "legalisation_note": Words(_("Treaty or apostille number")),
    "name": Words(_("File")),
    "based_on": Words(_("On the petition of the case")),
    "profile": Words(_("Data of the person changed"), "fields"),
    "city": Words(_("City"), {"astana": _("Astana"), "almaty": _("Almaty")}),
    "text": Words(REASONS),
}
"""Facts of events that are no step, whichever. What is not here is not shown."""

RESOLUTION: dict[str, Words] = {
    "side": Words(_("What holds"), dict(Discrepancy.SIDES)),
    "letter_number": Words(_("Number of their newer letter")),
    "letter_on": Words(_("Date of their newer letter"), "day"),
    "text": Words(_("Why")),
}
NOTES: dict[str, dict[str, Words]] = {
    "pay": {
        "kind": Words(_("Duty"), {"prp": _("permit"), "card": _("residence card")}),
        "code": Words(_("Payment code")),
    },
    "crossing": {
        "found": Words(_("Result"), "arrival"),
        "point": Words(_("Where the border was crossed")),
    },
    "mp_number": {"number": Words(MP_NUMBER)},
    "calendar": {"days": Words(_("Days changed"), "dates"), "source": Words(_("Source"))},
    "open": {"taken_from": Words(_("Taken over from the case")), "taken": Words(_("Taken over"), "taken")},
    **{name: RESOLUTION for name in RESOLVED},
    "signature_revoked": {
        "step": Words(_("Signed step"), {name: step.label for name, step in STEPS.items()}),
        "day": Words(_("Revoked on"), "day"),
    },
}
"""Facts of one such event, by its name."""

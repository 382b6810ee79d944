"""One list: what a sheet names, what is required, what the officer's file shows, and what may be returned."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from django.test import RequestFactory
from django.utils import translation

from cases.eds import sheets
from cases.engine.programmes import form_of
from cases.law import regulations, titles
from cases.models import Case, Document
from cases.programmes.nomad.papers.documents import document_problems, missing_documents
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import State
from cases.web import case_file
from cases.web.request.access import AuthenticatedRequest
from egov.cabinet.guide import call_of
from tests import people
from tests.cases.engine import ways

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = pytest.mark.django_db

ABOUT = {
    "submit_petition": ("petition_draft", "petition"),
    "resubmit_petition": ("petition_incomplete", "petition"),
    "return_petition": ("screening", "petition"),
    "refuse_screening": ("screening", "petition"),
    "sign_petition": ("ministry_review", "petition"),
    "decline_petition": ("ministry_review", "petition"),
    "file_application": ("petition_signed", "application"),
    "resubmit": ("rework", "application"),
    "return_for_rework": ("registration", "application"),
    "approve_preliminary": ("preliminary_decision", "application"),
    "lapse": ("arrival_review", "arrival"),
    "refuse_preliminary": ("preliminary_decision", "application"),
    "sign_consent": ("arrived", "con"),
    "grant": ("final_review", "con"),
    "refuse_final": ("final_review", "con"),
}
"""The second copy: step → a state it is taken in, the list its sheet names."""

OF_WORDS = {
    *("withdraw_processing", "withdraw_processing_later", "withdraw_transfer"),
    *(*ways.IN_WRITING, "record_transfer_withdrawal"),
    *("execute_ruling", "withdraw_ruling"),
}
"""A consent is taken back in words, a writing and a ruling name their own paper; no list is about them."""

EDITIONS = [law.key for law in regulations.editions("nomad")]


@pytest.fixture(params=EDITIONS)
def law(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> regulations.Edition:
    """An order under which each list gives its documents titles of their own, in an order of its own."""
    edition = regulations.edition(request.param)
    lists = {key: tuple(_own(rule, key) for rule in reversed(rows)) for key, rows in edition.lists.items()}
    law = dataclasses.replace(edition, lists=lists)
    monkeypatch.setattr(Case, "law", property(lambda self: law))
    monkeypatch.setattr(Case, "petition_law", property(lambda self: law))
    return law


def _own(rule: regulations.DocRule, key: str) -> regulations.DocRule:
    text = regulations.Text(*(f"{key}: {rule.title.in_(language)}" for language in regulations.LANGUAGES))
    return dataclasses.replace(rule, title=text)


def test_every_step_that_is_signed_says_which_list_it_is_about() -> None:
    signed = {name for name, step in STEPS.items() if step.signed or step.may_be_signed} - OF_WORDS
    assert not any(STEPS[name].documents for name in OF_WORDS)
    assert {name: STEPS[name].documents for name in signed} == {name: key for name, (_state, key) in ABOUT.items()}
    for name in signed:
        asked = {need.name for need in STEPS[name].requires if need.name.startswith("documents_")}
        assert asked <= {f"documents_{STEPS[name].documents}"}


@pytest.mark.parametrize("name", ABOUT)
def test_a_sheet_names_exactly_the_documents_of_its_list(
    name: str, law: regulations.Edition, every_case: dict[State, Case]
) -> None:
    state, key = ABOUT[name]
    case = ways.fresh(every_case[State(state)])
    user = ways.somebody(STEPS[name].by, case)
    assert user is not None
    sheet = sheets.sheet(case, STEPS[name], user, people.after(case), {}, "ru")
    held = dict(Document.objects.filter(case=case, current=True).values_list("kind", "blob_id"))
    wanted = [(r.kind, r.title.ru, held[r.kind]) for r in law.lists[key] if r.kind in held]
    assert [(d["kind"], d["title"], d["sha256"]) for d in sheet.facts.get("documents", [])] == wanted
    assert wanted or name == "lapse", "a proof of the arrival is the applicant's to bring or not"


@pytest.mark.parametrize("name", ["submit_petition", "file_application", "resubmit"])
def test_what_is_required_is_named_by_the_sheet(
    name: str, law: regulations.Edition, every_case: dict[State, Case]
) -> None:
    """Without its documents a case is refused for each one that the sheet would have named and the list requires."""
    state, key = ABOUT[name]
    case = ways.fresh(every_case[State(state)])
    named = [str(rule.title) for rule, _held in titles.documents_of_list(case, key) if rule.required]
    case.dossier.__dict__["documents"] = {}
    missing = [str(reason) for reason in document_problems(case, key, people.START.date())]
    assert named and all(any(title in reason for reason in missing) for title in named)


@pytest.mark.parametrize("state", ["registration", "preliminary_decision", "final_review"])
def test_the_officer_s_file_shows_the_list_at_hand_first_and_in_its_words(
    state: str, law: regulations.Edition, every_case: dict[State, Case], rf: RequestFactory
) -> None:
    case = ways.fresh(every_case[State(state)])
    shown = case_file.papers(case, _as(people.officer(), rf))
    wanted = [str(rule.title) for rule, _held in titles.documents_of_list(case, titles.list_at(case))]
    assert [paper.title for paper in shown][: len(wanted)] == wanted
    assert {paper.document.kind for paper in shown} == set(case.dossier.documents)


def _as(user: Any, rf: RequestFactory) -> AuthenticatedRequest:
    request = rf.get("/")
    request.user = user
    return cast("AuthenticatedRequest", request)


def test_the_officer_may_return_what_the_list_asks_for_under_its_title(
    law: regulations.Edition, every_case: dict[State, Case]
) -> None:
    case = ways.fresh(every_case[State.REGISTRATION])
    step = STEPS["return_for_rework"]
    form = form_of(step)(None, case=case, step=step, user=people.officer(), now=people.after(case))
    wanted = [str(rule.title) for rule in law.lists["application"] if rule.source != "portal"]
    assert [str(row[0].title) for row in form.rows()] == wanted  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("state", "name", "field", "key"),
    [
        ("intake", "reconcile_document", "kind", "con"),
        ("registered", "reconcile_document", "kind", "residence"),
        ("intake", "return_package", "missing", "con"),
    ],
)
def test_the_clerk_s_forms_offer_the_list_under_its_titles(
    state: str, name: str, field: str, key: str, law: regulations.Edition, every_case: dict[State, Case]
) -> None:
    case = ways.fresh(every_case[State(state)])
    form = form_of(STEPS[name])(None, case=case, step=STEPS[name], user=people.clerk(), now=people.after(case))
    assert list(form.fields[field].choices) == [(r.kind, str(r.title)) for r in law.lists[key]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("state", "key"), [("preliminary_approved", "con"), ("arrived", "con"), ("granted", "residence")]
)
def test_the_applicant_s_guide_names_the_list_by_its_titles(
    state: str, key: str, law: regulations.Edition, every_case: dict[State, Case]
) -> None:
    case = ways.fresh(every_case[State(state)])
    titles_of = {rule.kind: str(rule.title) for rule in law.lists[key]}
    signed = [rule.kind for rule in law.lists[key] if rule.consent]
    wanted = [*law.bring, *signed] if state == "preliminary_approved" else titles_of
    call = call_of(case, people.after(case))
    # A second paper of the same sort is asked of nobody who has but one (interpretation 20).
    assert call and list(call.items) == [titles_of[kind] for kind in wanted if kind != "criminal_record_2"]


def test_what_is_missing_of_a_petition_is_missing_by_its_own_order(
    law: regulations.Edition, every_case: dict[State, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of the application asks for nothing of the petition's list here: its own counts."""
    monkeypatch.setattr(Case, "law", property(lambda self: dataclasses.replace(law, lists={"petition": ()})))
    case = ways.fresh(every_case[State.REGISTRATION])
    case.dossier.__dict__["documents"] = {}
    required = [str(r.title) for r in law.lists["petition"] if r.required and r.source == "applicant"]
    assert required and missing_documents(case, "petition") == required


LISTS_READ_BY = {
    "cases/law/regulations/__init__.py",
    "cases/law/regulations/loader.py",
    "cases/law/regulations/schema.py",
    "cases/law/titles.py",
    "cases/engine/programmes/programme.py",
    "egov/front/views.py",
    "egov/front/comparing.py",
    "egov/front/preparing.py",
    "cases/programmes/nomad/preflight/papers.py",
    "cases/evidence/sheet_words.py",
}
"""Who may read the lists of an order: the order itself, `titles`, its own public pages, a sheet that names what was
signed under it, and the check before a filing, which cites the paragraph of a document."""


def test_the_list_of_a_case_is_read_in_a_single_place() -> None:
    root = Path(__file__).parents[4]
    rooms = [path for room in ("cases", "hub", "egov", "con") for path in (root / room).rglob("*.py")]
    # A shape names lists, rooms list cases.
    reading = re.compile(r"(?<!SHAPE)(?<!reports)(?<!workload)(?<!engine)\.lists\b(?!\()|\blaw\.document\(")
    files = {str(path.relative_to(root)) for path in rooms if reading.search(path.read_text())}
    assert files <= LISTS_READ_BY


def test_a_returned_duty_that_was_not_paid_again_is_not_called_replaced(rf: RequestFactory) -> None:
    """A payment that failed after the return was "replaced since"."""
    from cases.models import Event
    from cases.programmes.nomad.filing import paying

    case = people.case_in("registration")
    people.bank_takes_back(case)
    returns = [{"kind": "duty", "ground": "duty", "text": "Not at the bank."}]
    case = ways.take(case, "return_for_rework", returns=returns)
    now = people.after(case)
    payment = paying.start_payment(case.pk, case.person.user, now, "prp")
    paying.settle_payment(payment.code, False, "", now + people.HOUR)
    events = list(Event.objects.filter(case=case).order_by("-id"))
    assert [row.replaced for row in case_file.returned_documents(ways.fresh(case), "officer", events, {})] == [False]
    again = paying.start_payment(case.pk, case.person.user, now, "prp")
    paying.settle_payment(again.code, True, "R-1", now + 2 * people.HOUR)
    assert [row.replaced for row in case_file.returned_documents(ways.fresh(case), "officer", events, {})] == [True]


def test_a_stored_sheet_of_the_form_before_is_still_what_was_signed(every_case: dict[State, Case]) -> None:
    """Stored text is verified as it stands: nothing draws it up anew, so the form keeps its name."""
    from cases.evidence.signatures import Tally, verify_stored
    from cases.models import Signature

    kept = Signature.objects.filter(step="file_application")[0]
    assert json.loads(kept.sheet)["form"] == sheets.FORM == "dnr-sheet/1"
    tally = Tally()
    assert list(verify_stored(datetime.now(tz=people.START.tzinfo), tally)) == [] and tally.bad == 0


def test_a_title_is_in_the_reader_s_language_and_an_unknown_kind_stays_readable(every_case: Any) -> None:
    case = every_case[State.REGISTRATION]
    with translation.override("kk"):
        assert titles.title(case, "application", "petition") == case.law.document("application", "petition").title.kk
    assert titles.title(case, "application", "horoscope") == "horoscope"

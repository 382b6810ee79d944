"""Who reads which fact: every door shows it to its readers and to nobody else (п. 21, 22; interpretation 32)."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine.programmes import otherevents
from cases.engine.steps import readers
from cases.engine.steps.errors import StaleError, WrongStateError
from cases.engine.steps.facts import words_of
from cases.law.actors import Role
from cases.models import Case, Deadline, Event, Letter, Signature, User
from cases.models.apiclient import SCOPES
from cases.models.letter import kinds
from cases.models.queries import as_seen
from cases.programmes.nomad.kinds import TERMS as TERM_NAMES
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.sight import OF_PETITION
from cases.values import moments
from cases.web.documents import signed
from cases.webhooks import partners
from tests import people
from tests.cases.engine import ways
from tests.desks import case_url, home_url, signed_in, step_url, text

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = pytest.mark.django_db

A, S, M, O, C = "applicant", "screener", "signer", "officer", "clerk"  # noqa: E741
ALL, HUB = {A, S, M, O, C}, {S, M}
EVENTS = {
    "record_check": {O}, "compare_originals": {O}, "correct_check": {O}, "send_to_knb": {O, A},
    "record_knb_answer": {O}, "record_interview": HUB,
    "correct_interview": HUB, "reopen_calendar": HUB, "move_interview": HUB | {A}, "refuse_screening": HUB | {A},
    "decline_petition": HUB | {A},
    **dict.fromkeys(("act_drafted", "act_sent_back"), ALL - {A}),
    **dict.fromkeys(
        ("return_petition", "take_up_petition", "propose_screening_refusal", "send_back_to_screening"), HUB | {A}),
    "return_for_rework": ALL - {C}, "refuse_preliminary": ALL - {C}, "refuse_final": ALL - {C}, "crossing": {O},
    "mp_number": {O}, "discrepancy": {O}, "discrepancy_resolved": {O}, "registry_reopened": {C, O},
    "claim_arrival": ALL - {C}, "close_arrival_word": ALL - {C}, "lapse": ALL - {C},
    "resolution_corrected": {O}, "answered_again": {O}, "correct_crossing": {O}, "correct_reopening": HUB,
    **dict.fromkeys(
        ("propose_petition_refusal", "drop_petition_refusal", "object_to_ministry", "ask_ministry_hearing",
         "waive_ministry_hearing", "record_ministry_hearing", "except_ministry_hearing",
         "move_ministry_hearing", "correct_ministry_hearing"), HUB | {A}),
    **dict.fromkeys(
        ("propose_preliminary_refusal", "drop_preliminary_refusal", "propose_final_refusal", "drop_final_refusal",
         "object_to_refusal", "ask_hearing", "waive_hearing", "record_hearing", "except_hearing", "close_objections",
         "end_hearing_wait", "move_hearing", "correct_hearing"), ALL - {C}),
}  # fmt: skip
FACTS = {
    ("admit", "note"): HUB,
    ("admit", "reviewed"): HUB,
    **{(name, "criteria"): HUB for name in ("admit", "propose_screening_refusal", "refuse_screening")},
    ("propose_screening_refusal", "reviewed"): HUB,
    ("refuse_screening", "reviewed"): HUB,
    ("approve_preliminary", "text"): {O},
    ("grant", "text"): {O},
    ("receive_originals", "text"): {O},
    ("receive_originals", "proof"): {O},
    ("open_intake", "proof"): {O, C},
    ("send_to_knb", "documents"): {O},
    ("record_arrival", "crossing"): {O},
    ("record_arrival", "crossed_on"): {O},
    ("record_arrival", "proof"): {O},
    ("correct_arrival", "reason"): {O, A},
    ("record_number", "reason"): {O},
    ("correct_petition_document", "reason"): HUB | {A},
    ("correct_document", "reason"): {O, A},
    ("correct_package_document", "reason"): {C, O, A},
    ("correct_courier", "reason"): {C, O},
    ("correct_visit", "reason"): {C, O, A},
    ("correct_receipt", "reason"): {O, A},
}
"""The second, independent copy of who reads what; all else is read by all who see the case."""
LETTERS = {
    "courier_registry": ALL - {A},
    "knb_request": {O},
    "lapse": ALL - {C},
    "petition_refusal": HUB | {A},
    "petition_return": HUB | {A},
    "rework_return": ALL - {C},
    "preliminary_refusal": ALL - {C},
    "final_refusal": ALL - {C},
    "hearing_notice": ALL - {C},
    "petition_hearing_notice": HUB | {A},
    "ruling": ALL - {C},
}
TERMS = {"knb": {O, A}, **dict.fromkeys(("objection", "hearing_wait", "hearing", "arrival_word"), ALL - {C})}
ROLES = {A: A, S: S, M: M, O: O, C: C}
H = "head"


def read_as(role: str) -> str:
    """The head of a department reads what its officers read."""
    return O if role == H else role


@pytest.mark.parametrize("role", [*ROLES, "auditor", "administrator"])
def test_every_fact_is_read_by_whom_the_table_says(role: str) -> None:
    def expected(table: Any, key: Any) -> bool:
        return role == "auditor" or role in table.get(key, ALL)

    for name in (*STEPS, *Event.OTHER, *otherevents.EVENTS):
        assert readers.reads(role, readers.event_readers(name)) is expected(EVENTS, name), name
    for name, key in FACTS:
        assert readers.reads(role, readers.event_readers(name, key)) is expected(FACTS, (name, key)), (name, key)
    assert {(n, k) for n, s in STEPS.items() for k in s.inner} == set(FACTS)
    for kind in (*CHECK_NAMES, "arrival"):
        assert readers.reads(role, readers.check_readers(kind)) is (role in (O, "auditor")), kind
    for kind, _name in kinds():
        assert readers.reads(role, readers.letter_readers(kind)) is expected(LETTERS, kind), kind
    for key in TERM_NAMES:
        assert readers.reads(role, Deadline(key=key).readers) is expected(TERMS, key), key
    assert readers.reads(role, readers.exchange_readers()) is (role in (O, "auditor"))


SECRETS = {
    "ibd": ("record_check", "Secret-ibd"),
    "knb": ("record_knb_answer", "Secret-knb"),
    "note": ("approve_preliminary", "Secret-note"),
    "crossing": ("record_arrival", "Secret-crossing"),
    "document": ("correct_document", "Secret reason of a correction"),
    "interview": ("record_interview", "Secret interview, in words"),
    "grounds": ("refuse_final", "Secret reasons in words"),
}


@pytest.fixture
def refused() -> Case:
    """A case to its final refusal, a mark in each fact that not everybody reads; decisions are signed by ЭЦП."""
    case = ways.take(people.case_in("interview"), "record_interview", text=SECRETS["interview"][1])
    j = people.Journey(case.person.user)  # type: ignore[arg-type]
    j.case, j.now = case, people.after(case)
    j.to(people.S.CHECKS)
    case = ways.fresh(j.case)
    case = ways.take(case, "correct_document", reason=SECRETS["document"][1])
    case = ways.take(case, "record_check", kind="ibd", text=SECRETS["ibd"][1])
    case = ways.take(case, "record_check", kind="sio")
    case = ways.take(case, "send_to_knb")
    case = ways.take(case, "record_knb_answer", text=SECRETS["knb"][1])
    case = ways.take(case, "approve_preliminary", text=SECRETS["note"][1])
    case = ways.take(case, "record_arrival", crossing=SECRETS["crossing"][1])
    j.case, j.now = case, people.after(case)
    j.to(people.S.FINAL_REVIEW)
    j.prepare()
    return ways.take(ways.fresh(j.case), "refuse_final", text=SECRETS["grounds"][1])


def doors(client: Client, role: str, case: Case) -> dict[str, str]:
    """What `role` is shown of the case: its page, and every signed sheet and bundle it may open."""
    user: Any = ways.somebody(role, case)
    shown = {"page": text(client.get(case_url(user, case)))}
    for row in Signature.objects.filter(case=case):
        answer = client.get(signed.links(case, row.pk)[2]["url"])
        shown[f"sheet {row.step}"] = answer.content.decode() if answer.status_code == 200 else ""
    return shown


@pytest.mark.parametrize("role", [S, M, O, C, A, H])
def test_no_door_shows_a_fact_to_who_does_not_read_it(refused: Case, role: str) -> None:
    user: Any = ways.somebody(role, refused)
    with people.at(people.after(refused)):
        client = signed_in(user)
        if role in (S,):
            assert client.get(case_url(user, refused)).status_code == 404, "out of the screener's sight (process.md)"
            return
        shown = doors(client, role, refused)
    for name, (step, mark) in SECRETS.items():
        key = {"note": "text", "crossing": "crossing", "document": "reason"}.get(name, "")
        reads = readers.reads(read_as(role), readers.event_readers(step, key))
        where = [door for door, text_there in shown.items() if mark in text_there]
        assert reads or not where, (name, where)
        if reads and role in (O, M) and (role == O or name == "interview"):
            assert "page" in where, name


# ------------------------------------------------------------------------------------------------ every fact

Marked = dict[tuple[str, str], tuple[Any, str]]


def _mark(kind: str, number: int) -> tuple[Any, str] | None:
    """(what is recorded, how a page shows it) for a fact of this type, unlike any other; None where words are chosen
    by the portal (yes and no)."""
    word, day = f"Mark-{number:04}", date(2101 + number, 1, 27)
    if "date" in kind and "dict" not in kind:
        return day.isoformat(), moments.day(day)
    if kind.startswith("int"):
        return 9_000_000 + number, str(9_000_000 + number)
    if kind.startswith("dict[str, str]"):
        return {"document": str(UUID(int=number)), "name": word, "sha256": f"{number:064}"}, word
    if kind.startswith("list[dict"):
        row = {"kind": "passport", "ground": "", "text": word, "field": "legalisation_note", "now": word}
        return [row | {"at": day.isoformat(), "day": day.isoformat()}], word
    return ([word] if kind.startswith("list[") else word, word) if "str" in kind and "dict" not in kind else None


def marks() -> Marked:
    """Of every declared fact of every step, whoever adds it."""
    marked_facts: Marked = {}
    for name, step in STEPS.items():
        for field in fields(step.facts):
            words = words_of(step.facts).get(field.name)
            made = _mark(str(field.type), len(marked_facts))
            if made and not (words and words.shown == "fields"):  # names of columns, which the portal has words for
                marked_facts[name, field.name] = made
    return marked_facts


@pytest.fixture
def marked(settings: Any) -> tuple[Case, Marked]:
    """A case whose file holds an event, and a signed sheet, of every step, each fact with a mark of its own."""
    with translation.override("en"):
        marked_facts = marks()
    case = people.case_in("final_review", prepared=False)
    at, kept = people.after(case), Signature.objects.filter(case=case, step="file_application")[0]
    events, sheets = [], []
    for number, (name, step) in enumerate(STEPS.items()):
        given = {key: value for (of, key), (value, _shown) in marked_facts.items() if of == name}
        now = at + number * ways.SECOND
        if given:  # the page shows a hundred events
            stand = {"source": case.state, "target": case.state, "version": 1000 + number}
            events.append(Event(case=case, at=now, step=name, actor=step.by, facts=given, **stand))
        sheet = json.loads(kept.sheet) | {"step": name, "data": given}
        text = json.dumps(sheet, ensure_ascii=False)
        values = {f.attname: getattr(kept, f.attname) for f in Signature._meta.concrete_fields if not f.primary_key}
        sheets.append(Signature(**values | {"step": name, "sheet": text, "at": now, "sha256": f"{number:064}"}))
    Event.objects.bulk_create(events)
    Signature.objects.bulk_create(sheets)
    return case, marked_facts


@pytest.mark.parametrize("role", [M, O, C, A, H])
def test_every_declared_fact_is_shown_to_its_readers_alone_at_every_door(
    marked: tuple[Case, Marked], role: str
) -> None:
    case, marked_facts = marked
    user: Any = ways.somebody(role, case)
    rows = list(Signature.objects.filter(case=case).order_by("id"))
    with people.at(people.after(case)):
        client = signed_in(user)
        page = text(client.get(case_url(user, case)))
        home = text(client.get(reverse("egov:cabinet:home"))) if role == A else ""
    sheets = {row.step: row.sheet for row in signed.readable(rows, read_as(role))}
    for (name, key), (_value, mark) in marked_facts.items():
        reads = readers.reads(read_as(role), readers.event_readers(name, key))
        assert reads or (mark not in page and mark not in home), (name, key)
        assert reads or mark not in sheets.get(name, ""), (name, key)
        if reads and role == O and key in words_of(STEPS[name].facts):
            assert mark in page, (name, key)
    assert role == M or any(mark in page for _value, mark in marked_facts.values()), (
        "the ministry reads up to its own day"
    )


def test_every_step_that_is_given_words_has_a_mark() -> None:
    marked_facts = marks()
    given = {(n, field.name) for n, s in STEPS.items() for field in fields(s.facts) if "str" in str(field.type)}
    assert given - set(marked_facts) <= {(n, key) for n in STEPS for key in ("recorded", "profile")}


@pytest.mark.parametrize("role", [O, C, A, H])
def test_the_term_of_knb_and_its_proof_open_for_their_readers_alone(role: str) -> None:
    case = people.case_in(people.S.ARRIVED, prepared=False)
    user: Any = ways.somebody(role, case)
    term = Deadline.objects.get(case=case, key="knb")
    proof = reverse("cases:deadline", args=[case.pk, term.pk])
    with people.at(people.after(case)):
        client = signed_in(user)
        page = text(client.get(case_url(user, case)))
        assert (proof in page) is (role != C)
        assert client.get(proof).status_code == (404 if role == C else 200)
    assert "national security" not in page or role != C


@pytest.mark.parametrize("role", [O, C, A, H])
def test_a_letter_opens_for_its_readers_alone(refused: Case, role: str) -> None:
    user: Any = ways.somebody(role, refused)
    with people.at(people.after(refused)):
        client = signed_in(user)
        for letter in Letter.objects.filter(case=refused):
            answer = client.get(reverse("cases:letter", args=[refused.pk, letter.pk, "ru"]))
            opens = answer.status_code != 404
            answer.getvalue()  # a file is closed when it is read to its end
            assert opens is (read_as(role) in LETTERS.get(letter.kind, ALL)), letter.kind


# ------------------------------------------------------------------------------------------------ who was quicker


@pytest.mark.parametrize("role", [S, M, O, C, A])
def test_who_was_quicker_is_named_to_the_readers_of_what_he_did(role: str) -> None:
    case = Case(programme="nomad", petition_signed_at=people.START)
    user = User(role=role)
    for hours, before in ((-1, True), (1, role not in HUB)):
        for name in (*STEPS, *Event.OTHER, *otherevents.EVENTS):
            at = people.START + hours * people.HOUR
            last = Event(case=case, step=name, at=at, user_id=uuid4(), user_name="Colleague Quick")
            with translation.override("en"):
                messages = [str(kind(None, last, user)) for kind in (StaleError, WrongStateError)]
                label = f"“{last.label}”"
            reads = before and role in EVENTS.get(name, ALL)
            assert all((label in message) is reads for message in messages), name
            assert all(("Colleague Quick" in message) is (reads and role != A) for message in messages), name


@pytest.mark.parametrize(
    ("state", "role", "quicker", "slower", "typed"),
    [
        ("arrived", C, "correct_check", "open_intake", {"came_on": "2026-09-01", "proof": "A ticket of the queue"}),
        ("knb", A, "record_knb_answer", "withdraw", {"agree": "on"}),
    ],
)
def test_the_slower_is_not_shown_a_step_of_others(
    state: str, role: str, quicker: str, slower: str, typed: dict[str, str]
) -> None:
    """At once, and in the draft beside the case."""
    case = people.case_in(state, prepared=False)
    seen = case.version
    letter: dict[str, Any] = {"kind": "knb", "reference": "K-10", "text": "They took it back."}
    letter = letter | {"answered_on": people.after(case).date()} if quicker == "correct_check" else {}
    case = ways.take(case, quicker, clear=False, **letter)
    user: Any = ways.somebody(role, case)
    with people.at(people.after(case)), translation.override("en"):
        client = signed_in(user)
        page = text(client.post(step_url(case, slower), {"version": seen} | typed, follow=True))
        page += text(client.get(case_url(user, case)))
    assert "Somebody was quicker" in page
    assert "Last step" not in page and str(STEPS[quicker].label) not in page


# ------------------------------------------------------------------------------------------------ who had it before


@pytest.mark.parametrize("state", ["knb", "preliminary_refused", "card_issued"])
def test_the_ministry_reads_the_case_as_it_stood_when_it_was_signed(state: str) -> None:
    """At each door: the head of the page, the person, the desk's search."""
    case, user = people.case_in(state, prepared=False), people.signer()
    later = {case.preliminary_number, case.mp_number, case.card_number, case.residence_address} - {""}
    assert later
    with people.at(people.after(case)):
        client = signed_in(user)
        page = client.get(case_url(user, case))
        response = client.get(home_url(user), {"q": case.number})
        by_later = [text(client.get(home_url(user), {"q": number})) for number in later]
    assert case.number in text(response) and not any(case.person.surname in number for number in by_later)
    for shown in (text(page), text(response)):
        assert "Petition signed" in shown
        assert f"{case.get_state_display()}</span></span>" not in shown, "only among the stages to come"
        assert "left</span>" not in shown
        assert not [number for number in later if number in shown]
    assert "has gone on to the applicant and the migration service" in text(page)
    assert "Waits on" not in text(page) and "was closed on" not in text(page)


def test_what_a_case_gets_after_the_petition_is_in_no_copy_for_its_readers() -> None:
    """Every column, of today and of later."""
    case = people.case_in("card_issued", prepared=False)
    left = as_seen(case, people.signer())
    kept = {f.attname for f in Case._meta.concrete_fields if getattr(left, f.attname) == getattr(case, f.attname)}
    unset = {f.attname for f in Case._meta.concrete_fields if getattr(case, f.attname) == f.get_default()}
    assert kept - unset <= set(OF_PETITION)
    assert (case.state, case.closed_at is None) == ("card_issued", False), "the case itself is as it was"
    assert as_seen(case, people.officer(case.city_id or "")) is case
    refused = people.case_in("petition_refused", prepared=False)
    assert as_seen(refused, people.signer()) is refused, "its own work, to its end"


def test_the_ministry_reads_the_person_as_the_petition_was_signed() -> None:
    """Moved, and with another passport since: neither is its affair, nor where the person is written to."""
    with people.at(people.START):
        case = people.case_in("knb", prepared=False)
    person, user = case.person, people.signer()
    before = (person.phone, person.address, person.passport_number)
    with people.at(people.after(case)):
        person.phone, person.address, person.passport_number = "+77010000001", "77 New Street", "NEW7777777"
        person.save()
        page = text(signed_in(user).get(case_url(user, case)))
        officers = text(signed_in(people.officer()).get(case_url(people.officer(), case)))
    assert person.passport_number in officers and "77 New Street" in officers
    assert person.passport_number not in page and "77 New Street" not in page and "701 000" not in page
    assert before[2] in page and before[1] in page
    assert person.user and person.user.mailbox in officers and person.user.mailbox not in page
    left = as_seen(ways.fresh(case), user)
    assert (left.person.pk, left.person.full_name) == (person.pk, person.full_name)


@pytest.mark.parametrize(("role", "allowed"), [(Role.AUDITOR, 200), (Role.ADMINISTRATOR, 403)])
def test_the_admin_shows_checks_to_the_auditor_alone(refused: Case, role: str, allowed: int) -> None:
    with people.at(people.after(refused)):
        client = signed_in(getattr(people, role)())
        for model in ("check", "discrepancy", "decision"):
            assert client.get(f"/admin/cases/{model}/").status_code == allowed


def test_partners_get_no_fact_of_a_case() -> None:
    columns = set(partners.columns(list(SCOPES)))
    assert not columns & {"checks", "decisions", "events", "questionnaire"}, json.dumps(sorted(columns))

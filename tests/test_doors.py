"""Every address that names a case, tried by everybody: only those whose case it is come in, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cases.engine.lists import worklist
from cases.engine.people import colleagues
from cases.law.actors import Actor, Role
from cases.models import (
    Absence,
    BulkAction,
    Case,
    CaseNote,
    CourierRegistry,
    Delegation,
    Discrepancy,
    Document,
    DraftedAct,
    Effect,
    Event,
    Exchange,
    Export,
    HalfUpload,
    Helper,
    Letter,
    Payment,
    ReadLog,
    Signature,
    SigningItem,
    SigningSession,
    StepDraft,
    User,
    WaitingCorrection,
)
from cases.programmes.nomad.states import DESKS, State
from cases.workload import taking
from tests import people
from tests.cases.engine import ways
from tests.conftest import Cases
from tests.outbox import run_effect
from tests.test_agreements import own_pages

pytestmark = pytest.mark.django_db


def _half(case: Case) -> HalfUpload:
    until = people.after(case) + people.DAY
    return HalfUpload.objects.create(user=case.person.user, length=9, began_at=people.START, expires_at=until)


def _helper(case: Case, may: str, ended: datetime | None = None) -> User:
    """Another applicant who helps in this case."""
    email = f"{may}.{'former' if ended else 'helper'}@example.org"
    who = User.objects.filter(email=email).first() or people.applicant(email)
    rest = {"by": case.person.user, "email": who.email, "may": may, "joined_at": people.START, "ended_at": ended}
    rest |= {"invited_at": people.START, "expires_at": people.START}
    Helper.objects.get_or_create(rest, case=case, user=who)
    return who


def _help_of(case: Case) -> Helper:
    help_ = Helper.latest(case.pk, _helper(case, Helper.FILL))
    assert help_
    return help_


SOMEBODY: dict[str, Callable[[Case], User | None]] = {
    "nobody": lambda case: None,
    "owner": lambda case: case.person.user,
    "another applicant": lambda case: people.applicant(),
    "helper": lambda case: _helper(case, Helper.FILL),
    "helper who reads": lambda case: _helper(case, Helper.SEE),
    "former helper": lambda case: _helper(case, Helper.FILL, people.START),
    "officer": lambda case: people.officer("astana"),
    "officer of another city": lambda case: people.officer("almaty"),
    "clerk": lambda case: people.clerk("astana"),
    "clerk of another city": lambda case: people.clerk("almaty"),
    "head": lambda case: people.head("astana"),
    "head of another city": lambda case: people.head("almaty"),
    "screener": lambda case: people.screener(),
    "signer": lambda case: people.signer(),
    "auditor": lambda case: people.auditor(),
    "administrator": lambda case: people.administrator(),
}
HELPERS = {"helper", "helper who reads"}
FILE = {"owner", "officer", "head", "clerk", "auditor"}
"""Who reads what came into the file of a case after its petition was signed."""


def _draft(case: Case) -> StepDraft:
    """The officer's own: nobody else finds it."""
    facts = {"data": {"text": ["Words"]}, "at": people.START}
    return StepDraft.objects.get_or_create(facts, case=case, user=people.officer(), step="refuse_final")[0]


def _note(case: Case) -> CaseNote:
    """The officer's own: nobody else strikes it."""
    return colleagues.add_note(case, people.officer(), people.START, "Words")


def _discrepancy(case: Case) -> Discrepancy:
    row = Exchange.objects.create(
        system="ibd",
        operation="check",
        case=case,
        key=f"{case.number}.doors",
        request={},
        state=Exchange.ANSWERED,
        created_at=people.START,
    )
    return Discrepancy.objects.create(
        exchange=row, case=case, what="ibd", by_hand={"clear": True}, by_system={"clear": False}, raised_at=people.START
    )


def _correction(case: Case) -> WaitingCorrection:
    """Where the edition asks for no second official it waits for nobody, and its page leads back to the case."""
    rest = {"kind": "knb", "subject": "knb", "facts": {}, "before": {}, "at": people.START}
    return WaitingCorrection.objects.create(case=case, step="correct_check", by=people.officer(), **rest)


def _drafted(case: Case) -> DraftedAct:
    """Of a step that leaves another state: it waits for nobody, and its page leads back to the case."""
    rest = {"facts": {}, "version": 1, "at": people.START}
    return DraftedAct.objects.create(case=case, step="approve_preliminary", by=people.officer(), **rest)


def _later(model: Any, case: Case, at: str, **wanted: Any) -> Any:
    return model.objects.filter(case=case, **{f"{at}__gt": case.petition_signed_at}, **wanted).first().pk


def _absence() -> Absence:
    day = people.START.date()
    rest = {"by": people.officer(), "at": people.START}
    return Absence.objects.get_or_create(rest, user=people.officer(), first=day, last=day)[0]


def _many() -> BulkAction:
    return BulkAction.objects.get_or_create(user=people.officer(), verb="take", at=people.START)[0]


def _item(case: Case) -> SigningItem:
    """The signer's own, of which nothing is left to sign."""
    session = SigningSession.objects.get_or_create(user=people.signer(), step="sign_petition", at=people.START)[0]
    return SigningItem.objects.get_or_create({"state": SigningItem.DONE}, session=session, case=case)[0]


def _delegation() -> Delegation:
    """The signer's own, to an account that signs for nobody else."""
    day, facts = people.START.date(), {"document": "1", "document_on": people.START.date(), "at": people.START}
    rest = facts | {"first": day, "last": day, "to": people.head("ministry")}
    return Delegation.objects.get_or_create(rest, by=people.signer())[0]


def _registry(case: Case) -> CourierRegistry:
    """Of the case's city, and closed: of an open one nothing is printed."""
    rest: dict[str, Any] = {
        "city": case.city,
        "day": people.START.date(),
        "opened_at": people.START,
        "opened_by": people.clerk(),
    }
    rest |= {"closed_at": people.START, "closed_by": people.clerk(), "courier": "Courier", "waybill": "W-1"}
    return CourierRegistry.objects.get_or_create(rest, number="AST-R-2026-00001")[0]


def _export(case: Case) -> Export:
    """The officer's own, which names no case."""
    officer = people.officer()
    facts = {"role": officer.role, "city": officer.city_id, "source": "queue", "filters": {"programme": case.programme}}
    rest = {"kind": "csv", "language": "ru", "asked_at": people.START, "state": Export.CANCELLED}
    return Export.objects.get_or_create(facts | rest, user=officer)[0]


def _filed(case: Case) -> Any:
    return _later(Signature, case, "at", step="file_application")


Rest = Callable[[Case], tuple[Any, ...]]
PAGES: dict[str, tuple[Rest, set[str]]] = {
    "cases:document": (lambda case: (_later(Document, case, "uploaded_at"),), FILE | HELPERS),
    "cases:original": (lambda case: (_later(Document, case, "uploaded_at"), 1), FILE | HELPERS),
    "cases:original_page": (lambda case: (_later(Document, case, "uploaded_at"), 1, 1), FILE | HELPERS),
    "cases:letter": (lambda case: (_later(Letter, case, "at", kind="preliminary_approval"), "ru"), FILE | HELPERS),
    "cases:questionnaire_draft": (lambda case: ("ru",), {"owner"} | HELPERS),
    "cases:questionnaire": (
        lambda case: (_later(Signature, case, "at", step="file_application"), "ru"),
        FILE | HELPERS,
    ),
    "cases:filed": (lambda case: (_later(Signature, case, "at", step="file_application"),), {"owner"}),
    "cases:filing_record": (lambda case: (_later(Signature, case, "at", step="file_application"), "ru"), {"owner"}),
    "cases:signature": (lambda case: (_later(Signature, case, "at", user=case.person.user), "cms"), FILE),
    "cases:deadline": (lambda case: (max(case.dossier.deadlines, key=lambda d: d.starts_at).pk,), FILE),
    "cases:last_day": (lambda case: (_later(Letter, case, "at", kind="preliminary_approval"),), FILE),
    "cases:past": (lambda case: (), {"head", "auditor"}),
    "cases:discrepancy": (lambda case: (_discrepancy(case).pk,), {"officer"}),
    "cases:correction": (lambda case: (_correction(case).pk,), {"officer"}),
    "cases:drafted": (lambda case: (_drafted(case).pk,), {"officer"}),
    "cases:review": (lambda case: ("passport",), {"officer", "signer", "clerk"}),
    "cases:discard_draft": (lambda case: (_draft(case).pk,), {"officer"}),
    "cases:owner": (lambda case: ("hand_over",), {"officer", "head", "clerk", "signer"}),
    "cases:present": (lambda case: (), {"officer", "signer", "clerk"}),
    "cases:step": (lambda case: ("refuse_final",), {"officer"}),
    "cases:typed": (lambda case: ("refuse_final",), {"officer"}),
    "cases:typed_text": (lambda case: ("note",), {"officer", "signer", "clerk", "head"}),
    "cases:notes": (lambda case: (), {"officer", "signer", "clerk", "head"}),
    "cases:strike_note": (lambda case: (_note(case).pk,), {"officer"}),
    "cases:thread": (lambda case: (), {"owner", "officer", "signer", "clerk", "head"}),
    "cases:answers": (lambda case: (), {"officer"}),
    "cases:hearing_papers": (lambda case: ("objection",), {"owner", "officer", "signer"}),
    "cases:step_paper": (lambda case: ("record_withdrawal",), {"officer"}),
    "hub:petition:tasks": (lambda case: (), {"owner"}),
    "hub:petition:consent": (lambda case: (), {"owner"}),
    "hub:petition:check": (lambda case: (), {"owner"}),
    "hub:petition:document": (lambda case: ("passport",), {"owner"}),
    "hub:screening:case": (lambda case: (), set()),
    "hub:signing:case": (lambda case: (), {"signer"}),
    "hub:interviews:invitation": (lambda case: (), {"owner"}),
    "accounts:held_clear": (lambda case: (), {"owner"}),
    "egov:cabinet:case": (lambda case: (), {"owner"}),
    "egov:cabinet:consent_form": (lambda case: ("ru",), {"owner"}),
    "egov:cabinet:proof": (lambda case: ("arrival_proof",), {"owner"}),
    "egov:application:home": (lambda case: (), {"owner"}),
    "egov:application:city": (lambda case: (), {"owner"}),
    "egov:application:document": (lambda case: ("passport",), {"owner"}),
    "egov:application:questionnaire": (lambda case: (), {"owner", "helper"}),
    "egov:application:autosave": (lambda case: (), {"owner", "helper"}),
    "egov:helping:case": (lambda case: (), {"owner"} | HELPERS),
    "egov:helping:leave": (lambda case: (), {"owner"} | HELPERS),
    "egov:helping:fill": (lambda case: (), {"owner", "helper"}),
    "egov:helping:person": (lambda case: (), {"owner", "helper"}),
    "egov:helping:document": (lambda case: ("passport",), {"owner", "helper"}),
    "egov:helping:people": (lambda case: (), {"owner"}),
    "egov:helping:helper": (lambda case: (_help_of(case).pk,), {"owner"}),
    "egov:application:check": (lambda case: (), {"owner"}),
    "egov:payment:start": (lambda case: ("prp",), {"owner"}),
    "con:officer:case": (lambda case: (), {"officer"}),
    "con:officer:security": (lambda case: ("ru",), {"officer"}),
    "con:head:case": (lambda case: (), {"head"}),
    "con:complaints:case": (lambda case: (), set()),
    "con:complaints:file": (lambda case: (), set()),
    "egov:complaints:case": (lambda case: (), set()),
    "egov:complaints:document": (lambda case: ("complaint_evidence",), set()),
    "con:clerk:case": (lambda case: (), {"clerk"}),
    "con:clerk:reconcile_all": (lambda case: (), {"clerk"}),
    "con:clerk:reconcile": (lambda case: ("passport",), {"clerk"}),
    "con:clerk:upload": (lambda case: ("passport",), {"clerk"}),
}
"""What follows the case in each address, and who comes in."""
OTHERS: dict[str, tuple[Rest, set[str]]] = {
    "egov:payment:demo": (lambda case: (Payment.objects.filter(case=case)[0].code,), {"owner"}),
    "egov:payment:receipt": (lambda case: (Payment.objects.filter(case=case)[0].code, "ru"), {"owner"}),
    "egov:payment:back": (lambda case: (Payment.objects.filter(case=case)[0].code,), {"owner"}),
    "egov:complaints:start": (lambda case: (Letter.objects.filter(case=case)[0].pk,), {"owner"}),
    "egov:complaints:start_about_delay": (lambda case: (case.dossier.deadlines[0].pk,), {"owner"}),
    "cases:bulk_result": (lambda case: (_many().pk,), {"officer"}),
    "cases:half_upload": (lambda case: (_half(case).pk,), {"owner"}),
    "cases:withdraw_absence": (lambda case: (_absence().pk,), {"officer", "head", "administrator"}),
    **{
        f"reports:{name}": (lambda case: (_export(case).pk,), {"officer"})
        for name in ("export", "cancel", "again", "file")
    },
    "con:clerk:registry": (lambda case: (_registry(case).pk,), {"clerk"}),
    "con:clerk:registry_printed": (lambda case: (_registry(case).pk, "ru"), {"clerk", "officer"}),
    "con:officer:registry": (lambda case: (_registry(case).pk,), {"officer"}),
    "con:officer:registry_draft": (lambda case: (_registry(case).pk,), {"officer"}),
    "con:officer:registry_printed": (lambda case: (_registry(case).pk, "ru"), {"clerk", "officer"}),
    "hub:interviews:remove": (lambda case: (case.slot_id,), {"screener"}),
    "hub:interviews:end_rule": (lambda case: (case.slot_id,), {"screener"}),
    "hub:interviews:unblock": (lambda case: (case.slot_id,), {"screener"}),
    "hub:signing:sheets": (lambda case: (_item(case).session_id,), {"signer"}),
    "hub:signing:to_telephone": (lambda case: (_item(case).session_id,), {"signer"}),
    "hub:signing:from_telephone": (lambda case: (_item(case).session_id,), {"signer"}),
    "hub:signing:sign": (lambda case: (_item(case).pk,), {"signer"}),
    "hub:signing:withdraw_delegation": (lambda case: (_delegation().pk,), {"signer"}),
}
"""The same for addresses that do not begin with the case."""


IN_ADMIN: dict[str, tuple[Rest, set[str]]] = {
    "admin:cases_case_whole": (lambda case: (case.pk,), {"auditor"}),
    "admin:cases_case_redacted": (lambda case: (case.pk,), {"auditor"}),
    "admin:cases_case_change": (lambda case: (case.pk,), {"auditor"}),
    "admin:cases_case_history": (lambda case: (case.pk,), {"auditor"}),
    "admin:cases_user_import": (lambda case: (), {"administrator"}),
    "admin:unconfirmed": (lambda case: (), {"administrator", "auditor"}),
}
"""Pages of the administration that give out a case, or open accounts; what else is there, tests/cases/admin walks."""
EVERYWHERE = PAGES | OTHERS | IN_ADMIN


def has_arguments(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return True
    return False


def guarded_pages() -> set[str]:
    """Those of the demo name no case; tests/demo asks who sees them."""
    guarded = {name for name, view in own_pages() if getattr(view, "open_to", None) and has_arguments(name)}
    return {name for name in guarded if not name.startswith("demo:")}


def test_the_table_has_every_guarded_address_with_something_named_in_it() -> None:
    assert guarded_pages() == set(PAGES | OTHERS)


def address(name: str, case: Case) -> str:
    rest = EVERYWHERE[name][0](case)
    return reverse(name, args=[case.pk, *rest] if name in PAGES else rest)


@pytest.mark.parametrize("name", EVERYWHERE)
def test_only_those_whose_case_it_is_come_in(name: str, every_case: Cases) -> None:
    case = every_case[State.FINAL_REVIEW]
    readers, url = EVERYWHERE[name][1], address(name, case)
    with people.at(people.after(case)):
        before = Event.objects.count(), ReadLog.objects.count()
        for who in SOMEBODY.keys() - readers:
            client = coming(who, case)
            responses = client.get(url), client.post(url, {"version": case.version})
            assert {shut(answer) for answer in responses} == {True}, who
        assert (Event.objects.count(), ReadLog.objects.count()) == before
        for who in readers:
            answer = coming(who, case).get(url)
            assert answer.status_code in (200, 302, 503) and not shut(answer), f"{who}: this test would prove nothing"
            assert "no-store" in answer["Cache-Control"], f"{who} would leave the page behind in the browser"
            answer.getvalue()  # a file is closed when it is read to its end


# ------------------------------------------------------------------------------------------------ at each stage

OWN = {"owner", "auditor"}
BEGUN = OWN | {"screener", "head of the hub"}
SENT = BEGUN | {"signer", "head of the ministry"}
SIGNED = OWN | {"signer", "head of the ministry"}
FILED = SIGNED | {"officer", "head"}
APPROVED = FILED | {"clerk"}
SIGHT = {
    State.PETITION_DRAFT: (OWN, None),
    State.SCREENING: (BEGUN, "screener"),
    State.MINISTRY_REVIEW: (SENT, "signer"),
    State.PETITION_SIGNED: (SIGNED, None),
    State.REGISTRATION: (FILED, "officer"),
    State.PRELIMINARY_APPROVED: (APPROVED, None),
    State.INTAKE: (APPROVED, "clerk"),
    State.FINAL_REVIEW: (APPROVED, "officer"),
    State.FINAL_REFUSED: (APPROVED, None),
}
"""Who sees a case, and on whose desk it waits, in one state of each part of the way: the petition before АКФ ПИТ (п. 5)
and the ministry (п. 7, 8), which keeps in sight what it has signed; the application before the migration service of the
city from its filing on (п. 11, 12); the package before ЦОН of the city, from the preliminary number on (п. 20, 21)."""
EVERYBODY = SOMEBODY | {
    "head of the hub": lambda case: people.head("hub"),
    "head of the ministry": lambda case: people.head("ministry"),
}
HEADED = {"head of the hub": "screener", "head of the ministry": "signer", "head": "officer"}
"""Whose desk stands on the page of a head; that of the centre has none."""
DESK_USERS = [who for who in EVERYBODY if who.startswith(("screener", "signer", "officer", "clerk", "head"))]


def _page(user: User | None, case: Case) -> str:
    if user is not None and user.role in (Role.AUDITOR, Role.ADMINISTRATOR):
        return reverse("admin:cases_case_change", args=[case.pk])
    return reverse(f"{DESKS[Actor(user.role)] if user else 'con:officer'}:case", args=[case.pk])


def _first_paper(case: Case) -> str:
    """Of the petition: who sees the case at all has it in the file."""
    return reverse("cases:document", args=[case.pk, Document.objects.filter(case=case).earliest("uploaded_at").pk])


def _listed(client: Client, user: User) -> tuple[set[Any], dict[str, str]]:
    """The cases of a desk, and what its tabs count; of a head, what is to be shared out."""
    page = "con:head:work" if user.role == Role.HEAD else f"{DESKS[Actor(user.role)]}:home"
    context = client.get(reverse(page), {"size": "100"}).context
    return {case.pk for case in context["cases"]}, {tab.key: tab.shown for tab in context["tabs"] if tab.key}


def _exported(client: Client, user: User, now: datetime) -> set[str]:
    """The numbers in the file of all that waits on the desk."""
    desk = f"headed={user.reads_as}" if user.role == Role.HEAD else "programme=nomad"
    asked = client.post(f"{reverse('reports:ask')}?source=queue&{desk}", {"columns": ["state"], "kind": "csv"})
    export = Export.objects.filter(user=user).latest("id")
    assert asked.status_code == 302
    run_effect(Effect.objects.get(kind="export", ref=export.pk).pk, now)
    taken = client.get(reverse("reports:file", args=[export.pk]))
    return {line.split(";")[0].strip('"') for line in taken.getvalue().decode("utf-8-sig").splitlines()}


def test_at_each_stage_the_same_people_open_find_list_count_and_export_it(every_case: Cases) -> None:
    """Whether a colleague has taken it makes no difference to who sees it: ownership shares out the work."""
    cases = {state: every_case[state] for state in SIGHT}
    now = max(people.after(case) for case in cases.values())
    with people.at(now):
        wrong = [f"{who}: {fault}" for who in DESK_USERS for fault in _listed_otherwise(who, cases)]
        _taken_by_colleagues(cases, now)
        wrong += [f"{who}, taken: {fault}" for who in DESK_USERS for fault in _listed_otherwise(who, cases)]
        wrong += [f"{who}: {fault}" for who in DESK_USERS for fault in _exported_otherwise(who, cases, now)]
        known = EVERYBODY.keys() - HELPERS - {"former helper"}  # who helps in one case alone
        wrong += [f"{who}: {fault}" for who in known for fault in _opened_otherwise(who, cases)]
    assert wrong == []


def _taken_by_colleagues(cases: dict[State, Case], now: datetime) -> None:
    for state, (_seen, desk) in SIGHT.items():
        if desk:
            user = EVERYBODY[desk](cases[state])
            assert user
            facts = {"full_name": "Colleague", "role": user.role, "city_id": user.city_id}
            other = User.objects.create_user(f"{state}@example.org", None, **facts)
            taking.take(cases[state].pk, other, now)


def _opened_otherwise(who: str, cases: dict[State, Case]) -> Iterator[str]:
    """Each case by search, by its page and by its first paper, against the table; whoever may open the paper may open
    the page, and the paper is given quicker."""
    case = cases[State.SCREENING]
    client, user = coming(who, case), EVERYBODY[who](case)
    listed = worklist.find(user, case.number[:-2], people.START, 100).cases if user and who != "owner" else []
    for state, case in cases.items():
        sees = who in SIGHT[state][0]
        client = coming(who, case) if who == "owner" else client
        if shut(_closed(client.get(_first_paper(case)))) == sees:
            yield f"paper of {state}"
        if not sees and not shut(client.get(_page(user, case))):
            yield f"page of {state}"
        if who != "owner" and user is not None and (case in listed) != sees:
            yield f"search at {state}"


def _listed_otherwise(who: str, cases: dict[State, Case]) -> Iterator[str]:
    """The list of a desk and its counts, against the table."""
    user = EVERYBODY[who](cases[State.SCREENING])
    assert user
    listed, counts = _listed(coming(who, cases[State.SCREENING]), user)
    for state, case in cases.items():
        if (case.pk in listed) != (SIGHT[state][1] in {who, HEADED.get(who)} - {None}):
            yield f"list at {state}"
        if state in counts and counts[state] != ("1" if who in SIGHT[state][0] else "0"):
            yield f"count of {state}: {counts[state]}"


def _exported_otherwise(who: str, cases: dict[State, Case], now: datetime) -> Iterator[str]:
    """The same list as a file."""
    user = EVERYBODY[who](cases[State.SCREENING])
    assert user
    exported = _exported(coming(who, cases[State.SCREENING]), user, now)
    for state, case in cases.items():
        if (case.number in exported) != (SIGHT[state][1] in {who, HEADED.get(who)} - {None}):
            yield f"export at {state}"


def _papers(case: Case) -> list[str]:
    """Every address of the file of a petition: its page, documents, letters, signed sheets, terms."""
    until = case.petition_signed_at or people.after(case)
    rows: list[tuple[str, tuple[Any, ...]]]
    rows = [("cases:document", (row.pk,)) for row in Document.objects.filter(case=case, uploaded_at__lte=until)]
    rows += [("cases:letter", (row.pk, "ru")) for row in Letter.objects.filter(case=case)]
    rows += [("cases:signature", (row.pk, "sheet")) for row in Signature.objects.filter(case=case)]
    rows += [("cases:deadline", (row.pk,)) for row in case.dossier.deadlines]
    rows += [("hub:signing:case", ()), ("cases:notes", ()), ("cases:thread", ()), ("cases:present", ())]
    return [reverse(name, args=[case.pk, *rest]) for name, rest in rows]


def test_the_ministry_opens_petitions_that_wait_for_it_or_that_it_has_decided() -> None:
    """What it has sent back to the screening, or whose owner has withdrawn it, is not before it any more."""
    proposed = ways.take(people.case_in(State.SCREENING), "propose_screening_refusal")
    waits, signed = people.case_in(State.MINISTRY_REVIEW), people.case_in(State.PETITION_SIGNED)
    gone = [
        ways.take(proposed, "send_back_to_screening"),
        ways.take(people.case_in(State.MINISTRY_REVIEW), "withdraw"),
        people.case_in(State.SCREENING),
    ]
    client = Client()
    client.force_login(people.signer())
    for case, opens in [*((case, False) for case in gone), (waits, True), (signed, True)]:
        with people.at(people.after(case)):
            closed = {url for url in _papers(case) if shut(_closed(client.get(url)))}
        assert closed == (set() if opens else set(_papers(case))), case.state


def _closed(answer: Any) -> Any:
    answer.getvalue()
    return answer


def coming(who: str, case: Case) -> Client:
    client, user = Client(), EVERYBODY[who](case)
    if user is not None:
        client.force_login(user)
    return client


def shut(answer: Any) -> bool:
    return answer.status_code in (403, 404) or answer.get("Location", "").startswith(("/sign-in/", "/admin/login/"))


EXEMPT = {"front:verify", "mobile:documents", "mobile:opening", "shep"}
"""Who calls there is known by something else than a cookie."""


def test_every_form_asks_for_its_token() -> None:
    """/verify/ asks for it once its own upload handler stands ready, ШЭП proves itself by a signature, a telephone
    by its token."""
    for_people = [(name, view) for name, view in own_pages() if not name.startswith("api:")]
    assert {name for name, view in for_people if getattr(view, "csrf_exempt", False)} == EXEMPT

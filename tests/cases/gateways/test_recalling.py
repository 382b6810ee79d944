"""A consent is withdrawn: what rests on it and has not left is recalled; what comes later is kept and marked."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from cases.engine.steps import STEPS
from cases.gateways import inbox
from cases.gateways.contract import OPERATIONS
from cases.models import Case, Check, Event, Exchange
from cases.outbox import exchanges
from cases.outbox.draining import drain_exchanges
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways import wire
from tests.cases.gateways.wire import DAY, Line, asked
from tests.desks import send, signed_in, step_url

pytestmark = pytest.mark.django_db

IBD = "ibd", "check"


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Line:
    return wire.join(monkeypatch, settings)


@pytest.fixture
def abroad(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if one of the systems of today asked abroad: none does, and the next may."""
    monkeypatch.setitem(OPERATIONS, IBD, dataclasses.replace(OPERATIONS[IBD], abroad=True))


def withdraw(case: Case, name: str, **data: str) -> Any:
    """By the page of the step, as the one whose step it is."""
    user = ways.a_person("applicant" if name.startswith("withdraw") else "officer", case)
    with people.at(people.after(case)):
        sent = {"version": case.version, "agree": "on", **data}
        return send(signed_in(user), step_url(case, name), sent, user, follow=True)


def paper(case: Case, name: str) -> dict[str, str]:
    ways.facts(case, name, people.after(case))  # the scan of the writing
    day = people.after(case).date().isoformat()
    return {"received_on": day, "writing": "Letter of the applicant, incoming number 17, kept in the file."}


def test_with_the_consent_the_process_ends_and_nothing_of_the_case_leaves_any_more(line: Line) -> None:
    case = people.case_in(State.REGISTRATION)
    ways.take(case, "register", mp_number="")
    case = ways.fresh(case)
    waiting = Exchange.objects.filter(case=case, direction=Exchange.OUT, state=Exchange.PENDING)
    assert {row.system for row in waiting} >= {"ismp", "ibd", "sio"}
    assert withdraw(case, "record_withdrawal", **paper(case, "record_withdrawal")).status_code == 200
    assert ways.fresh(case).state == State.CONSENT_DECLINED
    rows = list(Exchange.objects.filter(case=case, outcome="recalled"))
    assert {row.state for row in rows} == {Exchange.DROPPED} and len(rows) >= 3
    line.sent.clear()
    drain_exchanges(people.after(ways.fresh(case), DAY))
    assert not [key for _operation, key, _request in line.sent if key.startswith(case.number)]


def test_what_a_worker_finds_after_the_withdrawal_is_not_sent_either(line: Line) -> None:
    """A row that was written by whoever was slower than the withdrawal."""
    case = people.case_in(State.REGISTRATION)
    ways.take(case, "register", mp_number="")
    row = asked(case, "ismp.register")
    ways.take(ways.fresh(case), "withdraw_processing")
    Exchange.objects.filter(pk=row.pk).update(state=Exchange.PENDING, outcome="", next_at=row.created_at)
    line.sent.clear()
    now = people.after(ways.fresh(case), DAY)
    assert not exchanges.run(row.pk, now) and not line.sent
    assert wire.fresh(row).state == Exchange.DROPPED


def test_an_answer_after_the_withdrawal_is_kept_and_marked_and_changes_nothing(line: Line) -> None:
    case = people.case_in(State.KNB)
    ways.take(case, "withdraw_processing")
    case = ways.fresh(case)
    now = people.after(case, DAY)
    payload = {"case": case.number, "clear": False, "reference": "12/3-7", "answered_on": str(now.date())}
    row = inbox.receive("knb", "answer", payload, "k-late", now)
    exchanges.apply(row.pk, now)
    row = wire.fresh(row)
    assert (row.outcome, row.request["reference"]) == ("afterwards", "12/3-7")
    assert not Check.objects.filter(case=case, kind="knb").exists()
    assert ways.fresh(case).state == State.CONSENT_DECLINED


@pytest.mark.parametrize("written", [False, True])
def test_on_the_consent_to_transfer_rests_what_is_asked_abroad_and_nothing_else(
    line: Line, abroad: None, written: bool
) -> None:
    case = people.case_in(State.IN_TRANSIT)
    ways.take(case, "receive_originals")
    case = ways.fresh(case)
    name = "record_transfer_withdrawal" if written else "withdraw_transfer"
    assert withdraw(case, name, **(paper(case, name) if written else {})).status_code == 200
    assert Event.objects.filter(case=case, step=name).exists()
    state = {row.system: (row.state, row.outcome) for row in (asked(case, "ibd.check"), asked(case, "sio.check"))}
    assert state == {"ibd": (Exchange.DROPPED, "recalled"), "sio": (Exchange.PENDING, "")}
    line.sent.clear()
    now = people.after(ways.fresh(case), DAY)
    drain_exchanges(now)
    systems = {operation for operation, key, _request in line.sent if key.startswith(case.number)}
    assert "sio.check" in systems and "ibd.check" not in systems
    assert ways.fresh(case).state == State.FINAL_REVIEW, "it ends nothing"


def test_a_late_answer_from_abroad_is_kept_and_marked(line: Line, abroad: None) -> None:
    case = people.case_in(State.IN_TRANSIT)
    ways.take(case, "receive_originals")
    row = asked(case, "ibd.check")
    ways.take(ways.fresh(case), "withdraw_transfer")
    late = wire.answer("ibd.check", clear=False).to_json()
    now = people.after(ways.fresh(case), DAY)
    Exchange.objects.filter(pk=row.pk).update(
        state=Exchange.ANSWERED, outcome="", answer=late, answered_at=now, next_at=now
    )
    assert exchanges.run(row.pk, now)
    assert wire.fresh(row).outcome == "afterwards"
    assert not Check.objects.filter(case=case, kind="ibd", clear=False).exists()


def test_after_an_act_its_result_still_goes_where_it_is_due(line: Line) -> None:
    case = people.case_in(State.FINAL_REVIEW)
    case = ways.fresh(ways.take(case, "grant"))
    assert asked(case, "pep.result").state == Exchange.PENDING
    ways.take(case, "withdraw_processing_later")
    assert asked(case, "pep.result").state == Exchange.PENDING
    line.sent.clear()
    drain_exchanges(people.after(ways.fresh(case), DAY))
    assert "pep.result" in {operation for operation, _key, _request in line.sent}


# ------------------------------------------------------------------------------------------------ brought back


def brought_back(case: Case) -> Case:
    """By a ruling on the withdrawal of the consent."""
    ways.take(ways.fresh(case), "withdraw_processing")
    return ways.fresh(ways.take(ways.fresh(case), "execute_ruling"))


def questions(case: Case) -> dict[str, Exchange]:
    """The newest of each kind."""
    rows = Exchange.objects.filter(case=case, direction=Exchange.OUT).order_by("id")
    return {f"{row.system}.{row.operation}": row for row in rows}


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (State.REGISTRATION, "register"),
        (State.CHECKS, "send_to_knb"),
        (State.DISPATCH, "hand_to_courier"),
        (State.IN_TRANSIT, "receive_originals"),
    ],
)
def test_a_case_that_a_ruling_brings_back_asks_again_what_was_recalled(line: Line, state: State, name: str) -> None:
    case = ways.take(people.case_in(state), name)
    first = {key: questions(case)[key] for key in STEPS[name].asks}
    after = brought_back(case)
    assert after.state == case.state
    for key, row in first.items():
        assert wire.fresh(row).outcome == "recalled"
        again = questions(after)[key]
        assert again.pk != row.pk and (again.state, again.next_at is None) == (Exchange.PENDING, False), key
        assert {k: v for k, v in again.request.items() if k == "waybill"} == {
            k: v for k, v in row.request.items() if k == "waybill"
        }


def test_an_answer_that_came_while_the_case_was_closed_is_asked_for_again_and_moves_it_on(line: Line) -> None:
    case = ways.take(people.case_in(State.CHECKS), "send_to_knb")
    ways.take(ways.fresh(case), "withdraw_processing")
    now = people.after(ways.fresh(case))
    payload = {"case": case.number, "clear": False, "reference": "12/3-7", "answered_on": str(now.date())}
    exchanges.apply(inbox.receive("knb", "answer", payload, "k-late", now).pk, now)
    case = ways.fresh(ways.take(ways.fresh(case), "execute_ruling"))
    line.says.append(wire.answer("knb.approve", answered_on=people.after(case).date()))
    assert wire.deliver(asked(case, "knb.approve"), people.after(case)).outcome == "applied"
    assert ways.fresh(case).state == State.PRELIMINARY_DECISION


def test_what_was_answered_is_not_asked_again(line: Line) -> None:
    case = ways.take(people.case_in(State.REGISTRATION), "register")
    line.says.append(wire.answer("ibd.check"))
    answered = wire.deliver(asked(case, "ibd.check"))
    after = brought_back(case)
    assert (answered.outcome, asked(after, "ibd.check").pk) == ("applied", answered.pk)
    assert asked(after, "sio.check").state == Exchange.PENDING


@pytest.mark.parametrize(
    ("state", "stage"),
    [(State.PRELIMINARY_REFUSED, "preliminary"), (State.FINAL_REFUSED, "final"), (State.GRANTED, "final")],
)
def test_who_was_informed_of_a_decision_is_informed_that_it_has_fallen(line: Line, state: State, stage: str) -> None:
    case = ways.fresh(ways.take(people.case_in(state), "execute_ruling"))
    reported = asked(case, "pep.result")
    assert (reported.request["stage"], reported.request["outcome"]) == (stage, "set_aside")
    assert reported.next_at is not None


def test_a_return_that_falls_is_no_decision_to_put_back(line: Line) -> None:
    case = ways.take(people.case_in(State.REWORK), "execute_ruling")
    assert "pep.result" not in questions(ways.fresh(case))

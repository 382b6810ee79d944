"""What the terms let through, and to the second when."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from cases.engine.steps.errors import NotMetError
from cases.law.calendar import local_day
from cases.models import Bar, Case, Check, Deadline
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import Stand, refused
from tests.cases.engine.ways import DAY, SECOND

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "key", "name", "to"),
    [
        ("rework", "rework", "resubmit", State.REGISTRATION),
        ("preliminary_approved", "validity", "withdraw", State.WITHDRAWN),
    ],
)
def test_a_late_job_spares_nobody_the_end_of_a_term(stand: Stand, state: str, key: str, name: str, to: State) -> None:
    """To the last second it is in time; from then on the clock alone acts, be it late (п. 12, 19)."""
    case = stand(state)
    due = Deadline.objects.get(case=case, key=key).due_at
    assert refused(NotMetError, case, name, now=due) == "The term for this has ended."
    assert ways.take(case, name, due - SECOND).state == to


def test_an_arrival_is_recorded_to_the_last_second_of_the_validity(stand: Stand) -> None:
    case = stand("preliminary_approved")
    due = Deadline.objects.get(case=case, key="validity").due_at
    refused(NotMetError, case, "record_arrival", now=due)  # of the day itself, which is the first one after
    assert ways.take(case, "record_arrival", due - SECOND).state == State.ARRIVED


@pytest.mark.parametrize(
    ("state", "name", "key"), [("rework", "annul", "rework"), ("preliminary_approved", "close_validity", "validity")]
)
def test_the_clock_does_not_act_a_second_before_the_end(stand: Stand, state: str, name: str, key: str) -> None:
    case = stand(state)
    due = Deadline.objects.get(case=case, key=key).due_at
    refused(NotMetError, case, name, now=due - SECOND)
    assert ways.take(case, name, due).state_since == due


@pytest.mark.parametrize(
    ("state", "name", "key", "late", "outcome"),
    [
        ("registration", "register", "register", False, "met"),
        ("registration", "register", "register", True, "late"),
        ("preliminary_decision", "propose_preliminary_refusal", "decision", False, "met"),
        ("preliminary_decision", "propose_preliminary_refusal", "decision", True, "late"),
        ("final_review", "propose_final_refusal", "final", False, "met"),
        ("preliminary_hearing", "refuse_preliminary", "hearing", False, "met"),
        ("preliminary_hearing", "refuse_preliminary", "hearing", True, "late"),
        ("final_hearing", "drop_final_refusal", "objection", False, "stopped"),
        ("registration", "withdraw", "decision", False, "stopped"),
        ("rework", "annul", "rework", False, "expired"),
    ],
)
def test_a_term_remembers_how_it_ended(stand: Stand, state: str, name: str, key: str, late: bool, outcome: str) -> None:
    case = stand(state)
    deadline = Deadline.objects.get(case=case, key=key, state="running")
    now = deadline.due_at if late else ways.ready_at(case, name)
    ways.take(case, name, now)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.stopped_at) == (outcome, now)


def test_a_late_service_keeps_nobody_from_withdrawing(stand: Stand) -> None:
    case = stand("knb")
    due = Deadline.objects.get(case=case, key="decision", state="running").due_at
    assert ways.take(case, "withdraw", due).state == State.WITHDRAWN


def entered(case: Case, now: datetime, clear: bool = True) -> None:
    """ЕИС «Беркут» tells an entry into Kazakhstan."""
    Check.objects.create(case=case, kind="arrival", clear=clear, text="12.06.2026 Astana", by=None, at=now)


def test_an_approval_does_not_lapse_where_an_entry_is_on_file(stand: Stand) -> None:
    """п. 19 names one who "did not arrive and did not apply"; a letter may not say so against the portal's own file."""
    case = stand("arrival_review")
    due = Deadline.objects.get(case=case, key="validity").due_at
    entered(case, due - SECOND)
    now = people.after(case, DAY)
    refused(NotMetError, case, "lapse", now=now)
    after = ways.take(case, "record_arrival", now, arrived_on=local_day(now))
    assert (after.state, Bar.objects.filter(case=case).exists()) == (State.ARRIVED, False)
    assert Deadline.objects.get(case=case, key="validity").state == "late"


@pytest.mark.parametrize(("shift", "clear"), [(timedelta(0), True), (-SECOND, False)])
def test_an_entry_too_late_or_missing_holds_no_approval(stand: Stand, shift: timedelta, clear: bool) -> None:
    case = stand("arrival_review")
    term = Deadline.objects.get(case=case, key="validity")
    entered(case, term.due_at + shift, clear)
    now = people.after(case)
    refused(NotMetError, case, "record_arrival", now=now, arrived_on=local_day(now))
    assert ways.take(case, "lapse").state == State.LAPSED


def test_an_order_may_let_the_forty_five_days_run_on_through_the_correction(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interpretation 3 the other way round, by the edition alone."""
    case = stand("registration")
    term = dataclasses.replace(
        case.law.terms["decision"], event=("file_application",), bounds=(*case.law.terms["decision"].bounds, "rework")
    )
    other = dataclasses.replace(case.law, terms={**case.law.terms, "decision": term})
    monkeypatch.setattr(Case, "law", other)
    case = ways.take(case, "return_for_rework")
    people.attach(case, case.person.user, "criminal_record", people.after(case))
    ways.take(case, "resubmit", people.after(case))
    assert [d.state for d in Deadline.objects.filter(case=case, key="decision")] == ["running"]


def test_the_forty_five_days_start_again_at_the_corrected_application(stand: Stand) -> None:
    case = stand("rework")
    after = ways.take(case, "resubmit")
    first, second = Deadline.objects.filter(case=case, key="decision").order_by("id")
    assert (first.state, second.state) == ("met", "running")
    assert after.due_at == Deadline.objects.get(case=case, key="register", state="running").due_at < second.due_at

"""п. 12: who paid the duty within the five days has corrected in time, whenever the bank says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine import clock
from cases.engine.steps.errors import NotMetError
from cases.gateways import inbox
from cases.law.places import place_of
from cases.models import Case, Deadline, Discrepancy, Notice, Payment
from cases.outbox import exchanges
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.states import State
from egov.cabinet import guide
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import refused
from tests.cases.engine.ways import DAY, HOUR
from tests.cases.gateways import wire

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, settings: Any) -> wire.Line:
    return wire.join(monkeypatch, settings)


@pytest.fixture
def case(every_case: dict[State, Case]) -> Case:
    """Sent back for its duty alone."""
    people.bank_takes_back(every_case[State.REGISTRATION])
    returns = [{"kind": "duty", "ground": "duty", "text": "The bank knows nothing of it."}]
    return ways.take(ways.fresh(every_case[State.REGISTRATION]), "return_for_rework", returns=returns)


@pytest.fixture
def term(case: Case) -> Deadline:
    return Deadline.objects.get(case=case, key="rework", state="running")


@pytest.fixture
def payment(case: Case, term: Deadline, line: wire.Line) -> Payment:
    """Begun an hour before the end."""
    return paying.start_payment(case.pk, case.person.user, term.due_at - HOUR, "prp")


def tell(payment: Payment, now: datetime, paid_at: datetime | None, key: str = "k-1", **facts: Any) -> str:
    payload: dict[str, Any] = {
        "code": payment.code,
        "paid": True,
        "amount": f"{payment.amount:.2f}",
        "reference": "BR-1",
    }
    payload |= {"settled_at": paid_at.isoformat()} if paid_at else {}
    row = inbox.receive("psh", "payment", payload | facts, key, now)
    assert exchanges.apply(row.pk, now)
    return str(wire.fresh(row).outcome)


def call_of(case: Case, now: datetime) -> str:
    """What the cabinet says is to be done."""
    with translation.override("en"):
        call = guide.CALLS[place_of(State.REWORK).guide](ways.fresh(case), now)
        return f"{call.title} {call.text}"


def swept(case: Case, now: datetime) -> State:
    """Where the case stands when the clock has gone its round."""
    clock.sweep(now, outbox=False)
    return State(ways.fresh(case).state)


@pytest.mark.parametrize("recorded", [True, False], ids=["the bank names the moment", "it names none"])
def test_a_duty_paid_in_time_and_reported_late_is_no_lateness(
    case: Case, term: Deadline, payment: Payment, recorded: bool
) -> None:
    assert swept(case, term.due_at) == State.REWORK, "the bank's word is waited for"
    refused(NotMetError, case, "resubmit", now=term.due_at + HOUR)
    assert "You began to pay the duty in time" in call_of(case, term.due_at + HOUR)
    assert tell(payment, term.due_at + 9 * HOUR, term.due_at - HOUR / 2 if recorded else None) == "applied"
    assert swept(case, term.due_at + 10 * HOUR) == State.REWORK
    assert "you paid the duty in time" in call_of(case, term.due_at + 10 * HOUR)
    assert ways.take(case, "resubmit", term.due_at + 11 * HOUR).state == State.REGISTRATION


def test_the_bank_is_waited_for_three_working_days(case: Case, term: Deadline, payment: Payment) -> None:
    assert term.bank_until >= term.due_at + 3 * DAY
    assert swept(case, term.bank_until - HOUR) == State.REWORK
    assert swept(case, term.bank_until) == State.ANNULLED


def test_a_duty_paid_after_the_term_is_late(case: Case, term: Deadline, payment: Payment) -> None:
    assert tell(payment, term.due_at + 9 * HOUR, term.due_at + HOUR) == "applied"
    assert swept(case, term.due_at + 10 * HOUR) == State.ANNULLED


def test_who_was_informed_in_time_and_sent_nothing_is_annulled(case: Case, term: Deadline, payment: Payment) -> None:
    assert tell(payment, term.due_at - HOUR / 2, None) == "applied"
    assert swept(case, term.due_at) == State.ANNULLED


def test_a_payment_that_failed_keeps_nothing_open(case: Case, term: Deadline, payment: Payment) -> None:
    assert tell(payment, term.due_at + HOUR, None, paid=False) == "applied"
    assert swept(case, term.due_at + 2 * HOUR) == State.ANNULLED


def test_other_corrections_left_undone_are_late(every_case: dict[State, Case], line: wire.Line) -> None:
    people.bank_takes_back(every_case[State.REGISTRATION])
    returns = [
        {"kind": "duty", "ground": "duty", "text": "The bank has taken the payment back."},
        {"kind": "questionnaire", "ground": "questionnaire-incomplete", "text": "Name the employer in full."},
    ]
    case = ways.take(ways.fresh(every_case[State.REGISTRATION]), "return_for_rework", returns=returns)
    term = Deadline.objects.get(case=case, key="rework", state="running")
    paying.start_payment(case.pk, case.person.user, term.due_at - HOUR, "prp")
    assert swept(case, term.due_at) == State.ANNULLED


def test_reported_after_the_annulment_it_is_laid_before_an_officer(
    case: Case, term: Deadline, payment: Payment, client: Client
) -> None:
    officer = people.officer("astana")
    clock.sweep(term.bank_until, outbox=False)
    now = term.bank_until + DAY
    assert tell(payment, now, term.due_at + HOUR, key="late") == "kept"
    assert tell(payment, now, term.due_at - HOUR / 2) == "discrepancy"
    assert tell(payment, now, term.due_at - HOUR / 2, key="again") == "duplicate"
    assert Notice.objects.filter(user=officer, what="paid_in_time", case=case).count() == 1
    discrepancy = Discrepancy.objects.get(case=case)
    client.force_login(officer)
    sent = {"side": Discrepancy.SYSTEM, "word": "The bank confirms the payment of that day."}
    with people.at(now + HOUR):
        page = client.get(reverse("con:officer:case", args=[case.pk])).content.decode()
        assert reverse("cases:discrepancy", args=[case.pk, discrepancy.pk]) in page
        assert client.post(reverse("cases:discrepancy", args=[case.pk, discrepancy.pk]), sent).status_code == 302
    payment.refresh_from_db()
    assert payment.state != "created", "two duties for one application: the second is to be refunded"
    assert ways.fresh(case).state == State.ANNULLED

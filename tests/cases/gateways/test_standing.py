"""How a case stands with the outside systems: what the officer is told, and when a hand may do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cases import gateways
from cases.gateways import inbox, standing
from cases.gateways.contract import Refused, Unavailable
from cases.models import Breaker, Case, Deadline, Exchange
from cases.outbox import draining
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways import wire
from tests.cases.gateways.wire import DAY, HOUR, MINUTE, Line, answer, asked, deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Line:
    return wire.join(monkeypatch, settings)


@pytest.fixture
def case(line: Line) -> Case:
    return ways.take(people.case_in("registration"), "register")


def ibd(case: Case, now: datetime) -> gateways.Standing:
    (standing,) = gateways.state_of(ways.fresh(case), "ibd", now)
    return standing


def test_a_question_just_asked_needs_no_hand(case: Case) -> None:
    standing = ibd(case, case.state_since + MINUTE)
    assert (standing.waiting, standing.late, standing.down, standing.enter, standing.needs_hand) == (
        MINUTE,
        False,
        False,
        "record_check",
        False,
    )


def test_after_two_hours_the_officer_is_asked_to_enter_it_by_hand(case: Case) -> None:
    standing = ibd(case, case.state_since + 2 * HOUR + MINUTE)
    assert (standing.late, standing.needs_hand, standing.enter) == (True, True, "record_check")


def test_a_system_that_is_down_is_shown_at_once(case: Case, line: Line) -> None:
    now = case.state_since
    Breaker.objects.create(system="ibd", state="open", failures=5, last_ok_at=now - DAY, retry_at=now + HOUR)
    standing = ibd(case, now)
    assert (standing.down, standing.last_ok_at, standing.needs_hand) == (True, now - DAY, True)


@pytest.mark.parametrize(("error", "state"), [(Refused("unknown person"), "refused"), (Unavailable("x"), "pending")])
def test_a_refusal_is_shown_with_its_reason(case: Case, line: Line, error: Exception, state: str) -> None:
    line.says.append(error)
    deliver(asked(case, "ibd.check"))
    standing = ibd(case, case.state_since + MINUTE)
    assert (standing.state, standing.needs_hand) == (state, state == "refused")
    assert standing.error.endswith(str(error))


def test_once_answered_there_is_nothing_to_enter(case: Case, line: Line) -> None:
    line.says.append(answer("ibd.check"))
    deliver(asked(case, "ibd.check"))
    standing = ibd(case, case.state_since + DAY)
    assert (standing.waiting, standing.enter, standing.outcome) == (None, "", "applied")


def test_once_entered_by_hand_there_is_nothing_to_enter_and_a_discrepancy_is_shown(case: Case, line: Line) -> None:
    ways.take(case, "record_check", kind="ibd")
    standing = ibd(case, case.state_since + DAY)
    assert (standing.waiting, standing.enter, standing.late, standing.discrepancies) == (None, "", False, ())
    line.says.append(answer("ibd.check", clear=False))
    deliver(asked(case, "ibd.check"), people.after(case))
    (shown,) = ibd(case, people.after(case)).discrepancies
    assert shown.what == "ibd"


def test_what_is_asked_by_hand_is_to_be_entered_by_hand(settings: Any) -> None:
    settings.GATEWAYS = {}
    case = ways.take(people.case_in("registration"), "register")
    standing = ibd(case, case.state_since)
    assert (standing.manual, standing.needs_hand, standing.down) == (True, True, False)


@pytest.mark.parametrize(("number", "asked_by_hand"), [("MP-1", False), ("", True)])
def test_a_number_entered_with_the_registration_is_asked_for_no_more(
    settings: Any, number: str, asked_by_hand: bool
) -> None:
    settings.GATEWAYS = {}
    case = ways.take(people.case_in("registration"), "register", mp_number=number)
    standings = gateways.state_of(case, "ismp", case.state_since)
    assert [standing.needs_hand for standing in standings] == [True] * asked_by_hand


def test_a_number_that_is_known_is_not_to_be_entered_again(case: Case) -> None:
    (standing,) = gateways.state_of(case, "ismp", case.state_since + DAY)
    assert (standing.late, standing.enter, standing.needs_hand) == (True, "", False)


def test_the_security_bodies_have_the_term_that_the_edition_gives_them(line: Line) -> None:
    """25 days, and to the next working day (п. 15); were they five days more, the officer would not be called."""
    case = ways.take(people.case_in("checks"), "send_to_knb")
    term = Deadline.objects.get(case=case, key="knb", state="running")
    (standing,) = gateways.state_of(case, "knb", term.due_at - MINUTE)
    assert (standing.late, standing.enter) == (False, "record_knb_answer")
    assert gateways.state_of(case, "knb", term.due_at)[0].late
    Deadline.objects.filter(pk=term.pk).update(due_at=term.due_at + 5 * DAY)
    assert not gateways.state_of(case, "knb", term.due_at)[0].late


def test_the_newest_question_of_a_kind_counts(line: Line) -> None:
    case = ways.take(people.case_in("in_transit"), "receive_originals")
    standings = gateways.standings(ways.fresh(case), people.after(case))
    keys = [(s.system, s.operation) for s in standings]
    systems = [system for system, _operation in keys]
    assert len(keys) == len(set(keys))
    assert systems == sorted(systems, key=list(wire.SYSTEMS).index)
    assert {s.asked_at for s in standings if s.system in ("ibd", "sio", "adis", "berkut")} == {case.state_since}


def test_it_costs_a_single_statement_for_a_whole_page(line: Line, django_assert_num_queries: Any) -> None:
    case = ways.fresh(ways.take(people.case_in("in_transit"), "receive_originals"))
    now = people.after(case)
    assert Exchange.objects.filter(case=case).count() > 5
    with django_assert_num_queries(1):
        gateways.standings(case, now)


def test_a_queue_tells_which_cases_to_look_at_in_a_single_statement(line: Line, django_assert_num_queries: Any) -> None:
    quiet, silent, differing = (ways.take(people.case_in("registration"), "register") for _ in range(3))
    for case in (quiet, differing):
        for kind in ("ibd", "sio"):
            ways.take(case, "record_check", kind=kind)
    line.says.append(answer("ibd.check", clear=False))
    deliver(asked(differing, "ibd.check"), people.after(differing))
    cases = [ways.fresh(case) for case in (quiet, silent, differing)]
    with django_assert_num_queries(1):
        calls = standing.urgent_calls(cases, silent.state_since + 3 * HOUR)
    assert calls == {silent.pk: standing.SILENT, differing.pk: standing.DIFFERS}
    with django_assert_num_queries(0):
        assert standing.urgent_calls([], silent.state_since) == {}


def test_a_word_that_comes_unasked_and_differs_is_shown_too(line: Line) -> None:
    """A payment that failed here and was paid there: its question was answered long ago."""
    case = people.case_in("registration")
    paid = case.dossier.payments[0]
    payload = {"code": paid.code, "paid": False, "amount": str(paid.amount)}
    inbox.receive("psh", "payment", payload, "P-1", people.after(case))
    draining.drain_exchanges(people.after(case))
    (standing,) = gateways.state_of(ways.fresh(case), "psh", people.after(case))
    assert [d.what for d in standing.discrepancies] == ["payment"]

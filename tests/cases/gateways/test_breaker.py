"""The circuit breaker: who does not answer is left in peace, by all workers, and tried by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.gateways import breaker
from cases.models import Breaker
from tests.people import HOUR, START

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)


def fail(times: int, now: object = START) -> Breaker:
    for _time in range(times):
        breaker.record_failure("ibd", "down", now)  # type: ignore[arg-type]
    return Breaker.objects.get(system="ibd")


def test_a_system_nobody_has_asked_may_be_asked() -> None:
    assert (breaker.blocked_until("ibd", START), list(breaker.blocked_systems(START))) == (None, [])


def test_it_stays_closed_for_a_few_failures() -> None:
    assert fail(breaker.FAILURES - 1).state == "closed"
    assert breaker.blocked_until("ibd", START) is None


def test_it_opens_at_the_fifth_failure_in_a_row() -> None:
    row = fail(breaker.FAILURES)
    assert (row.state, row.opened_at, row.retry_at, row.last_error) == ("open", START, START + MINUTE, "down")
    assert breaker.blocked_until("ibd", START) == START + MINUTE
    assert list(breaker.blocked_systems(START)) == ["ibd"]
    assert breaker.blocked_until("sio", START) is None


def test_a_success_in_between_begins_the_count_again() -> None:
    fail(breaker.FAILURES - 1)
    breaker.record_success("ibd", START)
    assert fail(breaker.FAILURES - 1).state == "closed"


def test_half_open_lets_the_first_through_and_the_others_wait() -> None:
    fail(breaker.FAILURES)
    later = START + MINUTE
    assert breaker.blocked_until("ibd", later) is None
    assert breaker.blocked_until("ibd", later) == later + breaker.TRIAL
    assert Breaker.objects.get(system="ibd").state == "half_open"


def test_the_call_that_tries_closes_it() -> None:
    fail(breaker.FAILURES)
    breaker.blocked_until("ibd", START + MINUTE)
    breaker.record_success("ibd", START + 2 * MINUTE)
    row = Breaker.objects.get(system="ibd")
    assert (row.state, row.failures, row.retry_at, row.last_ok_at) == ("closed", 0, None, START + 2 * MINUTE)


def test_the_call_that_tries_and_fails_opens_it_for_longer_each_time() -> None:
    fail(breaker.FAILURES)
    now, waits = START, []
    for _time in range(6):
        row = Breaker.objects.get(system="ibd")
        assert row.retry_at is not None
        waits.append((row.retry_at - now) / MINUTE)
        now = row.retry_at
        assert breaker.blocked_until("ibd", now) is None
        breaker.record_failure("ibd", "still down", now)
    assert waits == [1, 2, 5, 10, 30, 30]
    assert Breaker.objects.get(system="ibd").opened_at == START, "not answering since the first time"


def test_those_who_were_under_way_when_it_opened_add_no_wait() -> None:
    """A dozen workers time out together: that is one outage, and the first wait is the shortest."""
    row = fail(breaker.FAILURES + 12)
    assert (row.failures, row.retry_at) == (breaker.FAILURES, START + MINUTE)


def test_should_the_call_that_tries_die_another_may_after_a_while() -> None:
    fail(breaker.FAILURES)
    later = START + MINUTE
    assert breaker.blocked_until("ibd", later) is None
    assert breaker.blocked_until("ibd", later + breaker.TRIAL) is None


def test_a_success_is_written_once_a_minute_at_most(django_assert_num_queries: object) -> None:
    breaker.record_success("ibd", START)
    breaker.record_success("ibd", START + timedelta(seconds=30))
    assert Breaker.objects.get(system="ibd").last_ok_at == START
    breaker.record_success("ibd", START + HOUR)
    assert Breaker.objects.get(system="ibd").last_ok_at == START + HOUR

"""Each term is counted by two programs: the page of its proof says whether they agree, a job compares all that run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.engine.terms import calendar_changes
from cases.engine.terms.recounting import ChangedDay
from cases.evidence import countedtwice
from cases.evidence.countedtwice import CountState, count_again
from cases.health import recorded
from cases.models import CalendarDay, Case, Deadline, LogFault
from cases.models.ledgerrows import COUNTED
from cases.programmes.nomad.states import State
from tests import people
from tests.desks import signed_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WORDS = {
    "ru": ("две независимые программы", "программы расходятся"),
    "kk": ("екі тәуелсіз бағдарлама", "бағдарламалардың нәтижесі"),
}


def term(case: Case, key: str) -> Deadline:
    return Deadline.objects.get(case=case, key=key, state=Deadline.RUNNING)


def shift(row: Deadline, days: int) -> Deadline:
    """As somebody does it past the portal."""
    moved = {"last_day": row.last_day + days * DAY, "due_at": row.due_at + days * DAY}
    Deadline.objects.filter(pk=row.pk).update(**moved)
    row.refresh_from_db()
    return row


def make_off(row: Deadline, now: datetime) -> None:
    """The last day becomes a day off, as an administrator enters it."""
    names = {"name_ru": "А", "name_kk": "Ә", "name_en": "Made", "source": "Order 1"}
    with transaction.atomic():
        CalendarDay.objects.create(date=row.last_day, kind="day_off", **names)
        calendar_changes.begin_change([ChangedDay(row.last_day, None, ("day_off", "Made"))], None, now, "Order 1")


def test_both_agree_on_every_term_of_every_case(every_case: Any) -> None:
    rows = list(Deadline.objects.all())
    states = {count_again(row, countedtwice.days_off()).state for row in rows}
    assert states == {CountState.AGREES} and {row.state for row in rows} >= {"running", "met", "expired"}
    assert {row.edition for row in rows} >= {"order_2026_241"}
    running = sum(row.state == Deadline.RUNNING for row in rows)
    assert countedtwice.compare_running(people.START) == (running, 0)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_proof_says_whether_they_agree(every_case: Any, language: str) -> None:
    case = every_case[State.KNB]
    row = term(case, "knb")
    url, client = reverse("cases:deadline", args=[case.pk, row.pk]), signed_in(people.auditor(), language)
    assert WORDS[language][0] in client.get(url).content.decode()
    shift(row, 1)
    page = client.get(url).content.decode()
    assert WORDS[language][1] in page and WORDS[language][0] not in page


def test_what_differs_raises_the_alarm_until_it_is_right_again(every_case: Any) -> None:
    case, now = every_case[State.KNB], people.START
    row = shift(term(case, "knb"), -1)
    for _night in range(2):
        assert countedtwice.compare_running(now).faults == 1
    fault = LogFault.objects.get(what=COUNTED)
    assert fault.ref == row.pk.hex and fault.detail == f"knb: {row.last_day}, counted again {row.last_day + DAY}"
    assert recorded.counted_twice(now).value == 1 and recorded.log_faults(now).value == 0
    shift(row, 1)
    assert countedtwice.compare_running(now).faults == 0
    assert recorded.counted_twice(now).value == 0 and not LogFault.objects.exists()


def test_a_changed_calendar_is_no_fault(every_case: Any) -> None:
    case = every_case[State.KNB]
    row, now = term(case, "knb"), people.after(case)
    make_off(row, now)
    assert countedtwice.compare_running(now).read == 0  # while the change is in hand
    calendar_changes.continue_changes(now + calendar_changes.SETTLED)
    result = countedtwice.compare_running(now)
    assert result.read and result.faults == 0
    row.refresh_from_db()
    assert count_again(row).state == CountState.AGREES


def test_a_day_that_a_changed_calendar_left_is_explained(every_case: Any) -> None:
    """The applicant keeps the later day (interpretation 18): the calendar of today has an earlier one."""
    case = every_case[State.REWORK]
    row, now = term(case, "rework"), people.after(case)
    make_off(row, now)
    moved = Deadline.objects.get(pk=row.pk)
    CalendarDay.objects.filter(date=row.last_day).delete()
    with transaction.atomic():
        undone = [ChangedDay(row.last_day, ("day_off", "Made"), None)]
        calendar_changes.begin_change(undone, None, now + DAY, "Order 2")
    second = count_again(Deadline.objects.get(pk=row.pk))
    assert moved.last_day > row.last_day and second == (countedtwice.SecondCount(CountState.RECOUNTED, row.last_day))
    shift(moved, 1)
    assert count_again(moved).state == CountState.DIFFERS


def test_a_term_of_an_order_that_the_second_does_not_know_is_counted_once(every_case: Any) -> None:
    row = term(every_case[State.KNB], "knb")
    row.edition = "order_1999"
    assert count_again(row) == countedtwice.SecondCount(CountState.UNKNOWN, None)

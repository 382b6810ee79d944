"""A term counted again after the calendar has changed: never an earlier day for the applicant (interpretation 18)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.law import recounts, terms
from cases.law.calendar import ALMATY, DAY_OFF, WORKED_WEEKEND, TableCalendar
from cases.law.regulations import Term, editions
from cases.law.regulations.parts import FOLLOW, LATER, NEVER

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 2)
WINDOW = [MONDAY + n * DAY for n in range(40)]


def made(length: int, unit: str) -> Term:
    return Term("made", length, unit, ("step",), ("state",), "overdue", unit != "working_days", "1")  # type: ignore[arg-type]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ALMATY)


def days_off(days: set[date]) -> TableCalendar:
    rows = {d: (WORKED_WEEKEND if d.weekday() > 4 else DAY_OFF, "Made") for d in days}
    return TableCalendar(rows, {2026, 2027})


TERMS = st.builds(made, st.integers(1, 20), st.sampled_from(["working_days", "calendar_days"]))
CALENDARS = st.sets(st.sampled_from(WINDOW), max_size=8).map(days_off)
TODAYS = st.sampled_from(WINDOW)


@settings(max_examples=60, deadline=None)
@given(TERMS, CALENDARS, CALENDARS, TODAYS, st.sampled_from([LATER, FOLLOW, NEVER]))
def test_it_holds_either_of_the_two_counts_and_a_second_time_moves_nothing(
    term: Term, old: TableCalendar, new: TableCalendar, today: date, rule: str
) -> None:
    before = terms.due(term, noon(MONDAY), old).last_day
    first = recounts.recount(term, rule, noon(MONDAY), before, new, today)
    assert first.counted == terms.due(term, noon(MONDAY), new)
    assert first.last_day in {before, first.counted.last_day}
    again = recounts.recount(term, rule, noon(MONDAY), first.last_day, new, today + DAY)
    assert not again.moves


@settings(max_examples=60, deadline=None)
@given(TERMS, CALENDARS, st.lists(CALENDARS, min_size=1, max_size=4), TODAYS)
def test_no_row_of_changes_takes_a_day_from_the_applicant(
    term: Term, old: TableCalendar, changes: list[TableCalendar], today: date
) -> None:
    last = terms.due(term, noon(MONDAY), old).last_day
    seen = [last]
    for calendar in changes:
        last = recounts.recount(term, LATER, noon(MONDAY), last, calendar, today).last_day
        seen.append(last)
    assert seen == sorted(seen)
    assert last == max(terms.due(term, noon(MONDAY), calendar).last_day for calendar in [old, *changes])


@settings(max_examples=60, deadline=None)
@given(TERMS, CALENDARS, CALENDARS, TODAYS)
def test_no_body_is_late_by_a_day_that_was_not_yet_law(
    term: Term, old: TableCalendar, new: TableCalendar, today: date
) -> None:
    before = terms.due(term, noon(MONDAY), old).last_day
    after = recounts.recount(term, FOLLOW, noon(MONDAY), before, new, today)
    assert after.last_day >= min(before, today)
    if after.counted.last_day >= today:
        assert after.last_day == after.counted.last_day


@pytest.mark.parametrize("law", editions("nomad"), ids=str)
def test_whose_term_it_is_follows_from_where_it_runs(law) -> None:  # type: ignore[no-untyped-def]
    later = {key for key, term in law.terms.items() if recounts.rule_of(term) == LATER}
    assert {"rework", "validity"} <= later
    assert not later & {"invite", "register", "knb", "decision", "reconcile", "final"}

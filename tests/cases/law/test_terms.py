"""The arithmetic of terms: tables with the real holidays, and properties against the second program."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.law import terms
from cases.law.calendar import ALMATY, TableCalendar, seeded_calendar
from cases.law.regulations import BarRule, Edition, Rule, Term, edition, editions
from cases.secondcount import counting
from cases.secondcount.counting import DaysOff
from cases.secondcount.editions import TermEntry, entries

CALENDAR = seeded_calendar((2025, 2026, 2027))
EVERY_TERM = [
    pytest.param(term, id=f"{law.key}-{term.key}") for law in editions("nomad") for term in law.terms.values()
]
LAW = edition("order_2026_241")


def at(day: date, clock: str = "12:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ALMATY)


def made(length: int, unit: str, *, roll: bool) -> Term:
    return Term("made", length, unit, ("step",), ("state",), "overdue", roll, "1")  # type: ignore[arg-type]


def last_day(key: str, event: date, law: Edition = LAW) -> date:
    return terms.due(law.terms[key], at(event), CALENDAR).last_day


# ------------------------------------------------------------------------------- tables, with the real holidays


@pytest.mark.parametrize(
    ("key", "event", "last"),
    [
        # Nauryz 2026: 21–23 March, two of them on a weekend, so 24 and 25 March are off too.
        ("invite", date(2026, 3, 19), date(2026, 3, 26)),
        ("register", date(2026, 3, 20), date(2026, 3, 27)),
        ("reconcile", date(2026, 3, 20), date(2026, 3, 26)),
        ("final", date(2026, 3, 18), date(2026, 3, 26)),
        ("rework", date(2026, 3, 16), date(2026, 3, 26)),
        ("rework", date(2026, 3, 15), date(2026, 3, 20)),
        # 9 May 2026 is a Saturday: Monday 11 May is off.
        ("final", date(2026, 5, 6), date(2026, 5, 13)),
        ("rework", date(2026, 5, 4), date(2026, 5, 12)),
        ("knb", date(2026, 4, 14), date(2026, 5, 12)),
        # 30 August 2026 is an ordinary Sunday, 31 August a working day (Constitution Day is 15 March from 2027).
        ("reconcile", date(2026, 8, 28), date(2026, 8, 31)),
        ("rework", date(2026, 8, 25), date(2026, 8, 31)),
        # 27 May 2026 (Eid, estimated) is a Wednesday.
        ("reconcile", date(2026, 5, 26), date(2026, 5, 28)),
        # New Year 2026 and 7 January.
        ("register", date(2025, 12, 31), date(2026, 1, 6)),
        ("validity", date(2025, 12, 2), date(2026, 1, 5)),
        ("decision", date(2026, 11, 18), date(2027, 1, 5)),
        # New Year 2027: Friday 1, Saturday 2, Sunday 3, and Monday 4 January in place of the Saturday.
        ("reconcile", date(2026, 12, 31), date(2027, 1, 5)),
        # An event on a weekend starts the count on the next day all the same.
        ("register", date(2026, 6, 6), date(2026, 6, 9)),
        ("rework", date(2026, 6, 6), date(2026, 6, 11)),
        # Plain weeks: 45, 30, 25.
        ("decision", date(2026, 6, 1), date(2026, 7, 16)),
        ("validity", date(2026, 6, 1), date(2026, 7, 1)),
        ("knb", date(2026, 6, 1), date(2026, 6, 26)),
    ],
)
def test_the_last_day_is(key: str, event: date, last: date):
    assert last_day(key, event) == last


@pytest.mark.parametrize(
    ("key", "event", "last"),
    [
        # Friday 3 January 2025 was off, Sunday 5 January a working day in its place.
        ("reconcile", date(2025, 1, 2), date(2025, 1, 5)),
        ("register", date(2025, 1, 2), date(2025, 1, 6)),
        ("final", date(2024, 12, 31), date(2025, 1, 8)),
        ("rework", date(2024, 12, 30), date(2025, 1, 5)),  # ends on Saturday the 4th, moves to the worked Sunday
        ("rework", date(2025, 3, 3), date(2025, 3, 11)),  # 8 March a Saturday, Monday 10 March off
        ("rework", date(2025, 8, 25), date(2025, 9, 2)),  # 30 August a Saturday, Monday 1 September off
    ],
)
def test_the_last_day_in_2025_is(key: str, event: date, last: date):
    assert last_day(key, event, edition("order_2025_1")) == last


@pytest.mark.parametrize(
    ("moment", "event_day"),
    [
        (at(date(2026, 5, 20), "23:59"), date(2026, 5, 20)),
        (at(date(2026, 5, 21), "00:00"), date(2026, 5, 21)),
        (datetime(2026, 5, 20, 18, 59, 59, tzinfo=UTC), date(2026, 5, 20)),
        (datetime(2026, 5, 20, 19, 0, tzinfo=UTC), date(2026, 5, 21)),
    ],
)
def test_the_day_of_the_event_is_that_of_almaty(moment: datetime, event_day: date):
    proof = terms.due(LAW.terms["reconcile"], moment, CALENDAR)

    assert proof.days[0] == (event_day, False, "event_day")
    assert proof.last_day == event_day + timedelta(days=1)


def test_a_term_ends_at_24_00_of_its_last_day():
    proof = terms.due(LAW.terms["rework"], at(date(2026, 6, 1)), CALENDAR)

    assert proof.due == datetime(2026, 6, 7, 19, 0, tzinfo=UTC) + timedelta(days=1)  # Saturday 6 → Monday 8 June


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        terms.due(LAW.terms["knb"], datetime(2026, 6, 1, 12), CALENDAR)


def test_the_zone_database_knows_the_change_of_2024():
    assert at(date(2024, 2, 28)).utcoffset() == timedelta(hours=6)
    assert at(date(2024, 3, 1)).utcoffset() == timedelta(hours=5)


@pytest.mark.parametrize(
    ("utc", "last", "due"),
    [
        (datetime(2024, 2, 27, 6, tzinfo=UTC), date(2024, 2, 29), datetime(2024, 2, 29, 19, tzinfo=UTC)),
        (datetime(2024, 2, 26, 6, tzinfo=UTC), date(2024, 2, 28), datetime(2024, 2, 28, 18, tzinfo=UTC)),
        # The hour from 23:00 to 24:00 of 29 February came twice; both belong to the 29th.
        (datetime(2024, 2, 29, 17, 30, tzinfo=UTC), date(2024, 3, 2), datetime(2024, 3, 2, 19, tzinfo=UTC)),
        (datetime(2024, 2, 29, 18, 30, tzinfo=UTC), date(2024, 3, 2), datetime(2024, 3, 2, 19, tzinfo=UTC)),
    ],
)
def test_it_counts_days_across_the_change_of_the_clocks(utc: datetime, last: date, due: datetime):
    proof = terms.due(made(2, "calendar_days", roll=False), utc, TableCalendar({}))

    assert (proof.last_day, proof.due) == (last, due)


# ------------------------------------------------------------------------------- the proof


def test_the_proof_names_each_day_of_a_working_term():
    proof = terms.due(LAW.terms["invite"], at(date(2026, 3, 20)), CALENDAR)

    assert [tuple(day) for day in proof.days] == [
        (date(2026, 3, 20), False, "event_day"),
        (date(2026, 3, 21), False, "holiday:Nauryz"),
        (date(2026, 3, 22), False, "holiday:Nauryz"),
        (date(2026, 3, 23), False, "holiday:Nauryz"),
        (date(2026, 3, 24), False, "moved_day_off:Nauryz"),
        (date(2026, 3, 25), False, "moved_day_off:Nauryz"),
        (date(2026, 3, 26), True, "working_day"),
        (date(2026, 3, 27), True, "working_day"),
    ]


def test_the_proof_says_how_a_calendar_term_moves():
    proof = terms.due(LAW.terms["rework"], at(date(2026, 5, 4)), CALENDAR)

    assert [tuple(day)[1:] for day in proof.days[4:]] == [
        (True, "calendar_day"),
        (True, "rolled_holiday:Victory Day"),
        (False, "rolled_weekend"),
        (False, "rolled_moved_day_off:Victory Day"),
        (False, "next_working_day"),
    ]


def test_the_proof_shows_a_worked_weekend():
    proof = terms.due(LAW.terms["register"], at(date(2025, 1, 3)), CALENDAR)

    assert (date(2025, 1, 5), True, "worked_weekend") in proof.days


def test_the_proof_warns_of_an_unconfirmed_year():
    inside = terms.due(LAW.terms["decision"], at(date(2026, 11, 10)), CALENDAR)
    across = terms.due(LAW.terms["decision"], at(date(2026, 11, 18)), CALENDAR)
    eve = terms.due(LAW.terms["reconcile"], at(date(2026, 12, 31)), CALENDAR)

    assert (inside.unconfirmed_years, across.unconfirmed_years, eve.unconfirmed_years) == ((), (2027,), (2027,))


@pytest.mark.parametrize("term", EVERY_TERM)
def test_a_proof_survives_json(term: Term):
    proof = terms.due(term, at(date(2026, 12, 18)), CALENDAR)

    again = terms.Proof.from_json(
        proof.to_json(),
        term_key=proof.term_key,
        paragraph=proof.paragraph,
        start=proof.start,
        unconfirmed_years=proof.unconfirmed_years,
    )

    assert again == proof
    assert terms.Proof.days_from_json(proof.to_json()) == proof.days


def test_a_proof_without_days_is_refused():
    with pytest.raises(ValueError, match="without days"):
        terms.Proof.from_json([], term_key="knb", paragraph="15", start=at(date(2026, 6, 1)))


# ------------------------------------------------------------------------------- years and bars


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2026, 3, 10), 1, date(2027, 3, 10)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2027, 2, 28), 1, date(2028, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
    ],
)
def test_a_year_ends_on_the_same_date(day: date, years: int, later: date):
    assert terms.years_later(day, years) == later


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
@pytest.mark.parametrize("key", ["preliminary_refused", "lapsed", "final_refused"])
def test_a_bar_opens_the_day_after_its_year(law: Edition, key: str):
    moment = at(date(2026, 3, 10), "23:30")

    assert terms.bar_until(law.bars[key], moment) == date(2027, 3, 10)
    assert terms.may_file_from(law.bars[key], moment) == date(2027, 3, 11)


def test_a_bar_begins_on_the_day_of_almaty():
    bar = BarRule("made", 1, "years", "decision", "19")

    assert terms.bar_until(bar, datetime(2026, 3, 10, 19, tzinfo=UTC)) == date(2027, 3, 11)


def test_a_bar_ending_on_a_day_off_is_not_moved():
    assert terms.bar_until(BarRule("made", 1, "years", "decision", "19"), at(date(2026, 3, 21))) == date(2027, 3, 21)


def test_a_term_in_years_can_run_and_roll():
    event = at(date(2026, 3, 21))  # 21 March 2027 is a Sunday and Nauryz; 24 March is off in its place

    assert terms.due(made(1, "years", roll=False), event, CALENDAR).last_day == date(2027, 3, 21)
    assert terms.due(made(1, "years", roll=True), event, CALENDAR).last_day == date(2027, 3, 25)


# ------------------------------------------------------------------------------- passport and housing


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
@pytest.mark.parametrize(("left", "accepted"), [(-1, False), (0, False), (179, False), (180, False), (181, True)])
def test_a_passport_needs_more_than_180_days(law: Edition, left: int, accepted: bool):
    filed = date(2026, 6, 1)

    assert terms.days_left(filed + timedelta(days=left), filed) == left
    assert terms.satisfies(law.rules["passport"], left) is accepted


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
@pytest.mark.parametrize(("days", "accepted"), [(179, False), (180, True), (181, True)])
def test_a_housing_contract_needs_180_days(law: Edition, days: int, accepted: bool):
    assert terms.satisfies(law.rules["housing"], days) is accepted


def test_a_contract_counts_both_its_ends():
    assert terms.contract_days(date(2026, 1, 1), date(2026, 1, 1)) == 1
    assert terms.contract_days(date(2026, 1, 1), date(2026, 6, 29)) == 180
    assert terms.contract_days(date(2026, 1, 2), date(2026, 1, 1)) == 0


@given(filed=st.dates(date(2025, 1, 1), date(2027, 12, 31)), days=st.integers(1, 400), strict=st.booleans())
def test_the_named_date_is_the_first_accepted(filed: date, days: int, strict: bool):
    rule = Rule("made", days, "more_than" if strict else "at_least", "1")
    first_good = terms.must_last_until(rule, filed)

    assert terms.satisfies(rule, terms.days_left(first_good, filed))
    assert not terms.satisfies(rule, terms.days_left(first_good - timedelta(days=1), filed))


# ------------------------------------------------------------------------------- against the second program

# Typed from the published calendars, not from the seed: a fault of the seed must not hide here.
NAIVE_OFF = {
    date(year, month, day)
    for year, month, days in [
        (2025, 1, [1, 2, 3, 7]), (2025, 3, [10, 21, 22, 23, 24, 25]), (2025, 5, [1, 7, 9]), (2025, 6, [6]),
        (2025, 7, [7]), (2025, 9, [1]), (2025, 10, [27]), (2025, 12, [16]),
        (2026, 1, [1, 2, 7]), (2026, 3, [9, 21, 22, 23, 24, 25]), (2026, 5, [1, 7, 11, 27]), (2026, 7, [6]),
        (2026, 10, [26]), (2026, 12, [16]),
        (2027, 1, [1, 4, 7]), (2027, 3, [8, 15, 21, 22, 23, 24]), (2027, 5, [3, 7, 10]), (2027, 7, [6]),
        (2027, 10, [25]), (2027, 12, [16]),
    ]
    for day in days
}  # fmt: skip


PUBLISHED = DaysOff(frozenset(NAIVE_OFF), frozenset({date(2025, 1, 5)}))


KINDS_OF_DAYS = st.sampled_from(["day_off", "worked_weekend"])
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 11, 1), timezones=st.just(UTC))


@pytest.mark.parametrize("term", EVERY_TERM)
@settings(max_examples=150, deadline=None)
@given(moment=MOMENTS)
def test_it_agrees_with_the_second_count(term: Term, moment: datetime):
    """The second reads the file of the edition by itself."""
    declared = next(e[term.key] for law in editions() if (e := entries(law.key)) and law.terms.get(term.key) is term)
    expected = counting.last_day(declared, counting.event_day(moment), PUBLISHED)
    assert expected is not None

    proof = terms.due(term, moment, CALENDAR)

    assert proof.last_day == expected
    assert proof.due == datetime(expected.year, expected.month, expected.day, 19, tzinfo=UTC)


@pytest.mark.parametrize("term", EVERY_TERM)
@settings(max_examples=100, deadline=None)
@given(moment=MOMENTS)
def test_the_proof_is_whole(term: Term, moment: datetime):
    proof = terms.due(term, moment, CALENDAR)
    dates = [day.date for day in proof.days]

    assert dates == [dates[0] + timedelta(days=n) for n in range(len(dates))]
    assert sum(day.counted for day in proof.days) == term.length
    assert dates[-1] == proof.last_day
    assert not term.roll or CALENDAR.day(proof.last_day).working
    assert proof.start == moment


@settings(deadline=None)
@given(moment=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_later_event_never_ends_earlier(moment: datetime, later: timedelta):
    for term in LAW.terms.values():
        assert terms.due(term, moment, CALENDAR).due <= terms.due(term, moment + later, CALENDAR).due


@settings(deadline=None)
@given(moment=MOMENTS)
def test_the_25_days_fit_into_the_45(moment: datetime):
    assert terms.due(LAW.terms["knb"], moment, CALENDAR).due <= terms.due(LAW.terms["decision"], moment, CALENDAR).due


LENGTHS = st.builds(
    TermEntry, st.integers(1, 60), st.sampled_from(["working_days", "calendar_days", "months", "years"]), st.booleans()
)


@settings(max_examples=300, deadline=None)
@given(
    entry=LENGTHS, moment=MOMENTS, rows=st.dictionaries(st.dates(date(2024, 12, 1), date(2028, 6, 1)), KINDS_OF_DAYS)
)
def test_both_programs_agree_on_any_length_unit_and_calendar(entry: TermEntry, moment: datetime, rows: dict[date, str]):
    days = {day: kind for day, kind in rows.items() if (day.weekday() > 4) == (kind == "worked_weekend")}
    calendar = TableCalendar({day: (kind, "Made") for day, kind in days.items()})
    worked = frozenset(day for day, kind in days.items() if kind == "worked_weekend")
    rolls = entry.rolls and entry.unit != "working_days"
    entry = replace(entry, rolls=rolls)

    second = counting.last_day(entry, counting.event_day(moment), DaysOff(frozenset(days) - worked, worked))

    assert second == terms.due(made(entry.length, entry.unit, roll=rolls), moment, calendar).last_day


@pytest.mark.parametrize(
    "moment", [datetime(2024, 2, 29, 17, 30, tzinfo=UTC), datetime(2024, 2, 29, 18, 30, tzinfo=UTC)]
)
def test_both_know_the_change_of_the_clocks(moment: datetime):
    assert counting.event_day(moment) == terms.local(moment).date() == date(2024, 2, 29)


def test_the_second_knows_every_term_of_every_edition_and_nothing_else():
    for law in editions():
        assert {
            key: (entry.length, entry.unit, entry.rolls, entry.by_reference) for key, entry in entries(law.key).items()
        } == {
            key: (term.length, term.unit, term.roll, not term.of_order or term.recount == "never")
            for key, term in law.terms.items()
        }
    assert entries("no_such_order") == entries("") == entries("../editions") == {}
    assert counting.last_day(TermEntry(1, "weeks", False), date(2026, 6, 1), PUBLISHED) is None

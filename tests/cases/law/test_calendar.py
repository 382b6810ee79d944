"""The working calendar: the seed against the published calendars, and the table's own rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.law import calendar
from cases.law.calendar import DayKind, TableCalendar, seed_rows, seed_year, seeded_calendar
from cases.law.regulations import Text, days, why_text

YEARS = (2025, 2026, 2027)

# What each row must be: h holiday, o day off, m moved day off, w worked weekend. Typed from the published calendars.
PUBLISHED = {
    2025: (
        "01-01h 01-02h 01-03m 01-05w 01-07o 03-08h 03-10m 03-21h 03-22h 03-23h 03-24m 03-25m 05-01h 05-07h 05-09h "
        "06-06o 07-06h 07-07m 08-30h 09-01m 10-25h 10-27m 12-16h"
    ),
    2026: (
        "01-01h 01-02h 01-07o 03-08h 03-09m 03-21h 03-22h 03-23h 03-24m 03-25m 05-01h 05-07h 05-09h 05-11m 05-27o "
        "07-06h 10-25h 10-26m 12-16h"
    ),
    2027: (
        "01-01h 01-02h 01-04m 01-07o 03-08h 03-15h 03-21h 03-22h 03-23h 03-24m 05-01h 05-03m 05-07h 05-09h 05-10m "
        "05-16o 07-06h 10-25h 12-16h"
    ),
}
LETTERS = {"holiday": "h", "day_off": "o", "moved_day_off": "m", "worked_weekend": "w"}


@pytest.mark.parametrize("year", YEARS)
def test_the_seed_is_the_published_calendar(year: int):
    assert " ".join(f"{row['date']:%m-%d}{LETTERS[row['kind']]}" for row in seed_rows(year)) == PUBLISHED[year]


def test_only_the_two_coming_eids_are_estimated():
    estimated = {row["date"]: row["name_en"] for year in YEARS for row in seed_rows(year) if row["estimated"]}

    eid = "First day of Kurban Ait (Eid al-Adha)"
    assert estimated == {date(2026, 5, 27): eid, date(2027, 5, 16): eid}


@pytest.mark.parametrize("year", YEARS)
def test_each_row_is_named_in_three_languages_and_sourced(year: int):
    for row in seed_rows(year):
        assert all(row[f"name_{language}"].strip() for language in ("ru", "kk", "en"))
        assert row["name_en"].isascii()
        assert row["source"].startswith(("Закон «О праздниках»", "Трудовой кодекс, "))
        assert len(row["source"]) <= 300


def test_the_moved_day_names_the_day_it_comes_from():
    moved, worked = (row for row in seed_rows(2025) if row["date"] in (date(2025, 1, 3), date(2025, 1, 5)))

    assert "не сверен" in moved["source"] and "не сверен" in worked["source"]
    assert moved["name_ru"] == "День отдыха, перенесённый с 05.01.2025"
    assert worked["name_ru"] == "Рабочий день вместо 03.01.2025"


def test_the_end_of_august_2026_is_ordinary():
    assert not {row["date"] for row in seed_rows(2026)} & {date(2026, 8, 30), date(2026, 8, 31)}


@pytest.mark.parametrize(("year", "confirmed"), [(2025, True), (2026, True), (2027, False), (2031, False)])
def test_a_year_is_confirmed_once_published(year: int, confirmed: bool):
    row = seed_year(year)

    assert (row["year"], row["confirmed"]) == (year, confirmed)
    assert row["source"] and ("не сверен" in row["source"]) is confirmed, "the press repeats it; no order was at hand"


@pytest.mark.parametrize(("year", "working"), [(2025, 246), (2026, 247), (2027, 247)])
def test_the_year_has_so_many_working_days(year: int, working: int):
    table = seeded_calendar([year])
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))

    assert sum(table.day(day).working for day in days) == working


def test_a_new_holiday_without_a_russian_name_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calendar, "NAMES", {})

    with pytest.raises(LookupError, match="no names"):
        seed_rows(2026)


# ------------------------------------------------------------------------------- the table


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 6, 1), DayKind(True, "working_day")),
        (date(2026, 6, 6), DayKind(False, "weekend")),
        (date(2026, 6, 2), DayKind(False, "holiday:Test Day")),
        (date(2026, 6, 3), DayKind(False, "day_off:Test Eve")),
        (date(2026, 6, 4), DayKind(False, "moved_day_off:Test Move")),
        (date(2026, 6, 7), DayKind(True, "worked_weekend")),
    ],
)
def test_a_day_is(day: date, kind: DayKind):
    table = TableCalendar(
        {
            date(2026, 6, 2): ("holiday", "Test Day"),
            date(2026, 6, 3): ("day_off", "Test Eve"),
            date(2026, 6, 4): ("moved_day_off", "Test Move"),
            date(2026, 6, 7): ("worked_weekend", "Test Work"),
        }
    )

    assert table.day(day) == kind


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="feast"):
        TableCalendar({date(2026, 6, 2): ("feast", "Test Day")})


def test_no_year_is_confirmed_by_default():
    assert not TableCalendar({}).confirmed(2026)
    assert TableCalendar({}, confirmed=[2026]).confirmed(2026)


# ------------------------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("why", "ru", "en"),
    [
        ("event_day", "день события, не считается", "day of the event, not counted"),
        ("holiday:Nauryz", "Наурыз мейрамы", "Nauryz"),
        ("moved_day_off:Victory Day", "День Победы (выходной перенесён)", "Victory Day (day off moved)"),
        ("rolled_weekend", "выходной день: срок переходит на следующий рабочий день", None),
        ("rolled_holiday:Nauryz", "Наурыз мейрамы: срок переходит на следующий рабочий день", None),
        ("holiday:A day of 2031", "A day of 2031", "A day of 2031"),
    ],
)
def test_a_reason_reads(why: str, ru: str, en: str | None):
    text = why_text(why)

    assert text.ru == ru
    assert en is None or text.en == en


def test_a_day_that_no_list_knows_keeps_its_name_in_each_language() -> None:
    kept = days.counted_as(Text(ru="День науки", kk="Ғылым күні", en="Science Day"))
    why = TableCalendar({date(2026, 6, 2): ("day_off", kept)}).day(date(2026, 6, 2)).why
    assert why_text(why) == Text(ru="День науки", kk="Ғылым күні", en="Science Day")
    assert why_text(f"rolled_{why}").kk.startswith("Ғылым күні")
    known = Text(ru="Новый год", kk="Жаңа жыл", en="New Year")
    assert days.counted_as(known) == "New Year"
    assert why_text("holiday:Test Day").ru == "Test Day", "a proof of before stays readable"


def test_a_proof_that_kept_the_english_name_alone_reads_by_the_names_that_the_table_has_now() -> None:
    today = f"day_off:{days.counted_as(Text(ru='День науки', kk='Ғылым күні', en='Science Day'))}"
    for old in ("day_off:Science Day", "rolled_day_off:Science Day"):
        assert why_text(days.in_all_languages(old, today)).kk.startswith("Ғылым күні"), old
    for kept in ("holiday:Nauryz", "rolled_weekend", "day_off:Another Day", today):
        assert days.in_all_languages(kept, today) == kept
    assert days.in_all_languages("day_off:Science Day", "working_day") == "day_off:Science Day", "its row is gone"

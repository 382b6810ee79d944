"""The figures, beside what a plain loop over the log counts; with sums of days and without."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from cases.law.calendar import local_day
from cases.models import Case, DaySum, Deadline, Decision, Event, Person, SummedDay, User
from cases.models.ids import uuid7
from cases.programmes.nomad.figures import APPLICATION, PETITION
from cases.programmes.nomad.states import State
from cases.reports import periods, sheets, sight, statistics, sums
from cases.reports.counting import start_of
from cases.reports.periods import Period
from cases.reports.registry import SETS, TERM
from cases.reports.sums import CountedPlace, WantedSums
from tests import people
from tests.conftest import Cases

pytestmark = pytest.mark.django_db

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), 12)
NOW = people.START + timedelta(days=170)
PAGE = "/reports/statistics/"


EVERYWHERE = CountedPlace()


def totals(figures: Any, place: CountedPlace = EVERYWHERE, period: Period = YEAR) -> sums.Totals:
    keys = [figure.key for figure in figures.all_figures] + [TERM + key for key in figures.terms]
    return sums.read([WantedSums(frozenset(keys), period, place)], NOW, "default")[0]


def by_hand(
    steps: tuple[str, ...], period: Period = YEAR, city: str = "", events: list[Event] | None = None
) -> list[Event]:
    """A loop that knows nothing of how the portal counts. `events`: all that there are, where they were read before."""
    return [
        event
        for event in (Event.objects.select_related("case__person") if events is None else events)
        if event.step in steps
        and period.first <= local_day(event.at) <= period.last
        and (not city or event.case.city_id == city)
    ]


def page(user: User, **query: str) -> Any:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    with people.at(NOW):
        return client.get(PAGE, query)


# ------------------------------------------------------------------------------------------------ the numbers


def _as_a_loop_counts() -> None:
    events = list(Event.objects.select_related("case__person"))
    for figures in SETS.values():
        counted = totals(figures)
        for figure in figures.figures:
            hand = by_hand(figure.steps, events=events)
            assert counted.all_of(figure.key) == len(hand), figure.key
            for cut in figure.cuts:
                values = Counter(_cut(event.case, cut) for event in hand)
                assert counted.by(figure.key, cut) == values, (figure.key, cut)
    ended = [d for d in Deadline.objects.all() if d.stopped_at and d.state in ("met", "late", "expired")]
    by_key = Counter((d.key, d.state) for d in ended)
    for figures in SETS.values():
        counted = totals(figures)
        for key in figures.terms:
            by_state = {state: n for (name, state), n in by_key.items() if name == key}
            assert counted.by(TERM + key, "outcome") == by_state, key


def _cut(case: Case, cut: str) -> str:
    return case.person.citizenship if cut == "citizenship" else case.profession_code or case.profession


def test_a_figure_is_what_a_plain_loop_counts_whatever_is_kept_of_it(every_case: Cases) -> None:
    assert len(by_hand(("grant",))) > 2, "this test would prove nothing"
    _as_a_loop_counts()
    assert sums.count_days(NOW) > 30
    assert DaySum.objects.exists()
    _as_a_loop_counts()
    days = list(SummedDay.objects.values_list("day", flat=True))
    SummedDay.objects.filter(day__in=days[::3]).delete()  # with holes: what is not kept is counted
    _as_a_loop_counts()


def test_grounds_are_those_of_the_decisions(every_case: Cases) -> None:
    hand = Counter(f"final:{code}" for row in Decision.objects.filter(kind="refuse_final") for code in row.grounds)
    assert hand
    assert totals(APPLICATION).by("refused", "ground") == hand


def test_a_city_has_its_own_and_a_petition_none(every_case: Cases) -> None:
    elsewhere = people.case_in(State.GRANTED, city="almaty")
    assert (
        totals(APPLICATION, CountedPlace(city="almaty")).all_of("granted")
        == len(by_hand(("grant",), city="almaty"))
        == 1
    )
    assert totals(PETITION).all_of("petitions_signed") == len(by_hand(("sign_petition",)))
    assert elsewhere.city_id == "almaty"


def test_a_day_is_that_of_almaty(every_case: Cases) -> None:
    """An act of 23:30 in Almaty belongs to that day, one of 00:30 to the next, though both are one day in UTC."""
    for hour, minute, day in ((18, 30, 7), (19, 30, 8)):  # UTC
        granted_at(datetime(2026, 11, 7, hour, minute, tzinfo=UTC))
        only = Period(date(2026, 11, day), date(2026, 11, day))
        assert totals(APPLICATION, period=only).all_of("granted") == 1


def test_a_funnel_never_widens(every_case: Cases) -> None:
    counted = totals(APPLICATION)
    numbers = [counted.all_of(figure.key) for figure in APPLICATION.funnel]
    assert numbers == sorted(numbers, reverse=True) and numbers[0] > numbers[-1] > 0
    filed = {event.case_id for event in by_hand(("file_application",))}
    assert counted.all_of("came_to_grant") == Case.objects.filter(pk__in=filed, granted_at__isnull=False).count()


def test_what_was_put_right_is_counted_right_after_the_night(every_case: Cases) -> None:
    sums.count_days(NOW)
    case = every_case[State.GRANTED]
    Person.objects.filter(pk=case.person_id).update(citizenship="TV")
    assert "TV" not in totals(APPLICATION).by("granted", "citizenship")
    sums.count_days(NOW + timedelta(days=1))
    assert totals(APPLICATION).by("granted", "citizenship")["TV"] == 1


def granted_at(at: datetime) -> None:
    """One more act, as the log has them."""
    event = Event.objects.filter(step="grant")[0]
    fields = {field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields}
    Event(**fields | {"at": at, "id": uuid7()}).save(force_insert=True)


def test_today_is_what_was_counted_of_it_so_far_and_the_log_since(every_case: Cases) -> None:
    today, tomorrow = Period(local_day(NOW), local_day(NOW)), NOW + timedelta(days=1)

    def granted(now: datetime = NOW) -> int:
        keys = [figure.key for figure in APPLICATION.all_figures]
        return sums.read([WantedSums(frozenset(keys), today, EVERYWHERE)], now, "default")[0].all_of("granted")

    granted_at(NOW - timedelta(hours=2))
    assert granted() == 1
    sums.count_today(NOW)
    assert granted() == 1 and DaySum.objects.filter(figure="granted").exists()
    granted_at(NOW - sums.UNDER_WAY + timedelta(minutes=1))
    assert granted() == 2, "since it was counted"
    granted_at(NOW - timedelta(hours=3))
    assert granted() == 2, "recorded late"
    sums.count_today(NOW + timedelta(minutes=15))
    assert granted() == 3, "and counted the next time"
    assert granted(tomorrow) == 3 and local_day(NOW) in sums._due(local_day(tomorrow)), "no whole day yet"
    sums.count_day(local_day(NOW), tomorrow)
    assert granted(tomorrow) == 3 and local_day(NOW) in sums._stored(today, local_day(tomorrow), "default")


def test_of_a_day_that_has_just_begun_nothing_is_kept() -> None:
    """The acts of its first minutes may not be seen yet."""
    midnight = start_of(local_day(NOW))
    sums.count_today(midnight + timedelta(minutes=9))
    assert not SummedDay.objects.exists()
    sums.count_today(midnight + timedelta(minutes=11))
    assert SummedDay.objects.exists()


def test_a_day_that_is_counted_while_a_page_is_read_counts_once(
    every_case: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = sorted(local_day(event.at) for event in by_hand(("grant",)))
    sums.count_day(days[0], NOW)
    kept = sums._stored

    def meanwhile(*asked: Any) -> Any:
        rows = kept(*asked)
        sums.count_day(days[-1], NOW)
        return rows

    monkeypatch.setattr(sums, "_stored", meanwhile)
    assert totals(APPLICATION).all_of("granted") == len(days)


def test_a_page_of_figures_takes_few_statements(every_case: Cases, django_assert_max_num_queries: Any) -> None:
    sums.count_days(NOW)
    asked = statistics.request(YEAR, "", "", NOW, "default")
    middles = 0 if connection.vendor == "postgresql" else len(APPLICATION.waits)
    own = sight.own_figures(people.head("astana"))
    with django_assert_max_num_queries(15 + middles):
        statistics.statistics_of(own, asked)


def test_a_night_begins_with_what_is_missing_and_ends_in_its_time(every_case: Cases) -> None:
    assert sums.count_days(NOW, patience=-1) == 0
    first = local_day(NOW) - timedelta(days=1)
    sums.count_day(first, NOW)
    assert SummedDay.objects.get(until=None).day == first
    assert sums._due(local_day(NOW))[-1] == first, "it was counted last"


# ------------------------------------------------------------------------------------------------ whose


def test_each_sees_the_figures_of_the_body(every_case: Cases) -> None:
    def keys(user: User, city: str = "") -> list[tuple[str, CountedPlace]]:
        return [(own.figures.key, own.place) for own in sight.own_figures(user, city)]

    assert keys(people.head("astana")) == [
        ("application", CountedPlace(city="astana")),
        ("complaints", CountedPlace("department", "astana")),
    ]
    assert keys(people.head("hub")) == [("petition", CountedPlace()), ("complaints", CountedPlace("hub"))]
    assert keys(people.signer()) == [("petition", CountedPlace())]
    assert [key for key, _place in keys(people.auditor())] == ["petition", "application", "complaints"]
    assert [key for key, _place in keys(people.auditor(), "almaty")] == ["application", "complaints"]
    assert keys(people.officer()) == []


@pytest.mark.parametrize("who", [people.officer, people.clerk, people.screener, people.applicant, people.administrator])
def test_nobody_else_opens_the_page(who: Any) -> None:
    assert page(who()).status_code == 403


def test_another_city_in_the_address_gives_a_head_nothing(every_case: Cases) -> None:
    shown = page(people.head("astana"), period="this_year", city="almaty")
    numbers = {row.label: row.main for row in shown.context["parts"][0][1][0]["table"].rows}
    assert numbers["Permits granted"] == len(by_hand(("grant",), city="astana"))


# ------------------------------------------------------------------------------------------------ the page


def test_the_page_has_chart_and_table_of_each_and_no_style_of_its_own(every_case: Cases) -> None:
    shown = page(people.auditor(), period="this_year")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert text.count('role="img"') >= 6 and text.count("<title id=") >= 6
    assert " style=" not in text and "<style" not in text
    granted = len(by_hand(("grant",)))
    assert f">{granted}<" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"from": "2026-07-01", "to": "2026-06-01"}, "ends before it begins"),
        ({"from": "1.7.2026", "to": "2026-08-01"}, "is no day"),
        ({"from": "2026-07-01"}, "Enter both days"),
        ({"from": "2027-07-01", "to": "2027-08-01"}, "still to come"),
        ({"from": "1026-07-01", "to": "2026-08-01"}, "begin later"),
        ({"from": "2025-07-01", "to": "2226-08-01"}, "longer than ten years"),
        ({"period": "this_week"}, "no such period"),
        ({"city": "atlantis\x00"}, "no such city"),
    ],
)
def test_a_bad_period_is_explained_and_kept(query: dict[str, str], words: str) -> None:
    shown = page(people.auditor(), **query)
    assert shown.status_code == 200
    assert words in shown.content.decode()
    if "from" in query:
        assert f'value="{query["from"]}"' in shown.content.decode()


def test_the_period_before_is_as_long_and_as_far_as_a_running_period_has_come() -> None:
    assert Period(date(2026, 3, 1), date(2026, 3, 31), 1).before == Period(date(2026, 2, 1), date(2026, 2, 28), 1)
    running = periods.preset("this_quarter", date(2026, 11, 10)).until(date(2026, 11, 10))
    assert running.before == Period(date(2026, 7, 1), date(2026, 8, 10), 3)
    begun = Period(date(2026, 1, 1), date(2026, 3, 1), 3)
    assert (begun.before.first, begun.before.length) == (date(2025, 10, 1), begun.length)
    assert Period(date(2026, 3, 10), date(2026, 3, 12)).before == Period(date(2026, 3, 7), date(2026, 3, 9))
    assert periods.preset("last_year", date(2026, 1, 1)).before.first == date(2024, 1, 1)


def test_a_chart_has_no_more_columns_than_can_be_read() -> None:
    for period in (YEAR, Period(date(2026, 1, 1), date(2026, 1, 31)), Period(date(2020, 1, 1), date(2029, 12, 31))):
        for wanted in periods.BUCKETS:
            columns = periods.columns(period, periods.bucket_of(period, wanted))
            assert len(columns) <= periods.MOST_COLUMNS
            assert (columns[0].first, columns[-1].last) == (period.first, period.last)


def test_where_cases_wait_is_counted_with_the_middle(every_case: Cases) -> None:
    asked = statistics.request(YEAR, "", "", NOW, "default")
    own = next(own for own in sight.own_figures(people.head("astana")) if own.figures is APPLICATION)
    table = next(t for t in statistics.statistics_of([own], asked).parts[0].tables if t.key == "waiting")
    hand: dict[str, list[int]] = {}
    for case in Case.objects.filter(closed_at=None, city="astana"):
        if case.state in APPLICATION.waits:
            hand.setdefault(str(State(case.state).label), []).append((NOW - case.state_since).days)
    assert {row.label: row.main for row in table.rows} == {label: len(days) for label, days in hand.items()}
    for row in table.rows:
        days = sorted(hand[row.label], reverse=True)
        assert row.cells[1].number == days[(len(days) - 1) // 2]


# ------------------------------------------------------------------------------------------------ lists and files


def test_each_number_leads_to_as_many_cases(every_case: Cases) -> None:
    client = Client()
    client.force_login(people.head("astana"))
    with people.at(NOW):
        shown = client.get(PAGE, {"period": "this_year"})
        links = [
            (cell.number, query)
            for _figures, tables in shown.context["parts"]
            for drawn in tables
            for _row, cells in drawn["rows"]
            for cell, query, heading in cells
            if query
            if str(heading)  # of its column, which stands beside it on a phone
        ]
        assert len(links) > 20
        for number, query in links:
            listed = client.get(f"{reverse('reports:list')}?{query}")
            assert (listed.status_code, len(listed.context["rows"])) == (200, min(number, 25)), query


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"source": "figure"},
        {"source": "figure", "set": "petition", "figure": "petitions_filed", "from": "2026-01-01", "to": "2026-12-31"},
        {"source": "figure", "set": "application", "figure": "granted", "from": "x", "to": "2026-12-31"},
        {"source": "figure", "set": "application", "figure": "filed", "from": "0001-01-01", "to": "2026-11-30"},
        {"source": "figure", "set": "application", "figure": "filed", "from": "2026-01-01", "to": "9999-12-31"},
        {"source": "figure", "set": "application", "figure": "filed", "from": "9999-01-01", "to": "9999-12-31"},
        {"source": "term", "set": "application", "term": "register", "outcome": "stopped", "from": "2026-01-01"},
        {"source": "waiting", "set": "application", "state": "petition_draft"},
    ],
)
def test_a_list_that_is_none_of_the_readers_is_not_there(query: dict[str, str]) -> None:
    client = Client()
    client.force_login(people.head("astana"))
    assert client.get(reverse("reports:list"), query).status_code == 404


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_files_hold_the_numbers_of_the_page(every_case: Cases, language: str) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(people.head("astana"))
    granted = len(by_hand(("grant",), city="astana"))
    with translation.override(language):
        label = str(next(figure.label for figure in APPLICATION.figures if figure.key == "granted"))
    with people.at(NOW):
        xlsx = client.get(reverse("reports:statistics_file"), {"period": "this_year", "kind": "xlsx"})
        text = client.get(reverse("reports:statistics_file"), {"period": "this_year", "kind": "csv"})
    book = load_workbook(io.BytesIO(xlsx.content))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert granted in {row[1] for row in rows if row[0] == label}
    assert text.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    assert str(granted) in {line[1] for line in lines if line and line[0] == label}


def test_no_text_of_a_file_is_a_formula() -> None:
    texts = ["=1+1", "+7701", "-cmd", "@SUM(A1)", "\tx", "Қазақстан", "a\x00b\x0b"]
    written: dict[str, bytes] = {}
    for kind in sheets.TYPES:
        out = io.BytesIO()
        file = sheets.writer(kind, out)
        file.sheet("[Лист]: тексеру / " + "x" * 40)
        file.row(["=heading"], heading=True)
        file.row([*texts, date(2026, 3, 1), 5, None])
        file.close()
        written[kind] = out.getvalue()
    lines = list(csv.reader(io.StringIO(written["csv"].decode("utf-8-sig")), delimiter=";"))
    cells = ["'=1+1", "'+7701", "'-cmd", "'@SUM(A1)", "'\tx", "Қазақстан", "ab", "2026-03-01", "5", ""]
    assert lines[1:] == [["'=heading"], cells]
    row = load_workbook(io.BytesIO(written["xlsx"])).worksheets[0][2]
    assert [cell.value for cell in row][:7] == ["=1+1", "+7701", "-cmd", "@SUM(A1)", "\tx", "Қазақстан", "ab"]
    assert {cell.data_type for cell in row[:7]} == {"s"}, "and none is a formula"

"""Every date that follows from a filing, the editions side by side, and what to prepare by the states of a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from cases.law.calendar import ALMATY
from cases.law.regulations import edition, editions
from cases.models import CountryRule
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad import KEY
from cases.programmes.nomad.periods import planned
from cases.programmes.nomad.periods.parts import main_way
from cases.service import periods
from tests import people

pytestmark = pytest.mark.django_db
LAW = edition("order_2026_241")
JUNE = date(2026, 6, 1)
EVE = datetime(2026, 12, 7, 12, tzinfo=ALMATY)


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture(autouse=True)
def _reference() -> None:
    people.reference()


# ---------------------------------------------------------------------------------------------- if I file on a day


MAIN_WAY = [
    *("submit_petition", "admit", "invite", "book_interview", "record_interview"),
    *("sign_petition", "file_application", "register", "send_to_knb", "record_knb_answer"),
    *("approve_preliminary", "record_arrival", "open_intake", "file_at_con", "hand_to_courier"),
    *("receive_originals", "grant", "register_residence", "order_card", "issue_card"),
]
BARRED_BY = {
    "preliminary_refused": ["approve_preliminary"],
    "lapsed": ["approve_preliminary"],
    "final_refused": ["grant"],
}


def test_the_main_way_is_that_of_the_order() -> None:
    """It follows from the machine; here it stands as the order tells it."""
    assert [step.name for step in main_way()] == MAIN_WAY
    rules = [rule for law in editions(KEY) for rule in law.bars.values()]
    assert {rule.key for rule in rules} == set(BARRED_BY)
    for rule in rules:
        assert [step.name for step in main_way() if planned._begins_years(rule, step)] == BARRED_BY[rule.key]


def test_each_term_is_counted_once_and_no_later_than_the_step_it_bounds() -> None:
    rows = planned._steps(LAW, main_way(), JUNE, work_calendar())
    counted = [ended.term.key for row in rows for ended in row.ended]
    assert len(counted) == len(set(counted)) and {"decision", "knb", "register", "validity", "final"} <= set(counted)
    days = {row.step.name: row.on for row in rows}
    assert days["record_knb_answer"] < days["approve_preliminary"], "the 25 days run within the 45"
    assert list(days.values()) == sorted(days.values())
    for row in rows:
        assert all(ended.proof.last_day <= row.on for ended in row.ended)
        assert all(ended.proof.days[-1].date == ended.proof.last_day for ended in row.ended)


@pytest.mark.usefixtures("orders_of_today")
def test_the_page_has_every_date_with_its_proof(client: Client) -> None:
    with people.at(datetime(2026, 6, 1, 9, tzinfo=ALMATY)):
        shown = page(client, "/order/dates/?day=2026-06-01&stage=petition")
    for day in ("22 June 2026", "10 September 2026", "29 December 2026"):
        assert day in shown, day
    assert "The passport has to be valid until 29 November 2026" in shown
    assert shown.count("proof=") > 15 and "<caption>" not in shown
    with people.at(datetime(2026, 6, 1, 9, tzinfo=ALMATY)):
        proof = page(client, "/order/dates/?day=2026-06-01&stage=petition&proof=validity")
    assert "Arrival on the preliminary approval: day by day" in proof and proof.count("<caption>") == 1
    assert "day off" in proof or "weekend" in proof, "what is passed over is named"


@pytest.mark.usefixtures("orders_of_today")
def test_it_says_what_the_end_of_the_order_makes_impossible(client: Client) -> None:
    with people.at(EVE):
        shown = page(client, "/order/dates/")
        assert "too late, if every term is used to its end" in shown and "5 November 2026" in shown
        after = page(client, "/order/dates/?day=2027-01-01&stage=application")
        applied = page(client, "/order/dates/?day=2026-12-07&stage=application")
    assert "No order of the pilot accepts filings on 1 January 2027" in after
    assert "proof=" not in after, "nothing is counted from a filing that cannot be"
    assert "too late" not in applied and "no known order accepts it then" in applied
    # The whole length fits for who files on that very day, and for nobody a day later.
    last = planned.planned_way(date(2026, 11, 5), "petition")
    assert not last.late and planned.planned_way(date(2026, 11, 6), "petition").late


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("day=2026-02-31&stage=petition", "There is a problem"),
        ("day=9999-12-31&stage=petition", "Choose a day between"),
        ("day=%00&stage=petition", "There is a problem"),
        ("day=2026-06-01&stage=card", "Choose what you file."),
        ("stage=petition", "Choose a day."),
    ],
)
def test_a_day_that_is_none_is_answered_in_words(client: Client, query: str, words: str) -> None:
    with people.at(EVE):
        assert words in page(client, f"/order/dates/?{query}", 422)


# ---------------------------------------------------------------------------------------------- side by side


def test_the_editions_stand_side_by_side_with_their_differences(client: Client) -> None:
    pair = "left=order_2025_1&right=order_2026_241"
    shown = page(client, f"/order/compare/?{pair}")
    earlier, later = edition("order_2025_1"), LAW
    assert earlier.number in shown and later.number in shown
    row = shown.split("Statement of consent to processing and cross-border transfer")[1].split("</tr>")[0]
    assert "differs" in row and "not there" in row
    same = shown.split("Portrait photo")[1].split("</tr>")[0]
    assert "differs" not in same
    only = page(client, f"/order/compare/?only=1&{pair}")
    assert "Statement of consent" in only and "Portrait photo" not in only
    assert page(client, "/order/compare/?left=nonsense&right=%00")


def test_every_pair_of_editions_can_be_compared(client: Client) -> None:
    keys = [law.key for law in editions(KEY)]
    for left in keys:
        for right in keys:
            shown = page(client, f"/order/compare/?left={left}&right={right}")
            assert (left == right) == ("0 of" in shown)


# ---------------------------------------------------------------------------------------------- by states


def test_it_names_the_papers_of_each_state(client: Client) -> None:
    CountryRule.objects.filter(country="DE").update(confirmed=True, stay_days=30)
    shown = page(client, "/prepare/states/?citizenship=Germany&residence=Georgia")
    german, georgian = shown.split("<strong>Germany</strong>")[1].split("</li>")[:2]
    assert "apostille" in german and "unconfirmed" not in german
    assert "exempt by a treaty" in georgian and "unconfirmed" in georgian
    assert "30 days within 180" in shown and "a document of each" in shown
    unknown = page(client, "/prepare/states/?citizenship=Tuvalu&residence=")
    assert "is not entered here: ask a consul" in unknown and "90 days within 180" in unknown


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("citizenship=Atlantis", 422, "There is no country"),
        ("citizenship=", 422, "Name the state of your citizenship."),
        ("citizenship=USSR", 422, "is no more"),
        ("citizenship=stateless", 200, "Name the state of your residence"),
        ("citizenship=Kazakhstan", 200, "Citizens of Kazakhstan need no permit"),
        ("", 200, "Show what I need"),
    ],
)
def test_states_that_are_none_are_answered_in_words(client: Client, query: str, status: int, words: str) -> None:
    assert words in page(client, f"/prepare/states/?{query}", status)


def test_the_dates_cost_few_statements(client: Client, django_assert_max_num_queries) -> None:
    with people.at(EVE - timedelta(days=180)):
        page(client, "/order/dates/")
        with django_assert_max_num_queries(8):
            page(client, "/order/dates/")


@pytest.mark.usefixtures("orders_of_today")
def test_it_says_how_long_it_has_taken_others(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with people.at(EVE):
        assert "As it has been: not enough data yet." in page(client, "/order/dates/")
        known = periods.Forecast(40, 10, 20, EVE.date(), EVE.date(), False)
        monkeypatch.setattr(periods, "forecast", lambda part, city: known)
        shown = page(client, "/order/dates/")
        past = page(client, "/order/dates/?day=2026-06-01&stage=petition")
    assert "proof=" in past and "As it has been" not in past, "nothing is foretold of a day that is over"
    assert "of the last 40" in shown and "17 December 2026" in shown and "27 December 2026" in shown

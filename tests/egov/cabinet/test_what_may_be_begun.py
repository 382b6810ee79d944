"""Every state × bar × end of the order: the cabinet says what is true and offers nothing that would be refused.

The independent copy of the rules: an order opens petition and application, a bar holds the application back (п. 19).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from cases.law import regulations
from cases.law.calendar import ALMATY
from cases.models import Bar, Case, EditionPeriod
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import FINAL_STATES, OPEN_STATES, State
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY

pytestmark = pytest.mark.django_db

APPLY, BEGIN = "egov:application:start", "hub:petition:start"
ORDERS = ("open", "last day", "between", "over")
BARS = ("none", "running", "last day", "ended", "beyond")
TODAY = date(2026, 11, 16)
NOON = datetime.combine(TODAY, time(12), ALMATY)
FINAL_PETITION_SERVES = {
    State.ANNULLED,
    State.PRELIMINARY_REFUSED,
    State.LAPSED,
    State.FINAL_REFUSED,
}


def set_order(order: str) -> None:
    """The edition of 2026 takes filings until some day; "between": another opens later, and is known."""
    until = {"open": TODAY + 60 * DAY, "last day": TODAY, "between": TODAY - DAY, "over": TODAY - DAY}[order]
    first = TODAY + 30 * DAY if order == "between" else date(2025, 1, 15)
    defaults = {"intake_from": date(2026, 5, 7), "intake_until": until}
    EditionPeriod.objects.update_or_create(edition="order_2026_241", defaults=defaults)
    defaults = {"intake_from": first, "intake_until": first + 9 * DAY}
    EditionPeriod.objects.update_or_create(edition="order_2025_1", defaults=defaults)


def set_bar(case: Case, bar: str) -> None:
    Bar.objects.filter(person=case.person).delete()
    until = {"running": 20 * DAY, "last day": 0 * DAY, "ended": -1 * DAY, "beyond": 300 * DAY}.get(bar)
    if until is not None:
        Bar.objects.create(
            person=case.person,
            case=case,
            kind="lapsed",
            paragraph="19",
            since=date(2026, 6, 1),
            until=TODAY + until,
            edition="order_2026_241",
        )


def page(client: Client, name: str, *args: object, language: str = "en") -> str:
    with people.at(NOON):
        answer = client.get(reverse(name, args=args), HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S).split())


def part(html: str, mark: str) -> str:
    return html.split(f'aria-labelledby="{mark}"')[1].split("</section>")[0]


@pytest.fixture
def shown(every_case: dict[State, Case], client: Client) -> Iterator[tuple[dict[State, Case], Client]]:
    yield every_case, client


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("bar", BARS)
@pytest.mark.parametrize("state", [state for state in FINAL_STATES if state != State.SUPERSEDED])
def test_who_has_no_open_case_is_offered_what_is_not_refused(
    state: State, bar: str, order: str, every_case: dict[State, Case], client: Client
) -> None:
    case = every_case[state]
    set_order(order)
    set_bar(case, bar)
    client.force_login(case.person.user)
    html = part(page(client, "egov:cabinet:home"), "begin")
    open_, barred = order in ("open", "last day"), bar in ("running", "last day", "beyond")
    holder = state == State.CARD_ISSUED
    petition = bool(case.petition_signed_at) and not holder
    assert (reverse(APPLY) in html) is (open_ and petition and not barred)
    assert (reverse(BEGIN) in html) is (open_ and not holder and not (petition and barred))
    if holder:
        assert case.card_number in html and "<form" not in html and "Start a petition" not in html
        return
    if barred:
        assert "A new application for the permit may be filed from" in html
    if barred and open_ and (bar == "beyond" or order == "last day"):
        assert "depends on a later order" in html
    if not open_:
        assert "No order of the pilot accepts filings today" in html
        assert ("accepted again from 16 December 2026" in html) is (order == "between")
    if order == "last day" and not barred:
        assert "is the last day: applications are accepted until 24:00" in html


def test_a_bar_beyond_the_order_names_the_next_order_that_is_known(client: Client) -> None:
    case = people.case_in("lapsed")
    set_order("last day")
    EditionPeriod.objects.filter(edition="order_2025_1").update(
        intake_from=TODAY + 30 * DAY, intake_until=TODAY + 40 * DAY
    )
    set_bar(case, "beyond")
    client.force_login(case.person.user)
    html = part(page(client, "egov:cabinet:home"), "begin")
    assert "until 16 November 2026, which is earlier; the next order accepts them from 16 December 2026." in html
    assert "depends on a later order" not in html


def test_who_holds_a_card_is_informed_so_whatever_was_given_up_after_it(client: Client) -> None:
    case, later = people.case_in("card_issued"), people.case_in("withdrawn")
    Case.objects.filter(pk=later.pk).update(person=case.person)
    assert eligibility.last_case(case.person) == later
    set_order("open")
    client.force_login(case.person.user)
    html = part(page(client, "egov:cabinet:home"), "begin")
    assert case.card_number in html and reverse(BEGIN) not in html and reverse(APPLY) not in html


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("bar", BARS)
@pytest.mark.parametrize("state", ["petition_draft", "petition_signed"])
def test_who_has_still_to_file_is_called_to_what_is_possible(
    state: str, bar: str, order: str, every_case: dict[State, Case], client: Client
) -> None:
    case = every_case[State(state)]
    set_order(order)
    set_bar(case, bar)
    client.force_login(case.person.user)
    call = part(page(client, "egov:cabinet:home"), "call")
    assert call == part(page(client, "egov:cabinet:case", case.pk), "call")
    open_, barred = order in ("open", "last day"), bar in ("running", "last day", "beyond")
    possible = open_ and (state == "petition_draft" or not barred)
    assert ("btn-primary" in call) is possible
    assert ("File the application for the permit" in call) is (possible and state == "petition_signed")
    if barred and open_:
        assert "may be filed from" in call
    if not possible:
        assert "Questions are answered by" in call
        place = "egov:application:home" if state == "petition_signed" else "hub:petition:tasks"
        inside = page(client, place, case.pk)
        assert "Check and sign" not in inside and "It cannot be sent yet" in inside
        assert reverse("egov:payment:start", args=[case.pk, "prp"]) not in inside


@pytest.mark.parametrize("state", [s for s in OPEN_STATES if s not in (State.PETITION_DRAFT, State.PETITION_SIGNED)])
def test_a_running_case_goes_on_when_the_order_has_ended(
    state: State, every_case: dict[State, Case], client: Client
) -> None:
    """No bar and no end of the order touches what is filed (reading 7): its call says nothing of either."""
    case = every_case[state]
    set_order("over")
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        html = client.get(reverse("egov:cabinet:home"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "No order of the pilot" not in part(html, "call")


def test_a_correction_whose_term_has_ended_is_not_called_for(every_case: dict[State, Case], client: Client) -> None:
    case = every_case[State.REWORK]
    client.force_login(case.person.user)
    assert case.due_at is not None
    with people.at(case.due_at):
        html = client.get(reverse("egov:cabinet:home"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    call = part(html, "call")
    assert "The term for the correction has ended" in call and "btn" not in call


def test_an_approval_whose_days_are_over_says_what_can_still_be_done(
    every_case: dict[State, Case], client: Client
) -> None:
    case = every_case[State.PRELIMINARY_APPROVED]
    client.force_login(case.person.user)
    assert case.due_at is not None
    with people.at(case.due_at):
        html = client.get(reverse("egov:cabinet:home"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    call = part(html, "call")
    assert "The days of your approval are over" in call and "say so here and attach the proof" in call


@pytest.mark.parametrize(
    ("order", "offered"), [("open", True), ("last day", True), ("between", False), ("over", False)]
)
def test_the_first_page_invites_to_apply_only_while_filings_are_taken(
    order: str, offered: bool, client: Client
) -> None:
    people.reference()
    set_order(order)
    html = page(client, "front:home")
    assert ("Begin an application" in html) is offered
    if order == "between":
        assert "Applications will be accepted from 16 December 2026" in html


def test_a_petition_of_an_ended_order_is_applied_with_under_the_order_of_today(client: Client) -> None:
    case = people.case_in("petition_signed", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY), prepared=False)
    client.force_login(case.person.user)
    old, now = regulations.edition("order_2025_1"), regulations.edition("order_2026_241")
    for name in ("egov:cabinet:case", "egov:application:home", "egov:application:check"):
        html = page(client, name, case.pk)
        assert f"under order {old.number}" in html and f"today {now.number}" in html
    ways.sound(case)

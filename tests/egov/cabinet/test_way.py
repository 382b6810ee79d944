"""The whole way: each part with who has it and by when, and how long it has taken others, or that nobody knows yet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.law.actors import Actor
from cases.law.regulations import editions
from cases.models import Case, Event
from cases.programmes.nomad import KEY
from cases.programmes.nomad.periods.forecast import LEAST, counted
from cases.programmes.nomad.periods.parts import PARTS
from cases.programmes.nomad.states import OPEN_STATES, State
from tests import people

pytestmark = pytest.mark.django_db
APPLICATION = next(part for part in PARTS if part.key == "application")


@pytest.fixture(autouse=True)
def _nothing_counted_before() -> None:
    cache.clear()


def history(case: Case, days: list[int], city: str = "astana") -> None:
    """Applications decided so many days after they were filed, one a day, the last yesterday."""
    now, somebody = people.after(case), people.applicant().person
    for n, length in enumerate(days):
        ended = now - timedelta(days=1 + n)
        began = ended - timedelta(days=length)
        other = Case(
            number=f"OLD-{city}-{n}",
            programme=KEY,
            person=somebody,
            edition=case.edition,
            state=State.PRELIMINARY_REFUSED,
            state_since=ended,
            opened_at=began,
            closed_at=ended,
            city_id=city,
        )
        Case.objects.bulk_create([other])
        made = {"case": other, "actor": "officer", "target": other.state, "version": 1}
        Event.objects.bulk_create(
            [Event(step="file_application", at=began, **made), Event(step="refuse_preliminary", at=ended, **made)]
        )


def page_of(client, case: Case, name: str = "egov:cabinet:case") -> str:
    args = [case.pk] if name.endswith("case") else []
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        return client.get(reverse(name, args=args), HTTP_ACCEPT_LANGUAGE="en").content.decode()


MEASURED = {
    "petition": ({"submit_petition"}, {"sign_petition", "decline_petition", "refuse_screening"}),
    "application": ({"file_application"}, {"approve_preliminary", "refuse_preliminary"}),
    "permit": ({"open_intake"}, {"grant", "refuse_final"}),
    "card": ({"register_residence"}, {"issue_card"}),
}
"""The steps with which a part begins and ends, as the order has them; the rest is the applicant's own time."""


def test_each_open_state_is_of_a_single_part() -> None:
    assert sorted(state for part in PARTS for state in part.states) == sorted(OPEN_STATES)
    assert {part.key: (set(part.begins), set(part.ends)) for part in PARTS if part.ends} == MEASURED
    assert [part.holders for part in PARTS if not part.ends] == [(Actor.APPLICANT,)] * (len(PARTS) - len(MEASURED))


def test_the_terms_of_a_part_run_in_its_places() -> None:
    """Which of them an applicant reads is chosen; that they are of this part is not."""
    for part in PARTS:
        bounds = [set(law.terms[key].bounds) for law in editions(KEY) for key in part.terms if key in law.terms]
        assert all(bound & set(part.states) for bound in bounds) and (bounds or not part.terms)


def test_it_counts_the_median_and_nine_of_ten() -> None:
    case = people.case_in(State.CHECKS, prepared=False)
    history(case, list(range(1, 21)))
    measures = counted(APPLICATION, "astana")
    assert measures and (measures.number, measures.median, measures.ninth, measures.here) == (20, 10, 18, True)
    elsewhere = counted(APPLICATION, "almaty")
    assert elsewhere and not elsewhere.here, "too few of that city: both together, and it is said"


def test_of_too_few_there_is_none() -> None:
    case = people.case_in(State.CHECKS, prepared=False)
    history(case, [5] * (LEAST - 1))
    assert counted(APPLICATION, "astana") is None


def test_a_longer_log_costs_no_more() -> None:
    case = people.case_in(State.CHECKS, prepared=False)
    asked = []
    for n, city in ((30, "astana"), (150, "almaty")):
        history(case, [9] * n, city)
        with CaptureQueriesContext(connection) as statements:
            measures = counted(APPLICATION, None)
        asked.append(len(statements))
        assert measures and measures.number == min(n, 100)
    assert asked == [len(APPLICATION.ends)] * 2


def test_the_page_has_the_way_with_days_for_this_case(client) -> None:
    case = people.case_in(State.CHECKS, prepared=False)
    shown = page_of(client, case)
    assert "As it has been: not enough data yet." in shown and "Your application is considered" in shown
    cache.clear()
    history(case, list(range(41, 61)))
    shown = " ".join(page_of(client, case).split())
    assert "of the last 20, half took up to 50 days, nine of ten up to 58" in shown
    assert "For yours that would be between" in shown
    assert "nine of ten up to 58" in " ".join(page_of(client, case, "egov:cabinet:home").split())


def test_what_has_taken_longer_is_shown_to_have(client) -> None:
    case = people.case_in(State.CHECKS, prepared=False)
    history(case, [0] * LEAST)
    with people.at(people.after(case, timedelta(days=9))):
        client.force_login(case.person.user)
        shown = client.get(reverse("egov:cabinet:case", args=[case.pk]), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "longer than nine of ten" in " ".join(shown.split())


def test_documents_attached_on_a_day_are_a_single_row(client) -> None:
    case = people.case_in(State.SCREENING)
    shown = page_of(client, case)
    attached = Event.objects.filter(case=case, step="attach").count()
    assert attached > 5 and "documents attached" in shown
    assert shown.count("Document attached") == 0


@pytest.mark.parametrize("state", [State.PRELIMINARY_APPROVED, State.ARRIVED, State.GRANTED])
def test_after_the_approval_there_is_a_list_of_what_to_do(client, state) -> None:
    case = people.case_in(state, prepared=False)
    shown = page_of(client, case)
    assert case.city
    assert "What to do, step by step" in shown and case.city.centre_address in shown
    if state == State.PRELIMINARY_APPROVED:
        term = case.dossier.running("validity")
        assert term and case.city.address in shown and "What the year means" in shown
        assert f"{term.last_day.day} " in shown


def test_the_history_of_services_has_each_case(client) -> None:
    case = people.case_in(State.CARD_ISSUED, prepared=False)
    shown = page_of(client, case, "egov:cabinet:history")
    assert case.number in shown and case.permit_number in shown


def test_after_the_card_it_says_what_to_do_with_it(client) -> None:
    case = people.case_in(State.CARD_ISSUED, prepared=False)
    shown = page_of(client, case, "egov:cabinet:home")
    assert case.card_number in shown and "What to do with it" in shown
    assert reverse("accounts:held") in shown and reverse("egov:cabinet:case", args=[case.pk]) in shown

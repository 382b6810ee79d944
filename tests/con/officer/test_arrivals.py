"""The arrival list of a day: who is expected in the city, who came, which packages are on their way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.models import Case, User
from cases.programmes.nomad.states import State
from cases.values import telephone
from tests import people
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db


def listed(user: User, case: Case, **query: str) -> Any:
    with people.at(people.after(case)):
        return signed_in(user).get(reverse("con:officer:arrivals"), query)


def test_who_and_what_is_expected() -> None:
    approved, on_way = people.case_in(State.PRELIMINARY_APPROVED), people.case_in(State.IN_TRANSIT)
    until = next(d.last_day for d in approved.dossier.deadlines if d.key == "validity")
    page = listed(people.officer(), approved, day=until.isoformat())
    assert [(row.case, row.until) for row in page.context["list"].people] == [(approved, until)]
    assert telephone.international(approved.person.phone) in text(page)
    assert "last day" in text(page) and approved.person.full_name in text(page)
    assert [row.case for row in page.context["list"].packages] == [on_way]
    later = listed(people.officer(), approved, day=(until + timedelta(days=1)).isoformat())
    assert later.context["list"].people == []
    came = listed(people.officer(), approved, day=on_way.arrived_on.isoformat())  # type: ignore[union-attr]
    assert came.context["list"].came == [on_way]
    assert listed(people.officer("almaty"), approved).context["list"].packages == []


def test_whose_days_are_over_is_not_expected() -> None:
    reviewed, lapsed = people.case_in(State.ARRIVAL_REVIEW), people.case_in(State.LAPSED)
    page = listed(people.officer(), lapsed)
    assert page.context["list"].people == []
    assert [row.case for row in page.context["list"].reviewed] == [reviewed]
    assert reviewed.preliminary_number in text(page) and lapsed.preliminary_number not in text(page)


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-31", "99999-01-01"])
def test_a_day_that_is_none_shows_today(day: str) -> None:
    case = people.case_in(State.PRELIMINARY_APPROVED)
    page = listed(people.officer(), case, day=day)
    assert page.status_code == 200 and page.context["day"] == page.context["today"]
    assert ("is no day" in text(page)) == bool(day)

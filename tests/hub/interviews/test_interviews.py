"""The calendar of interview times: put in many at once, take free ones out, see who has booked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.law.calendar import local_day
from cases.models import Slot
from cases.programmes.nomad.states import State
from tests import people
from tests.desks import case_url, signed_in, text

pytestmark = pytest.mark.django_db

DAY = local_day(people.START + timedelta(days=3))
GOOD = {
    "day": DAY.isoformat(),
    "begins": "10:00",
    "ends": "12:00",
    "minutes": "30",
    "link": "https://meet.example.org/a",
}


def send(**change: str) -> Any:
    with people.at(people.START):
        return signed_in(people.screener()).post(reverse("hub:interviews:calendar"), GOOD | change, follow=True)


def show(**query: str) -> Any:
    with people.at(people.START):
        return signed_in(people.screener()).get(reverse("hub:interviews:calendar"), query)


def test_many_times_are_added_at_once() -> None:
    page = send()
    assert Slot.objects.count() == 4
    assert "4 times added." in text(page)
    assert [len(day.slots) for day in page.context["days"]] == [4]


def test_the_same_times_again_stay_as_they_are() -> None:
    send()
    page = send(ends="13:00")
    assert Slot.objects.count() == 6
    assert "4 times were there already." in text(page)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"day": "2026-05-31"}, "This day is over."),
        ({"day": "2027-12-31"}, "more than a year ahead"),
        ({"day": "soon"}, "Enter a valid date."),
        ({"day": ""}, "This field is required."),
        ({"ends": "10:20"}, "Not one interview fits"),
        ({"ends": "09:00"}, "Not one interview fits"),
        ({"minutes": "5"}, "greater than or equal to 10"),
        ({"minutes": "10", "begins": "00:00", "ends": "23:59"}, "more than 48 times"),
        ({"day": local_day(people.START).isoformat(), "begins": "09:00"}, "This hour is over."),
        ({"link": "not a link"}, "Enter the whole address, beginning with https://."),
        ({"link": "javascript:alert(1)"}, "Enter the whole address, beginning with https://."),
        ({"begins": "25:00"}, "Enter a valid time."),
    ],
)
def test_a_bad_entry_is_named_and_the_form_kept(change: dict[str, str], says: str) -> None:
    page = send(**change)
    assert page.status_code == 422
    assert says in text(page)
    assert f'value="{next(iter(change.values()))}"' in text(page)
    assert not Slot.objects.exists()


def test_times_that_lie_across_others_are_refused() -> None:
    send()
    page = send(begins="10:15", ends="11:15")
    assert page.status_code == 422
    assert "overlap with yours at 10:00" in text(page)
    assert Slot.objects.count() == 4


def test_a_free_time_is_taken_out() -> None:
    send()
    slot = Slot.objects.order_by("starts_at")[0]
    with people.at(people.START):
        page = signed_in(people.screener()).post(reverse("hub:interviews:remove", args=[slot.pk]), follow=True)
    assert Slot.objects.count() == 3
    assert "is taken out" in text(page)


def test_a_booked_time_stays_and_shows_who_comes() -> None:
    case = people.case_in(State.INTERVIEW)
    assert case.slot
    page = show()
    assert case_url(people.screener(), case) in text(page)
    assert case.person.full_name in text(page)
    with people.at(people.START):
        url = reverse("hub:interviews:remove", args=[case.slot.pk])
        page = signed_in(people.screener()).post(url, follow=True)
    assert "This time stays" in text(page)
    assert Slot.objects.filter(pk=case.slot.pk).exists()


def test_the_name_is_gone_once_the_petition_is_signed() -> None:
    case = people.case_in(State.PETITION_SIGNED)
    page = text(show())
    assert "booked" in page
    assert case.person.full_name not in page


def test_a_garbled_day_shows_today() -> None:
    assert show(since="2026-02-31").context["since"] == local_day(people.START)
    assert show(since="x").context["since"] == local_day(people.START)
    assert "No times in these two weeks." in text(show(since="2026-09-01"))


def test_the_calendar_costs_few_statements(django_assert_max_num_queries: Any) -> None:
    people.case_in(State.INTERVIEW)
    send()
    client = signed_in(people.screener())
    with people.at(people.START), django_assert_max_num_queries(8):
        assert client.get(reverse("hub:interviews:calendar")).status_code == 200


def test_the_calendar_is_the_reviewers_alone() -> None:
    assert signed_in(people.officer()).get(reverse("hub:interviews:calendar")).status_code == 403
    back = signed_in(people.screener()).get(reverse("hub:interviews:remove", args=[DAY_ID]))
    assert back["Location"] == reverse("hub:interviews:calendar")


DAY_ID = "01a2009f-9f4e-7000-bf44-1a62c2823ea3"

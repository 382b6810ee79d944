"""What an applicant does with the booked interview: cancel, move until a set time, choose by day and own clock."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.models import Case, Slot
from cases.programmes.nomad.petitions import times
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import case_url, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db
ZONE, BERLIN = "dnr_zone", "Europe/Berlin"


@pytest.fixture
def booked() -> Case:
    return people.case_in(State.INTERVIEW, prepared=False)


def shown(case: Case, address: str, zone: str = "", language: str = "en") -> str:
    assert case.person.user
    client = signed_in(case.person.user)
    client.cookies["django_language"] = language
    if zone:
        client.cookies[ZONE] = zone
    with people.at(people.after(case)):
        return " ".join(text(client.get(address)).split())


def test_who_cancels_gives_the_time_back_and_chooses_another(booked: Case) -> None:
    slot, owner = booked.slot, booked.person.user
    assert slot and owner and "No, go back" in shown(booked, step_url(booked, "cancel_interview"))
    answer = take(owner, booked, "cancel_interview")
    booked.refresh_from_db()
    assert (booked.state, booked.slot) == (State.SLOT_CHOICE, None)
    assert "Choose a time for your interview" in text(answer)
    assert slot in times.free_slots(people.after(booked), 400)
    assert booked.dossier.running("choice")


@pytest.mark.parametrize("name", ["cancel_interview", "rebook"])
def test_until_some_hours_before_and_then_no_more(booked: Case, name: str, settings) -> None:
    assert booked.slot
    last = times.changeable_until(booked.slot)
    assert last == booked.slot.starts_at - timedelta(hours=settings.INTERVIEW_CHANGE_HOURS)
    with translation.override("en"), pytest.raises(NotMetError, match="could be moved or cancelled until"):
        ways.take(booked, name, last)
    assert ways.take(booked, name, last - timedelta(minutes=1)).state in (State.SLOT_CHOICE, State.INTERVIEW)


def test_the_cabinet_says_until_when(booked: Case) -> None:
    assert booked.slot
    page = reverse("egov:cabinet:home")
    card, links = shown(booked, page), [step_url(booked, name) for name in ("rebook", "cancel_interview")]
    assert "You may move or cancel it until" in card and all(f'href="{link}"' in card for link in links)
    assert booked.person.user
    client = signed_in(booked.person.user)
    with people.at(booked.slot.starts_at - timedelta(hours=1)):
        late = text(client.get(page, HTTP_ACCEPT_LANGUAGE="en"))
    assert "You may move or cancel it until" not in late and "Your interview" in late
    assert not any(link in late for link in links)


def test_times_are_read_by_the_own_clock_too(booked: Case) -> None:
    assert booked.slot
    page = step_url(booked, "rebook")
    theirs = f"{booked.slot.starts_at.astimezone(ZoneInfo(BERLIN)):%H:%M}"
    for address in (page, reverse("egov:cabinet:home")):
        assert theirs in shown(booked, address, BERLIN)
    assert "Your clock: Berlin" in shown(booked, page, BERLIN)
    for zone in ("", "Asia/Almaty", "Mars/Olympus", "../../etc/passwd"):
        assert "yours:" not in shown(booked, page, zone)
    ways.free_slot(people.after(booked))
    assert "yours:" in shown(booked, page, "Pacific/Auckland")


def test_the_zone_may_be_chosen_from_a_list(booked: Case) -> None:
    assert booked.person.user
    client, back = signed_in(booked.person.user), step_url(booked, "rebook")
    address = reverse("accounts:own_zone") + f"?back={back}"
    answer = client.post(address, {"zone": BERLIN})
    assert answer["Location"] == back and client.cookies[ZONE].value == BERLIN
    for nonsense in ("Mars/Olympus", "", "x" * 4000):
        assert client.post(address, {"zone": nonsense}).status_code == 302
        assert client.cookies[ZONE].value == BERLIN
    elsewhere = client.post(reverse("accounts:own_zone") + "?back=//evil.example/")
    assert elsewhere["Location"] == reverse("egov:cabinet:home")


def test_it_jumps_to_a_day_and_books_far_ahead(booked: Case) -> None:
    first = people.after(booked) + timedelta(days=30)
    while not times.work_calendar().day(times.local_day(first)).working:
        first += timedelta(days=1)
    far = first.replace(hour=5, minute=0, second=0, microsecond=0)
    slot = Slot.objects.create(screener=people.screener(), starts_at=far, minutes=30)
    near = ways.free_slot(people.after(booked))
    page = step_url(booked, "rebook")
    day = times.local_day(far).isoformat()
    assert f"?since={day}" in shown(booked, page), "each day with a free time has its link"
    later = shown(booked, f"{page}?since={day}")
    assert str(slot.pk) in later and str(near.pk) not in later
    wrong = shown(booked, f"{page}?since=2026-02-31")
    assert "This is no day of the calendar" in wrong and str(near.pk) in wrong
    assert "No time is free from this day on" in shown(booked, f"{page}?since=2090-01-01")
    assert booked.person.user
    take(booked.person.user, booked, "rebook", slot=str(slot.pk), since=day)
    booked.refresh_from_db()
    assert booked.slot == slot


def test_the_link_of_the_meeting_is_for_the_two_sides_alone(booked: Case) -> None:
    assert booked.slot and booked.person.user
    link = "https://meet.example.org/room-7"
    Slot.objects.filter(pk=booked.slot.pk).update(link=link)
    other = people.User.objects.create_user("other@example.org", None, full_name="Other", role="screener")
    pages = {user: [case_url(user, booked), reverse("hub:interviews:calendar")] for user in (people.screener(), other)}
    with people.at(people.after(booked)):
        assert link in text(signed_in(booked.person.user).get(reverse("egov:cabinet:home")))
        for user, addresses in pages.items():
            assert [link in text(signed_in(user).get(each)) for each in addresses] == [user != other] * 2

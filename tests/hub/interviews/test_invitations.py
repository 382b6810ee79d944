"""The booked interview in the calendars of both sides: invitation, move, end, reminder (п. 6; RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from cases.engine.steps.errors import NotMetError
from cases.letters.mail import send
from cases.models import Case, InterviewInvitation, Notice
from cases.programmes.nomad.petitions import invitations, reminding
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import signed_in, step_url, take, text

pytestmark = pytest.mark.django_db


def booked() -> Case:
    case = people.case_in(State.INTERVIEW, prepared=False)
    assert case.slot and case.slot.starts_at > people.after(case)
    return case


def event_of(data: bytes) -> tuple[Any, Any]:
    calendar: Any = Calendar.from_ical(data)
    return calendar, calendar.walk("VEVENT")[0]


def mailed(notice: Notice) -> Any:
    mail.outbox.clear()
    send(notice.pk, notice.at)
    files = [part for part in mail.outbox[0].attachments if part[0] == invitations.FILE]
    return files[0] if files else None


def test_both_sides_get_the_event_in_astana_time_and_nobody_the_others_address() -> None:
    case = booked()
    owner, reviewer = case.person.user, people.screener()
    notices = Notice.objects.filter(case=case, what__in=["book_interview", "interview_booked"])
    assert {notice.user for notice in notices} == {owner, reviewer}
    for notice in notices:
        _name, content, kind = mailed(notice)
        calendar, event = event_of(content)
        assert calendar["METHOD"] == "REQUEST" and "method=REQUEST" in kind
        assert event["UID"].startswith(f"interview-{case.pk}@") and event["SEQUENCE"] == 0
        assert case.slot and event.start == case.slot.starts_at and event.start.utcoffset() == timedelta(hours=5)
        assert str(event["DTSTART"].params["TZID"]) == "Asia/Almaty" and b"BEGIN:VTIMEZONE" in content.encode()
        assert notice.user != owner or case.person.full_name not in content
        other = reviewer if notice.user == owner else owner
        assert str(other.email) not in content  # type: ignore[union-attr]


def test_a_move_raises_the_sequence_and_tells_both_sides() -> None:
    case = booked()
    free = ways.free_slot(people.after(case))
    page = take(people.screener(), case, "move_interview", slot=str(free.pk), text="The reviewer is ill on that day.")
    assert "Done" in text(page) and case.slot == free and case.state == State.INTERVIEW
    rows = list(InterviewInvitation.objects.filter(case=case).order_by("sequence"))
    assert [(row.sequence, row.superseded) for row in rows] == [(0, True), (1, False)]
    notice = Notice.objects.get(case=case, what="move_interview")
    _calendar, event = event_of(mailed(notice)[1])
    assert event["SEQUENCE"] == 1 and event.start == free.starts_at
    with people.at(people.after(case)):
        assert "ill on that day" in text(signed_in(case.person.user).get(reverse("egov:cabinet:case", args=[case.pk])))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["withdraw", "cancel_interview", "reopen_calendar"])
def test_an_end_of_it_calls_the_event_off_for_both(name: str) -> None:
    case = booked()
    ways.take(case, name)
    row = InterviewInvitation.objects.filter(case=case).order_by("-sequence")[0]
    assert row.cancelled and row.sequence == 1
    notices = Notice.objects.filter(case=case, at=row.at)
    assert notices.exists()
    for notice in notices:
        calendar, event = event_of(mailed(notice)[1])
        assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")


def test_the_file_is_there_for_its_two_sides_alone() -> None:
    case = booked()
    url = reverse("hub:interviews:invitation", args=[case.pk])
    stranger, other = people.applicant(), people._staff(people.Role.SCREENER, "")
    assert other == people.screener()
    with people.at(people.after(case)):
        for user in (case.person.user, people.screener()):
            answer = signed_in(user).get(url)  # type: ignore[arg-type]
            assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
        assert signed_in(stranger).get(url).status_code == 404
        assert signed_in(people.signer()).get(url).status_code == 403
    InterviewInvitation.objects.update(interviewers=[])
    with people.at(people.after(case)):
        assert signed_in(people.screener()).get(url).status_code == 404


def test_the_cabinet_offers_the_file_while_the_interview_is_to_come() -> None:
    case = booked()
    url, page = reverse("hub:interviews:invitation", args=[case.pk]), reverse("egov:cabinet:case", args=[case.pk])
    assert case.slot
    for moment, there in ((people.after(case), True), (case.slot.starts_at + people.HOUR, False)):
        with people.at(moment):
            assert (f'href="{url}"' in text(signed_in(case.person.user).get(page))) is there  # type: ignore[arg-type]


def test_the_day_before_both_are_reminded_once() -> None:
    case = booked()
    assert case.slot
    early, due = case.slot.starts_at - timedelta(days=1, minutes=1), case.slot.starts_at - timedelta(hours=23)
    assert reminding.remind(early) == 0
    assert [reminding.remind(due), reminding.remind(due)] == [1, 0]
    users = {notice.user for notice in Notice.objects.filter(case=case, what="interview_tomorrow")}
    assert users == {case.person.user, people.screener()}


def test_who_did_not_appear_is_recorded_after_the_hour_and_not_moved_past_it() -> None:
    case = booked()
    assert case.slot
    with pytest.raises(NotMetError):
        ways.take(case, "reopen_calendar", cause="no_show")
    late = case.slot.starts_at + people.HOUR
    with people.at(late):
        client = signed_in(case.person.user)  # type: ignore[arg-type]
        page = client.get(step_url(case, "rebook"), follow=True)
    assert "what came of it is recorded first" in text(page)
    assert ways.take(case, "reopen_calendar", late, cause="no_show").state == State.SLOT_CHOICE

"""Interview times that come again, blocked days, and whom the database keeps out of two interviews at once (п. 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import ngettext, override

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import NotNowError
from cases.letters.mail import words
from cases.models import BlockedDays, InterviewerTime, InterviewRule, Notice, Slot, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.petitions import invitations, times
from cases.programmes.nomad.petitions import rules as entered
from cases.programmes.nomad.petitions.closed import interviewers_of
from cases.programmes.nomad.states import State
from cases.values import moments
from hub.interviews import rules
from tests import people
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db

URL = reverse("hub:interviews:rules")
MONDAY = local_day(people.START) + timedelta(days=7)
BOOKED = (
    "%(n)d meeting with an applicant is booked for these days: it has to be moved.",
    "%(n)d meetings with applicants are booked for these days: they have to be moved.",
)


def second() -> User:
    known = User.objects.filter(email="second@example.org").first()
    return known or User.objects.create_user(
        "second@example.org", people.PASSWORD, full_name="Second Reviewer", role=Role.SCREENER
    )


def rule(language: str = "en", *users: User, **changed: Any) -> Any:
    typed: dict[str, Any] = {
        "weekdays": ["1", "3"], "first": MONDAY.isoformat(), "last": (MONDAY + timedelta(days=13)).isoformat(),
        "begins": "10:00", "ends": "12:00", "minutes": "30", "capacity": "1",
        "interviewers": [str(user.pk) for user in users or [people.screener()]], "link": "",
    }  # fmt: skip
    sent = {f"rule-{name}": value for name, value in (typed | changed).items()}
    with people.at(people.START):
        return signed_in(people.screener(), language).post(URL, {"what": "rule", **sent}, follow=True)


def block(**changed: str) -> Any:
    typed = {
        "user": "",
        "first": MONDAY.isoformat(),
        "last": MONDAY.isoformat(),
        "note": "Move of the office",
    } | changed
    with people.at(people.START):
        sent = {f"block-{name}": value for name, value in typed.items()}
        return signed_in(people.screener()).post(URL, {"what": "block", **sent}, follow=True)


def test_a_rule_brings_its_times_and_goes_with_those_that_are_free() -> None:
    people.reference()
    assert "16 times added." in text(rule())
    assert {at.isoweekday() for at in map(local_day, Slot.objects.values_list("starts_at", flat=True))} == {1, 3}
    with people.at(people.START):
        page = signed_in(people.screener()).post(
            reverse("hub:interviews:end_rule", args=[InterviewRule.objects.get().pk]), follow=True
        )
    assert "16 free times are taken out" in text(page) and not Slot.objects.exists()


def test_the_page_has_the_fields_of_both_its_forms() -> None:
    people.reference()
    with people.at(people.START):
        page = text(signed_in(people.screener()).get(URL))
    for form in (rules.RuleForm, rules.BlockForm):
        prefix = {rules.RuleForm: "rule", rules.BlockForm: "block"}[form]
        assert all(f'name="{prefix}-{name}"' in page for name in form.base_fields), prefix


def test_several_interviewers_share_the_interviews_of_an_hour() -> None:
    users = [people.screener(), second()]
    assert "8 times added." in text(rule("en", *users, weekdays=["1"], capacity="2", last=MONDAY.isoformat()))
    assert Slot.objects.values("starts_at").distinct().count() == 4
    panel = rule("en", *users, weekdays=["3"], last=(MONDAY + timedelta(days=2)).isoformat())
    assert "4 times added." in text(panel)
    last = Slot.objects.order_by("starts_at").last()
    assert last and len(interviewers_of([last])[last.pk]) == 2
    with people.at(people.START):
        page = signed_in(people.screener()).get(reverse("hub:interviews:calendar"), {"since": MONDAY.isoformat()})
    assert "Second Reviewer" in text(page)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"begins": "03:00", "ends": "04:00"}, times.OUTSIDE),
        ({"begins": "10:02"}, times.WHOLE),
        ({"capacity": "2"}, filing.rules.TOO_FEW),
        ({"last": "2026-06-01"}, filing.rules.BACKWARDS),
        ({"last": "2028-06-01"}, filing.rules.TOO_FAR),
        ({"weekdays": ["7"]}, filing.rules.NO_DAY),
        ({"ends": "10:10"}, filing.rules.NONE_FITS),
        ({"first": "2026-07-06", "last": "2026-07-06"}, filing.rules.NO_DAY),
        ({"minutes": "10", "ends": "18:00", "weekdays": list("12345"), "last": "2026-12-31"}, filing.rules.TOO_MANY),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_half_done(
    changed: dict[str, Any], why: Any, language: str
) -> None:
    people.reference()
    page = rule(language, **changed)
    with override(language):
        begins = str(why).split("{")[0][:25]
    assert page.status_code == 409 and begins in text(page)
    assert not Slot.objects.exists() and not InterviewRule.objects.exists()
    assert f'value="{changed.get("begins", "10:00")}"' in text(page)


def test_a_day_off_is_left_out_of_a_rule_and_refused_alone() -> None:
    people.reference()
    page = rule(weekdays=["1"], first="2026-06-29", last="2026-07-13")
    shown = " ".join(str(message) for message in page.context["messages"]).replace("\xa0", " ")
    assert "8 times added." in shown and "Left out, as days off or blocked: 6 July 2026" in shown
    typed = {"day": "2026-07-06", "begins": "10:00", "ends": "12:00", "minutes": "30", "link": ""}
    with people.at(people.START):
        client = signed_in(people.screener())
        holiday = client.post(reverse("hub:interviews:calendar"), typed)
        night = client.post(reverse("hub:interviews:calendar"), typed | {"day": "2026-07-07", "begins": "03:00"})
    assert holiday.status_code == night.status_code == 422
    assert "is a day off by the working calendar" in text(holiday) and "works from 09:00 to 18:30" in text(night)


@pytest.mark.database
def test_nobody_is_in_two_interviews_at_once_whoever_asks() -> None:
    rule(weekdays=["1"], last=MONDAY.isoformat())
    twice = rule(weekdays=["1"], last=MONDAY.isoformat(), begins="10:15", ends="11:15")
    assert twice.status_code == 409 and "these times overlap" in text(twice) and Slot.objects.count() == 4
    slot = Slot.objects.order_by("starts_at")[0]
    with pytest.raises(NotNowError):
        times.add_slots(times.share_out([slot.starts_at + timedelta(minutes=20)], [people.screener()]), 30)
    with pytest.raises(IntegrityError), transaction.atomic():
        InterviewerTime.objects.create(slot=slot, user=people.screener(), at=slot.starts_at)


def test_blocked_days_absence_and_the_lead_are_not_offered_until_withdrawn() -> None:
    case = people.case_in(State.SLOT_CHOICE)
    Slot.objects.filter(case__isnull=True).delete()
    rule(weekdays=["1"], last=MONDAY.isoformat())
    first = Slot.objects.filter(case__isnull=True).order_by("starts_at")[0]
    assert len(times.free_slots(people.START, 10)) == 4
    assert times.free_slots(first.starts_at - timedelta(hours=24), 10)[0] != first
    assert "Blocked" in text(block())
    assert times.free_slots(people.START, 10) == []
    with people.at(people.START):
        client = signed_in(case.person.user)  # type: ignore[arg-type]
        url = reverse("cases:step", args=[case.pk, "book_interview"])
        refused = client.post(url, {"version": case.version, "slot": str(first.pk)})
        assert refused.status_code == 422
        signed_in(people.screener()).post(reverse("hub:interviews:unblock", args=[BlockedDays.objects.get().pk]))
        assert len(times.free_slots(people.START, 10)) == 4
        near = first.starts_at - timedelta(hours=2)
    with people.at(near):
        client = signed_in(case.person.user)  # type: ignore[arg-type]
        late = client.post(url, {"version": case.version, "slot": str(first.pk)})
    assert late.status_code == 422


def test_a_block_over_a_booked_interview_says_so_and_the_calendar_marks_it() -> None:
    case = people.case_in(State.INTERVIEW, prepared=False)
    assert case.slot
    day = local_day(case.slot.starts_at).isoformat()
    assert "1 booked interview lies in these days" in text(block(first=day, last=day))
    with people.at(people.after(case)):
        page = text(signed_in(people.screener()).get(reverse("hub:interviews:calendar")))
    assert "blocked, or an interviewer is absent" in page and f"/{case.pk}/move_interview/" in page


def test_who_interviews_in_blocked_days_and_whose_they_are_gets_a_notice() -> None:
    case, colleague = people.case_in(State.INTERVIEW, prepared=False), second()
    assert case.slot
    first, day = case.slot.screener, local_day(case.slot.starts_at).isoformat()
    days: dict[str, Any] = dict.fromkeys(("first", "last"), local_day(case.slot.starts_at)) | {"note": ""}
    entered.block(colleague, None, **days, now=people.after(case))
    notice = Notice.objects.get(what="interview_blocked")
    assert (notice.user, notice.case) == (first, case) and notice.facts["day"] == day
    entered.block(first, colleague.pk, **days, now=people.after(case))
    assert Notice.objects.get(what="days_blocked").user == colleague
    entered.block(first, None, **days, now=people.after(case))
    assert Notice.objects.filter(what__in=("interview_blocked", "days_blocked")).count() == 2, "nobody tells himself"


@pytest.mark.parametrize("gone", [{"is_active": False}, {"role": Role.SIGNER}])
def test_times_of_who_has_left_are_not_offered_and_a_colleague_takes_them_out(gone: dict[str, Any]) -> None:
    case = people.case_in(State.SLOT_CHOICE)
    Slot.objects.filter(case__isnull=True).delete()
    rule("en", second(), weekdays=["1"], last=MONDAY.isoformat())
    free = Slot.objects.filter(case__isnull=True)
    calendar, mine = reverse("hub:interviews:calendar"), reverse("hub:interviews:remove", args=[free[0].pk])
    with people.at(people.START):
        reviewer = signed_in(people.screener())
        assert reviewer.post(mine) and free.count() == len(times.free_slots(people.START, 10)) == 4
        User.objects.filter(pk=second().pk).update(**gone)
        assert times.free_slots(people.START, 10) == []
        url = reverse("cases:step", args=[case.pk, "book_interview"])
        booking = signed_in(case.person.user).post(url, {"version": case.version, "slot": str(free[0].pk)})  # type: ignore[arg-type]
        assert booking.status_code == 422 and not Slot.objects.filter(case__isnull=False).exists()
        page = text(reviewer.get(calendar, {"since": MONDAY.isoformat()}))
        assert page.count("an interviewer does not work here any more") == 4 and mine in page
        assert "taken out" in text(reviewer.post(mine, follow=True)) and free.count() == 3


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_an_absence_over_a_booked_interview_is_counted_notified_and_marked_in_the_queue(language: str) -> None:
    case, first, colleague = people.case_in(State.INTERVIEW, prepared=False), people.screener(), second()
    assert case.slot
    now, day = people.after(case), local_day(case.slot.starts_at).isoformat()
    queue, absence = reverse("hub:screening:home"), reverse("cases:absences")
    with override(language):
        counted = str(ngettext(*BOOKED, 1))
        mark, left = str(invitations.MARKS["blocked"].words), str(invitations.MARKS["left"].words)
    with people.at(now):
        client = signed_in(first, language)
        assert mark not in text(client.get(queue))
        typed = {"user": str(first.pk), "first": day, "last": day, "substitute": str(colleague.pk)}
        assert counted % {"n": 1} in text(client.post(absence, typed, follow=True))
        assert mark in text(client.get(queue))
        notice = Notice.objects.get(what="interview_absent")
        assert (notice.user, notice.case) == (colleague, case), "nobody tells himself"
        with override(language):
            assert first.full_name in words(notice) and moments.day(local_day(case.slot.starts_at)) in words(notice)
        User.objects.filter(pk=first.pk).update(is_active=False)
        assert left in text(signed_in(colleague, language).get(queue))


@pytest.mark.parametrize("wrong", [{"last": "2026-06-01"}, {"first": "2026-05-01", "last": "2026-05-02"}])
def test_a_block_of_no_days_is_refused(wrong: dict[str, str]) -> None:
    people.reference()
    assert block(**wrong).status_code == 409 and not BlockedDays.objects.exists()

"""The desk of Astana Hub's reviewers: from the petition to the interview's record, through the pages alone."""

from __future__ import annotations

import pytest

from cases.models import Bar, Decision, Letter
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import case_url, home_url, open_case, signed_in, take, text

pytestmark = pytest.mark.django_db


def test_a_petition_goes_from_screening_to_the_ministry() -> None:
    j, user = people.Journey(people.applicant()), people.screener()
    j.to(State.SCREENING)
    take(user, j.case, "admit", note="A strong portfolio.")
    assert j.case.state == State.ADMITTED
    j.way.free_slot()
    take(user, j.case, "invite")
    assert j.case.state == State.SLOT_CHOICE
    j.now = people.after(j.case)
    j.way.take("book_interview", people.after(j.case))
    assert "is not possible yet" in text(open_case(user, j.case))
    answer = {"recommended": "yes", "text": "The qualification was shown.", **people.protocol(j.case)}
    early = take(user, j.case, "record_interview", **answer)
    assert early.status_code == 422 and "still to come" in text(early)
    take(user, j.case, "record_interview", 3 * people.DAY, **answer)
    assert j.case.state == State.MINISTRY_REVIEW
    assert Decision.objects.filter(case=j.case, kind="interview_for").exists()


def test_admitting_invites_at_once_where_times_are_free() -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    ways.free_slot(people.after(case))
    response = take(user, case, "admit", invite_now="on")
    assert case.state == State.SLOT_CHOICE
    assert text(response).count("note-success") == 2


def test_admitting_without_free_times_leaves_the_invitation_for_later() -> None:
    case = people.case_in(State.SCREENING)
    take(people.screener(), case, "admit", invite_now="on")
    assert case.state == State.ADMITTED


def test_a_refusal_stands_on_its_own_page_with_a_warning() -> None:
    case, user = people.under_2025(people.case_in(State.SCREENING)), people.screener()
    page = open_case(user, case)
    assert [b.step.name for b in page.context["open_steps"]] == ["return_petition", "refuse_screening"]
    take(user, case, "refuse_screening", grounds=[people.free_ground("petition")], text="The portfolio is not there.")
    assert case.state == State.PETITION_REFUSED
    assert Letter.objects.filter(case=case, kind="petition_refusal").exists()
    assert not Bar.objects.filter(case=case).exists()
    assert "The portfolio is not there." in text(open_case(user, case))


def test_a_no_show_reopens_the_calendar() -> None:
    case, user = people.case_in(State.INTERVIEW), people.screener()
    take(user, case, "reopen_calendar", 3 * people.DAY, cause="no_show")
    assert case.state == State.INTERVIEW  # no free time: the step is blocked
    ways.free_slot(people.after(case, 3 * people.DAY))
    take(user, case, "reopen_calendar", 3 * people.DAY, cause="no_show", text="Nobody came.")
    assert case.state == State.SLOT_CHOICE


def test_the_refusal_of_the_ministry_is_sent_by_the_hub() -> None:
    case, user = people.case_in(State.REFUSAL_NOTICE), people.screener()
    assert people.REASONS in text(open_case(user, case))
    take(user, case, "notify_petition_refusal")
    assert case.state == State.PETITION_REFUSED


def test_the_desk_shows_when_each_interview_is() -> None:
    case, user = people.case_in(State.INTERVIEW), people.screener()
    assert case.slot is not None
    page = signed_in(user).get(home_url(user))
    assert dict((c.pk, word) for c, word, *_rest in page.context["rows"])[case.pk] == case.slot.starts_at


@pytest.mark.parametrize("wanted", ["number", "iin"])
def test_a_case_is_looked_up_by_number_or_iin(wanted: str) -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    query = case.number.lower() if wanted == "number" else case.person.iin
    page = signed_in(user).get(home_url(user), {"q": f" {query} "})
    assert case_url(user, case) in text(page)
    assert "No such case" in text(signed_in(user).get(home_url(user), {"q": "HUB-2020-00001"}))


@pytest.mark.parametrize("state", [State.PETITION_DRAFT, State.PETITION_SIGNED, State.REGISTRATION])
def test_what_is_not_in_the_petition_stage_is_not_there(state: State) -> None:
    assert open_case(people.screener(), people.case_in(state)).status_code == 404


@pytest.mark.parametrize("who", [people.signer, people.officer, people.clerk, people.auditor, people.applicant])
def test_the_desk_is_the_reviewers_alone(who: object) -> None:
    client = signed_in(who())  # type: ignore[operator]
    assert client.get(home_url(people.screener())).status_code == 403


def test_an_empty_desk_says_so_kindly() -> None:
    page = text(signed_in(people.screener()).get(home_url(people.screener()), {"after": "garbled~cursor"}))
    assert "Nothing waits here." in page
    assert "it begins from the start" in page

"""Who may take a step, and what the second of two is told."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from cases.engine import performing
from cases.engine.steps.errors import StaleError, WrongActorError, WrongStateError
from cases.law.errors import NotFoundError
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import Stand, refused
from tests.cases.engine.ways import nothing_written

pytestmark = pytest.mark.django_db


def test_another_role_is_informed_whose_step_it_is(stand: Stand) -> None:
    case = stand("screening")
    text = refused(WrongActorError, case, "admit", user=case.person.user)
    assert text == "“Admit to the next stage” is done by another: Astana Hub reviewer."


@pytest.mark.parametrize(("state", "name"), [("registration", "register"), ("arrived", "open_intake")])
def test_a_case_of_another_city_does_not_exist(state: str, name: str) -> None:
    case = people.case_in(state, city="almaty")
    stranger = people.officer("astana") if name == "register" else people.clerk("astana")
    refused(NotFoundError, case, name, user=stranger)


def test_a_case_of_another_applicant_does_not_exist(stand: Stand) -> None:
    refused(NotFoundError, stand("petition_draft"), "submit_petition", user=people.applicant())


def test_a_guessed_address_does_not_exist() -> None:
    user = people.applicant()
    with nothing_written(), pytest.raises(NotFoundError):
        performing.perform(uuid4(), "withdraw", user, people.START)


def test_who_may_not_sign_in_any_more_acts_no_more(stand: Stand) -> None:
    case, user = stand("registration"), people.officer()
    user.is_active = False
    user.save()
    refused(NotFoundError, case, "register", user=user)


@pytest.mark.parametrize("who", [people.auditor, people.administrator])
def test_neither_auditor_nor_administrator_moves_a_case(stand: Stand, who: Any) -> None:
    case, user = stand("registration"), who()
    with nothing_written(), pytest.raises((NotFoundError, WrongActorError)):
        ways.take(case, "register", user=user)


def test_the_second_of_two_is_informed_by_whom(stand: Stand) -> None:
    case = stand("preliminary_decision")
    ways.take(case, "approve_preliminary", version=case.version)
    text = refused(StaleError, case, "refuse_preliminary", version=case.version)
    assert "Somebody was quicker" in text
    assert "“Approve”, Officer Astana, " in text


def test_the_second_of_two_signers_is_informed_by_whom_though_the_case_has_left_the_ministry(stand: Stand) -> None:
    case = stand("ministry_review")
    ways.take(case, "decline_petition", version=case.version)
    assert "“Decline the petition”, Signer, " in refused(StaleError, case, "sign_petition", version=case.version)


def test_a_second_click_without_a_version_is_informed_that_the_case_has_moved_on(stand: Stand) -> None:
    case = stand("screening")
    ways.take(case, "admit")
    text = refused(WrongStateError, case, "admit")
    assert text.startswith("“Admit to the next stage” is not possible any more")
    assert "Screener" in text


def test_what_the_clock_did_is_reported_as_done_by_the_portal(stand: Stand) -> None:
    case = stand("annulled")
    text = refused(StaleError, case, "resubmit", version=case.version - 1)
    assert "“Annul the application”, the portal, " in text


def test_a_document_attached_meanwhile_makes_a_page_stale(stand: Stand) -> None:
    case = stand("petition_draft")
    people.attach(case, case.person.user, "cv", people.after(case), seed=8)
    refused(StaleError, case, "submit_petition", version=case.version)

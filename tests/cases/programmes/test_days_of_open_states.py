"""Every open state has a day: a term, or, where what is prepared is its owner's alone, the last day of filing that the
page names (interpretation 47)."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from cases.engine.rulings import remedies
from cases.law import regulations
from cases.law.regulations import editions
from cases.models import Case, Deadline
from cases.programmes.complaint.states import PLACES as COMPLAINT_PLACES
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.states import PLACES, State
from cases.values.dates import in_words
from tests import people
from tests.cases.programmes.complaint.complaining import begun, filed, handed_on, letter_of
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "kk")
WITHOUT_A_TERM = {
    State.PETITION_DRAFT: "nothing is filed: nobody waits, and the page names the last day on which the order takes it",
    State.PETITION_SIGNED: "the petition is kept; the page names the last day for the application",
    ComplaintState.DRAFT: "nothing is filed: the page names the last day for the complaint, after which it is taken "
    "and marked late",
}
"""Each with what protects the person instead."""
LAST = regulations.edition("order_2026_241").in_force_to


def test_these_alone_have_none_and_each_is_where_something_is_prepared() -> None:
    bare = set()
    for key, places in (("nomad", PLACES), ("complaint", COMPLAINT_PLACES)):
        for law in editions(key):
            bounded = {str(state) for term in law.terms.values() for state in term.bounds}
            bare |= {state for state, place in places.items() if not place.final and str(state) not in bounded}
    assert bare == set(WITHOUT_A_TERM)
    begun_in = {state for places in (PLACES, COMPLAINT_PLACES) for state, place in places.items() if place.begins}
    assert bare == begun_in, "where a case begins"


def words(case: Case, page: str, language: str) -> str:
    owner: Any = case.person.user
    with people.at(people.after(case)):
        response = signed_in(owner, language).get(reverse(page, args=[case.pk]), follow=True)
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(text(response))).split())


def named(day: Any, language: str) -> str:
    with translation.override(language):
        return " ".join(in_words(day).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [State.PETITION_DRAFT, State.PETITION_SIGNED])
def test_where_a_filing_is_prepared_the_page_names_the_last_day_for_it(state: State, language: str) -> None:
    case = people.case_in(state, owner=people.applicant(language=language))
    assert not Deadline.objects.filter(case=case, state=Deadline.RUNNING).exists()
    assert named(LAST, language) in words(case, "egov:cabinet:case", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_complaint_is_prepared_the_page_names_the_last_day_for_it(language: str) -> None:
    about = people.case_in(State.FINAL_REFUSED, owner=people.applicant(language=language))
    last, draft = remedies.last_day(letter_of(about)), begun(about)
    assert last and not Deadline.objects.filter(case=draft, state=Deadline.RUNNING).exists()
    assert named(last, language) in words(draft, "egov:complaints:case", language)


def test_a_complaint_that_is_filed_has_its_term_in_each_state_that_is_left() -> None:
    case = filed(people.case_in(State.FINAL_REFUSED))
    seen = {case.state: Deadline.objects.get(case=case, state=Deadline.RUNNING).key}
    case = handed_on(case, people.head())
    seen |= {case.state: Deadline.objects.get(case=case, state=Deadline.RUNNING).key}
    assert seen == {ComplaintState.REVIEW: "complaint_review", ComplaintState.HANDED_ON: "complaint_answer"}
    open_states = {state for state, place in COMPLAINT_PLACES.items() if not place.final}
    assert open_states == {ComplaintState.DRAFT, *seen}

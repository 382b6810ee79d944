"""What is signed with a step of a complaint says what is complained of."""

from __future__ import annotations

import pytest

from cases.eds import sheets
from cases.engine.steps import STEPS
from cases.models import Case, User
from cases.programmes.complaint.programme import COMPLAINT
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.programmes.complaint import complaining, test_delays

pytestmark = pytest.mark.django_db


def words(case: Case, step: str, user: User) -> dict[str, list[str]]:
    named: dict[str, list[str]] = sheets.sheet(case, STEPS[step], user, people.after(case), {}).facts["words"]
    return named


def test_each_signed_step_names_the_letter_or_the_term_and_the_case_and_the_body() -> None:
    about = people.case_in(State.PRELIMINARY_REFUSED)
    letter, case = complaining.letter_of(about), complaining.begun(about)
    signed = [step.name for step in COMPLAINT.steps.values() if step.signed]
    by_head = {"satisfy_complaint", "satisfy_in_part", "close_complaint", "hand_on_complaint"}
    assert set(signed) == {"file_complaint"} | by_head
    for name in signed:
        for text in words(case, name, people.head()).values():
            assert all(part in text[0] for part in (letter.number, about.number, case.number))
            assert about.city and any(n in text[1] for n in (about.city.department_ru, about.city.department_kk))


def test_of_a_delay_the_term_and_its_last_day() -> None:
    about = people.case_in(State.REGISTRATION)
    term, case = test_delays.term_of(about), test_delays.begun(about)
    for text in words(case, "file_complaint", about.person.user).values():
        assert about.number in text[0] and str(term.last_day.year) in text[0]

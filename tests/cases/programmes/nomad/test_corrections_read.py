"""What the applicant reads of a correction: that there was one, and of what is his from what to what and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cases.engine.steps import STEPS
from cases.law.calendar import local_day
from cases.models import Case, Notice
from cases.programmes.nomad.programme import NOMAD
from cases.values.dates import in_words
from tests import people
from tests.cases.engine import ways
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db
WHY = "Опечатка в журнале дежурного."


def cabinet(case: Case, language: str = "ru") -> str:
    with people.at(people.after(case)):
        user: Any = case.person.user
        return text(signed_in(user, language).get(reverse("egov:cabinet:case", args=[case.pk])))


def test_every_step_that_puts_a_fact_right_is_announced_to_the_applicant() -> None:
    """But for what only may contradict an earlier record: another check, another comparison."""
    silent = {s.name for s in NOMAD.steps.values() if s.corrects and not s.tells}
    assert silent == {"record_check", "compare_originals"}


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_of_his_own_day_he_reads_from_which_to_which_and_why(language: str) -> None:
    case = people.case_in("arrived")
    was = case.arrived_on
    assert was is not None
    case = ways.fresh(ways.take(case, "correct_arrival", arrived_on=was - ways.DAY, reason=WHY))
    assert Notice.objects.filter(case=case, user=case.person.user, what="correct_arrival").count() == 1
    page = cabinet(case, language)
    with translation.override(language):
        assert str(STEPS["correct_arrival"].tells) in page and WHY in page
        assert f"{in_words(was)} → {in_words(was - ways.DAY)}" in page


def test_of_the_day_of_the_visit_and_of_the_receipt_as_well() -> None:
    case = people.case_in("intake")
    case = ways.fresh(ways.take(case, "correct_visit", came_on=case.arrived_on, reason=WHY))
    assert WHY in cabinet(case) and " → " in cabinet(case)
    case = ways.fresh(ways.take(people.case_in("final_review"), "correct_receipt", reason=WHY))
    assert WHY in cabinet(case) and " → " in cabinet(case)


@pytest.mark.parametrize("state", ["preliminary_decision", "preliminary_approved"])
def test_of_the_answer_of_the_security_bodies_he_reads_that_its_record_was_corrected_and_no_more(state: str) -> None:
    case = people.case_in(state)
    given: dict[str, Any] = {"kind": "knb", "clear": False, "reference": "12/3-77", "text": "Не согласовано."}
    given |= {"answered_on": local_day(people.after(case)), "reason": WHY}
    case = ways.fresh(ways.take(case, "correct_check", **given))
    for language in ("ru", "kk"):
        page = cabinet(case, language)
        with translation.override(language):
            assert str(STEPS["correct_check"].tells) in page
            assert not [words for words in (WHY, "12/3-77", "Не согласовано", gettext("not approved")) if words in page]
    notice = Notice.objects.get(case=case, user=case.person.user, what="correct_check")
    assert "12/3-77" not in str(notice.facts) and WHY not in str(notice.facts)

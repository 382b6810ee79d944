"""What the applicant reads of a correction: that there was one, and of what is his from what to what and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext

from cases.engine.steps import STEPS
from cases.law.calendar import local_day
from cases.models import Case, Notice
from cases.programmes.nomad.correcting import announcing
from cases.programmes.nomad.kinds import NOTICES
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
    """What only may contradict an earlier record is announced where it does: another check, another comparison."""
    silent = {s.name for s in NOMAD.steps.values() if s.corrects and not s.tells}
    assert silent == {"record_check", "compare_originals"} and announcing.follow in NOMAD.followers


def test_a_check_entered_again_with_another_result_is_announced_without_it() -> None:
    case = people.case_in("checks")
    case = ways.fresh(ways.take(case, "record_check", kind="ibd", clear=True))
    assert not noticed(case, announcing.RECORD), "the first takes nothing's place"
    given: dict[str, Any] = {"kind": "ibd", "clear": False, "text": "Найдено совпадение.", "reason": WHY}
    case = ways.fresh(ways.take(case, "record_check", **given))
    assert noticed(case, announcing.RECORD) == 1
    for language in ("ru", "kk", "en"):
        user: Any = case.person.user
        with people.at(people.after(case)):
            page = text(signed_in(user, language).get(reverse("egov:cabinet:notices")))
        with translation.override(language):
            assert escape(str(NOTICES[announcing.RECORD])) in page
        assert not [words for words in (WHY, "Найдено совпадение") if words in page + cabinet(case, language)]


def test_originals_compared_again_with_another_verdict_are_announced_too() -> None:
    case = people.case_in("final_review")
    case = ways.fresh(ways.take(case, "compare_originals"))
    assert not noticed(case, announcing.RECORD)
    kind = next(iter(case.dossier.comparisons))
    rows = [{"kind": kind, "verdict": "differs", "text": "Дата в подлиннике другая."}]
    case = ways.fresh(ways.take(case, "compare_originals", rows=rows, reason=WHY))
    assert noticed(case, announcing.RECORD) == 1 and "другая" not in cabinet(case)


def test_a_number_that_takes_the_place_of_another_is_announced() -> None:
    case = people.case_in("checks")
    assert not noticed(case, announcing.NUMBER), "the first takes nothing's place"
    case = ways.fresh(ways.take(case, "record_number", mp_number="MP-78", reason=WHY))
    assert noticed(case, announcing.NUMBER) == 1 and WHY not in cabinet(case)


def noticed(case: Case, what: str) -> int:
    return Notice.objects.filter(case=case, user=case.person.user, what=what).count()


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

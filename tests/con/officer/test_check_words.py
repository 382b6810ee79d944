"""A check's result is called by the same words wherever an officer or the auditor meets it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.law.calendar import local_day
from cases.models import Case, Check, Discrepancy
from cases.programmes.nomad.checks.check_results import PAIRS
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

FOR, AGAINST = "Согласовано", "Не согласовано"


def lines(html: str, language: str = "ru") -> str:
    """The list items of a page that name КНБ's answer, without markup."""
    with translation.override(language):
        name = str(CHECK_NAMES["knb"])
    items = re.findall(r"<li\b.*?</li>", html, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", item) for item in items if name in item)


def answered(clear: bool) -> Case:
    case = people.case_in(State.KNB)
    return ways.take(case, "record_knb_answer", clear=clear, text="" if clear else "Письмо с отказом.")


@pytest.mark.parametrize(("clear", "expected"), [(True, FOR), (False, AGAINST)])
def test_the_answer_of_knb_reads_alike_in_panel_timeline_and_correction(clear: bool, expected: str) -> None:
    case, user = answered(clear), people.officer()
    user.language = "ru"
    with people.at(people.after(case)):
        client = signed_in(user, "ru")
        page = text(client.get(reverse("con:officer:case", args=[case.pk])))
        form = text(client.get(step_url(case, "correct_check"), {"kind": "knb"}))
    assert expected in lines(page)
    for html in (page, form):
        assert not re.search("препятстви", lines(html), re.IGNORECASE)
    assert FOR in form and AGAINST in form


def test_the_auditor_reads_the_same_words(client: Any) -> None:
    case = answered(True)
    check = Check.objects.get(case=case, kind="knb")
    with people.at(people.after(case)):
        auditor = signed_in(people.auditor(), "ru")
        for address in ("/admin/cases/check/", f"/admin/cases/check/{check.pk}/change/"):
            assert FOR in text(auditor.get(address)), address


@pytest.mark.parametrize("kind", ["ibd", "knb", "arrival"])
def test_a_discrepancy_speaks_as_the_panel_does(kind: str) -> None:
    from cases.templatetags import systems

    row = Discrepancy(what=kind, by_hand={"clear": True}, by_system={"clear": False})
    check = Check(kind=kind, clear=True)
    with translation.override("ru"):
        assert systems.compared(row)[0].ours == str(systems.check_result(check))
        assert (kind in PAIRS) is (str(systems.check_result(check)) != "Препятствий нет")


def test_a_check_put_right_is_struck_in_the_same_words() -> None:
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    data = {"kind": "knb", "clear": "no", "reference": "K-9", "text": "Отказ.", "reason": "Внесено не то письмо."}
    day = local_day(people.after(case)).isoformat()
    assert take(user, case, "correct_check", answered_on=day, **data).status_code == 200
    page = lines(text(open_case(user, case)), "en")
    assert page.count("Not approved") and "nothing against" not in page.lower()

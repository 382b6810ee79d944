"""The code by which complaints go is cited with a number and a date that nobody has compared: pages mark it so."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cases.law import regulations
from cases.letters import rendering
from cases.models import Case, Deadline, Letter
from cases.programmes.nomad.states import State as Pilot
from tests import people
from tests.cases.letters.facts import URL, read
from tests.cases.programmes.complaint.complaining import filed, under
from tests.desks import signed_in, step_url, text

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "kk")
MARKED = {"ru": "№ 350-VI не подтверждено", "kk": "№ 350-VI расталмаған"}
BESIDE = {
    "ru": "В письмах кодекс указан с номером № 350-VI и датой; с его текстом они не сверены. не подтверждено",
    "kk": "Хаттарда кодекс № 350-VI нөмірімен және күнімен көрсетілген; олар оның мәтінімен салыстырылмаған. "
    "расталмаған",
}
UNCONFIRMED = {"ru": "не подтверждено", "kk": "расталмаған"}


@pytest.fixture
def complaint() -> Case:
    return filed(people.case_in(Pilot.FINAL_REFUSED))


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(text(response))).split())


def at_the_head(complaint: Case, language: str) -> str:
    with people.at(people.after(complaint)):
        return words(signed_in(people.head(), language).get(reverse("con:complaints:case", args=[complaint.pk])))


def proved(complaint: Case, user: Any, language: str) -> str:
    url = reverse("cases:deadline", args=[complaint.pk, Deadline.objects.get(case=complaint).pk])
    with people.at(people.after(complaint)):
        page = words(signed_in(user, language).get(url))
    return page.split("350-VI")[1][:60]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_case_at_the_head_marks_it_by_its_number_and_beside_the_letters(complaint: Case, language: str) -> None:
    page = at_the_head(complaint, language)
    assert MARKED[language] in page and BESIDE[language] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proof_of_a_term_marks_it_for_both_sides(complaint: Case, language: str) -> None:
    for user in (people.head(), complaint.person.user):
        assert UNCONFIRMED[language] in proved(complaint, user, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_before_its_signature_marks_it(complaint: Case, language: str) -> None:
    given = {"version": complaint.version, "text": people.REASONS, "text_kk": "Тексеру басқа адамға қатысты екен."}
    with people.at(people.after(complaint)):
        sheet = signed_in(people.head(), language).post(step_url(complaint, "satisfy_complaint"), given)
    assert "content_b64" in sheet.context and MARKED[language] in words(sheet)


@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_the_administrator_reads_it_among_what_is_to_be_confirmed(language: str) -> None:
    page = words(signed_in(people.administrator(), language).get(reverse("admin:unconfirmed")))
    assert getattr(regulations.edition("appk_2020").citation, language) in page
    assert getattr(regulations.edition("order_2026_241").citation, language) not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_cites_it_as_it_stands_without_the_mark(complaint: Case, language: str) -> None:
    """A mark of the portal's own upkeep would read as a doubt of the body in its act."""
    letter = Letter.objects.get(case=complaint, kind="complaint_receipt")
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    printed = read(rendering.render(letter.kind, letter.facts, language, **args))
    assert getattr(regulations.edition("appk_2020").citation, language) in printed
    assert UNCONFIRMED[language] not in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_once_it_is_compared_the_mark_goes(complaint: Case, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with under(monkeypatch, complaint, compared=True):
        page = at_the_head(complaint, language)
        assert MARKED[language] not in page and BESIDE[language] not in page
        assert UNCONFIRMED[language] not in proved(complaint, complaint.person.user, language)
        admin = words(signed_in(people.administrator(), language).get(reverse("admin:unconfirmed")))
        assert "350-VI" not in admin


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_of_the_order_bears_no_mark(language: str) -> None:
    case = people.case_in(Pilot.CHECKS)
    with people.at(people.after(case)):
        page = words(signed_in(people.officer(), language).get(reverse("con:officer:case", args=[case.pk])))
    assert case.law.number in page and f"{case.law.number} {UNCONFIRMED[language]}" not in page

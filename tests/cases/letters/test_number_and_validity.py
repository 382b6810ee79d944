"""A letter that grants bears the number and the validity of what it grants, and whoever verifies it sees both.

The words are typed here a second time, in the languages of letters: what is printed, not what the facts hold.
"""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from cases.letters import rendering
from cases.models import Letter
from cases.programmes.nomad.states import State
from cases.templatetags.letter_text import day
from cases.values.dates import in_words
from tests import people
from tests.cases.letters.facts import URL, read
from tests.desks import text

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "kk")
APPROVAL = {
    "ru": ("Номер предварительного РПП", "Срок действия в календарных днях 30", "Последний день срока действия"),
    "kk": ("Алдын ала ТТР нөмірі", "Қолданылу мерзімі, күнтізбелік күнмен 30", "Қолданылу мерзімінің соңғы күні"),
}
"""Its number, its validity (п. 19: 30 calendar days), the last day of it."""
GRANT = {
    "ru": ("Номер РПП", "Срок действия РПП", "срок приказом не ограничен"),
    "kk": ("ТТР нөмірі", "ТТР қолданылу мерзімі", "мерзімі бұйрықпен шектелмеген"),
}
"""Its number, its validity, and that the order sets none."""
NO_END = {"ru": "Срок действия без указания срока", "kk": "Қолданылу мерзімі мерзімі көрсетілмеген"}
ORDERS = {"2025": people.START_2025, "2026": people.START}


def letter_in(state: State, kind: str, order: str = "2026") -> Letter:
    return Letter.objects.select_related("case").get(case=people.case_in(state, start=ORDERS[order]), kind=kind)


def printed(letter: Letter, language: str) -> str:
    return read(
        rendering.render(
            letter.kind, letter.facts, language, number=letter.number, at=letter.at, code=letter.code, check_url=URL
        )
    )


def verified(letter: Letter, language: str) -> str:
    """The words of the page of verification: an answer to the code that the letter bears."""
    client = Client(headers={"accept-language": language})
    with people.at(letter.at):
        page = text(client.get(f"/verify/{letter.code}/"))
    answer = page.split('data-state="authentic"')[1].split("</section>")[0]
    return " ".join(unescape(strip_tags(answer.replace("<", " <"))).split())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preliminary_approval_bears_its_number_and_its_validity(language: str, order: str) -> None:
    letter = letter_in(State.PRELIMINARY_APPROVED, "preliminary_approval", order)
    number, days, last = APPROVAL[language]
    assert letter.case.preliminary_number and letter.valid_until
    page = printed(letter, language)
    with translation.override(language):
        until = day(letter.valid_until.isoformat())
    wanted = [f"№ {letter.number}", f"{number} {letter.case.preliminary_number}", days, f"{last} {until}"]
    assert [words for words in wanted if words not in page] == []


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_permit_bears_its_number_and_says_that_no_end_is_set(language: str, order: str) -> None:
    letter = letter_in(State.GRANTED, "final_grant", order)
    number, validity, no_end = GRANT[language]
    assert letter.case.permit_number and letter.case.permit_number != letter.case.preliminary_number
    page = printed(letter, language)
    wanted = [f"№ {letter.number}", f"{number} {letter.case.permit_number}", f"{validity} {no_end}"]
    assert [words for words in wanted if words not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_petition_bears_its_number_and_no_end_that_the_order_does_not_set(language: str) -> None:
    letter = letter_in(State.PETITION_SIGNED, "petition")
    assert f"№ {letter.number}" in printed(letter, language)
    page = verified(letter, language)
    assert letter.number in page and NO_END[language] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_verification_shows_number_and_validity_of_the_preliminary_approval(language: str) -> None:
    letter = letter_in(State.PRELIMINARY_APPROVED, "preliminary_approval")
    assert letter.valid_until
    with translation.override(language):
        until = " ".join(in_words(letter.valid_until).split())
    page = verified(letter, language)
    assert letter.number in page and until in page
    assert f"{APPROVAL[language][0]} {letter.case.preliminary_number}" in page
    assert GRANT[language][0] + " " not in page.replace(APPROVAL[language][0], "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_verification_shows_number_and_validity_of_the_permit(language: str) -> None:
    letter = letter_in(State.GRANTED, "final_grant")
    page = verified(letter, language)
    assert letter.number in page and NO_END[language] in page
    assert f"{GRANT[language][0]} {letter.case.permit_number}" in page
    assert letter.case.preliminary_number not in page

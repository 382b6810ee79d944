"""A complaint on its last day and after it, by the pages: in time to the last minute, then taken and marked late."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cases.engine.rulings import remedies
from cases.law.calendar import ALMATY
from cases.letters import rendering
from cases.models import Case, Letter
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.states import State as Pilot
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, read
from tests.cases.programmes.complaint.complaining import WORDS, letter_of
from tests.desks import send, signed_in, text

pytestmark = pytest.mark.django_db

EXCUSE = "Болел, справка приложена."
SECOND = timedelta(seconds=1)
TAKEN = {
    "ru": "Последний день прошёл. Жалоба всё равно регистрируется с отметкой о пропуске срока: напишите, почему она "
    "подаётся сейчас; причину оценит орган.",
    "kk": "Соңғы күн өтіп кетті. Шағым бәрібір мерзімі өткені белгіленіп тіркеледі: неліктен қазір беріліп отырғанын "
    "жазыңыз; себебін орган бағалайды.",
    "en": "The last day is over. The complaint is registered all the same and marked late: say why it comes now, the "
    "body judges the reason.",
}
"""What the person reads before filing."""
MARKED = {
    "ru": "Она подана после последнего дня: оцените, уважительна ли причина.",
    "kk": "Ол соңғы күнінен кейін берілді: себептің дәлелді екенін бағалаңыз.",
    "en": "It was filed after its last day: judge whether the reason for that is a good one.",
}
"""What the head reads on its page."""
RECEIPT = {
    "ru": "Жалоба подана после истечения срока. Уважительность причин пропуска срока оценивается при её рассмотрении.",
    "kk": "Шағым мерзімі өткеннен кейін берілді. Мерзімді өткізіп алу себептерінің дәлелді болуы шағымды қарау кезінде "
    "бағаланады.",
}
"""What the letter says, which is in the languages of letters."""


def over(about: Case) -> datetime:
    """When the last day for the complaint has ended: the first moment of the next."""
    last = remedies.last_day(letter_of(about))
    assert last is not None
    return datetime.combine(last + timedelta(days=1), time(), ALMATY)


def words(response: Any) -> str:
    return " ".join(unescape(strip_tags(text(response))).split())


def filed_by_the_pages(about: Case, language: str, at: datetime, **typed: str) -> tuple[str, Case]:
    """(the words of the draft's page, the complaint): begun from the letter, signed and filed at `at`."""
    owner = about.person.user
    assert owner
    client = signed_in(owner, language)
    with people.at(at):
        page = client.post(reverse("egov:complaints:start", args=[letter_of(about).pk]), follow=True)
        case = Case.objects.get(about_letter=letter_of(about))
        sign = reverse("cases:step", args=[case.pk, "file_complaint"])
        answer = send(client, sign, {"version": case.version, "text": WORDS, **typed}, owner, follow=True)
    assert answer.status_code == 200
    return words(page), ways.fresh(case)


def receipt_of(case: Case) -> Letter:
    return Letter.objects.get(case=case, kind="complaint_receipt")


def printed(letter: Letter, language: str) -> str:
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    return read(rendering.render(letter.kind, letter.facts, language, **args))


def read_by_the_head(case: Case, language: str) -> str:
    with people.at(people.after(case)):
        return words(signed_in(people.head(), language).get(reverse("con:complaints:case", args=[case.pk])))


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_complaint_a_moment_late_is_taken_and_marked_for_everybody(language: str) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED, owner=people.applicant(language=language))
    page, case = filed_by_the_pages(about, language, over(about), excuse=EXCUSE)
    assert TAKEN[language] in page
    assert case.state == ComplaintState.REVIEW and receipt_of(case).facts["late"] is True
    for spoken in RECEIPT:
        assert RECEIPT[spoken] in printed(receipt_of(case), spoken)
    shown = read_by_the_head(case, language)
    assert MARKED[language] in shown and EXCUSE in shown and WORDS in shown


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_last_minute_of_the_last_day_is_in_time(language: str) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED, owner=people.applicant(language=language))
    page, case = filed_by_the_pages(about, language, over(about) - SECOND)
    assert TAKEN[language] not in page
    assert case.state == ComplaintState.REVIEW and receipt_of(case).facts["late"] is False
    for spoken in RECEIPT:
        assert RECEIPT[spoken] not in printed(receipt_of(case), spoken)
    shown = read_by_the_head(case, language)
    assert MARKED[language] not in shown and WORDS in shown

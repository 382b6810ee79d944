"""From a refused permit over the complaint to the permit, by the pages of everybody who acts: satisfied by the head of
the body or by the higher body, each in both languages (art. 91). The journeys in a browser take turns."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from cases.letters import rendering
from cases.models import Case, Letter, Ruling, User
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, read
from tests.cases.programmes.complaint.complaining import ABOVE, letter_of
from tests.desks import send, signed_in, step_url, text

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "kk")
TEXT = {
    "ru": "Отказ основан на сведениях о другом лице с похожей фамилией. Прошу отменить его.",
    "kk": "Бас тарту тегі ұқсас басқа адам туралы мәліметтерге негізделген. Оның күшін жоюды сұраймын.",
}
WHY = {
    "ru": "Проверка показала, что сведения относятся к другому лицу.",
    "kk": "Тексеру мәліметтердің басқа адамға қатысты екенін көрсетті.",
}
REASONS = {"text": WHY["ru"], "text_kk": WHY["kk"]}
REGISTERED = {
    "ru": "Ваша жалоба зарегистрирована",
    "kk": "Шағымыңыз тіркелді",
}
SATISFIED = {"ru": "Жалоба удовлетворена.", "kk": "Шағым қанағаттандырылды."}


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(text(response))).split())


def take(user: User, case: Case, name: str, spoken: str, /, **typed: Any) -> str:
    """The step by its page, signed where it asks for that; the words of the page that follows."""
    case = ways.fresh(case)
    with people.at(max(people.after(each) for each in (case, case.about) if each)):
        data = {"version": case.version, **typed}
        return words(send(signed_in(user, spoken), step_url(case, name), data, user, follow=True))


def page(user: User, case: Case, where: str, language: str) -> str:
    with people.at(max(people.after(each) for each in (case, case.about) if each)):
        return words(signed_in(user, language).get(reverse(where, args=[case.pk])))


def complaint_filed(about: Case, language: str) -> Case:
    me: Any = about.person.user
    with people.at(people.after(about)):
        signed_in(me, language).post(reverse("egov:complaints:start", args=[letter_of(about).pk]))
    case = Case.objects.get(about_letter=letter_of(about))
    assert REGISTERED[language] in take(me, case, "file_complaint", language, text=TEXT[language], language=language)
    return ways.fresh(case)


def by_the_head(case: Case, language: str) -> None:
    take(people.head(), case, "satisfy_complaint", language, **REASONS)


def by_the_higher_body(case: Case, language: str) -> None:
    head = people.head()
    above = {"higher": "МВД", "higher_kk": "ІІМ", "higher_address": ABOVE}
    take(head, case, "hand_on_complaint", language, **above)
    case = ways.fresh(case)
    assert case.state == ComplaintState.HANDED_ON
    name, data = people.specimen("ruling")
    with people.at(people.after(case)):
        paper = reverse("cases:step_paper", args=[case.pk, "record_satisfied"])
        assert signed_in(head, language).post(paper, {"file": SimpleUploadedFile(name, data)}).status_code == 302
    given = {"document": "Решение", "number": "12-3/45", "body": "МВД"}
    on = people.local_day(people.after(case)).isoformat()
    take(head, case, "record_satisfied", language, answered_on=on, **given)


def put_right_and_granted(case: Case, language: str) -> None:
    """The officer corrects the check that spoke against the person, drops the refusal and grants the permit."""
    officer, wrong = people.officer(), next(c for _at, c in case.dossier.standing_checks if not c.clear)
    right = {"kind": wrong.kind, "clear": "yes", "text": "", "reason": WHY[language]}
    take(officer, case, "correct_check", language, **right)
    take(officer, case, "drop_final_refusal", language, **REASONS)
    take(officer, case, "grant", language)


def printed(case: Case, kind: str, language: str) -> str:
    letter = Letter.objects.filter(case=case, kind=kind).latest("id")
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    return read(rendering.render(letter.kind, letter.facts, language, **args))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("judged", [by_the_head, by_the_higher_body])
def test_a_complaint_is_satisfied_and_the_permit_granted(
    judged: Callable[[Case, str], None], language: str, uncaged: None
) -> None:
    case = people.case_in(State.FINAL_REFUSED, owner=people.applicant(language=language))
    me: Any = case.person.user
    complaint = complaint_filed(case, language)
    assert TEXT[language] in page(people.head(), complaint, "con:complaints:case", language)
    judged(complaint, language)
    complaint = ways.fresh(complaint)
    assert complaint.state == ComplaintState.SATISFIED
    assert SATISFIED[language] not in page(me, complaint, "egov:complaints:case", language), "not confirmed yet"
    assert Ruling.objects.get(case=case).waits and ways.fresh(case).state == State.FINAL_REFUSED

    take(people.head("astana" + ways.DEPUTY), case, "execute_ruling", language)
    case = ways.fresh(case)
    assert case.state == State.FINAL_HEARING and Letter.objects.get(case=case, kind="final_refusal").set_aside_at
    assert Ruling.objects.get(case=case).number in printed(case, "ruling", language)
    assert SATISFIED[language] in page(me, ways.fresh(complaint), "egov:complaints:case", language)

    put_right_and_granted(case, language)
    case = ways.fresh(case)
    assert case.state == State.GRANTED
    assert str(case.permit_number) in printed(case, "final_grant", language)
    with translation.override(language):
        plain = str(PLACES[State.GRANTED].plain)
    assert not plain.isascii() and plain in page(me, case, "egov:cabinet:case", language)

"""A ruling on a case whose person has begun another since: by the page of the head, who chooses and reads why.

The sentences are typed here a second time, in both languages of the portal's officials.
"""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cases.letters import rendering
from cases.models import Bar, Case, Event, Letter, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, read
from tests.desks import send, signed, signed_in, step_url, text

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "kk")
NOTE = {
    "ru": "С тех пор заявитель начал дело {number}. У одного лица – одно открытое дело: укажите, что будет с ним.",
    "kk": "Содан бері өтініш беруші {number} ісін бастады. Бір адамда бір ғана ашық іс болады: онымен не болатынын "
    "көрсетіңіз.",
}
CHOOSE = {
    "ru": "Заявитель начал дело {number}, а открытое дело может быть только одно: выберите, продолжится ли оно или "
    "будет закрыто, чтобы продолжилось это.",
    "kk": "Өтініш беруші {number} ісін бастаған, ал ашық іс біреу ғана бола алады: сол іс жалғаса ма, әлде осы іс "
    "жалғасуы үшін жабыла ма – таңдаңыз.",
}
CHOICES = {
    "ru": {
        "goes_on": "Продолжается новое дело; прежнее остаётся закрытым",
        "gives_way": "Новое дело закрывается; продолжается прежнее",
    },
    "kk": {
        "goes_on": "Жаңа іс жалғасады; бұрынғысы жабық күйінде қалады",
        "gives_way": "Жаңа іс жабылады; бұрынғысы жалғасады",
    },
}
MEANTIME = {
    "ru": "За это время заявитель начал другое дело: посмотрите на это ещё раз и выберите.",
    "kk": "Осы уақытта өтініш беруші басқа іс бастады: осы істі қайта қарап, таңдаңыз.",
}
HOLDS = {
    "ru": "По делу {number} заявитель уже получил вид на жительство: прежнее дело остаётся закрытым.",
    "kk": "{number} ісі бойынша өтініш берушіге тұру ықтиярхаты берілген: бұрынғы іс жабық күйінде қалады.",
}
CLOSED = {
    "ru": "Это дело закрыто: по решению продолжается ваше прежнее дело",
    "kk": "Бұл іс жабылды: шешім бойынша бұрынғы ісіңіз жалғасады",
}
"""What the applicant reads on the page of the case that gave way."""
LETTER = {
    "ru": "Само дело остаётся закрытым: Вы начали дело {number}, и продолжается оно.",
    "kk": "Істің өзі жабық күйінде қалады: Сіз {number} ісін бастадыңыз, сол іс жалғасады.",
}


def ruled(state: str, language: str) -> Case:
    """With a ruling on its act that waits for another head."""
    return ways.take(people.case_in(state, owner=people.applicant(language=language)), "record_ruling")


def begun_again(case: Case) -> Case:
    return filing.open_petition(case.person.user, people.after(case))


def words(response: Any) -> str:
    return " ".join(unescape(strip_tags(text(response))).split())


def opened(case: Case, language: str) -> Any:
    with people.at(people.after(case)):
        return signed_in(deputy(), language).get(step_url(case, "execute_ruling"))


def sent(case: Case, language: str, **chosen: str) -> Any:
    """The answer to the head's choice; the sheet that the page makes of it is signed."""
    with people.at(people.after(case)):
        data = {"version": ways.fresh(case).version, **chosen}
        return send(signed_in(deputy(), language), step_url(case, "execute_ruling"), data, deputy(), follow=True)


def deputy() -> User:
    """Another head of the department than the one who has recorded it."""
    return people.head("astana" + ways.DEPUTY)


def printed(case: Case, language: str) -> str:
    letter = Letter.objects.get(case=case, kind="ruling")
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    return read(rendering.render(letter.kind, letter.facts, language, **args))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_the_other_case_and_asks_what_becomes_of_it(language: str) -> None:
    case = ruled(State.FINAL_REFUSED, language)
    other = begun_again(case)
    page = words(opened(case, language))
    wanted = [NOTE[language].format(number=other.number), *CHOICES[language].values()]
    assert [each for each in wanted if each not in page] == []
    answer = sent(case, language)
    assert answer.status_code == 422 and CHOOSE[language].format(number=other.number) in words(answer)
    assert ways.fresh(case).state == State.FINAL_REFUSED and ways.fresh(other).open


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_case_gives_way_when_the_head_says_so(language: str) -> None:
    case = ruled(State.FINAL_REFUSED, language)
    other = begun_again(case)
    answer = sent(case, language, successor="gives_way")
    assert answer.status_code == 200
    assert ways.fresh(case).state == State.FINAL_HEARING and ways.fresh(other).state == State.SUPERSEDED
    assert Event.objects.get(case=other, step="give_way").facts["case"] == case.number
    for spoken in LANGUAGES:
        assert LETTER[spoken].format(number=other.number) not in printed(case, spoken)
    with people.at(people.after(case)):
        closed = words(signed_in(other.person.user, language).get(reverse("egov:cabinet:case", args=[other.pk])))
    assert CLOSED[language] in closed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_case_goes_on_when_the_head_says_so_and_the_letter_says_why(language: str) -> None:
    case = ruled(State.FINAL_REFUSED, language)
    other = begun_again(case)
    answer = sent(case, language, successor="goes_on")
    assert answer.status_code == 200
    assert ways.fresh(case).state == State.FINAL_REFUSED and ways.fresh(other).state == State.PETITION_DRAFT
    assert not Bar.objects.filter(case=case, lifted_at__isnull=True).exists()
    for spoken in LANGUAGES:
        assert LETTER[spoken].format(number=other.number) in printed(case, spoken)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_begun_while_the_head_was_signing_is_asked_about(language: str) -> None:
    """The sheet was made when there was none: signed, it is not taken, and the page asks."""
    case = ruled(State.FINAL_REFUSED, language)
    with people.at(people.after(case)):
        client, url = signed_in(deputy(), language), step_url(case, "execute_ruling")
        sheet = client.post(url, {"version": ways.fresh(case).version})
        data = signed(deputy(), sheet)
        other = begun_again(case)
        answer = client.post(url, data)
    assert answer.status_code == 422 and CHOOSE[language].format(number=other.number) in words(answer)
    assert ways.fresh(case).state == State.FINAL_REFUSED and ways.fresh(other).open


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_begun_in_the_same_moment_is_noticed_by_the_database(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No read has seen it, since it is another transaction's: the second open case is refused as it is written."""
    case = ruled(State.FINAL_REFUSED, language)
    other = begun_again(case)
    monkeypatch.setattr(eligibility, "other_case", lambda _case: None)
    answer = sent(case, language)
    assert answer.status_code == 409 and MEANTIME[language] in words(answer)
    assert ways.fresh(case).state == State.FINAL_REFUSED and ways.fresh(other).open
    assert not Letter.objects.filter(case=case, kind="ruling").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_holds_the_card_by_another_case_keeps_that_case(language: str) -> None:
    case = ruled(State.FINAL_REFUSED, language)
    other = begun_again(case)
    at = people.after(case)
    Case.objects.filter(pk=other.pk).update(state=State.CARD_ISSUED, closed_at=at)
    page = words(opened(case, language))
    assert HOLDS[language].format(number=other.number) in page and CHOICES[language]["goes_on"] in page
    assert CHOICES[language]["gives_way"] not in page
    answer = sent(case, language)
    assert answer.status_code == 422 and HOLDS[language].format(number=other.number) in words(answer)
    assert sent(case, language, successor="gives_way").status_code == 422
    assert sent(case, language, successor="goes_on").status_code == 200
    assert (ways.fresh(case).state, ways.fresh(other).state) == (State.FINAL_REFUSED, State.CARD_ISSUED)

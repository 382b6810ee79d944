"""What is consented to and what the ministry certifies, whole, in both languages of the order: on paper and signed.

The texts of the order are typed here a second time, out of its Russian and its Kazakh text; blanks to be filled in by
hand are left out of the comparison.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cases.law.regulations import Edition, edition, editions
from cases.letters import rendering
from cases.models import Case, Consent, ConsentClause, Letter, Signature
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, read
from tests.desks import send, signed_in, step_url, text

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "kk")
LAW = edition("order_2026_241")
ANNEX = {
    "ru": [
        "согласен (-на) на использование государственными органами Республики Казахстан сведений, составляющих "
        "охраняемую законом тайну, содержащихся в информационных системах.",
        "В целях обеспечения деятельности по истребованию документа с территории иностранного государства даю согласие "
        "государственным органам Республики Казахстан на сбор, обработку и трансграничную передачу своих персональных "
        "данных в соответствии с Законом Республики Казахстан «О персональных данных и их защите» от 21 мая 2013 года, "
        "с целью получения документа, подтверждающего наличие (отсутствие) гражданства, судимости, привлечения к "
        "уголовной, административной и другой ответственности.",
        "Настоящее согласие действует со дня его подписания до дня отзыва в письменной форме и является неотъемлемой "
        "частью запроса государственного органа Республики Казахстан по истребованию документа с территории "
        "иностранного государства от «» 20 года.",
    ],
    "kk": [
        "ақпараттық жүйелердегі заңмен қорғалатын құпияны құрайтын мәліметтерді Қазақстан Республикасы мемлекеттік "
        "органдарының пайдалануына келісемін.",
        "Шет мемлекеттің аумағынан құжатты талап ету жөніндегі қызметті қамтамасыз ету мақсатында «Дербес деректер "
        "және оларды қорғау туралы» 2013 жылғы 21 мамырдағы Қазақстан Республикасының Заңына сәйкес азаматтықтың, "
        "соттылықтың болуын (болмауын) растайтын құжат алу, қылмыстық, әкімшілік және басқа да жауаптылыққа тарту "
        "мақсатында Қазақстан Республикасының мемлекеттік органдарына өзінің дербес деректерін жинауға, өңдеуге және "
        "трансшекаралық беруге келісім беремін.",
        "Осы келісім оған қол қойылған күннен бастап жазбаша нысанда қайтарып алынған күнге дейін қолданылады және "
        "Қазақстан Республикасы мемлекеттік органының шет мемлекеттің аумағынан құжатты талап ету жөніндегі 20 жылғы "
        "«» сұрау салуының ажырамас бөлігі болып табылады.",
    ],
}
"""Its three paragraphs (annex to the Algorithm, п. 20(10))."""
LIST = {
    "ru": "перечню востребованных профессий согласно приказу Министра труда и социальной защиты населения Республики "
    "Казахстан от 20 февраля 2023 года № 49 «Об утверждении Перечня востребованных профессий для получения "
    "иностранцами разрешения на постоянное проживание в Республике Казахстан и Правил его формирования» "
    "(зарегистрирован в Реестре государственной регистрации нормативных правовых актов под № 31938)",
    "kk": "«Шетелдіктердің Қазақстан Республикасында тұрақты тұруға рұқсат алуы үшін талап етілетін кәсіптердің "
    "тізбесін және оны қалыптастыру қағидаларын бекіту туралы» Қазақстан Республикасы Еңбек және халықты әлеуметтік "
    "қорғау министрінің 2023 жылғы 20 ақпандағы № 49 бұйрығына (Нормативтік құқықтық актілерді мемлекеттік тіркеу "
    "тізілімінде № 31938 болып тіркелген) сәйкес талап етілетін кәсіптер тізбесіне",
}
"""The list as п. 2(5) names it."""
SENTENCE = {
    "ru": "{ministry} по итогам проверки и анализа представленных данных и результатов видео-интервью подтверждает "
    "верификацию квалификации заявителя и его соответствие {list}.",
    "kk": "{ministry} ұсынылған деректер мен бейне-сұхбат нәтижелерін тексеру және талдау қорытындылары бойынша өтініш "
    "берушінің біліктілігі верификацияланғанын және оның {list} сәйкестігін растайды.",
}
"""What the ministry certifies (п. 8)."""
ASKED = ("operator", "purpose", "data", "term", "cross_border", "third_parties", "publication")
"""Operator with its БИН, purpose, list, term, whether data leave the country or are handed on, whether they are
published: art. 8 of the law № 94-V."""


@pytest.fixture(autouse=True)
def loaded() -> None:
    people.reference()


def plain(words: str) -> str:
    """Blanks to be filled in are no words; a line may break after any of the others, or in the middle of one."""
    return re.sub(r"[\s_]+", "", unescape(words))


def words_of(response: Any) -> str:
    assert response.status_code == 200
    return plain(strip_tags(text(response)))


def printed(letter: Letter, language: str) -> str:
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    return plain(read(rendering.render(letter.kind, letter.facts, language, **args)))


def lacking(wanted: list[str], page: str) -> list[str]:
    return [words for words in wanted if plain(words) not in page]


def sheet_words(case: Case, step: str) -> dict[str, list[str]]:
    words: dict[str, list[str]] = json.loads(Signature.objects.get(case=case, step=step).sheet)["words"]
    return words


# ------------------------------------------------------------------------------------------ the annex of п. 20(10)


def signed_by_the_page(case: Case, language: str) -> Case:
    """The statement of consent, by the page of its giver."""
    owner = case.person.user
    assert owner
    with people.at(people.after(case)):
        url, client = step_url(case, "sign_consent"), signed_in(owner, language)
        sent = {"version": case.version, "stay_address": "г. Астана, ул. Примерная, 1"}
        assert send(client, url, sent, owner, follow=True).status_code == 200
    return ways.fresh(case)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_signed_statement_holds_the_whole_annex_in_both_languages(language: str) -> None:
    case = signed_by_the_page(people.case_in(State.ARRIVED), language)
    signed = sheet_words(case, "sign_consent")
    letter = Letter.objects.get(case=case, kind="consent_form")
    for code in LANGUAGES:
        assert [plain(paragraph) for paragraph in signed[code]] == [plain(paragraph) for paragraph in ANNEX[code]]
        assert lacking(ANNEX[code], printed(letter, code)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_before_the_signature_and_the_form_on_paper_hold_the_whole_annex(language: str) -> None:
    case = people.case_in(State.ARRIVED)
    assert case.person.user
    with people.at(people.after(case)):
        client = signed_in(case.person.user, language)
        page = words_of(client.get(step_url(case, "sign_consent")))
        paper = client.get(reverse("egov:cabinet:consent_form", args=[case.pk, language])).content
    assert lacking(ANNEX[language], page) == []
    assert lacking(ANNEX[language], plain(read(paper))) == []


# ------------------------------------------------------------------------------------------ the ministry's sentence


def sentence(law: Edition, language: str) -> str:
    ministry = getattr(law.bodies["ministry"].name, language)
    return SENTENCE[language].format(ministry=ministry, list=LIST[language])


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_what_the_ministry_signs_is_the_sentence_of_its_letter(law: Edition) -> None:
    """With the name that the edition has for it."""
    case = people.case_in(State.PETITION_SIGNED, start=people.START_2025 if "2025" in law.key else people.START)
    assert case.petition_law == law
    letter, signed = Letter.objects.get(case=case, kind="petition"), sheet_words(case, "sign_petition")
    for code in LANGUAGES:
        assert [plain(words) for words in signed[code]] == [plain(sentence(law, code))]
        assert lacking([sentence(law, code)], printed(letter, code)) == []


# ------------------------------------------------------------------------------------------ the consent of п. 4


def clauses(law: Edition, language: str) -> Iterator[tuple[str, str]]:
    """(code, words) of each clause of the file of reference, with the names that the edition has."""
    text_of = tomllib.loads(files("cases.programmes.nomad.reference").joinpath("consent.toml").read_text("utf-8"))
    names = {key: getattr(body.name, language) for key, body in law.bodies.items()}
    names |= {"order": law.number, "bin": BIN}
    for clause in text_of["clause"]:
        yield clause["code"], clause[language].format_map(names)


BIN = "241040000209"


@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_the_page_of_the_consent_says_all_that_the_law_on_personal_data_asks_for(language: str) -> None:
    with_number()
    case = people.case_in(State.PETITION_DRAFT, prepared=False)
    owner = case.person.user
    assert owner
    wanted = dict(clauses(LAW, language))
    assert set(ASKED) <= set(wanted)
    url = reverse("hub:petition:consent", args=[case.pk])
    with people.at(people.after(case)):
        client = signed_in(owner, language)
        assert lacking(list(wanted.values()), words_of(client.get(url))) == []
        assert client.post(url).status_code == 302
    given = Consent.objects.get(case=case)
    assert given.given and lacking(list(wanted.values()), plain(given.text)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_of_the_petition_holds_the_words_that_were_agreed_to(language: str) -> None:
    with_number()
    case = people.case_in(State.PETITION_DRAFT, prepared=False)
    owner = case.person.user
    assert owner
    with people.at(people.after(case)):
        assert signed_in(owner, language).post(reverse("hub:petition:consent", args=[case.pk])).status_code == 302
    journey = people.Journey.of(ways.fresh(case), "astana")
    journey.prepare()
    ways.take(journey.case, "submit_petition")
    (consent,) = json.loads(Signature.objects.get(case=case, step="submit_petition").sheet)["consents"]
    wanted = dict(clauses(LAW, language))
    assert lacking([wanted[code] for code in ASKED], plain(consent["text"])) == []


def with_number() -> None:
    assert ConsentClause.objects.filter(code="operator").update(bin=BIN)

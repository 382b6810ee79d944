"""The page of the order, in each language of its readers: steps, terms, bars, corrections, complaints."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext

from cases.law.regulations import edition, editions
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import OPEN_STATES, State
from cases.service import orders
from cases.templatetags.dnr.states import paragraph_words
from cases.templatetags.dnr.terms import length_in_words
from tests import people

pytestmark = pytest.mark.django_db


def text(client: Client, address: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


LANGUAGES = ("ru", "kk", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_shows_every_step_and_every_state_of_the_edition(client, law, language):
    page = text(client, f"/order/?edition={law.key}", language)
    steps = [step for step in NOMAD.steps.values() if not step.beside]
    with translation.override(language):
        assert [s.name for s in steps if escape(str(s.label)) not in page] == []
        assert [s for s in OPEN_STATES if escape(str(s.label)) not in page] == []


def plain(html: str) -> str:
    """Its words, each run of blanks as one."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def joined(*words: object) -> str:
    """As `plain` has them; an unbreakable blank is one as well."""
    return plain(" ".join(str(word) for word in words))


def limits_shown(page: str) -> dict[str, set[str]]:
    """By the label of each state, the words of each term that stands in its row."""
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", page.partition('id="hearing"')[0], re.DOTALL):
        head, _th, rest = row.partition("</th>")
        terms = rest.rpartition("<td ")[2]
        label = plain(head.partition("</span>")[2].rpartition("<span")[0])
        rows[label] = {plain(each) for each in re.findall(r"<div>(.*?)</div>", terms, re.DOTALL)}
    return rows


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_shows_each_term_of_the_order_with_its_paragraph_beside_it(client, law, language):
    """In the row of the state in which it runs: length, paragraph, name, in this order and together."""
    rows = limits_shown(text(client, f"/order/?edition={law.key}", language))
    running = [(term, state) for term in law.terms.values() if term.of_order for state in term.bounds]
    assert len(running) > 5
    with translation.override(language):
        missing = [
            (term.key, state)
            for term, state in running
            if joined(length_in_words(term), paragraph_words(term.paragraph), orders.TERM_NAMES[term.key])
            not in rows[str(State(state).label)]
        ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_shows_each_bar_with_its_paragraph_beside_it(client, law, language):
    page = plain(text(client, f"/order/?edition={law.key}", language))
    with translation.override(language):
        since = {"approval": gettext("the preliminary approval")}
        wanted = [
            joined(
                orders.BAR_NAMES[key],
                length_in_words(bar),
                since.get(bar.since, gettext("the decision")),
                paragraph_words(bar.paragraph),
            )
            for key, bar in law.bars.items()
        ]
    assert wanted and [words for words in wanted if words not in page] == []


PUT_RIGHT = {
    "ru": "Пункта об исправлениях в приказе нет: каждое делается по тому пункту, по которому внесена запись.",
    "kk": "Бұйрықта түзету туралы тармақ жоқ: әр түзету жазба енгізілген тармақ бойынша жасалады.",
    "en": "The order has no paragraph on corrections: each is made under the paragraph by which the record was made.",
}
CORRECTIONS = {
    *("correct_petition_document", "correct_interview", "correct_reopening", "correct_check", "correct_document"),
    *("correct_arrival", "correct_crossing", "correct_visit", "correct_package_document", "correct_courier"),
    *("correct_receipt", "correct_hearing", "correct_ministry_hearing", "correct_residence", "correct_card"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_order_names_the_paragraph_of_each_correction_and_that_the_order_has_none_on_them(client, language):
    page = text(client, "/order/", language)
    assert PUT_RIGHT[language] in plain(page)
    listed = plain(page.partition('id="corrections"')[2].partition("</ul>")[0])
    assert {name for name in NOMAD.steps if name.startswith("correct_")} == CORRECTIONS
    with translation.override(language):
        wanted = [
            joined(step.label, "–", step.by.label, paragraph_words(step.paragraph))
            for step in (NOMAD.steps[name] for name in CORRECTIONS)
        ]
    assert [words for words in wanted if words not in listed] == []


RECORDED = {
    "ru": (
        "до конца следуют приказу, действующему в день их подачи",
        "до решения, которое на этом основано",
        "Согласие можно отозвать в любое время.",
        "берётся более поздний из двух дней и никогда не более ранний",
    ),
    "kk": (
        "соңына дейін берілген күні қолданыста болған бұйрық бойынша қаралады",
        "соған негізделген шешімге дейін",
        "Келісімді кез келген уақытта қайтарып алуға болады.",
        "екі күннің кейінгісі алынады, ешқашан ертерегі емес",
    ),
    "en": (
        "follows the order in force on the day on which it is filed",
        "until the decision that rests on it",
        "A consent can be withdrawn at any time.",
        "the later of the two days and never an earlier one",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_order_says_which_order_binds_what_is_put_right_and_how_a_changed_calendar_counts(client, language):
    page = plain(text(client, "/order/", language))
    assert [words for words in RECORDED[language] if words not in page] == []


def test_order_takes_its_lengths_from_the_edition(client):
    page = text(client, "/order/")
    assert "25 calendar days" in page
    assert "1 working day<" in page


READ_AGAINST = {
    "earlier_bars": (
        True,
        {
            "ru": "запрет, возникший по прежнему приказу, действует весь свой срок",
            "kk": "бұрынғы бұйрық бойынша туындаған тыйым осы бұйрық кезінде де бүкіл мерзімі бойы қолданылады",
            "en": "a bar from an earlier order holds",
        },
    ),
    "duty_carries": (
        False,
        {
            "ru": "пошлина уплачивается за каждое новое заявление",
            "kk": "мемлекеттік баж әр жаңа өтініш үшін",
            "en": "the duty is paid for each new application",
        },
    ),
    "transition_until": (
        None,
        {"ru": "переходного периода нет", "kk": "өтпелі кезең жоқ", "en": "there is no transition"},
    ),
}
"""What the order does not say and the portal reads against the applicant, by the value of the edition's field."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_names_what_is_read_against_the_applicant(client, law, language):
    page = plain(text(client, f"/order/?edition={law.key}", language))
    assert {name: words[language] in page for name, (_value, words) in READ_AGAINST.items()} == {
        name: getattr(law, name) == value for name, (value, _words) in READ_AGAINST.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_order_shows_the_edition_in_force_when_the_address_names_none_or_nonsense(client, language):
    with people.at(people.START_2025):
        assert escape(getattr(edition("order_2025_1").title, language)) in text(
            client, "/order/?edition=nonsense", language
        )
    with people.at(people.START):
        assert escape(getattr(edition("order_2026_241").title, language)) in text(client, "/order/", language)

"""The pages for everybody."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from cases.law.calendar import ALMATY
from cases.law.regulations import edition, editions
from cases.models import Remedy, ServiceTerm
from cases.models.serviceterm import forget_lengths
from cases.programmes.complaint.programme import COMPLAINT
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import OPEN_STATES
from cases.templatetags.dnr.states import paragraph_words
from tests import people

pytestmark = pytest.mark.django_db


def text(client: Client, address: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# ---------------------------------------------------------------------------------------------- the first page


def test_home_says_until_when_and_where_people_may_apply(client):
    with people.at(people.START):
        page = text(client, "/")
    assert "Applications are accepted until 31\xa0December 2026." in page
    assert "Astana, Almaty" in page


@pytest.mark.usefixtures("orders_of_today")
def test_home_says_that_the_pilot_has_ended(client):
    with people.at(datetime(2027, 1, 1, 0, 5, tzinfo=ALMATY)):
        page = text(client, "/")
    assert "term ended on 31\xa0December 2026." in page


def test_home_accepts_on_the_last_day_to_its_end(client):
    with people.at(datetime(2026, 12, 31, 23, 59, tzinfo=ALMATY)):
        assert "Applications are accepted" in text(client, "/")


def test_home_names_the_neighbouring_pilot_by_its_order(client):
    assert "№ 41/60/47" in text(client, "/")


def test_the_neighbouring_pilot_can_be_switched_off(client, settings):
    settings.NEIGHBOUR_NOTICE = False
    assert "41/60/47" not in text(client, "/")


# ---------------------------------------------------------------------------------------------- steps and terms


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_shows_every_step_and_every_term_of_the_edition(client, law):
    page = text(client, f"/order/?edition={law.key}")
    steps = [step for step in NOMAD.steps.values() if not step.beside]
    assert [s.name for s in steps if escape(str(s.label)) not in page] == []
    assert [s for s in OPEN_STATES if escape(str(s.label)) not in page] == []
    with translation.override("en"):
        assert [t.key for t in law.terms.values() if paragraph_words(t.paragraph) not in page] == []


def test_order_says_which_order_binds_what_is_put_right_and_how_a_changed_calendar_counts(client):
    page = " ".join(text(client, "/order/").split())
    for words in (
        "follows the order in force on the day on which it is filed",
        "until the decision that rests on it",
        "A consent can be withdrawn at any time.",
        "the later of the two days and never an earlier one",
    ):
        assert words in page, words


def test_order_takes_its_lengths_from_the_edition(client):
    page = text(client, "/order/")
    assert "25 calendar days" in page
    assert "1 working day<" in page


READ_AGAINST = {
    "earlier_bars": (True, "a bar from an earlier order holds"),
    "duty_carries": (False, "the duty is paid for each new application"),
    "transition_until": (None, "there is no transition"),
}
"""What the order does not say and the portal reads against the applicant, by the value of the edition's field."""


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_names_what_is_read_against_the_applicant(client, law):
    page = text(client, f"/order/?edition={law.key}")
    assert {name: words in page for name, (_value, words) in READ_AGAINST.items()} == {
        name: getattr(law, name) == value for name, (value, _words) in READ_AGAINST.items()
    }


def challenge(page: str) -> str:
    """The part of the page about complaints, whatever blanks stand before its words."""
    return re.sub(r">\s+", ">", page.partition('id="complaint"')[2])


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_shows_how_an_act_is_challenged(client, law):
    people.reference()
    page = text(client, f"/order/?edition={law.key}")
    steps = [*COMPLAINT.steps.values(), *(s for s in NOMAD.steps.values() if s.by == "head" and not s.beside)]
    assert [s.name for s in steps if escape(str(s.label)) not in page] == []
    with translation.override("en"):
        paragraphs = {paragraph_words(step.paragraph) for step in steps}
    section = challenge(page)
    assert paragraphs and all(words in section for words in paragraphs)
    assert [section.count(f">{length} ") for length in ("3 months", "20 working days", "1 month")] == [3, 3, 3]
    assert section.count("unconfirmed") == 3 + 1 + 1, "each body, the sentence of what it means, and the ordered day"
    Remedy.objects.filter(edition=law.key, body="hub").update(confirmed=True, complaint_length=2)
    section = challenge(text(client, f"/order/?edition={law.key}"))
    assert (section.count("unconfirmed"), section.count(">2 months ")) == (2 + 1 + 1, 1)


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_order_shows_the_complaint_about_a_delay_and_the_days_of_the_originals(client, law):
    """What stands in no row of the way: a term that is named, its step, and a goal that no term holds."""
    people.reference()
    page = text(client, f"/order/?edition={law.key}")
    delay = page.partition('id="delay"')[2].partition('id="ruling"')[0]
    begun = [step for step in NOMAD.steps.values() if "ordered" in step.starts]
    assert begun and all(escape(str(step.label)) in delay for step in begun)
    assert "within 15 working days" in delay and "the general term, no term of the order" in delay
    assert ">unconfirmed<" in delay and "Ordered on a complaint about a delay" in delay
    originals = page.partition('id="originals"')[2].partition("<h2")[0]
    assert law.originals_back and f"{law.originals_back.length} working days" in originals
    ServiceTerm.objects.filter(key="ordered").update(confirmed=True, length=7)
    forget_lengths()
    delay = text(client, f"/order/?edition={law.key}").partition('id="delay"')[2].partition('id="ruling"')[0]
    assert "within 7 working days" in delay and "unconfirmed" not in delay


def test_order_shows_the_edition_in_force_when_the_address_names_none_or_nonsense(client):
    with people.at(people.START_2025):
        assert escape(edition("order_2025_1").title.en) in text(client, "/order/?edition=nonsense")
    with people.at(people.START):
        assert escape(edition("order_2026_241").title.en) in text(client, "/order/")


# ---------------------------------------------------------------------------------------------- what to prepare


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_prepare_shows_every_document_with_its_hint(client, law):
    page = text(client, f"/prepare/?edition={law.key}", "kk")
    headings = [heading.strip() for heading in re.findall(r'<h2 id="\w+">(.+?)</h2>', page, re.DOTALL)]
    assert len(set(headings)) == len(headings) == len(law.lists)
    documents = [document for rows in law.lists.values() for document in rows]
    assert [d.kind for d in documents if escape(d.title.kk) not in page or escape(d.hint.kk) not in page] == []


def test_prepare_names_the_day_the_passport_must_reach(client):
    with people.at(people.START):
        page = text(client, "/prepare/")
    first_good = people.START.date() + timedelta(days=181)
    assert f"valid until {first_good.day}\xa0{first_good:%B %Y} at least" in page


# ---------------------------------------------------------------------------------------------- all of them

PAGES = ["/", "/order/", "/prepare/", "/verify/", "/accessibility/", "/sign-in/"]


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_in_the_language_asked_for(client, address, language):
    page = text(client, address, language)
    assert f'lang="{language}"' in page.partition("<head>")[0]
    assert page.count("<h1") == 1


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_few_queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get(address)


def test_robots_keeps_letters_and_desks_out_of_search(client):
    rules = client.get("/robots.txt")
    assert rules.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /\n" in rules.content.decode()

"""The pages for everybody."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from cases.law.calendar import ALMATY
from cases.law.regulations import editions
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

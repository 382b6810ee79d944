"""A date of birth as the passport has it, from the profile to papers and messages; passports without an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.gateways.subject import Subject, about
from cases.law.regulations import edition
from cases.letters import facts
from cases.models import Document, Person
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.programmes.nomad.papers import annexes, documents
from cases.templatetags.letter_text import day
from cases.values.birth import Birth
from cases.values.dates import in_words
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client) -> Client:
    people.reference()
    client.cookies["django_language"] = "en"
    return client


def saved(browser: Client, typed: str) -> Any:
    user = people.applicant(language="en")
    browser.force_login(user)
    response = browser.post("/profile/", {"born_on": typed, "language": "en"}, follow=True)
    person = Person.objects.get(user=user)
    return response, person


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("17.05.1980", "1980-05-17"),
        ("1980-05-17", "1980-05-17"),
        ("00.00.1980", "1980"),
        ("1980", "1980"),
        ("05.1980", "1980-05"),
        ("00.05.1980", "1980-05"),
        (" 1980 ", "1980"),
        ("1980-05", "1980-05"),
        ("1980-00-00", "1980"),
        ("29.02.2000", "2000-02-29"),
        ("", ""),
    ],
)
def test_the_profile_takes_what_the_passport_has(browser: Client, typed: str, iso: str) -> None:
    response, person = saved(browser, typed)
    assert response.status_code == 200 and str(person.born or "") == iso
    assert (person.born_on is None) == (len(iso) < 10)
    if iso:
        assert Birth.parse(iso).dotted in response.content.decode()


@pytest.mark.parametrize(
    "typed", ["31.02.1980", "17.00.1980", "32.05.1980", "80", "soon", "00.13.1980", "0080", "2980"]
)
def test_the_profile_says_of_other_things_that_they_are_no_date(browser: Client, typed: str) -> None:
    response, _person = saved(browser, typed)
    assert response.context["form"].errors["born_on"] and typed in response.content.decode()


def test_what_is_kept_is_repeated_in_words(browser: Client) -> None:
    response, _person = saved(browser, "00.05.1980")
    assert "May 1980 (day not known)" in response.content.decode()
    with translation.override("ru"):
        assert in_words(Birth(1980)) == "1980 г. (день и месяц неизвестны)" == day("1980")


def test_papers_and_messages_carry_what_is_known() -> None:
    case = people.case_in("registration")
    case.person.born = Birth(1980)
    case.person.save()
    assert facts._person(case)["born_on"] == "1980" == annexes.STATEMENT.content(case)["born_on"]
    message = Subject(**about(case))
    assert (message.born_on, message.born_in) == (None, "1980")
    assert Subject.from_json(message.to_json()) == message


@pytest.mark.parametrize(("role", "name"), [("officer", "con:officer:case"), ("auditor", "")])
def test_staff_read_what_is_known(browser: Client, role: str, name: str) -> None:
    case = people.case_in("registration")
    Person.objects.filter(pk=case.person_id).update(born_on=None, born_in="1980")
    url = reverse(name, args=[case.pk]) if name else reverse("admin:cases_person_changelist")
    with people.at(people.after(case)):
        browser.force_login(getattr(people, role)())
        assert "1980 (" in browser.get(url).content.decode()


def test_a_whole_day_and_a_part_are_not_the_same() -> None:
    assert Birth.parse("1980") != Birth.parse("01.01.1980") and Birth.of(date(1980, 1, 1)) == Birth(1980, 1, 1)


# ------------------------------------------------------------------------------------------------ passports


def passport(**data: str) -> DocumentForm:
    today = date(2026, 6, 1)
    return DocumentForm(data, {}, kind="passport", current=Document(kind="passport"), today=today)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"expires_on": "2030-01-01"}, ""),
        ({"no_end": "on"}, ""),
        ({}, "expires_on"),
        ({"no_end": "on", "expires_on": "2030-01-01"}, "no_end"),
    ],
)
def test_a_passport_has_an_end_or_says_that_it_has_none(data: dict[str, str], field: str) -> None:
    form = passport(**data)
    assert form.is_valid() is (not field), form.errors
    assert list(form.errors) == ([field] if field else [])


def test_neither_of_the_two_is_called_optional() -> None:
    assert "optional" not in str(passport()["expires_on"].as_field_group())


def test_a_passport_without_an_end_is_long_enough() -> None:
    law, today = edition("order_2026_241"), date(2026, 6, 1)
    rule = law.rules["passport"]
    assert documents.RULES["passport"](Document(no_end=True), rule, today) is None
    assert documents.RULES["passport"](Document(), rule, today) is not None
    assert documents.RULES["passport"](Document(no_end=True), replace(rule, endless=False), today) is not None


def test_an_officer_sees_that_it_has_none(browser: Client) -> None:
    case = people.case_in("registration")
    Document.objects.filter(case=case, kind="passport").update(expires_on=None, no_end=True)
    with people.at(people.after(case)):
        browser.force_login(people.officer())
        assert "no end date" in browser.get(reverse("con:officer:case", args=[case.pk])).content.decode()


def test_a_document_of_kazakhstan_needs_no_legalisation() -> None:
    data = {"country": "KZ", "legalisation": "domestic", "issued_on": "2026-05-01"}
    form = DocumentForm(data, {}, kind="criminal_record", current=Document(), today=date(2026, 6, 1))
    assert form.is_valid(), form.errors
    assert documents.RULES["legalised"](Document(legalisation="domestic"), None, date(2026, 6, 1)) is None

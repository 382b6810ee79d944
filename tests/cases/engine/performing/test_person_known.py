"""No petition is submitted, no application filed, no consent signed by somebody of whom the portal knows too little."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from cases.engine import performing
from cases.engine.steps.errors import NotMetError
from cases.models import Case, Person
from cases.programmes.nomad.requirements import IDENTITY
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db

STEPS = [
    (State.PETITION_DRAFT, "submit_petition", IDENTITY),
    (State.PETITION_SIGNED, "file_application", IDENTITY),
    (State.ARRIVED, "sign_consent", (*IDENTITY, "address", "phone")),
]
BLANK = {"born_on": None, "passport_issued_on": None}
EVERY = [(state, step, name) for state, step, names in STEPS for name in names if name != "given_names"]
"""Without given names a person is one who is called by one name."""


@pytest.mark.parametrize(("state", "step", "name"), EVERY)
def test_it_is_not_taken_while_something_of_the_person_is_missing(
    every_case: dict[State, Case], state: State, step: str, name: str
) -> None:
    case = every_case[state]
    Person.objects.filter(pk=case.person_id).update(**{name: BLANK.get(name, "")})
    now = ways.ready_at(case, step)
    with pytest.raises(NotMetError) as refused:
        performing.perform(case.pk, step, case.person.user, now, ways.facts(case, step, now))
    assert Person.label(name) in str(refused.value)


TODAY = date(2026, 6, 1)
UNSOUND: list[tuple[str, Any]] = [
    ("citizenship", "Нарния"),
    ("passport_number", "С1234567"),
    ("surname", "-"),
    ("surname", "SM1TH"),
    ("born_on", date(2030, 1, 1)),
    ("born_on", date(80, 5, 17)),
    ("birth_place", "-"),
    ("birth_place", "東京"),
    ("passport_issuer", "..."),
    ("passport_issued_on", date(2090, 1, 1)),
    ("passport_issued_on", date(1950, 1, 1)),
]


@pytest.mark.parametrize(("name", "value"), UNSOUND)
def test_what_was_kept_unchecked_counts_as_missing(name: str, value: str) -> None:
    person = people.applicant(**{name: value}).person
    assert person is not None and person.lacks(IDENTITY, TODAY) == [name]


def test_a_person_of_a_single_name_lacks_no_given_names() -> None:
    person = people.applicant(given_names="").person
    assert person is not None and person.has_single_name and person.lacks(IDENTITY, TODAY) == []


@pytest.mark.parametrize(("name", "value"), [("address", "-"), ("phone", "87001234567")])
def test_the_consent_judges_what_else_it_says(every_case: dict[State, Case], name: str, value: str) -> None:
    case = every_case[State.ARRIVED]
    Person.objects.filter(pk=case.person_id).update(**{name: value})
    now = ways.ready_at(case, "sign_consent")
    with pytest.raises(NotMetError) as refused:
        performing.perform(case.pk, "sign_consent", case.person.user, now, ways.facts(case, "sign_consent", now))
    assert Person.label(name) in str(refused.value)


def test_who_has_a_dash_for_given_names_has_a_single_name() -> None:
    person = people.applicant(given_names="-").person
    assert person is not None and person.has_single_name and person.lacks(IDENTITY, TODAY) == []
    assert person.full_name == person.surname


def test_my_data_show_each_fault_at_its_field(client: Any) -> None:
    user = people.applicant(birth_place="-", citizenship="Нарния", passport_issued_on=date(1950, 1, 1), surname="-")
    client.force_login(user)
    page = client.get(reverse("accounts:profile"))
    page_text = page.content.decode()
    assert page.status_code == 200
    for field in ("birth_place", "citizenship", "passport_issued_on"):
        assert f'href="#id_{field}"' in page_text
    assert "Нарния» – не государство" in page_text and reverse("accounts:name") in page_text


def test_the_page_of_the_petition_names_what_is_missing(client: Any) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    Person.objects.filter(pk=case.person_id).update(birth_place="", citizenship="Нарния")
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        for page in ("hub:petition:tasks", "hub:petition:check"):
            page_text = client.get(reverse(page, args=[case.pk])).content.decode()
            assert "место рождения, гражданство" in page_text and reverse("accounts:profile") in page_text


@pytest.mark.parametrize(
    ("typed", "kept"), [("Germany", "DE"), ("индия", "IN"), ("Лицо без гражданства", "XX"), ("Нарния", "Нарния")]
)
def test_citizenship_of_before_is_read_where_a_country_has_that_name(typed: str, kept: str) -> None:
    person = people.applicant(citizenship=typed).person
    assert person is not None
    import_module("cases.migrations.0010_country_codes").read_names(apps, SimpleNamespace(connection=connection))
    person.refresh_from_db()
    assert person.citizenship == kept

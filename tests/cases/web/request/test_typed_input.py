"""A browser forgets what was typed when the portal has it, and not before."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cases.models import Case, City
from cases.programmes.nomad.states import State
from cases.web.request import typed_input
from tests import people
from tests.desks import signed_in, step_url

pytestmark = pytest.mark.django_db

NUMBER = "0123456789"


def post(client: Client, case: Case, name: str, **data: Any) -> Any:
    with people.at(people.after(case)):
        return client.post(step_url(case, name), {"version": case.version, "kept": NUMBER} | data)


def forgets(response: Any) -> bool:
    return bool(typed_input.COOKIE in response.cookies and response.cookies[typed_input.COOKIE].value == NUMBER)


def test_it_forgets_what_was_taken() -> None:
    case = people.case_in(State.REGISTRATION)
    taken = post(signed_in(people.officer()), case, "register", mp_number="MP-1")
    assert taken.status_code == 302 and forgets(taken)


@pytest.mark.usefixtures("uncaged")
@pytest.mark.parametrize(("day", "status", "forgotten"), [("2031-01-31", 200, True), ("soon", 422, False)])
def test_it_forgets_the_data_of_a_document_that_were_taken_in_place(day: str, status: int, forgotten: bool) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    url = reverse("hub:petition:document", args=[case.pk, "passport"])
    with people.at(people.after(case)):
        client = signed_in(case.person.user)
        answer = client.post(url, {"expires_on": day, "kept": NUMBER}, headers={"HX-Request": "true"})
    assert answer.status_code == status and forgets(answer) is forgotten


def test_it_forgets_what_the_admin_and_the_readers_own_data_have_taken() -> None:
    people.reference()
    city = City.objects.all()[0]
    sent = {"name_ru": city.name_ru, "name_kk": city.name_kk, "name_en": "X", "kept": NUMBER}
    sent |= {name: getattr(city, name) for name in ("department_ru", "department_kk", "department_en")}
    admin, url = signed_in(people.administrator()), reverse("admin:cases_city_change", args=[city.pk])
    page = admin.get(url).content.decode()
    assert "data-who=" in page and "dnr/keep" in page and 'id="kept-words"' in page
    assert not forgets(admin.post(url, sent | {"name_ru": ""})) and forgets(admin.post(url, sent))
    assert forgets(admin.post(reverse("accounts:profile"), {"language": "kk", "kept": NUMBER}))


def test_it_keeps_what_was_refused() -> None:
    case = people.case_in(State.REGISTRATION)
    refused = post(signed_in(people.officer()), case, "register", mp_number="")
    assert refused.status_code == 422 and not forgets(refused)


def test_it_keeps_what_was_sent_to_a_case_that_had_moved_on() -> None:
    case = people.case_in(State.SCREENING)
    moved_on = signed_in(case.person.user).post(
        reverse("egov:application:questionnaire", args=[case.pk]), {"any": "answer", "kept": NUMBER}
    )
    assert moved_on.status_code == 302 and not forgets(moved_on)


def test_it_forgets_at_the_own_second_click() -> None:
    case, officer = people.case_in(State.REGISTRATION), signed_in(people.officer())
    post(officer, case, "register", mp_number="MP-1")
    assert forgets(post(officer, case, "register", mp_number="MP-1"))


@pytest.mark.parametrize("number", ["", "short", "x" * 33, "12345678; Path=/", "ABCDEFGHIJ"])
def test_a_number_that_is_none_makes_no_cookie(number: str) -> None:
    case = people.case_in(State.REGISTRATION)
    assert (
        typed_input.COOKIE
        not in post(signed_in(people.officer()), case, "register", mp_number="MP-1", kept=number).cookies
    )


TYPED = [
    ("text", "A long reason.", True),
    ("mp_number", "MP-1", True),
    ("grounds", "preliminary_knb", False),
    ("slot", "01a2248a-c9b4-7000-a468-7f2d496f9f04", False),
    ("clear", "no", False),
    ("choose-phone", "A choice that was made", False),
    ("csrfmiddlewaretoken", "A token with words", False),
    ("code", "123 456", False),
    ("password", "correct horse", False),
]


@pytest.mark.parametrize(("name", "value", "handed_back"), TYPED)
def test_a_stranger_gets_back_words_and_no_more(name: str, value: str, handed_back: bool) -> None:
    case = people.case_in(State.REGISTRATION)
    client = Client(headers={"sec-fetch-site": "same-origin"})
    answer = client.post(step_url(case, "register"), {name: value})
    assert answer.status_code == (403 if handed_back else 302)
    assert not handed_back or f">{value}</textarea>" in answer.content.decode()
    assert not Session.objects.exists()

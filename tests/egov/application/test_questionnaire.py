"""The анкета: a draft at any time, saved by itself, loud when it is not, kept over a lost session."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from cases.models import Case
from cases.states import State
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    found = people.case_in(State.PETITION_SIGNED, prepared=False)
    with people.at(people.after(found)):
        client.force_login(found.person.user)
        yield found


def url(case: Case, name: str = "questionnaire") -> str:
    return reverse(f"egov:application:{name}", args=[case.pk])


def full(case: Case) -> dict[str, str]:
    return people.answers(people.questionnaire(people.START), case.person)


def kept(case: Case) -> dict[str, Any]:
    case.refresh_from_db()
    found: dict[str, Any] = case.questionnaire
    return found


def person_key(field: str) -> str:
    """The question that is filled from this field of Person."""
    return next(i["key"] for i in people.questionnaire(people.START).fields if i.get("person") == field)


def a_date() -> str:
    return next(i["key"] for i in people.questionnaire(people.START).fields if i["type"] == "date")


def test_it_is_filled_from_the_persons_data(client, case):
    assert f'value="{case.person.surname}"' in client.get(url(case)).content.decode()
    assert kept(case) == {}


def test_it_is_complete_with_every_answer(client, case):
    assert client.post(url(case), full(case)).url == reverse("egov:application:home", args=[case.pk])
    assert kept(case)["complete"] is True


def test_it_keeps_a_draft(client, case):
    key = person_key("surname")
    assert client.post(url(case), {key: "Draft"}).url == url(case)
    assert kept(case)["answers"] == {key: "Draft"}
    assert kept(case)["complete"] is False
    assert 'value="Draft"' in client.get(url(case)).content.decode()


def test_it_says_when_it_saved_itself(client, case):
    answer = client.post(url(case, "autosave"), full(case), headers={"HX-Request": "true"}, HTTP_ACCEPT_LANGUAGE="en")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "saved " in text and "<html" not in text
    assert kept(case)["complete"] is True


def test_it_keeps_the_last_good_answer_beside_an_error(client, case):
    client.post(url(case), full(case))
    answer = client.post(url(case, "autosave"), full(case) | {a_date(): "31.31.2020"}, HTTP_ACCEPT_LANGUAGE="en")
    assert "Not kept" in answer.content.decode()
    assert kept(case)["answers"][a_date()] == full(case)[a_date()]
    assert kept(case)["complete"] is False


def test_it_shows_the_form_as_it_was_filled(client, case):
    answer = client.post(url(case), full(case) | {a_date(): "31.31.2020"})
    assert answer.status_code == 422
    assert 'value="31.31.2020"' in answer.content.decode()


def test_it_warns_where_answers_and_data_differ(client, case):
    client.post(url(case), full(case) | {person_key("surname"): "Another"})
    for page in (url(case), url(case, "check")):
        assert "Another" in client.get(page).content.decode()
        assert "note-warning" in client.get(page).content.decode()


def test_it_loses_nothing_with_the_session(client, case):
    client.logout()
    answer = client.post(url(case), {person_key("surname"): "Typed long"})
    assert answer.url.startswith(reverse("accounts:sign_in"))
    assert url(case) in answer.url
    client.force_login(case.person.user)
    assert 'value="Typed long"' in client.get(url(case)).content.decode()


def test_it_says_aloud_that_the_session_is_over(client, case):
    client.logout()
    sent = {person_key("surname"): "Typed long"}
    answer = client.post(url(case, "autosave"), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert reverse("accounts:sign_in") in answer.content.decode()
    client.force_login(case.person.user)
    assert 'value="Typed long"' in client.get(url(case)).content.decode()


def test_it_keeps_no_more_than_one_for_a_stranger(client, case):
    client.logout()
    for _ in range(3):
        client.post(reverse("egov:application:questionnaire", args=[uuid4()]), {"anything": "x" * 4000})
    assert len(str(dict(client.session.items()))) < 5000


def test_its_hints_are_words_and_no_html(client, case):
    schema = people.questionnaire(people.START)
    schema.fields[0]["help"] = {"ru": "<b onclick=x>До 5 < 7 лет</b>"}
    type(schema).objects.create(version="hints", valid_from=schema.valid_from + people.DAY, fields=schema.fields)
    page = client.get(url(case)).content.decode()
    assert "&lt;b onclick=x&gt;До 5 &lt; 7 лет" in page and "<b onclick" not in page


def test_it_gives_what_was_typed_to_nobody_else(client, case):
    client.logout()
    client.post(url(case), {person_key("surname"): "Typed long"})
    client.force_login(people.applicant())
    assert client.get(url(case)).status_code == 404

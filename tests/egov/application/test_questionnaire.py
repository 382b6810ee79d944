"""The анкета: a draft at any time, saved by itself, loud when it is not, from any number of tabs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from cases.law.calendar import ALMATY
from cases.models import Case, Person
from cases.programmes.nomad.applicants.agreeing import differences
from tests import people
from tests.egov.application.filling import full, kept, url

pytestmark = pytest.mark.django_db


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
    assert "Not kept" in answer.content.decode() and "the other answers are saved" in answer.content.decode()
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


def test_it_begins_with_the_address_of_the_account(client, case):
    key = next(i["key"] for i in people.questionnaire(people.START).fields if i["type"] == "email")
    assert form_of(client.get(url(case)))[key] == case.person.user.email


@pytest.mark.parametrize("named", ["Германия", "Germany", "ГЕРМАНИЯ"])
def test_a_country_named_in_another_language_is_no_difference(client, case, named):
    """Also in an older form, which took any text."""
    schema = people.questionnaire(people.START)
    Person.objects.filter(pk=case.person_id).update(citizenship="DE")
    case.person.refresh_from_db()
    key = person_key("citizenship")
    free = [i | {"type": "text"} if i["key"] == key else i for i in schema.fields]
    for fields in (schema.fields, free):
        schema.fields = fields
        assert differences(schema, {key: named}, case) == []
        assert [difference.key for difference in differences(schema, {key: "France"}, case)] == [key]


@pytest.mark.parametrize(("before", "after"), [("ru", "kk"), ("kk", "en")])
def test_a_page_opened_in_another_language_clashes_with_nothing(client, case, before, after):
    """What is stored is named otherwise by now, and has not changed: the answer of this tab is the only new one."""
    key = person_key("citizenship")
    client.post(url(case), full(case) | {key: "Соединённые Штаты Америки"})
    opened = form_of(client.get(url(case), headers={"accept-language": before}))
    answer = client.post(url(case), opened | {key: "Франция"}, headers={"accept-language": after})
    assert answer.status_code == 302 and kept(case)["answers"][key] == "FR"


def test_it_keeps_nothing_of_a_stranger(client, case):
    client.logout()
    for name in ("questionnaire", "autosave"):
        answer = client.post(
            url(case, name), {person_key("surname"): "Typed long"}, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code == 403 and ">Typed long</textarea>" in answer.text
    assert dict(client.session.items()) == {}


A, B = "Of one tab", "Of the other"
FIRST, OTHER = "surname", "birth_place"
"""Questions, by the field of Person they are filled from."""


@pytest.mark.parametrize(
    ("stored", "sent", "left", "clashes"),
    [
        ({OTHER: B}, {FIRST: A}, {FIRST: A, OTHER: B}, []),
        ({FIRST: B}, {}, {FIRST: B}, []),
        ({FIRST: A}, {FIRST: A}, {FIRST: A}, []),
        ({FIRST: B}, {FIRST: A}, {FIRST: B}, [FIRST]),
        ({FIRST: B, OTHER: B}, {FIRST: A, OTHER: B}, {FIRST: B, OTHER: B}, [FIRST]),
        ({FIRST: ""}, {FIRST: A}, {FIRST: None}, [FIRST]),
        ({FIRST: B}, {FIRST: A, "choose": "mine"}, {FIRST: B}, [FIRST]),
        ({FIRST: B}, {FIRST: A, "choose": "theirs"}, {FIRST: B}, []),
    ],
    ids=["other fields", "untouched", "the same", "both", "one of two", "emptied", "chosen unseen", "theirs"],
)
@pytest.mark.parametrize("whole", [True, False], ids=["Save", "autosave"])
def test_two_tabs(client, case, stored, sent, left, clashes, whole):
    """`stored` has come from the other tab since this one was opened, then `sent` comes from this one."""
    key = {name: person_key(name) for name in (FIRST, OTHER)}
    client.post(url(case), full(case))
    opened = form_of(client.get(url(case)))
    client.post(url(case), opened | {key[name]: value for name, value in stored.items()})
    changed = {key[name]: value for name, value in sent.items() if name in key}
    chosen = {f"choose-{key[FIRST]}": sent["choose"]} if "choose" in sent else {}
    part = {"base": opened["base"], "only": "changed"} | changed
    answer = client.post(
        url(case, "questionnaire" if whole else "autosave"), (opened | changed if whole else part) | chosen
    )
    assert {name: kept(case)["answers"].get(key[name]) for name in left} == left
    assert answer.status_code == (409 if clashes and whole else 200 if not whole else 302)
    assert re.findall(r'id="clash-(\w+)"', answer.text) == [key[name] for name in clashes]


def test_the_person_chooses_between_two_tabs(client, case):
    key = person_key(FIRST)
    client.post(url(case), full(case))
    opened = form_of(client.get(url(case)))
    client.post(url(case), opened | {key: B})
    clash = client.post(url(case), opened | {key: A}, headers={"accept-language": "en"})
    shown = form_of(clash)
    assert shown[key] == A and "Changed in another tab:" in clash.text and f"{B}</strong>" in clash.text
    assert client.post(url(case), shown).status_code == 409, "nobody has chosen"
    client.post(url(case), shown | {f"choose-{key}": "mine"})
    assert kept(case)["answers"][key] == A
    late = client.post(url(case), shown | {key: "A third word", f"choose-{key}": "mine"})
    assert late.status_code == 409, "chosen over what has been changed once more since"


def test_it_says_when_the_other_tab_changed_it(client, case):
    key, start = person_key(FIRST), people.after(case)
    client.post(url(case), full(case))
    opened = form_of(client.get(url(case)))
    with people.at(start + people.HOUR):
        client.post(url(case), opened | {key: B})
    with people.at(start + 2 * people.HOUR):
        client.post(url(case), form_of(client.get(url(case))) | {person_key(OTHER): "Later"})
        clash = client.post(url(case), opened | {key: A})
    assert (
        f"{(start + people.HOUR).astimezone(ALMATY):%H:%M}"
        in clash.text.split('class="clash"')[1].split("</legend>")[0]
    )


def form_of(page: Any) -> dict[str, str]:
    """What a browser without scripts would send of the page's form."""
    form = html.fromstring(page.text).xpath("//form[@data-draft]")[0]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def test_its_hints_are_words_and_no_html(client, case):
    schema = people.questionnaire(people.START)
    schema.fields[0]["help"] = {"ru": "<b onclick=x>До 5 < 7 лет</b>"}
    assert schema.valid_from
    type(schema).objects.create(version="hints", valid_from=schema.valid_from + people.DAY, fields=schema.fields)
    page = client.get(url(case)).content.decode()
    assert "&lt;b onclick=x&gt;До 5 &lt; 7 лет" in page and "<b onclick" not in page


# ------------------------------------------------------------------------------------------------ sent twice


def page_base(client: Any, case: Case) -> str:
    """What the page was made from, as it sends it along."""
    return str(html.fromstring(client.get(url(case)).content).xpath("//input[@name='base']/@value")[0])


def autosaved(client: Any, case: Case, base: str, **fields: str) -> str:
    payload = {"only": "changed", "base": base, **fields}
    answer = client.post(url(case, "autosave"), payload, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def phone_key() -> str:
    return next(i["key"] for i in people.questionnaire(people.START).fields if i["type"] == "phone")


CLASH = "was changed in another tab as well"


def test_the_same_answers_again_are_no_conflict_and_leave_a_single_row(client: Any, case: Case) -> None:
    """As when the answer to the first was lost; the portal has its own spelling of a number."""
    key, base, rows = phone_key(), page_base(client, case), case.history.count()
    for _time in range(2):
        assert CLASH not in autosaved(client, case, base, **{key: "+7 (701) 123-45-67"})
    assert case.history.count() == rows + 1
    assert kept(case)["answers"][key] == "+77011234567"


def test_what_this_page_sent_unheard_is_no_other_tabs(client: Any, case: Case) -> None:
    key, base, first = phone_key(), page_base(client, case), "+7 (701) 123-45-67"
    unheard = json.dumps([{key: first}])
    autosaved(client, case, base, **{key: first})
    assert CLASH not in autosaved(client, case, base, sent=unheard, **{key: "+7 (701) 765-43-21"})
    assert kept(case)["answers"][key].endswith("7654321")
    assert CLASH in autosaved(client, case, base, sent=unheard, **{key: "+7 (701) 111-11-11"})


@pytest.mark.parametrize("sent", ["x", "[1]", "{}", '[{"a": 1}]', "[" * 9999])
def test_an_odd_list_of_what_was_sent_is_none(client: Any, case: Case, sent: str) -> None:
    key = phone_key()
    autosaved(client, case, page_base(client, case), sent=sent, **{key: "+7 (701) 123-45-67"})
    assert kept(case)["answers"][key]

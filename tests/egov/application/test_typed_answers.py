"""The анкета checks what it is told, gives it back to the person, and takes it over into a new case."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.models import Case, City, Event, Person, QuestionnaireForm
from cases.programmes.nomad.requirements import questionnaire_complete
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.egov.application.filling import full, kept, url

pytestmark = pytest.mark.django_db
ENGLISH = "I want to live in Kazakhstan because the IT industry is growing fast here."


UNSOUND = [
    ("born_on", "2030-01-01"),
    ("born_on", "0080-01-01"),
    ("passport_issued_on", "1950-01-01"),
    ("passport_issued_on", "2030-01-01"),
    ("passport_number", "С1234567"),
    ("citizenship", "Нарния"),
    ("phone", "12"),
    ("email", "not an email"),
    ("surname", "Смит"),
    ("purpose", ENGLISH),
    ("work", "Software engineer"),
]


@pytest.mark.parametrize(("key", "value"), UNSOUND)
def test_it_refuses_what_cannot_be_at_its_field(client, case, key, value):
    answer = client.post(url(case), full(case, **{key: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [key]
    assert f'href="#id_{key}"' in answer.content.decode()
    assert kept(case)["complete"] is False
    assert questionnaire_complete.check(case, people.after(case)) is not None


@pytest.mark.parametrize(("language", "name"), [("ru", "Германия"), ("kk", "Германия"), ("en", "Germany")])
def test_another_citizenship_is_not_the_first_again(client, case, language, name):
    both = full(case, citizenship="DE", other_citizenships="Turkey, Germany")
    answer = client.post(url(case), both, headers={"accept-language": language})
    errors = answer.context["form"].errors
    assert answer.status_code == 422 and list(errors) == ["other_citizenships"]
    with translation.override(language):
        sentence = "%(country)s is named above already: name here only what comes besides it, or nothing."
        assert errors["other_citizenships"] == [translation.gettext(sentence) % {"country": name}]
    assert 'value="Turkey, Germany"' in answer.content.decode()
    client.post(url(case), full(case, citizenship="DE", other_citizenships="Turkey, France"))
    assert kept(case)["answers"]["other_citizenships"] == "TR,FR"


def test_it_keeps_an_answer_in_another_language_as_a_draft(client, case):
    client.post(url(case), full(case, purpose=ENGLISH))
    assert kept(case)["answers"]["purpose"] == ENGLISH
    assert ENGLISH in client.get(url(case)).content.decode()
    page = client.post(url(case, "autosave"), full(case, purpose=ENGLISH), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Kept, but to be corrected before you file" in page and "Not kept" not in page


def test_it_keeps_codes_and_shows_words(client, case):
    client.post(
        url(case), full(case, citizenship="турция", phone="+7 (700) 000-12-34", passport_number="ab 12\u200b345")
    )
    answers = kept(case)["answers"]
    assert (answers["citizenship"], answers["phone"], answers["passport_number"]) == ("TR", "+77000001234", "AB12345")
    page = client.get(url(case), HTTP_ACCEPT_LANGUAGE="ru").content.decode()
    assert 'value="Турция"' in page and 'value="+7 700 000 1234"' in page


def test_it_says_the_rule_of_letters_once(client, case):
    page = client.get(url(case)).content.decode()
    assert page.count("То, что взято из паспорта, пишется латиницей") == 1
    assert "переводе паспорта" not in page


def test_it_refuses_to_file_what_was_called_complete_by_an_older_form(client, case):
    """Answers of before, with the flag set: the day of filing judges them again."""
    case.questionnaire = {"version": "old", "answers": full(case, citizenship="Нарния"), "complete": True}
    reasons = str(questionnaire_complete.check(case, people.after(case)))
    assert "Гражданство" in reasons


# ------------------------------------------------------------------------------------------------ one set of data


def test_what_it_knows_flows_back_to_the_person(client, case):
    address, before = "Алматы, улица Примерная, 1", Person.history.filter(id=case.person_id).count()
    answer = client.post(url(case), full(case, residence=address, surname="Another"), follow=True)
    case.person.refresh_from_db()
    assert case.person.address == address
    assert case.person.surname != "Another", "names are those of the certificate"
    assert "Ваши данные приведены в соответствие" in answer.content.decode()
    written = Person.history.get(id=case.person_id, history_change_reason="questionnaire")
    assert (written.history_user, written.address) == (case.person.user, address)
    assert Person.history.filter(id=case.person_id).count() == before + 1
    assert Event.objects.filter(case=case, step="edit").order_by("-id")[0].facts == {"profile": ["address"]}


def test_it_takes_nothing_from_a_half_typed_answer(client, case):
    before = case.person.address
    client.post(url(case, "autosave"), full(case, residence="Алм"))
    client.post(url(case), full(case, residence="Алм", phone="12"))
    case.person.refresh_from_db()
    assert case.person.address == before


def filed_but_for(step: str) -> Case:
    """A case that waits for `step`; in a revision the questionnaire came back."""
    if step == "file_application":
        return people.case_in(State.PETITION_SIGNED)
    returned = {"kind": "questionnaire", "ground": "questionnaire-incomplete", "text": "Name the employer in full."}
    return ways.take(people.case_in(State.REGISTRATION), "return_for_rework", returns=[returned])


@pytest.mark.parametrize("step", ["file_application", "resubmit"])
def test_what_was_only_autosaved_reaches_the_person_with_the_filing(client: Client, step: str) -> None:
    case = filed_but_for(step)
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        typed = full(case, residence="Алматы, улица Примерная, 1", born_on="1990", surname="Another")
        assert client.post(url(case, "autosave"), typed).status_code == 200
    assert Person.objects.get(pk=case.person_id).address == case.person.address
    ways.take(ways.fresh(case), step)
    person = Person.objects.get(pk=case.person_id)
    assert (person.address, person.born_on, person.born_in) == ("Алматы, улица Примерная, 1", None, "1990")
    assert person.surname == case.person.surname, "names are those of the certificate"
    assert set(Event.objects.get(case=case, step=step).facts["profile"]) == {"address", "born_on"}
    written = Person.history.get(id=person.pk, history_change_reason=step)
    assert (written.history_user, written.address) == (case.person.user, person.address)


def test_answers_that_were_not_returned_leave_a_person_who_has_changed_since() -> None:
    case = people.case_in(State.REWORK)
    Person.objects.filter(pk=case.person_id).update(address="Астана, новый адрес")
    ways.take(ways.fresh(case), "resubmit")
    assert Person.objects.get(pk=case.person_id).address == "Астана, новый адрес"


def test_it_empties_nothing_of_the_person(client, case):
    client.post(url(case), {"purpose": "Хочу жить в Казахстане"})
    case.person.refresh_from_db()
    assert case.person.address and case.person.citizenship


# ------------------------------------------------------------------------------------------------ taken over


@pytest.fixture
def again(client):
    """A new application after an annulment, its page open."""
    ended = people.case_in(State.ANNULLED)
    with people.at(people.after(ended)):
        client.force_login(ended.person.user)
        client.post(reverse("egov:application:start"))
        yield Case.objects.get(person=ended.person, state=State.PETITION_SIGNED)


def test_a_new_application_begins_with_the_answers_and_the_department(client, again):
    earlier = again.based_on
    assert again.city == earlier.city
    assert again.questionnaire["answers"] == earlier.questionnaire["answers"]
    assert again.questionnaire["complete"] is True
    assert again.questionnaire["taken_over"]["case"] == earlier.number


def test_it_says_from_which_case_all_is_taken_over(client, again):
    number = again.based_on.number
    for name in ("home", "questionnaire"):
        page = client.get(url(again, name)).content.decode()
        assert 'id="taken-over"' in page and number in page
    opened = Event.objects.get(case=again, step="open")
    assert opened.facts["taken_from"] == number
    assert {"city", "questionnaire", "passport"} <= set(opened.facts["taken"])


def test_answers_that_are_saved_are_not_called_taken_over_any_more(client, again):
    client.post(url(again), again.questionnaire["answers"])
    assert "taken_over" not in kept(again)
    assert 'id="taken-over"' not in client.get(url(again)).content.decode()


def test_answers_taken_over_are_judged_by_the_form_of_today(client):
    ended = people.case_in(State.ANNULLED)
    schema = people.questionnaire(people.START)
    asked = [i for i in schema.fields if i["key"] != "family"]
    asked.append(asked[-1] | {"key": "new_question"})
    day = people.after(ended).date()
    QuestionnaireForm.objects.create(version="later", valid_from=day, source="test", fields=asked)
    with people.at(people.after(ended)):
        client.force_login(ended.person.user)
        client.post(reverse("egov:application:start"))
    case = Case.objects.get(person=ended.person, state=State.PETITION_SIGNED)
    assert case.questionnaire["version"] == "later" and case.questionnaire["complete"] is False
    assert "family" not in case.questionnaire["answers"] and "purpose" in case.questionnaire["answers"]


def test_a_new_petition_after_a_refusal_takes_them_over_too(client):
    ended = people.case_in(State.PRELIMINARY_REFUSED)
    with people.at(people.after(ended)):
        client.force_login(ended.person.user)
        client.post(reverse("hub:petition:start"))
    case = Case.objects.get(person=ended.person, state=State.PETITION_DRAFT)
    assert case.city_id == ended.city_id and case.questionnaire["answers"] == ended.questionnaire["answers"]


def test_a_department_that_is_closed_is_not_taken_over(client):
    ended = people.case_in(State.ANNULLED)
    City.objects.filter(pk=ended.city_id).update(active=False)
    with people.at(people.after(ended)):
        client.force_login(ended.person.user)
        client.post(reverse("egov:application:start"))
    assert Case.objects.get(person=ended.person, state=State.PETITION_SIGNED).city is None

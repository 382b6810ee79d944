"""What people say of a case beside its steps: notes that stay in the body, messages with the applicant."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.law.actors import Role
from cases.models import Absence, Assignment, Case, CaseMessage, CaseNote, MessageTemplate, Notice, User
from cases.programmes.nomad.states import State
from demo.people import staff_iin
from tests import people
from tests.desks import open_case, signed_in, text

pytestmark = pytest.mark.django_db

NOTE = "Called the university: the diploma is theirs."


def colleague() -> User:
    whose = {"full_name": "Second Officer", "role": Role.OFFICER, "city_id": "astana", "iin": staff_iin("second")}
    return User.objects.create_user("second@example.org", people.PASSWORD, **whose)


def written(user: User, case: Case, words: str = NOTE, **data: Any) -> Any:
    with people.at(people.after(case)):
        return signed_in(user).post(reverse("cases:notes", args=[case.pk]), {"text": words, **data})


def owner(case: Case) -> User:
    assert case.person.user
    return case.person.user


# ------------------------------------------------------------------------------------------------ notes


def test_a_note_is_read_by_the_own_body_and_the_auditor_alone(client: Client) -> None:
    case = people.case_in(State.CHECKS)
    assert written(people.officer(), case)["Location"].endswith("#notes")
    assert NOTE in text(open_case(colleague(), case))
    assert NOTE in text(open_case(people.head(), case)), "the head of the same body"
    for user in (people.screener(), people.signer()):
        assert NOTE not in text(open_case(user, case))
    with people.at(people.after(case)):
        assert NOTE not in text(signed_in(owner(case)).get(reverse("egov:cabinet:case", args=[case.pk])))
        page = reverse("admin:cases_casenote_change", args=[CaseNote.objects.get().pk])
        assert NOTE in text(signed_in(people.auditor()).get(page))


def test_it_is_struck_by_its_author_alone_and_stays() -> None:
    case, user = people.case_in(State.CHECKS), people.officer()
    written(user, case)
    note = CaseNote.objects.get()
    url = reverse("cases:strike_note", args=[case.pk, note.pk])
    with people.at(people.after(case)):
        assert signed_in(colleague()).post(url, {"text": "Why not"}).status_code == 404
        assert signed_in(user).post(url, {"text": ""}).status_code == 422
        assert NOTE in text(signed_in(user).get(url))
        assert signed_in(user).post(url, {"text": "It was another university."}).status_code == 302
        again = signed_in(user).post(url, {"text": "Once more."}, follow=True)
    assert "struck already" in text(again)
    note.refresh_from_db()
    assert (note.text, note.struck_by, note.struck_why) == (NOTE, user, "It was another university.")
    assert f"<s>{NOTE}</s>" in text(open_case(user, case))


@pytest.mark.parametrize(("words", "status"), [("", 422), ("  ", 422), ("слово " * 9_000, 422)])
def test_a_note_that_cannot_be_kept_comes_back(words: str, status: int) -> None:
    case = people.case_in(State.CHECKS)
    answer = written(people.officer(), case, words)
    assert answer.status_code == status and words.strip() in text(answer) and not CaseNote.objects.exists()


def test_a_second_press_is_no_second_note_and_a_script_is_words() -> None:
    case, user = people.case_in(State.CHECKS), people.officer()
    for _press in (1, 2):
        written(user, case, "<script>alert(1)</script>")
    assert CaseNote.objects.count() == 1
    assert "<script>alert(1)" not in text(open_case(user, case))


def test_no_note_about_a_case_of_another_city_or_by_the_applicant() -> None:
    case = people.case_in(State.CHECKS)
    assert written(people.officer("almaty"), case).status_code == 404
    assert written(owner(case), case).status_code == 403
    assert not CaseNote.objects.exists()


# ------------------------------------------------------------------------------------------------ messages

WORDS = "Which of the two addresses holds?"


def page(user: User, case: Case, words: str | None = None, **query: str) -> Any:
    client, url = signed_in(user), reverse("cases:thread", args=[case.pk])
    with people.at(people.after(case)):
        return client.get(url, query) if words is None else client.post(url, {"text": words}, follow=True)


def test_an_official_asks_and_the_applicant_answers() -> None:
    case, user = people.case_in(State.CHECKS), people.officer()
    assert "The message is sent." in text(page(user, case, WORDS))
    asked = CaseMessage.objects.get()
    assert (asked.desk, asked.read_at) == ("department", None)
    assert Notice.objects.get(what="message").user == owner(case), "who is told by mail that there is one"
    seen = text(page(owner(case), case))
    assert WORDS in seen and user.full_name not in seen, "an official is the office"
    asked.refresh_from_db()
    assert asked.read_at and Notice.objects.get(what="message").read_at
    page(owner(case), case, "The second, since May.")
    assert Notice.objects.filter(what="message", user=user).count() == 1, "who asked is told, not the whole body"
    mark = '<strong class="unread">'
    assert mark in text(open_case(user, case))
    assert "The second, since May." in text(page(colleague(), case))
    assert mark not in text(open_case(user, case)), "somebody of the body has seen it, and nobody owns the case"


def test_another_body_does_not_read_it() -> None:
    case = people.case_in(State.CHECKS)
    page(people.officer(), case, WORDS)
    for user in (people.screener(), people.signer()):
        assert WORDS not in text(page(user, case))
    assert page(people.officer("almaty"), case).status_code == 404
    assert page(people.applicant(), case).status_code == 404
    assert page(people.auditor(), case).status_code == 403, "the auditor has the record"
    with people.at(people.after(case)):
        listed = signed_in(people.auditor()).get(reverse("admin:cases_casemessage_changelist"))
    assert WORDS in text(listed)


def test_who_does_not_see_the_case_any_more_writes_nothing_about_it() -> None:
    case = people.case_in(State.CHECKS)
    assert page(people.screener(), case, WORDS).status_code == 404
    assert not CaseMessage.objects.exists()


def test_a_closed_case_takes_none() -> None:
    case = people.case_in(State.PRELIMINARY_REFUSED)
    for user in (owner(case), people.officer()):
        assert "The case is closed" in text(page(user, case, WORDS))
    assert not CaseMessage.objects.exists()


def test_it_goes_to_the_body_that_works_on_the_case() -> None:
    petition, application = people.case_in(State.SCREENING), people.case_in(State.REWORK)
    for case, desk in ((petition, "hub"), (application, "department")):
        page(owner(case), case, WORDS)
        assert CaseMessage.objects.get(case=case).desk == desk


def test_between_two_bodies_it_is_refused_in_words() -> None:
    case = people.case_in(State.PETITION_SIGNED)
    seen = text(page(owner(case), case))
    assert "nobody who could answer a message" in seen and 'name="text"' not in seen
    assert page(owner(case), case, WORDS).status_code == 409 and not CaseMessage.objects.exists()


def test_it_goes_to_who_works_on_the_case_today(client: Client) -> None:
    case, former, second = people.case_in(State.REWORK), people.officer(), colleague()
    page(former, case, WORDS)
    now, own = people.after(case), owner(case)
    row = Assignment.objects.create(case=case, actor=Role.OFFICER, user=second, way=Assignment.GIVEN, by=second, at=now)

    def reader(words: str) -> set[User]:
        """Who gets the mail."""
        Notice.objects.filter(what="message").delete()
        page(own, case, words)
        return {notice.user for notice in Notice.objects.filter(what="message")}

    assert reader("One.") == {second}, "whose case it is, not who spoke last"
    page(former, case)
    page(people.head(), case)
    fresh = CaseMessage.objects.filter(from_applicant=True, read_at=None)
    assert fresh.exists(), "what a colleague has looked at stays new to the owner"
    with people.at(now):
        listed = signed_in(second).get(reverse("con:officer:home"), {"message": "unread"})
    assert case.number in text(listed), "also while the case waits on the applicant"
    page(second, case)
    assert not fresh.exists()
    away = Absence.objects.create(user=second, first=now, last=now, substitute=former, by=second, at=now)
    assert reader("Two.") == {former}, "the substitute"
    Absence.objects.filter(pk=away.pk).update(substitute=None)
    assert reader("Three.") == {former}, "who spoke last and is there"
    User.objects.filter(pk=former.pk).update(is_active=False)
    Assignment.objects.filter(pk=row.pk).update(ended_at=now)
    Absence.objects.all().delete()
    assert reader("Four.") == {second}, "else the desk: no queue shows the case"


def test_a_template_begins_a_message_in_the_applicants_language() -> None:
    case, row = people.case_in(State.CHECKS), MessageTemplate.objects.get(code="in-work")
    User.objects.filter(pk=owner(case).pk).update(language="kk")
    assert row.text_kk.split("!")[0] in text(page(people.officer(), case, template="in-work"))
    assert page(people.officer(), case, template="no-such").status_code == 200
    assert 'name="template"' not in text(page(owner(case), case))


@pytest.mark.parametrize("words", ["", "   ", "слово " * 9_000])
def test_a_message_that_cannot_be_sent_comes_back(words: str) -> None:
    case = people.case_in(State.CHECKS)
    answer = page(owner(case), case, words)
    assert answer.status_code == 422 and words.strip() in text(answer) and not CaseMessage.objects.exists()


def test_a_second_press_sends_no_second_message() -> None:
    case = people.case_in(State.CHECKS)
    for _press in (1, 2):
        page(owner(case), case, "<script>alert(1)</script>")
    assert CaseMessage.objects.count() == 1
    assert "<script>alert(1)" not in text(page(owner(case), case))

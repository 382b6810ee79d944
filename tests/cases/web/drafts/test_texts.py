"""What is typed beside the steps, or by the applicant, is on any computer of its author, and gone once it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.law.actors import Role
from cases.models import Case, CaseMessage, CaseNote, StepDraft, User
from cases.programmes.nomad.states import State
from cases.web.drafts import texts
from cases.workload import taking
from demo.people import staff_iin
from tests import people
from tests.cases.programmes.complaint.complaining import begun
from tests.desks import send, signed_in, step_url, text

pytestmark = pytest.mark.django_db

WORDS = "Half of a sentence that somebody was called away from."
JSON = {"accept": "application/json"}


def comes_back(user: User, case: Case, saved_at: str, page: str, field: str = "text") -> dict[str, str]:
    """What the form is sent with, its draft in it."""
    with people.at(people.after(case)):
        answer = signed_in(user).post(saved_at, {field: WORDS}, headers=JSON)
        assert answer.status_code == 200 and "Draft saved" in answer.json()["words"]
        shown = text(signed_in(user).get(page))
    assert WORDS in shown and f'data-typed="{saved_at}"' in shown and "typed.js" in shown
    return {field: WORDS, "draft": answer.json()["draft"]}


def of_text(case: Case, what: str) -> str:
    return reverse("cases:typed_text", args=[case.pk, what])


def sent(user: User, case: Case, page: str, data: dict[str, Any]) -> Any:
    with people.at(people.after(case, 2 * people.HOUR)):
        return send(signed_in(user), page, {"version": case.version, **data}, user, follow=True)


def colleague() -> User:
    whose = {"full_name": "Second Officer", "role": Role.OFFICER, "city_id": "astana", "iin": staff_iin("second")}
    return User.objects.create_user("second@example.org", people.PASSWORD, **whose)


def test_why_a_note_is_struck() -> None:
    case, user = people.case_in(State.CHECKS), people.officer()
    note = CaseNote.objects.create(case=case, by=user, at=people.after(case), desk="department", text="Once.")
    page, what = reverse("cases:strike_note", args=[case.pk, note.pk]), texts.of_striking(note.pk)
    data = comes_back(user, case, of_text(case, what), page)
    with people.at(people.after(case)):
        assert signed_in(colleague()).post(of_text(case, what), {"text": WORDS}).status_code == 404, "not theirs"
    sent(user, case, page, data)
    note.refresh_from_db()
    assert note.struck_why == WORDS and not StepDraft.objects.exists()


def test_the_note_of_a_case_that_is_handed_over() -> None:
    case, user, other = people.case_in(State.CHECKS), people.officer(), colleague()
    taking.take(case.pk, user, people.after(case))
    page = reverse("cases:owner", args=[case.pk, "hand_over"])
    data = comes_back(user, case, of_text(case, texts.HAND_OVER), page, "note")
    sent(user, case, page, data)
    assert StepDraft.objects.exists(), "to nobody: nothing was handed over, and nothing is lost"
    sent(user, case, page, data | {"to": str(other.pk)})
    assert not StepDraft.objects.exists()
    with people.at(people.after(case)):
        elsewhere = signed_in(people.signer()).post(of_text(case, texts.HAND_OVER), {"note": WORDS})
    assert elsewhere.status_code == 404, "the case is not at that desk"


def test_a_message_of_the_applicant() -> None:
    case = people.case_in(State.CHECKS)
    user, page = case.person.user, reverse("cases:thread", args=[case.pk])
    assert user is not None
    data = comes_back(user, case, of_text(case, texts.MESSAGE), page)
    with people.at(people.after(case)):
        assert WORDS not in text(signed_in(people.officer()).get(page)), "nobody else reads what is not sent"
        assert signed_in(user).post(of_text(case, texts.NOTE), {"text": WORDS}).status_code == 404
    sent(user, case, page, data)
    assert CaseMessage.objects.get(case=case).text == WORDS and not StepDraft.objects.exists()


def test_a_complaint() -> None:
    """Written on one computer, signed on another."""
    case = begun(people.case_in(State.FINAL_REFUSED))
    user, page = case.person.user, step_url(case, "file_complaint")
    assert user is not None
    saved_at = reverse("cases:typed", args=[case.pk, "file_complaint"])
    data = comes_back(user, case, saved_at, page)
    with people.at(people.after(case)):
        without_scripts = signed_in(user).post(saved_at, data | {"text": WORDS + " More."}, follow=True)
        assert "Draft saved" in text(without_scripts) and WORDS + " More." in text(without_scripts)
        newest = StepDraft.objects.latest("at").pk
        gone = signed_in(user).post(reverse("cases:discard_draft", args=[case.pk, newest]), follow=True)
    assert gone.status_code == 200 and StepDraft.objects.count() == 1
    sent(user, case, page, data)
    case.refresh_from_db()
    assert case.state != "complaint_draft" and not StepDraft.objects.exists()


@pytest.mark.parametrize("what", ["note-x", "strike", "strike-x", "back", "back-x", "review-nothing", "message-1", "x"])
def test_nothing_is_typed_where_no_form_is(what: str) -> None:
    case = people.case_in(State.CHECKS)
    with people.at(people.after(case)):
        answer = signed_in(people.officer()).post(of_text(case, what), {"text": WORDS}, headers=JSON)
    assert answer.status_code == 404 and not StepDraft.objects.exists()

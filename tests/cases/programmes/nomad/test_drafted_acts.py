"""Acts that one official drafts and another approves, where an administrator has set so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine import performing
from cases.engine.performing import drafted_acts
from cases.engine.steps.errors import NotMetError
from cases.law.actors import Role
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.models import Case, City, DraftedAct, Event, Letter, Notice, SecondApproval, Signature, StepDraft, User
from cases.programmes.nomad.facts import Remark
from cases.programmes.nomad.states import State
from cases.web.drafts import texts
from demo.people import staff_iin
from tests import people
from tests.cases.engine import ways
from tests.desks import case_url, open_case, send, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

ACT = "approve_preliminary"
NOTE = "All checks are clear, the documents are complete."
WHY = "The number of the passport is missing in the note."
SETTING = {"step": ACT, "valid_from": date(2026, 1, 1), "source": "Order of the department № 7"}


@pytest.fixture(autouse=True)
def asked() -> Iterator[SecondApproval]:
    people.reference()
    with translation.override("en"):
        yield SecondApproval.objects.create(**SETTING)


def second(role: Role = Role.OFFICER, city: str = "astana", email: str = "second@example.org") -> User:
    """A colleague with a key of his own."""
    row = User.objects.filter(email=email).first()
    facts = {"full_name": "Second Official", "role": role, "city": City.objects.get(pk=city), "iin": staff_iin(email)}
    return people._with_key(row or User.objects.create_user(email, people.PASSWORD, **facts))


def drafted(**data: Any) -> tuple[Case, DraftedAct]:
    """An approval that an officer has drafted on its page."""
    case = people.case_in(State.PRELIMINARY_DECISION)
    take(people.officer(), case, ACT, **{"text": NOTE, **data})
    return ways.fresh(case), DraftedAct.objects.get(case=case)


def page(row: DraftedAct) -> str:
    return reverse("cases:drafted", args=[row.case_id, row.pk])


def approve(user: User, row: DraftedAct, **data: Any) -> Any:
    case = ways.fresh(row.case)
    with people.at(people.after(case)):
        given = {"version": case.version, "approve": "1", **data}
        return send(signed_in(user), page(row), given, user, follow=True)


def perform(case: Case, row: DraftedAct, user: User) -> Case:
    """By the engine alone, without a page or its signature."""
    return performing.perform(case, row.step, user, people.after(case), confirms=row.pk)


def test_without_the_setting_an_official_acts_alone(asked: SecondApproval) -> None:
    asked.valid_to = date(2026, 5, 31)
    asked.save()
    case = people.case_in(State.PRELIMINARY_DECISION)
    take(people.officer(), case, ACT, text=NOTE)
    assert case.state == State.PRELIMINARY_APPROVED and not DraftedAct.objects.exists()


@pytest.mark.parametrize(("city", "held"), [("astana", True), ("almaty", False)])
def test_it_is_set_for_a_city_or_for_all(asked: SecondApproval, city: str, held: bool) -> None:
    asked.city = City.objects.get(pk=city)
    asked.save()
    case = people.case_in(State.PRELIMINARY_DECISION)
    take(people.officer(), case, ACT, text=NOTE)
    assert (case.state == State.PRELIMINARY_DECISION) is held


def test_what_an_official_drafts_a_colleague_approves_and_signs() -> None:
    case, row = drafted()
    colleague = second()
    assert case.state == State.PRELIMINARY_DECISION and not Letter.objects.filter(kind="preliminary_approval")
    assert Notice.objects.filter(case=case, user=colleague, what="act_waits").count() == 0, "he came later"
    seen = text(open_case(colleague, case))
    assert page(row) in seen and "Drafted, and not yet approved" in seen
    with people.at(people.after(case)):
        shown = text(signed_in(colleague).get(page(row)))
    assert NOTE in shown and "Approve: go on to signing" in shown
    approve(colleague, row)
    case = ways.fresh(case)
    assert case.state == State.PRELIMINARY_APPROVED
    event = Event.objects.get(case=case, step=ACT)
    assert (event.user, event.facts["drafted_by"], event.facts["text"]) == (colleague, people.officer().full_name, NOTE)
    assert Signature.objects.get(case=case, step=ACT).user == colleague
    row.refresh_from_db()
    assert (row.approved_by, row.sent_back_at) == (colleague, None)


def test_who_drafted_it_does_not_approve_it_by_page_or_engine() -> None:
    case, row = drafted()
    author = people.officer()
    shown = text(open_case(author, case))
    assert "Drafted, and not yet approved" in shown and "Your draft: " not in shown, "it is sent, and no draft any more"
    answer = approve(author, row)
    assert answer.status_code == 409 and str(drafted_acts.YOURSELF) in text(answer)
    with pytest.raises(NotNowError, match="yourself"):
        perform(case, row, author)
    assert ways.fresh(case).state == State.PRELIMINARY_DECISION


def test_a_second_draft_and_the_step_beside_it_are_refused() -> None:
    case, _row = drafted()
    for user in (people.officer(), second()):
        with pytest.raises(NotMetError, match="waits already"):
            performing.perform(case, ACT, user, people.after(case), Remark(text=NOTE))
    assert DraftedAct.objects.count() == 1
    assert "waits already" in text(open_case(people.officer(), case))


def test_a_draft_of_a_case_that_has_changed_is_not_approved() -> None:
    """The approver would put his name to what its author has not seen."""
    case, row = drafted()
    ways.take(case, "correct_check", kind="ibd", clear=False, text="Wanted by another state.", reason=WHY)
    answer = approve(second(), row)
    assert answer.status_code == 409 and str(drafted_acts.CHANGED) in text(answer)
    with pytest.raises(CaseError):
        perform(ways.fresh(case), row, second())
    assert ways.fresh(case).state == State.PRELIMINARY_DECISION


def test_a_draft_is_over_when_the_case_has_moved_on() -> None:
    case, row = drafted()
    ways.take(case, "withdraw")
    case = ways.fresh(case)
    with pytest.raises(CaseError):
        perform(case, row, second())
    answer = approve(second(), row)
    assert answer.status_code == 200 and str(drafted_acts.OVER) in text(answer)


@pytest.mark.parametrize("lost", [{"is_active": False}, {"role": Role.CLERK}, {"city_id": "almaty"}])
def test_a_draft_whose_author_works_there_no_more_is_not_approved(lost: dict[str, Any]) -> None:
    case, row = drafted()
    User.objects.filter(pk=row.by_id).update(**lost)
    with pytest.raises(NotNowError, match="does not work on this case any more"):
        perform(case, row, second())
    answer = approve(second(), row)
    assert answer.status_code == 409 and str(drafted_acts.GONE) in text(answer)


@pytest.mark.parametrize(
    ("role", "city"), [(Role.OFFICER, "almaty"), (Role.CLERK, "astana"), (Role.SCREENER, "astana")]
)
def test_another_body_or_city_does_not_approve(role: Role, city: str) -> None:
    case, row = drafted()
    other = second(role, city, "other@example.org")
    with people.at(people.after(case)):
        assert signed_in(other).get(page(row)).status_code == 404
    with pytest.raises((NotFoundError, CaseError)):
        perform(case, row, other)
    assert ways.fresh(case).state == State.PRELIMINARY_DECISION


def test_sent_back_with_words_it_is_taken_up_again() -> None:
    case, row = drafted()
    author = people.officer()
    with people.at(people.after(case)):
        client = signed_in(second())
        empty = client.post(page(row), {"version": case.version, "text": "ok"})
        assert empty.status_code == 422 and not Notice.objects.filter(user=author, what="act_sent_back")
        client.post(reverse("cases:typed_text", args=[case.pk, texts.of_sending_back(row.pk)]), {"text": WHY})
        assert WHY in text(client.get(page(row))), "what was typed is on any computer"
        client.post(page(row), {"version": case.version, "text": WHY}, follow=True)
    row.refresh_from_db()
    assert (row.why, row.sent_back_by, row.approved_at) == (WHY, second(), None)
    assert not StepDraft.objects.filter(user=second()).exists()
    assert Notice.objects.filter(case=case, user=author, what="act_sent_back").exists()
    shown = text(open_case(author, ways.fresh(case)))
    assert WHY in shown, "the words stand in the history"
    assert StepDraft.objects.get(user=author, step=ACT).data["text"] == [NOTE]
    case = ways.fresh(case)
    with people.at(people.after(case)):
        assert NOTE in text(signed_in(author).get(step_url(case, ACT)))
    take(author, case, ACT, text=f"{NOTE} Passport N1234567.")
    again = DraftedAct.objects.get(case=case, sent_back_at=None)
    approve(second(), again)
    assert ways.fresh(case).state == State.PRELIMINARY_APPROVED and not StepDraft.objects.filter(step=ACT).exists()


def test_the_letter_is_seen_before_it_is_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    case, row = drafted()
    monkeypatch.setattr("cases.web.step.preview.letters.draft", lambda letter, language: f"%PDF {language}".encode())
    with people.at(people.after(case)):
        for language in ("ru", "kk"):
            given = {"version": case.version, "approve": "1", "preview": language}
            answer = signed_in(second()).post(page(row), given)
            assert answer.content == f"%PDF {language}".encode()
    assert not Letter.objects.filter(kind="preliminary_approval")


def test_the_applicant_reads_nothing_of_a_draft() -> None:
    case, row = drafted()
    owner = case.person.user
    with people.at(people.after(case)):
        client = signed_in(owner)
        assert client.get(page(row)).status_code == 403 or client.get(page(row)).status_code == 404
        shown = text(client.get(reverse("egov:cabinet:case", args=[case.pk])))
    assert NOTE not in shown and "Drafted" not in shown and "An act is drafted" not in shown


def test_owners_keep_no_colleague_from_approving(settings: Any) -> None:
    settings.DNR_OWNER_ONLY = True
    case, row = drafted()
    assert case_url(people.officer(), case)
    approve(second(), row)
    assert ways.fresh(case).state == State.PRELIMINARY_APPROVED


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_words_that_say_nothing_send_no_draft_back(language: str) -> None:
    case, row = drafted()
    with people.at(people.after(case)):
        client = signed_in(second(), language)
        for words in ("", "  ", "нет", "---", "x" * 50_000):
            answer = client.post(page(row), {"version": case.version, "text": words})
            assert answer.status_code == 422 and 'class="problem"' in text(answer), words[:9]
        assert NOTE in text(answer), "the draft stays in view"
    row.refresh_from_db()
    assert row.sent_back_at is None and row.approved_at is None


def test_a_double_press_approves_once() -> None:
    case, row = drafted()
    colleague = second()
    approve(colleague, row)
    again = approve(colleague, row)
    assert again.status_code == 200 and str(drafted_acts.OVER) in text(again)
    assert Event.objects.filter(case=case, step=ACT).count() == 1

"""A colleague was quicker: what was entered is its author's draft, beside what happened."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.engine.programmes import form_of
from cases.law.actors import OFFICIAL_ROLES, Role
from cases.models import Case, StepDraft, User
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import State
from cases.web.drafts import stepdrafts
from demo.people import staff_iin
from dnr.schedule import prune_before
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = pytest.mark.django_db

WORDS = "A refusal, written at length and with care."


def colleague(user: User) -> User:
    whose = {"full_name": "Quicker Colleague", "role": user.role, "city": user.city, "iin": staff_iin("quicker")}
    return User.objects.create_user("quicker@example.org", people.PASSWORD, **whose)


def beaten(name: str = "refuse_preliminary", **entered: Any) -> tuple[User, Case, Any]:
    """The officer's refusal of a case that a colleague has approved meanwhile; with the page it led to."""
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    seen = case.version
    take(colleague(user), case, "approve_preliminary")
    assert case.state == State.PRELIMINARY_APPROVED
    data = {"text": WORDS, "grounds": [people.free_ground("preliminary")]} | entered
    return user, case, take(user, case, name, version=seen, **data)


def test_what_was_typed_stands_beside_what_happened() -> None:
    user, case, page = beaten()
    for shown in (text(page), text(open_case(user, case))):
        assert WORDS in shown and "Your text was not used" in shown
        assert "Somebody was quicker" in shown and "Quicker Colleague" in shown
        assert "Use it again" not in shown, "the step is not possible any more"
    draft = StepDraft.objects.get()
    assert (draft.user, draft.case, draft.step, draft.data["text"]) == (user, case, "refuse_preliminary", [WORDS])
    assert "<summary>Your text was not used" not in text(open_case(user, case))
    page = text(open_case(user, ways.take(case, "record_arrival")))
    assert "<summary>Your text was not used" in page and WORDS in page, "folded, once the case has gone on"


@pytest.mark.parametrize("text_sent", [WORDS, "Too short"])
def test_it_is_kept_where_the_step_is_still_possible_too(text_sent: str) -> None:
    """Who goes to see what the colleague did comes back to the words; they go with the step that uses them."""
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    seen, refused = case.version, {"text": text_sent, "grounds": ["nsc-not-approved"]}
    take(
        colleague(user),
        case,
        "correct_check",
        kind="knb",
        clear="no",
        reference="12/3-2",
        answered_on=people.after(case).date(),
        reason="A newer letter says so.",
    )
    take(user, case, "refuse_preliminary", version=seen, **refused)
    assert case.state == State.PRELIMINARY_DECISION
    page = text(open_case(user, case))
    assert text_sent in page and "Use it again" in page
    take(user, case, "refuse_preliminary", **refused | {"text": WORDS, "draft": StepDraft.objects.get().pk})
    assert case.state == State.PRELIMINARY_REFUSED and not StepDraft.objects.exists()


def test_nobody_else_sees_it_or_throws_it_away() -> None:
    _user, case, _page = beaten()
    other = User.objects.get(email="quicker@example.org")
    assert WORDS not in text(open_case(other, case))
    url = reverse("cases:discard_draft", args=[case.pk, StepDraft.objects.get().pk])
    for stranger in (other, people.officer("almaty"), people.auditor(), people.applicant()):
        signed_in(stranger).post(url)
    assert StepDraft.objects.exists()


def test_it_is_discarded_by_its_author() -> None:
    user, case, _page = beaten()
    url = reverse("cases:discard_draft", args=[case.pk, StepDraft.objects.get().pk])
    assert signed_in(user).get(url).status_code == 302 and StepDraft.objects.exists()
    assert WORDS not in text(signed_in(user).post(url, follow=True))
    assert not StepDraft.objects.exists()


def test_it_goes_after_a_month() -> None:
    beaten()
    at = StepDraft.objects.get().at
    prune_before(at + stepdrafts.LIFETIME)
    assert StepDraft.objects.exists()
    prune_before(at + stepdrafts.LIFETIME + people.HOUR)
    assert not StepDraft.objects.exists()


def test_it_is_used_again_where_the_step_is_possible() -> None:
    case, user = people.case_in(State.CHECKS, prepared=False), people.officer()
    draft = StepDraft.objects.create(
        user=user,
        case=case,
        step="record_check",
        at=people.after(case),
        data={"kind": ["sio"], "clear": ["no"], "text": [WORDS]},
    )
    url = f"{step_url(case, 'record_check')}?draft={draft.pk}"
    with people.at(people.after(case)):
        assert f'href="{url}"' in text(open_case(user, case))
        page = text(signed_in(user).get(url))
        others = text(signed_in(colleague(user)).get(url))
    assert WORDS in page and 'value="sio" selected' in page and "There is a problem" not in page
    assert WORDS not in others
    assert f'name="draft" value="{draft.pk}"' in page
    take(user, case, "record_check", kind="ibd", clear="yes")
    assert StepDraft.objects.exists(), "another check is another text"
    take(user, case, "record_check", kind="sio", clear="no", text=f"{WORDS} And more.", draft=draft.pk)
    assert not StepDraft.objects.exists()


def test_the_same_is_kept_once_and_nothing_of_nothing() -> None:
    user, case, _page = beaten(text="", grounds=[])
    assert not StepDraft.objects.exists()
    for words in ("First words.", WORDS, WORDS):
        take(user, case, "refuse_preliminary", text=words)
    held = {row.data["text"][0] for row in StepDraft.objects.all()}
    assert held == {"First words.", WORDS} and StepDraft.objects.count() == 2
    take(user, case, "refuse_preliminary", text="x" * (stepdrafts.LARGEST + 1))
    for n in range(stepdrafts.MOST):
        take(user, case, "refuse_preliminary", text=f"{WORDS} {n}")
    held = {row.data["text"][0] for row in StepDraft.objects.all()}
    assert held == {f"{WORDS} {n}" for n in range(stepdrafts.MOST)}, "the oldest goes"


def test_the_own_second_click_leaves_none() -> None:
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    seen, data = case.version, {"text": WORDS, "grounds": [people.free_ground("preliminary")]}
    take(user, case, "refuse_preliminary", **data)
    take(user, case, "refuse_preliminary", version=seen, **data)
    assert not StepDraft.objects.exists()


def test_the_other_tabs_text_is_no_second_click() -> None:
    """The case moved on in one's own tab: the text of the other is kept and shown."""
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    seen, data = case.version, {"text": WORDS, "grounds": [people.free_ground("preliminary")]}
    take(user, case, "refuse_preliminary", **data)
    page = text(take(user, case, "refuse_preliminary", version=seen, **data | {"text": "Quite other words of mine."}))
    assert "Quite other words of mine." in page and "Your text was not used" in page
    assert "Changed in another tab:" in page and "Somebody was quicker" not in page
    assert StepDraft.objects.get().data["text"] == ["Quite other words of mine."]


def test_of_the_readers_own_two_tabs_the_older_says_so_and_keeps_its_text() -> None:
    """The step can be taken once more, so the form stays, and the draft goes with it when it is sent."""
    case, user = people.case_in(State.CHECKS, prepared=False), people.officer()
    seen = case.version
    take(user, case, "record_check", kind="ibd", clear="no", text="The words of the first tab.")
    response = take(user, case, "record_check", version=seen, kind="sio", clear="no", text=WORDS)
    assert response.status_code == 409 and "Changed in another tab:" in text(response) and WORDS in text(response)
    assert "Somebody was quicker" not in text(response)
    draft = StepDraft.objects.get()
    assert f'name="draft" value="{draft.pk}"' in text(response) and draft.data["kind"] == ["sio"]
    again = take(user, case, "record_check", version=seen, kind="ibd", clear="no", text="The words of the first tab.")
    assert again.status_code == 200 and StepDraft.objects.count() == 1, "the own second click leaves none"
    take(user, case, "record_check", kind="sio", clear="no", text=WORDS, draft=draft.pk)
    assert not StepDraft.objects.exists()


def test_a_clerks_other_row_keeps_its_remark() -> None:
    case, user = people.case_in(State.INTAKE), people.clerk()
    seen = case.version
    with people.at(people.after(case)):
        client = signed_in(user)
        post = lambda kind, remark: client.post(  # noqa: E731
            reverse("con:clerk:reconcile", args=[case.pk, kind]),
            {"version": seen, "accepted": "no", "text": remark, "reason": WORDS},
        )
        assert post("housing", "No notary stamp").status_code == 302
        response = post("medical", "No doctor's seal")
    assert response.status_code == 409 and "Changed in another tab:" in text(response)
    assert "No doctor&#x27;s seal" in text(response) and f'name="draft" value="{StepDraft.objects.get().pk}"' in text(
        response
    )


def test_words_for_a_case_that_went_out_of_sight_are_handed_back() -> None:
    case, user = people.case_in(State.PETITION_SIGNED), people.screener()
    assert not Case.objects.visible_to(user).filter(pk=case.pk).exists()
    client, data = signed_in(user), {"kind": "passport", "reason": WORDS}
    answer = client.post(step_url(case, "correct_petition_document"), data)
    assert answer.status_code == 404 and WORDS in text(answer) and "not open to you any more" in text(answer)
    assert client.get(step_url(case, "correct_petition_document")).status_code == 404
    assert client.post(step_url(case, "correct_petition_document"), {"kind": "passport"}).status_code == 404


def test_a_clerks_remark_is_kept_too() -> None:
    case, user = people.case_in(State.INTAKE), people.clerk()
    take(colleague(user), case, "file_at_con")
    with people.at(people.after(case)):
        url = reverse("con:clerk:reconcile", args=[case.pk, "housing"])
        page = signed_in(user).post(url, {"accepted": "no", "text": "No notary stamp"}, follow=True)
    assert "No notary stamp" in text(page) and "Your text was not used" in text(page)


@pytest.mark.parametrize("role", OFFICIAL_ROLES)
def test_a_draft_of_any_step_can_be_read_wherever_the_case_stands(role: Role) -> None:
    case = people.case_in(State.CARD_ISSUED if role == Role.CLERK else State.PRELIMINARY_APPROVED)
    user = {Role.OFFICER: people.officer, Role.CLERK: people.clerk}.get(role, people.signer)()
    for step in (
        step for step in STEPS.values() if step.by == role.value and form_of(step).base_fields.keys() - {"version"}
    ):
        row = StepDraft(user=user, case=case, step=step.name, data={"text": [WORDS]}, at=people.START)
        stepdrafts._displayed(row, case, user, people.START)

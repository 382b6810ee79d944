"""The view behind every button, the proof of a term, letters, and what a staff page costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cases.engine.lists import queues, worklist
from cases.law.actors import Role
from cases.models import Deadline, Event, Letter, User
from cases.programmes.nomad.facts import PackageReturn
from cases.programmes.nomad.states import State
from tests import people
from tests.desks import case_url, home_url, open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

CASE_STATEMENTS = {Role.OFFICER: 19, Role.CLERK: 22}
"""On SQLite; one is the leaf of the recorded reading, which PostgreSQL gets with the row. The clerk also sees where the
file differs from what was signed: the signature, the form of then, the address."""


# ------------------------------------------------------------------------------------------------ who may take a step


def test_a_stranger_gets_back_what_was_typed_and_the_portal_keeps_nothing() -> None:
    case = people.case_in(State.REGISTRATION)
    client, url = Client(headers={"accept-language": "en"}), step_url(case, "register")
    sent = {"version": case.version, "mp_number": "MP-TYPED-1"}
    with people.at(people.after(case)):
        elsewhere = client.post(url, sent)
        handed_back = client.post(url, sent, headers={"sec-fetch-site": "same-origin"})
    assert elsewhere.status_code == 302 and "next=" in elsewhere["Location"]
    assert handed_back.status_code == 403
    assert ">MP-TYPED-1</textarea>" in text(handed_back) and f"?next={url}" in text(handed_back)
    assert not Session.objects.exists() and "sessionid" not in client.cookies


def test_an_unknown_step_is_not_there() -> None:
    case = people.case_in(State.SCREENING)
    assert signed_in(people.screener()).get(step_url(case, "fly_away")).status_code == 404


def test_a_step_of_another_role_is_not_there() -> None:
    case = people.case_in(State.SCREENING)
    assert take(people.officer(), case, "admit").status_code == 404
    assert case.state == State.SCREENING


def test_an_auditor_is_refused_at_the_door() -> None:
    case = people.case_in(State.SCREENING)
    assert signed_in(people.auditor()).get(step_url(case, "admit")).status_code == 403


@pytest.mark.parametrize(("state", "name"), [(State.REGISTRATION, "register"), (State.ARRIVED, "open_intake")])
def test_a_case_of_another_city_is_not_there(state: State, name: str) -> None:
    case = people.case_in(state)
    user = people.officer("almaty") if name == "register" else people.clerk("almaty")
    assert take(user, case, name, mp_number="X-1").status_code == 404
    assert open_case(user, case).status_code == 404
    assert case.state == state


# ------------------------------------------------------------------------------------------------ too late, too early


def test_the_second_of_two_reads_who_was_quicker() -> None:
    case, first = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    seen = case.version
    take(first, case, "approve_preliminary", text="All is well.")
    response = take(first, case, "refuse_preliminary", version=seen, grounds=["x"], text="Too late, too late.")
    assert case.state == State.PRELIMINARY_APPROVED
    assert "the case has moved on" in text(response)
    assert first.full_name in text(response)


def another_officer() -> User:
    return User.objects.create_user(
        "colleague@example.org", people.PASSWORD, full_name="A Colleague", role=Role.OFFICER, city_id="astana"
    )


def test_a_stale_page_names_who_changed_the_case() -> None:
    case, colleague = people.case_in(State.CHECKS, prepared=False), another_officer()
    seen = case.version
    check = {"kind": "ibd", "clear": "yes"}
    take(colleague, case, "record_check", **check)
    response = take(people.officer(), case, "record_check", version=seen, **check)
    assert "Somebody was quicker" in text(response)
    assert colleague.full_name in text(response)
    assert Event.objects.filter(case=case, step="record_check").count() == 1


def test_what_was_typed_stays_when_somebody_was_quicker() -> None:
    case, user = people.case_in(State.CHECKS, prepared=False), people.officer()
    seen = case.version
    colleague = User.objects.create_user(
        "officer2@example.org", people.PASSWORD, full_name="Colleague", role=Role.OFFICER, city=user.city
    )
    take(colleague, case, "record_check", kind="ibd", clear="yes")
    sent = {"kind": "sio", "clear": "no", "text": "A long finding."}
    with people.at(people.after(case)):
        response = signed_in(user).post(step_url(case, "record_check"), {"version": seen, **sent})
    page = text(response)
    assert response.status_code == 409
    assert "Somebody was quicker" in page
    assert "Colleague" in page
    assert "A long finding." in page
    assert f'name="version" value="{case.version}"' in page


def test_a_double_click_takes_a_single_step_and_is_informed() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    seen = case.version
    take(user, case, "register", mp_number="MP-77")
    response = take(user, case, "register", version=seen, mp_number="MP-77")
    assert "This was recorded on" in text(response) and case.number in text(response)
    assert Event.objects.filter(case=case, step="register").count() == 1


def test_the_slower_of_two_signers_reads_who_decided() -> None:
    case, first = people.case_in(State.MINISTRY_REVIEW), people.signer()
    seen = case.version
    other = User.objects.create_user("signer2@example.org", people.PASSWORD, full_name="Other", role=Role.SIGNER)
    take(first, case, "decline_petition", grounds=[people.free_ground("petition")], text=people.REASONS)
    response = take(other, case, "sign_petition", version=seen, profession="Разработчик", agree="on")
    assert case.state == State.REFUSAL_NOTICE
    assert first.full_name in text(response)


def test_a_blocked_step_says_why_and_is_refused() -> None:
    case, user = people.case_in(State.CHECKS, prepared=False), people.officer()
    page = text(open_case(user, case))
    assert "is not possible yet" in page
    assert "Not recorded yet: Integrated data bank" in page
    response = take(user, case, "send_to_knb", documents=["passport"])
    assert response.status_code == 409
    assert "Not recorded yet" in text(response)
    assert case.state == State.CHECKS


def test_a_refused_form_keeps_what_was_typed() -> None:
    case, user = people.case_in(State.PRELIMINARY_DECISION), people.officer()
    response = take(user, case, "refuse_preliminary", text="Reasons without any ground.")
    assert response.status_code == 422
    assert "Reasons without any ground." in text(response)
    assert "Choose at least one ground." in text(response)


# ------------------------------------------------------------------------------------------------ proof, letters


@pytest.mark.parametrize("who", [people.officer, people.auditor, None])
def test_the_proof_of_a_term_lists_every_day(who: Callable[[], User] | None) -> None:
    case = people.case_in(State.KNB)
    deadline = Deadline.objects.get(case=case, key="knb")
    user = who() if who else case.person.user
    with people.at(people.after(case)):
        page = text(signed_in(user).get(reverse("cases:deadline", args=[case.pk, deadline.pk])))
    assert page.count("<tr class=") == len(deadline.days)
    assert "para. 15" in page
    assert "25 calendar days" in page
    assert "data-print" in page


def test_a_proof_warns_of_an_unconfirmed_calendar() -> None:
    case = people.case_in(State.KNB)
    deadline = Deadline.objects.get(case=case, key="knb")
    Deadline.objects.filter(pk=deadline.pk).update(unconfirmed=True)
    page = text(signed_in(people.officer()).get(reverse("cases:deadline", args=[case.pk, deadline.pk])))
    assert "is not confirmed yet" in page


def test_a_proof_of_another_case_or_city_is_not_there() -> None:
    case, other = people.case_in(State.KNB), people.case_in(State.KNB)
    deadline = Deadline.objects.get(case=case, key="knb")
    crossed = reverse("cases:deadline", args=[other.pk, deadline.pk])
    assert signed_in(people.officer()).get(crossed).status_code == 404
    own = reverse("cases:deadline", args=[case.pk, deadline.pk])
    assert signed_in(people.officer("almaty")).get(own).status_code == 404


def test_a_letter_not_yet_printed_says_so() -> None:
    case = people.case_in(State.SLOT_CHOICE)
    letter = Letter.objects.get(case=case)
    response = signed_in(people.screener()).get(reverse("cases:letter", args=[case.pk, letter.pk, "ru"]))
    assert response.status_code == 503
    assert letter.number in text(response)
    assert "is being printed" in text(response)
    assert "being printed" in text(open_case(people.screener(), case))


# ------------------------------------------------------------------------------------------------ what the page tells


def test_a_chosen_document_stands_beside_the_form() -> None:
    case, user = people.case_in(State.REGISTRATION), people.officer()
    passport, photo = case.dossier.documents["passport"], case.dossier.documents["photo"]
    page = text(open_case(user, case, doc=str(passport.pk)))
    assert f'<iframe src="{reverse("cases:document", args=[case.pk, passport.pk])}' in page
    assert f'<img src="{reverse("cases:document", args=[case.pk, photo.pk])}' in text(
        open_case(user, case, doc=str(photo.pk))
    )
    assert "<iframe" not in text(open_case(user, case, doc="nonsense"))


def resubmitted() -> people.Journey:
    j = people.Journey(people.applicant())
    j.to(State.REWORK)
    j.prepare()
    j.step("resubmit", j.owner)
    return j


def test_staff_read_reasons_grounds_and_returned_documents() -> None:
    j = resubmitted()
    page = text(open_case(people.officer(), j.case))
    assert people.REASONS in page
    assert "replaced since" in page


def test_a_richest_case_stays_within_its_budget(django_assert_max_num_queries: Any) -> None:
    """Returned, corrected, its package returned and brought anew, checked, with a document on show."""
    j = resubmitted()
    j.to(State.ARRIVED)
    j.step("open_intake", people.clerk())
    j.step("return_package", people.clerk(), PackageReturn(missing=["housing"], text="The contract is too short."))
    j.step("open_intake", people.clerk())
    j.prepare()
    case = j.case
    for user in (people.officer(), people.clerk()):
        client, document = signed_in(user), case.dossier.documents["passport"]
        with people.at(people.after(case)), django_assert_max_num_queries(CASE_STATEMENTS[Role(user.role)]):
            page = client.get(case_url(user, case), {"doc": str(document.pk)})
        assert page.status_code == 200
        assert "The contract is too short." in text(page)


def test_the_queue_turns_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {people.case_in(State.SCREENING).number for _ in range(3)}
    monkeypatch.setattr(worklist.page, "__defaults__", ("", "", 2))
    client, url, seen = signed_in(people.screener()), home_url(people.screener()), set()
    for _ in range(2):
        response = client.get(url)
        seen |= {case.number for case, *_words in response.context["rows"]}
        url = response.context["next_url"]
    assert seen == numbers
    assert url == ""
    assert response.context["first_url"]


def test_counts_stop_at_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        people.case_in(State.SCREENING)
    monkeypatch.setattr(queues, "CAP", 2)
    assert ">1+<" in text(signed_in(people.screener()).get(home_url(people.screener())))


def test_a_case_is_taken_by_a_single_door_only() -> None:
    """The page shows a form for the main step, links for the weighty ones, and the words of the blocked ones."""
    case, user = people.case_in(State.FINAL_REVIEW), people.officer()
    page = open_case(user, case)
    assert page.context["inline"].button.step.name == "grant"
    assert [b.step.name for b in page.context["open_steps"]] == ["propose_final_refusal"]
    assert [b.step.name for b in page.context["quiet_steps"]] == [
        "record_check",
        "correct_arrival",
        "correct_receipt",
        "compare_originals",
        "except_hearing",
    ]
    bare = people.case_in(State.FINAL_REVIEW, prepared=False)
    page = open_case(user, bare)
    assert page.context["inline"].button.step.name == "record_check"
    assert page.context["inline"].form.initial["kind"] == "border"
    assert {b.step.name for b in page.context["blocked_steps"]} == {"grant", "propose_final_refusal", "refuse_final"}


def test_a_first_step_stands_when_the_second_in_the_same_click_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    monkeypatch.setattr("cases.programmes.nomad.forms.petition.AdmitForm.followed_by", lambda form: "invite")
    response = take(user, case, "admit", invite_now="on")
    assert case.state == State.ADMITTED
    assert "no free time" in text(response)

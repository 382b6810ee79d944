"""Delegation of the ministry's signature: enforced by the machine, named in the sheet and in the letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.engine.steps.errors import NotMetError
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.models import Case, Delegation, Letter, Notice, Signature, User
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters import facts as printing
from tests.desks import open_case, signed_in, take, text

pytestmark = pytest.mark.django_db
HOME = reverse("hub:signing:delegations")


def deputy() -> User:
    facts = {"iin": people.staff_iin("deputy"), "signs_by_delegation": True}
    user = User.objects.create_user(
        "deputy@example.org", people.PASSWORD, full_name="Deputy", role=Role.SIGNER, **facts
    )
    return people._with_key(user)


def given(official: User, case: Case, **changed: str) -> Any:
    day = local_day(people.after(case))
    typed = {
        "to": str(official.pk),
        "first": day.isoformat(),
        "last": (day + timedelta(days=10)).isoformat(),
        "document": "12-Ж",
        "document_on": (day - timedelta(days=1)).isoformat(),
    }
    with people.at(people.after(case)):
        return signed_in(people.signer()).post(HOME, typed | changed, follow=True)


def test_without_a_delegation_nothing_is_signed_and_the_button_says_why() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), deputy()
    assert "You sign by delegation alone" in text(open_case(user, case))
    assert take(user, case, "sign_petition", profession="Разработчик ПО").status_code in (409, 422)
    with pytest.raises(NotMetError):
        ways.take(case, "sign_petition", user=user)
    assert Case.objects.get(pk=case.pk).state == State.MINISTRY_REVIEW


def test_under_a_delegation_the_sheet_and_the_letter_name_it() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), deputy()
    assert "Delegated: Deputy" in text(given(user, case))
    assert Notice.objects.filter(user=user, what="delegated").count() == 1
    take(user, case, "sign_petition", profession="Разработчик ПО")
    assert case.state == State.PETITION_SIGNED
    sheet = Signature.objects.get(case=case, step="sign_petition").sheet
    assert '"authority"' in sheet and "12-Ж" in sheet and people.signer().full_name in sheet
    letter = Letter.objects.get(case=case, kind="petition")
    assert letter.facts["delegated"]["document"] == "12-Ж" and letter.facts["by"] == "Deputy"


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_each_letter_that_is_signed_so_names_the_delegation_on_paper(language: str) -> None:
    row = {"by": "Akhmetov Yerlan", "document": "04-2/118", "on": "2026-05-20"}
    decided = {"name": "Signer", "on": "2026-05-21", "ru": "Директор", "kk": "Директор", "delegated": row}
    changed: dict[str, Any] = {"petition": {"delegated": row}, "petition_hearing_notice": {"delegated": row}}
    for kind, facts in (changed | {"petition_refusal": {"decided": decided}}).items():
        paper = printing.read(printing.print_letter(kind, language, **facts))
        assert printing.holds(paper, "04-2/118") and printing.holds(paper, "Akhmetov Yerlan"), kind


def test_withdrawn_or_over_it_holds_no_more() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), deputy()
    given(user, case)
    row = Delegation.objects.get()
    with people.at(people.after(case) + people.HOUR):
        client = signed_in(people.signer())
        page = client.post(reverse("hub:signing:withdraw_delegation", args=[row.pk]), follow=True)
        assert "The delegation is withdrawn." in text(page)
    with pytest.raises(NotMetError):
        ways.take(case, "sign_petition", people.after(case) + 2 * people.HOUR, user=user)
    Delegation.objects.update(withdrawn_at=None)
    with pytest.raises(NotMetError):
        ways.take(case, "sign_petition", people.after(case) + 11 * people.DAY, user=user)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"last": "2026-01-01"},
        {"document": " "},
        {"document": "…"},
        {"document": "б/н"},
        {"document_on": "2027-01-01"},
        {"first": "2026-05-01"},
        {"to": "x"},
    ],
)
def test_what_is_wrong_is_named_and_the_form_kept(wrong: dict[str, str], language: str) -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), deputy()
    page = given(user, case, **wrong)
    assert page.status_code in (409, 422) and not Delegation.objects.exists()
    assert "12-Ж" in text(page) or "document" in wrong


def test_the_same_twice_and_a_handing_on_are_refused() -> None:
    case, user = people.case_in(State.MINISTRY_REVIEW), deputy()
    given(user, case)
    assert "has a delegation from" in text(given(user, case))
    with people.at(people.after(case)):
        page = signed_in(user).post(HOME, {"to": str(people.signer().pk)})
    assert page.status_code == 422 and Delegation.objects.count() == 1

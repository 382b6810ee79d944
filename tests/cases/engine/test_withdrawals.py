"""A consent taken back, in each state: what it brings about, who sees it, and what it never undoes."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from cases.engine.errors import NotMetError
from cases.engine.steps import STEPS, steps_from
from cases.models import Case, Consent, Deadline, Document, Letter, Notice, Signature
from cases.programmes.nomad.states import OPEN_STATES, PLACES, State
from cases.programmes.nomad.withdrawals import transfer_stands
from tests import people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db

NOTHING_TO_WITHDRAW = {State.CONSENT_DECLINED}
RECORDED = {State.ARRIVAL_REVIEW, State.GRANTED, State.REGISTERED, State.CARD_ORDERED}
"""Open, and an act was made that stands; or the days are over, and an official says what follows."""


def recalls(state: str, purpose: str, actor: str = "") -> list[str]:
    return [s.name for s in steps_from(state) if s.recalls == purpose and actor in ("", s.by)]


@pytest.mark.parametrize("state", State.values)
def test_in_every_state_the_consent_of_p_4_can_be_withdrawn_by_its_giver(state: str) -> None:
    """Ended by it wherever nothing is decided yet; recorded, and no more, after an act. A draft is declined."""
    names = recalls(state, "processing", "applicant")
    if state == State.PETITION_DRAFT:
        assert "decline_consent" in [s.name for s in steps_from(state)] and not names
    elif state in NOTHING_TO_WITHDRAW:
        assert not names
    else:
        targets = {STEPS[name].target for name in names}
        decided = PLACES[State(state)].final or state in RECORDED
        assert (None in targets) if decided else (State.CONSENT_DECLINED in targets)
        assert decided is not (State.CONSENT_DECLINED in targets)


def test_on_paper_it_reaches_whoever_has_the_case() -> None:
    reached = {state for state in OPEN_STATES for name in recalls(state, "processing") if STEPS[name].by != "applicant"}
    assert reached == set(OPEN_STATES) - {State.PETITION_DRAFT}


@pytest.mark.parametrize("state", ["screening", "interview", "petition_signed", "rework", "knb", "final_review"])
def test_the_process_ends_as_if_declined(state: str) -> None:
    case = ways.take(people.case_in(state), "withdraw_processing")
    assert case.state == State.CONSENT_DECLINED and case.closed_at
    assert not Deadline.objects.filter(case=case, state=Deadline.RUNNING).exists()
    assert ways.fresh(case).slot is None or state != "interview"
    row = Consent.objects.filter(case=case).latest("id")
    assert (row.purpose, row.given, row.at) == ("processing", False, case.closed_at)
    words = json.loads(Signature.objects.get(case=case, step="withdraw_processing").sheet)["words"]
    assert "отзываю" in words["ru"][0].lower() and "қайтарып аламын" in words["kk"][0]
    ways.sound(case)


def test_who_withdraws_may_begin_again(client: Client) -> None:
    case = ways.take(people.case_in("checks"), "withdraw_processing")
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        assert client.post(reverse("hub:petition:start")).status_code == 302
    assert Case.objects.filter(person=case.person, state=State.PETITION_DRAFT).count() == 1


@pytest.mark.parametrize("state", ["granted", "card_issued", "preliminary_refused", "final_refused", "lapsed"])
def test_after_an_act_it_is_recorded_and_the_act_stands(state: str) -> None:
    before = people.case_in(state)
    letters = set(Letter.objects.filter(case=before).values_list("number", flat=True))
    case = ways.take(before, "withdraw_processing_later")
    assert (case.state, case.granted_at) == (state, before.granted_at)
    assert set(Letter.objects.filter(case=case).values_list("number", flat=True)) == letters
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "record_withdrawal_later")
    ways.sound(case)


def test_recorded_while_an_arrival_is_looked_into_it_ends_what_goes_on() -> None:
    case = ways.fresh(ways.take(people.case_in("arrival_review"), "withdraw_processing_later"))
    assert case.state == State.ARRIVAL_REVIEW
    case = ways.fresh(ways.take(case, "record_arrival"))
    assert ways.take(case, "record_withdrawal").state == State.CONSENT_DECLINED


def test_everyone_who_relied_on_it_is_informed_and_sees_it(client: Client) -> None:
    case = people.case_in("final_review")
    readers = [people.officer(), people.clerk()]
    case = ways.take(case, "withdraw_processing")
    for user in readers:
        assert Notice.objects.filter(case=case, user=user, what="processing_withdrawn").count() == 1
        client.force_login(user)
        with people.at(people.after(case)):
            page = client.get(reverse(f"con:{user.role}:case", args=[case.pk])).content.decode()
        assert "note-warning" in page and "отозвано" in page
    assert not Notice.objects.filter(case=case, user=people.officer("almaty"), what="processing_withdrawn").exists()
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        assert "отозвано" in client.get(reverse("egov:cabinet:case", args=[case.pk])).content.decode()


def test_the_ministry_that_signed_sees_it_too(client: Client) -> None:
    case = ways.take(people.case_in("petition_signed"), "record_withdrawal_at_ministry")
    assert Consent.objects.filter(case=case).latest("id").text == people.REASONS
    client.force_login(people.signer())
    with people.at(people.after(case)):
        assert "отозвано" in client.get(reverse("hub:signing:case", args=[case.pk])).content.decode()
    assert Notice.objects.filter(case=case, user=people.screener(), what="processing_withdrawn").exists()


def test_without_its_statement_the_package_is_not_whole_and_another_makes_it_so() -> None:
    case = people.case_in("intake")
    with pytest.raises(NotMetError) as error:
        ways.take(ways.fresh(ways.take(case, "withdraw_transfer")), "file_at_con")
    assert any("20" not in reason and "согласи" in reason.lower() for reason in map(str, error.value.reasons))
    fresh = ways.fresh(case)
    people.attach(fresh, people.clerk(), "consent_form", people.after(fresh), seed=8)
    assert Document.objects.filter(case=case, kind="consent_form").count() == 2
    fresh = ways.fresh(case)
    reconciled = ways.take(fresh, "reconcile_document", kind="consent_form", accepted=True)
    assert ways.take(ways.fresh(reconciled), "file_at_con").state == State.DISPATCH


def test_what_was_signed_in_the_cabinet_can_be_signed_again_after_its_withdrawal() -> None:
    case = ways.fresh(ways.take(people.case_in("arrived"), "sign_consent"))
    case = ways.fresh(ways.take(case, "withdraw_transfer"))
    assert not case.dossier.gave("transfer")
    assert transfer_stands.check(case, people.after(case))
    assert ways.fresh(ways.take(case, "sign_consent")).dossier.gave("transfer")


def test_the_order_of_2025_asks_for_no_statement_so_none_is_withdrawn() -> None:
    case = people.case_in("arrived", start=people.START_2025)
    assert transfer_stands.check(case, people.after(case))


def test_a_writing_of_tomorrow_or_without_words_is_refused() -> None:
    case = people.case_in("checks")
    for wrong in ({"received_on": people.after(case).date() + people.DAY}, {"writing": "№ 1"}):
        with pytest.raises(NotMetError), ways.nothing_written():
            ways.take(case, "record_withdrawal", **wrong)

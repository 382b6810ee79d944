"""A consent taken back, in each state: what it brings about, who sees it, and what it never undoes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine.steps import STEPS, steps_from
from cases.engine.steps.errors import NotMetError
from cases.evidence import casefile
from cases.law.actors import body_of
from cases.models import Case, Consent, Deadline, Document, Event, Letter, Notice, Signature, User
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.consents.withdrawals import transfer_stands
from cases.programmes.nomad.states import OPEN_STATES, PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import filled
from tests.desks import send, signed_in, step_url, text

pytestmark = pytest.mark.django_db

NOTHING_TO_WITHDRAW = {State.CONSENT_DECLINED}
RECORDED = {State.ARRIVAL_REVIEW, State.GRANTED, State.REGISTERED, State.CARD_ORDERED}
"""Open, and an act was made that stands; or the days are over, and an official says what follows."""


ENDED = "Процесс завершён, как при отказе дать согласие."


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
    letter = Letter.objects.get(case=case, kind="withdrawal_receipt")
    assert filled(letter) and not letter.facts["by"] and "завершён" in letter.facts["effect"]["ru"]
    words = json.loads(Signature.objects.get(case=case, step="withdraw_processing").sheet)["words"]
    assert "отзываю" in words["ru"][0].lower() and "қайтарып аламын" in words["kk"][0]
    ways.sound(case)


def test_who_withdraws_may_begin_again(client: Client) -> None:
    case = ways.take(people.case_in("checks"), "withdraw_processing")
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        assert client.post(reverse("hub:petition:start")).status_code == 302
    assert Case.objects.filter(person=case.person, state=State.PETITION_DRAFT).count() == 1


def effect_in_russian(case: Case) -> str:
    with translation.override("ru"):
        return str(withdrawals.effect(ways.fresh(case), "processing"))


@pytest.mark.parametrize("state", ["granted", "card_issued", "preliminary_refused", "final_refused", "lapsed"])
def test_after_an_act_it_is_recorded_and_the_act_stands(state: str) -> None:
    before = people.case_in(state)
    letters = set(Letter.objects.filter(case=before).values_list("number", flat=True))
    case = ways.take(before, "withdraw_processing_later")
    assert (case.state, case.granted_at) == (state, before.granted_at)
    written = Letter.objects.filter(case=case).exclude(number__in=letters)
    assert [letter.kind for letter in written] == ["withdrawal_receipt"]
    effects = (written[0].facts["effect"]["ru"], effect_in_russian(case))
    runs_on = ["вид на жительство" in effect for effect in effects]
    assert runs_on == [state in {"granted", "card_issued"}] * 2, "what a permit still brings goes on"
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "record_withdrawal_later")
    ways.sound(case)


def test_recorded_while_an_arrival_is_looked_into_it_ends_what_goes_on() -> None:
    case = ways.fresh(ways.take(people.case_in("arrival_review"), "withdraw_processing_later"))
    assert case.state == State.ARRIVAL_REVIEW
    case = ways.fresh(ways.take(case, "record_arrival"))
    for language, word in {"ru": "Согласие на обработку", "kk": "келісім қайтарып алынған", "en": "(para. 4)"}.items():
        with translation.override(language):
            with pytest.raises(NotMetError) as caught:
                ways.take(case, "open_intake")
            assert word in str(caught.value), "no package is accepted on it"
    assert ways.take(case, "record_withdrawal").state == State.CONSENT_DECLINED


@pytest.mark.parametrize(("state", "step"), [("intake", "file_at_con"), ("final_review", "grant")])
def test_nothing_further_is_given_on_a_consent_that_is_withdrawn(state: str, step: str) -> None:
    """As where a grant falls by a ruling after the withdrawal was recorded beside it; a refusal stays possible."""
    case = people.case_in(state)
    Consent.objects.create(case=case, purpose="processing", given=False, at=people.after(case))
    with translation.override("en"), pytest.raises(NotMetError, match="the case does not go on"):
        ways.take(ways.fresh(case), step, people.after(case) + ways.HOUR)


def test_everyone_who_relied_on_it_is_informed_and_sees_it(client: Client) -> None:
    case = people.case_in("final_review")
    readers = [people.officer(), people.clerk()]
    case = ways.take(case, "withdraw_processing")
    for user in readers:
        assert Notice.objects.filter(case=case, user=user, what="processing_withdrawn").count() == 1
        client.force_login(user)
        with people.at(people.after(case)):
            page = client.get(reverse(f"con:{user.role}:case", args=[case.pk])).content.decode()
        assert ENDED in page
    assert not Notice.objects.filter(case=case, user=people.officer("almaty"), what="processing_withdrawn").exists()
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        assert ENDED in client.get(reverse("egov:cabinet:case", args=[case.pk])).content.decode()


def test_the_ministry_that_signed_sees_it_too(client: Client) -> None:
    case = ways.take(people.case_in("petition_signed"), "record_withdrawal_at_ministry")
    assert Consent.objects.filter(case=case).latest("id").text == people.REASONS
    client.force_login(people.signer())
    with people.at(people.after(case)):
        assert ENDED in client.get(reverse("hub:signing:case", args=[case.pk])).content.decode()
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
    assert not case.dossier.has_consented("transfer")
    assert transfer_stands.check(case, people.after(case))
    assert ways.fresh(ways.take(case, "sign_consent")).dossier.has_consented("transfer")


def test_the_order_of_2025_asks_for_no_statement_so_none_is_withdrawn() -> None:
    case = people.case_in("arrived", start=people.START_2025)
    assert transfer_stands.check(case, people.after(case))


def test_a_writing_of_tomorrow_or_without_words_is_refused() -> None:
    case = people.case_in("checks")
    for wrong in ({"received_on": people.after(case).date() + people.DAY}, {"writing": "№ 1"}):
        with pytest.raises(NotMetError), ways.nothing_written():
            ways.take(case, "record_withdrawal", **wrong)


# ------------------------------------------------------------------------------------------------ the scan


def scan() -> SimpleUploadedFile:
    name, data = people.specimen("criminal_record")
    return SimpleUploadedFile(name, data, content_type="application/pdf")


MISSING = "The document itself is missing: attach it first, all its pages."
WRITTEN = [
    ("screening", "record_withdrawal_at_screening", "processing", people.screener),
    ("petition_signed", "record_withdrawal_at_ministry", "processing", people.signer),
    ("knb", "record_withdrawal", "processing", people.officer),
    ("card_issued", "record_withdrawal_later", "processing", people.officer),
    ("petition_refused", "record_withdrawal_after_petition", "processing", people.screener),
    ("final_review", "record_transfer_withdrawal", "transfer", people.officer),
]


@pytest.mark.parametrize(("state", "name", "purpose", "who"), WRITTEN)
def test_the_scan_of_the_writing_is_kept_with_the_withdrawal(
    state: str, name: str, purpose: str, who: Callable[[], User], uncaged: None
) -> None:
    case, user = ways.case_for(people.case_in(state), name), who()
    if purpose == "transfer":
        ways.statement_given(case, people.after(case))
    client, page = signed_in(user), reverse("cases:step_paper", args=[case.pk, name])
    given = {"received_on": str(people.after(case).date()), "writing": "Letter of the applicant, incoming number 17."}
    with people.at(people.after(case)):
        bare = send(client, step_url(case, name), {"version": ways.fresh(case).version, **given}, user)
        assert bare.status_code == 422 and given["writing"] in text(bare) and MISSING in text(bare)
        assert not Event.objects.filter(case=case, step=name).exists(), "on an official's word alone nothing ends"
        assert page in text(client.get(step_url(case, name)))
        assert client.post(page, {"file": [scan()]}).status_code == 302
    case = ways.fresh(case)
    document = case.dossier.documents[f"{purpose}_withdrawal"]
    with people.at(people.after(case)):
        assert document.name in text(client.get(step_url(case, name)))
        unsigned = client.post(step_url(case, name), {"version": case.version, **given})
        assert "content_b64" in unsigned.context and not Event.objects.filter(case=case, step=name).exists()
        sent = send(client, step_url(case, name), {"version": case.version, **given}, user, follow=True)
    assert sent.status_code == 200
    _signed_and_written_to_the_person(ways.fresh(case), name, document)
    row = Consent.objects.filter(case=case).latest("id")
    assert (row.purpose, row.given, row.document) == (purpose, False, document)
    event = Event.objects.filter(case=case, step=name).get()
    assert event.facts["file"] == document.name
    case = ways.fresh(case)
    assert withdrawals.withdrawal_paper(case, STEPS[name].paper) is None, (
        "it is of this withdrawal, and of no later one"
    )
    link = reverse("cases:document", args=[case.pk, document.pk])
    owner = case.person.user
    assert owner is not None
    with people.at(people.after(case)):
        assert link in text(signed_in(owner).get(reverse("egov:cabinet:case", args=[case.pk])))
        answer = signed_in(owner).get(link)
        assert answer.status_code == 200 and answer.getvalue()  # a file is closed when it is read to its end
    assert any(item.sha256 == document.blob_id for item in casefile.file_entries(case, user))


def _signed_and_written_to_the_person(case: Case, name: str, document: Document) -> None:
    """The sheet names the scan; the letter, what came, when, what follows, and how the record is challenged."""
    signature = Signature.objects.get(case=case, step=name)
    assert document.blob_id in signature.sheet
    letter = Letter.objects.get(case=case, kind="withdrawal_recorded")
    assert letter.facts["issued_by"] == body_of(STEPS[name].by) and "signature" in letter.facts
    assert letter.facts["remedies"]["until"] and letter.facts["effect"]["kk"]
    assert letter.facts["paragraph"] == ("4" if STEPS[name].recalls == "processing" else "20(10)")
    assert filled(letter) and Notice.objects.get(case=case, what=name).letter == letter


def test_nobody_attaches_a_scan_whose_step_it_is_not(uncaged: None) -> None:
    case = people.case_in("knb")
    page = reverse("cases:step_paper", args=[case.pk, "record_withdrawal"])
    with people.at(people.after(case)):
        for user, status in ((people.screener(), 404), (people.signer(), 404), (people.clerk(), 403)):
            assert signed_in(user).post(page, {"file": [scan()]}).status_code == status, user.role
        assert signed_in(people.officer("almaty")).get(page).status_code == 404
        unsigned = reverse("cases:step_paper", args=[case.pk, "withdraw_processing"])
        assert signed_in(people.officer()).get(unsigned).status_code == 404
        empty = signed_in(people.officer()).post(page, {})
    assert empty.status_code == 422
    assert "processing_withdrawal" not in ways.fresh(case).dossier.documents

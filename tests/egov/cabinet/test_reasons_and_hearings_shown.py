"""What was decided, said and reasoned stays before its owner: no less than was written, and nothing that has fallen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.engine import performing
from cases.engine.steps.errors import NotMetError
from cases.models import Case, HearingEntry, Letter
from cases.models.letter import LETTERS
from cases.programmes.complaint import facts as complained
from cases.programmes.complaint.opening import open_complaint
from cases.programmes.nomad.facts import (
    ArrivalCorrection,
    HearingMove,
    InterviewMove,
    Reason,
    ReceiptCorrection,
    ScreeningRefusal,
    VisitCorrection,
)
from cases.programmes.nomad.states import State
from demo import signing
from tests import people
from tests.cases.engine import ways
from tests.cases.programmes.nomad.sitting import ACTS, plain
from tests.desks import case_url, signed_in

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk", "en"])
RU, KK = "Опыт подтверждён портфолио, которое лежит в деле.", "Тәжірибе істе жатқан портфолиомен расталған."


def page(case: Case, user: Any = None, language: str = "en") -> str:
    user = user or case.person.user
    with people.at(people.after(case)):
        return plain(signed_in(user, language).get(case_url(user, case)))


# ------------------------------------------------------------------------------------------------ why it was refused


@LANGUAGES
def test_grounds_in_english_are_for_information(language: str) -> None:
    """Where they are proposed, where they are refused for, and where documents go back for them."""
    with translation.override(language):
        mark = _("In English the grounds stand here for information: what counts is their Russian and Kazakh wording.")
    for state in (State.FINAL_HEARING, State.FINAL_REFUSED):
        assert (mark in page(people.case_in(state), language=language)) is (language == "en"), state
    back = people.case_in(State.REWORK)
    with people.at(people.after(back)):
        theirs = signed_in(back.person.user, language).get(reverse("egov:application:home", args=[back.pk]))
    for shown in (plain(theirs), page(back, people.officer(), language)):
        assert (mark in shown) is (language == "en")


def granted(case: Case) -> Case:
    against = next(check for _at, check in case.dossier.standing_checks if not check.clear)
    fields: Any = {"kind": against.kind, "clear": True, "text": "", "reason": people.REASONS}
    case = ways.take(case, "correct_check", **fields)
    journey = people.Journey.of(ways.take(ways.fresh(case), "drop_final_refusal"), "astana")
    journey.to(State.CARD_ISSUED)
    return journey.case


@pytest.mark.parametrize("end", [State.CARD_ISSUED, State.WITHDRAWN])
def test_a_refusal_that_has_fallen_is_no_reason_for_how_the_case_ended(end: State) -> None:
    case = people.case_in(State.FINAL_REFUSED)
    why, again = "Why it was refused", "A new application may be filed from"
    assert why in page(case) and again in page(case)
    back = ways.take(ways.case_for(case, "execute_ruling"), "execute_ruling")
    done = granted(ways.fresh(back)) if end == State.CARD_ISSUED else ways.take(ways.fresh(back), "withdraw")
    assert done.state == end and done.closed_at
    assert why not in page(done) and again not in page(done)


# ------------------------------------------------------------------------------------------------ a complaint again


def test_a_complaint_that_was_withdrawn_leaves_the_way_to_another_open() -> None:
    case = people.case_in(State.FINAL_REFUSED)
    user, kinds = case.person.user, [name for name, kind in LETTERS.items() if kind.adverse]
    letter = Letter.objects.get(case=case, kind__in=kinds)
    start, at = reverse("egov:complaints:start", args=[letter.pk]), people.after(case)
    first = open_complaint(letter.pk, user, at)
    assert start not in page(case) and first.number in page(case)
    given = complained.Withdrawal()
    signed = signing.signature(first.pk, "withdraw_complaint", user, at, given)
    performing.perform(first.pk, "withdraw_complaint", user, at, given, signature=signed)
    assert start in page(case)
    with people.at(at + timedelta(minutes=5)):
        answer = signed_in(user).post(start)
    second = Case.objects.get(about_letter=letter, state="complaint_draft")
    assert answer.headers["Location"] == reverse("egov:complaints:case", args=[second.pk])
    assert start not in page(case) and second.number in page(case)


# ------------------------------------------------------------------------------------------------ reasons


def both(step: str) -> dict[str, Any]:
    return {"text": RU, "text_kk": KK}


def _sent_back() -> Case:
    return ways.take(people.case_in(State.SCREENING), "propose_screening_refusal")


SHOWN: dict[str, Any] = {
    "propose_screening_refusal": lambda: people.case_in(State.SCREENING),
    "send_back_to_screening": _sent_back,
    "take_up_petition": lambda: people.case_in(State.PETITION_INCOMPLETE),
    "withdraw_ruling": lambda: people.case_in(State.FINAL_REFUSED),
    "move_hearing": lambda: people.case_in(State.FINAL_HEARING),
    "move_interview": lambda: people.case_in(State.INTERVIEW),
}


@pytest.mark.parametrize("step", SHOWN)
def test_reasons_that_are_promised_to_the_applicant_stand_in_the_case(step: str) -> None:
    """In the language of the reader where they are written in it; in the other, marked, where they are not."""
    case = ways.take(SHOWN[step](), step, text=RU, text_kk=KK)
    owner, case = case.person.user, ways.fresh(case)
    assert RU in page(case, owner, "ru") and KK in page(case, owner, "kk")
    assert f'<blockquote lang="kk"> <p>{KK}' in page(case, owner, "kk")


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("step", sorted(set(SHOWN) - {"propose_screening_refusal"}))
def test_they_are_asked_for_in_the_language_of_the_proceedings(step: str, language: str) -> None:
    case = SHOWN[step]()
    Case.objects.filter(pk=case.pk).update(language=language)
    other: dict[str, Any] = {"text": RU, "text_kk": ""} if language == "kk" else {"text": "", "text_kk": KK}
    with translation.override("en"), pytest.raises(NotMetError) as caught:
        ways.take(ways.fresh(case), step, **other)
    assert {"ru": "in Russian", "kk": "in Kazakh"}[language] in str(caught.value)
    assert {"text", "text_kk"} <= set(ways.STEPS[step].facts.__dataclass_fields__)


# ------------------------------------------------------------------------------------------------ hearings


@LANGUAGES
@pytest.mark.parametrize("act", ACTS)
def test_the_protocol_and_the_words_stay_readable_after_the_decision(act: str, language: str) -> None:
    """Who wants to complain reads it in the case; so do those who read the refusal, and ЦОН does not."""
    official = people.signer() if act == "decline_petition" else people.officer()
    ministry = "ministry_" if act == "decline_petition" else ""
    case = people.hear(people.case_in(ACTS[act][0]), act)
    case = ways.take(case, f"object_to_{'ministry' if ministry else 'refusal'}", text=RU)
    hour = HearingEntry.objects.get(case=case, kind="notice").held_at
    assert hour
    recorded = "Заявитель повторил возражение и представил портфолио."
    name = f"record_{ministry}hearing"
    case = ways.take(ways.fresh(case), name, max(hour + ways.HOUR, people.after(case)), text=recorded)
    case = ways.take(ways.fresh(case), act, ways.ready_at(case, act), answer=RU)
    for reader in (case.person.user, official):
        with translation.override(language):
            title = _("What was said at the hearing")
        shown = page(ways.fresh(case), reader, language)
        assert title in shown and recorded in shown and RU in shown
        assert language == "en" or title != "What was said at the hearing"
    if act == "refuse_final":
        assert recorded not in page(ways.fresh(case), people.clerk())


def test_every_promise_is_of_a_step_with_two_texts() -> None:
    classes = {Reason, HearingMove, InterviewMove, ScreeningRefusal}
    # The position of a body, the reason of a correction: no reasons of an act, so in the language they came in.
    as_written = {complained.HandingOn, ArrivalCorrection, ReceiptCorrection, VisitCorrection}
    assert {step.facts for step in ways.STEPS.values() if step.shows} == classes | as_written

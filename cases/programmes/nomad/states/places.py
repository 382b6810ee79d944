"""What holds in each state, as one table: it is as long as the order has states."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor
from cases.law.places import May, Place, Places, Reported, ShownChecks
from cases.programmes.nomad.states.vocabulary import Stage, State

if TYPE_CHECKING:
    from cases.models import Case


def _may(*abilities: May) -> frozenset[May]:
    return frozenset(abilities)


_A, _S, _M, _O, _C = Actor.APPLICANT, Actor.SCREENER, Actor.SIGNER, Actor.OFFICER, Actor.CLERK
_OUT, _MP = May.WITHDRAW, May.NUMBER


def _of(stage: Stage, documents: str, meets: bool = False) -> Callable[..., Place]:
    """A place of this stage, with the list of documents that counts there."""
    return lambda by, plain, paragraph, **more: Place(
        by, stage, plain, paragraph, documents=documents, meets=meets, **more
    )


_petition = _of(Stage.PETITION, "petition", meets=True)
_preliminary = _of(Stage.PRELIMINARY, "application")
_final = _of(Stage.FINAL, "con")
_residence = _of(Stage.RESIDENCE, "residence")
_closed = _of(Stage.CLOSED, "")


def _of_the_consent(case: Case) -> tuple[Promise, Promise]:
    """What was never sent was declined (п. 4); what was, had begun on a consent that stood."""
    if case.submitted_at is None:
        return _("Ended: consent declined"), _("You declined the consent to the processing of your data")
    return _("Ended: consent withdrawn"), _("You withdrew your consent to the processing of your data")


_PERMIT = "grant"
"""The decision on which the residence rests: by a ruling it falls with all that was done on it (interpretation 56)."""

_IN_CHECKS = ("preliminary", "duty", "application_documents")
_SINCE_APPROVAL = ("knb", "duty", "documents_since")
_SINCE_ARRIVAL = ("knb", "duty", "arrival", "documents_since")
_FINAL = ("final", *_SINCE_ARRIVAL, "dispatch", "visit", "receipt")
"""What can be put right there, as far as several places share it (`Place.corrects`)."""

_TABLE: dict[State, Place] = {
    State.PETITION_DRAFT: _petition(
        _A, _("You are preparing your petition"), "4",
        may=_may(_OUT, May.PREPARE, May.CONSENT, May.ATTACH, May.FILE), tone="yours", guide="petition",
        begins="petition",
    ),
    State.SCREENING: _petition(
        _S, _("Astana Hub is checking your documents"), "5",
        may=_may(_OUT, May.LOOK_THROUGH), corrects=("petition_documents",),
    ),
    State.PETITION_INCOMPLETE: _petition(
        _A, _("Your petition came back: complete what is listed"), "5",
        may=_may(_OUT, May.ATTACH, May.CORRECT_RETURNED, May.RULE), tone="yours", guide="completion",
    ),
    State.ADMITTED: _petition(
        _S, _("You are admitted; the interview calendar is being opened"), "6",
        may=_may(_OUT),
    ),
    State.SLOT_CHOICE: _petition(
        _A, _("Choose a time for your interview"), "6",
        may=_may(_OUT), tone="yours", guide="choose_time", corrects=("reopening",),
    ),
    State.INTERVIEW: _petition(
        _S, _("Your interview is booked"), "7",
        may=_may(_OUT), guide="interview", corrects=("reopening",),
    ),
    State.MINISTRY_REVIEW: _petition(
        _M, _("The ministry is considering your petition"), "8",
        may=_may(_OUT, May.STAY_WITH_DECIDER), corrects=("interview", "reopening"),
    ),
    State.PETITION_HEARING: _petition(
        _M, _("A refusal of your petition is proposed: you may object"), "9",
        may=_may(_OUT, May.HEAR, May.STAY_WITH_DECIDER), tone="yours", guide="hearing",
        corrects=("interview", "reopening", "protocol"),
    ),
    State.REFUSAL_NOTICE: _petition(
        _S, _("A decision on your petition is being sent"), "9",
        may=_may(_OUT, May.STAY_WITH_DECIDER), guide="decided",
    ),
    State.PETITION_SIGNED: _preliminary(
        _A, _("Your petition is signed; the application is next"), "10",
        may=_may(_OUT, May.PREPARE, May.ATTACH, May.FILL, May.CHOOSE_CITY, May.FILE), tone="yours", duty="prp",
        guide="application", begins="application", corrects=("duty",),
    ),
    State.REGISTRATION: _preliminary(
        _O, _("Your application is being registered"), "12",
        may=_may(_OUT, May.LOOK_THROUGH), shows=ShownChecks.PRELIMINARY, duty="prp",
        corrects=("duty", "application_documents"),
    ),
    State.REWORK: _preliminary(
        _A, _("Your application came back: correct what is listed"), "12",
        may=_may(_OUT, May.ATTACH, May.FILL, May.CORRECT_RETURNED, May.RULE), tone="yours", duty="prp",
        shows=ShownChecks.PRELIMINARY, corrects=("duty",), guide="correction",
    ),
    State.CHECKS: _preliminary(
        _O, _("Your application is being checked"), "13",
        may=_may(_OUT, _MP), checks="preliminary", shows=ShownChecks.PRELIMINARY, duty="prp", corrects=_IN_CHECKS,
    ),
    State.KNB: _preliminary(
        _O, _("Your application is with the national security bodies"), "15",
        may=_may(_OUT, _MP), shows=ShownChecks.PRELIMINARY_WITH_APPROVAL, duty="prp", corrects=_IN_CHECKS,
        known_as=State.CHECKS,
    ),
    State.PRELIMINARY_DECISION: _preliminary(
        _O, _("The preliminary decision is being made"), "16",
        may=_may(_OUT, _MP), shows=ShownChecks.PRELIMINARY_WITH_APPROVAL, duty="prp", corrects=("knb", *_IN_CHECKS),
        known_as=State.CHECKS,
    ),
    State.PRELIMINARY_HEARING: _preliminary(
        _O, _("A refusal of your application is proposed: you may object"), "19",
        may=_may(_OUT, _MP, May.HEAR), tone="yours", guide="hearing", shows=ShownChecks.PRELIMINARY_WITH_APPROVAL,
        duty="prp", corrects=("knb", *_IN_CHECKS, "protocol"), known_as=State.CHECKS,
    ),
    State.PRELIMINARY_APPROVED: _preliminary(
        _A, _("You are approved; your arrival is next"), "19",
        may=_may(_OUT, _MP, May.FILE, May.CONFIRM_ARRIVAL), tone="yours", shows=ShownChecks.NONE, duty="prp",
        corrects=_SINCE_APPROVAL, guide="arrival", proofs="arrival", result=Reported("preliminary", "approved"),
    ),
    State.ARRIVAL_REVIEW: _preliminary(
        _O, _("The days of your approval are over; it is checked whether you came"), "19",
        may=_may(_MP, May.CONFIRM_ARRIVAL), shows=ShownChecks.NONE, duty="prp", corrects=_SINCE_APPROVAL,
        guide="arrival_review", proofs="arrival",
    ),
    State.ARRIVED: _final(
        _A, _("Bring your package to the public service centre"), "20",
        may=_may(_OUT, _MP, May.FILE, May.CONFIRM_ARRIVAL), tone="yours", shows=ShownChecks.NONE, duty="prp",
        corrects=_SINCE_ARRIVAL, guide="package",
    ),
    State.INTAKE: _final(
        _C, _("Your package is being checked against the originals"), "21",
        may=_may(_OUT, _MP, May.ATTACH, May.RECONCILE, May.CONFIRM_ARRIVAL, May.HOLD_ORIGINALS),
        shows=ShownChecks.NONE, duty="prp", corrects=(*_SINCE_ARRIVAL, "package_documents", "visit"),
    ),
    State.DISPATCH: _final(
        _C, _("Your originals are being handed to the courier"), "21",
        may=_may(_OUT, _MP, May.CONFIRM_ARRIVAL, May.HOLD_ORIGINALS, May.SEND), shows=ShownChecks.NONE, duty="prp",
        corrects=(*_SINCE_ARRIVAL, "visit"),
    ),
    State.IN_TRANSIT: _final(
        _O, _("Your originals are on their way"), "21",
        may=_may(_OUT, _MP, May.CONFIRM_ARRIVAL, May.TRACK, May.TRACK_BY_STAFF), shows=ShownChecks.NONE, duty="prp",
        corrects=(*_SINCE_ARRIVAL, "dispatch", "visit"),
    ),
    State.FINAL_REVIEW: _final(
        _O, _("The final decision is being made"), "22",
        may=_may(_OUT, _MP, May.TRACK_BY_STAFF), checks="final", duty="prp", corrects=_FINAL,
    ),
    State.FINAL_HEARING: _final(
        _O, _("A refusal of the permit is proposed: you may object"), "24",
        may=_may(_OUT, _MP, May.TRACK_BY_STAFF, May.HEAR), tone="yours", guide="hearing", checks="final", duty="prp",
        corrects=(*_FINAL, "protocol"), known_as=State.FINAL_REVIEW,
    ),
    State.GRANTED: _residence(
        _A, _("Your permit is granted: come to the public service centre"), "25",
        may=_may(May.RULE), tone="yours", duty="card", corrects=("card_duty",), guide="card", rests_on=_PERMIT,
        result=Reported("final", "approved"),
    ),
    State.REGISTERED: _residence(
        _C, _("Your residence is registered; the card is next"), "26",
        may=_may(May.ATTACH, May.RECONCILE, May.RULE), duty="card",
        corrects=("card_duty", "card_documents", "residence"), guide="card", rests_on=_PERMIT,
    ),
    State.CARD_ORDERED: _residence(
        _C, _("Your residence card is being made"), "27",
        may=_may(May.RULE), corrects=("residence",), rests_on=_PERMIT,
    ),
    State.CONSENT_DECLINED: _closed(
        None, _("You declined or withdrew your consent to the processing of your data"), "4",
        may=_may(May.RULE, May.STAY_WITH_DECIDER), tone="ended", happened=_of_the_consent,
    ),
    State.PETITION_REFUSED: _closed(
        None, _("Your petition was refused"), "9",
        may=_may(May.RULE, May.STAY_WITH_DECIDER), tone="refused",
    ),
    State.ANNULLED: _closed(
        None, _("Your application was annulled"), "12",
        may=_may(May.REPORT_PAYMENT, May.RULE, May.CARRY_DUTY), tone="refused",
    ),
    State.PRELIMINARY_REFUSED: _closed(
        None, _("Your application was refused"), "19",
        may=_may(May.RULE), tone="refused", result=Reported("preliminary", "refused"),
    ),
    State.LAPSED: _closed(
        None, _("Your preliminary approval lapsed"), "19",
        may=_may(May.REPORT_ENTRY, May.RULE), tone="refused", shows=ShownChecks.NONE, proofs="arrival",
    ),
    State.FINAL_REFUSED: _closed(
        None, _("Your permit was refused"), "24",
        may=_may(May.RULE), tone="refused", result=Reported("final", "refused"),
    ),
    State.WITHDRAWN: _closed(
        None, _("You withdrew your application"), "annex",
        may=_may(May.RULE), tone="ended",
    ),
    State.SUPERSEDED: _closed(
        None, _("This case was closed: your earlier case goes on by a ruling"), "art. 91",
        may=_may(May.RULE), tone="ended",
    ),
    State.CARD_ISSUED: _closed(
        None, _("Your residence card is issued"), "27",
        may=_may(May.RULE), tone="granted", corrects=("residence", "card"), rests_on=_PERMIT,
    ),
}  # fmt: skip

PLACES = Places(_TABLE.items())
OPEN_STATES = tuple(state for state, place in _TABLE.items() if not place.final)
FINAL_STATES = tuple(state for state, place in _TABLE.items() if place.final)

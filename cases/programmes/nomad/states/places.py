"""What holds in each state, as one table: it is as long as the order has states."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor
from cases.law.places import May, Place, Places, Reported, ShownChecks
from cases.programmes.nomad.states.vocabulary import Stage, State

LIST_OF = {
    Stage.PETITION: "petition",
    Stage.PRELIMINARY: "application",
    Stage.FINAL: "con",
    Stage.RESIDENCE: "residence",
    Stage.CLOSED: "",
}
"""The list of documents that each stage is about."""

PLACES = Places()


def _declare(
    state: State,
    waits_on: Actor | None,
    stage: Stage,
    plain: Promise,
    paragraph: str,
    *may: May,
    tone: str = "work",
    duty: str = "",
    checks: str = "",
    shows: ShownChecks = ShownChecks.BY_DECISION,
    corrects: tuple[str, ...] = (),
    guide: str = "",
    begins: bool = False,
    known_as: str = "",
    proofs: str = "",
    rests_on: str = "",
    result: Reported | None = None,
) -> None:
    more = duty, checks, shows, corrects, guide, begins, known_as, proofs, rests_on, result
    PLACES[state] = Place(waits_on, stage, plain, paragraph, tone, LIST_OF[stage], frozenset(may), *more)


_A, _S, _M, _O, _C = Actor.APPLICANT, Actor.SCREENER, Actor.SIGNER, Actor.OFFICER, Actor.CLERK
_PET, _PRE, _FIN, _RES, _END = Stage.PETITION, Stage.PRELIMINARY, Stage.FINAL, Stage.RESIDENCE, Stage.CLOSED
_OUT, _MP = May.WITHDRAW, May.NUMBER
_PERMIT = "grant"
"""The decision on which the residence rests: by a ruling it falls with all that was done on it (interpretation 56)."""

_IN_CHECKS = ("preliminary", "duty", "application_documents")
_SINCE_APPROVAL = ("knb", "duty", "documents_since")
_SINCE_ARRIVAL = ("knb", "duty", "arrival", "documents_since")
_FINAL = ("final", *_SINCE_ARRIVAL, "dispatch", "visit", "receipt")
"""What can be put right there, as far as several places share it (`Place.corrects`)."""

_declare(
    State.PETITION_DRAFT, _A, _PET, _("You are preparing your petition"), "4",
    _OUT, May.PREPARE, May.CONSENT, May.ATTACH, May.FILE, tone="yours", guide="petition", begins=True,
)  # fmt: skip
_declare(
    State.SCREENING, _S, _PET, _("Astana Hub is checking your documents"), "5",
    _OUT, corrects=("petition_documents",),
)  # fmt: skip
_declare(
    State.PETITION_INCOMPLETE, _A, _PET, _("Your petition came back: complete what is listed"), "5",
    _OUT, May.ATTACH, May.CORRECT_RETURNED, tone="yours", guide="completion",
)  # fmt: skip
_declare(
    State.ADMITTED, _S, _PET, _("You are admitted; the interview calendar is being opened"), "6",
    _OUT,
)  # fmt: skip
_declare(
    State.SLOT_CHOICE, _A, _PET, _("Choose a time for your interview"), "6",
    _OUT, tone="yours", guide="choose_time", corrects=("reopening",),
)  # fmt: skip
_declare(
    State.INTERVIEW, _S, _PET, _("Your interview is booked"), "7",
    _OUT, guide="interview", corrects=("reopening",),
)  # fmt: skip
_declare(
    State.MINISTRY_REVIEW, _M, _PET, _("The ministry is considering your petition"), "8",
    _OUT, corrects=("interview", "reopening"),
)  # fmt: skip
_declare(
    State.PETITION_HEARING, _M, _PET, _("A refusal of your petition is proposed: you may object"), "9",
    _OUT, May.HEAR, tone="yours", guide="hearing", corrects=("interview", "reopening"),
)  # fmt: skip
_declare(
    State.REFUSAL_NOTICE, _S, _PET, _("A decision on your petition is being sent"), "9",
    _OUT,
)  # fmt: skip
_declare(
    State.PETITION_SIGNED, _A, _PRE, _("Your petition is signed; the application is next"), "10",
    _OUT, May.PREPARE, May.ATTACH, May.FILL, May.CHOOSE_CITY, May.FILE, tone="yours", duty="prp",
    guide="application", begins=True, corrects=("duty",),
)  # fmt: skip
_declare(
    State.REGISTRATION, _O, _PRE, _("Your application is being registered"), "12",
    _OUT, shows=ShownChecks.PRELIMINARY, duty="prp", corrects=("duty", "application_documents"),
)  # fmt: skip
_declare(
    State.REWORK, _A, _PRE, _("Your application came back: correct what is listed"), "12",
    _OUT, May.ATTACH, May.FILL, May.CORRECT_RETURNED, May.RULE, tone="yours", duty="prp",
    shows=ShownChecks.PRELIMINARY, corrects=("duty",), guide="correction",
)  # fmt: skip
_declare(
    State.CHECKS, _O, _PRE, _("Your application is being checked"), "13",
    _OUT, _MP, checks="preliminary", shows=ShownChecks.PRELIMINARY, duty="prp", corrects=_IN_CHECKS,
)  # fmt: skip
_declare(
    State.KNB, _O, _PRE, _("Your application is with the national security bodies"), "15",
    _OUT, _MP, shows=ShownChecks.PRELIMINARY_WITH_APPROVAL, duty="prp", corrects=_IN_CHECKS, known_as=State.CHECKS,
)  # fmt: skip
_declare(
    State.PRELIMINARY_DECISION, _O, _PRE, _("The preliminary decision is being made"), "16",
    _OUT, _MP, shows=ShownChecks.PRELIMINARY_WITH_APPROVAL, duty="prp", corrects=("knb", *_IN_CHECKS),
    known_as=State.CHECKS,
)  # fmt: skip
_declare(
    State.PRELIMINARY_HEARING, _O, _PRE, _("A refusal of your application is proposed: you may object"), "19",
    _OUT, _MP, May.HEAR, tone="yours", guide="hearing", shows=ShownChecks.PRELIMINARY_WITH_APPROVAL, duty="prp",
    corrects=("knb", *_IN_CHECKS), known_as=State.CHECKS,
)  # fmt: skip
_declare(
    State.PRELIMINARY_APPROVED, _A, _PRE, _("You are approved; your arrival is next"), "19",
    _OUT, _MP, May.FILE, May.CONFIRM_ARRIVAL, tone="yours", shows=ShownChecks.NONE, duty="prp",
    corrects=_SINCE_APPROVAL, guide="arrival", proofs="arrival", result=Reported("preliminary", "approved"),
)  # fmt: skip
_declare(
    State.ARRIVAL_REVIEW, _O, _PRE, _("The days of your approval are over; it is checked whether you came"), "19",
    _MP, May.CONFIRM_ARRIVAL, shows=ShownChecks.NONE, duty="prp", corrects=_SINCE_APPROVAL, guide="arrival_review",
    proofs="arrival",
)  # fmt: skip
_declare(
    State.ARRIVED, _A, _FIN, _("Bring your package to the public service centre"), "20",
    _OUT, _MP, May.FILE, May.CONFIRM_ARRIVAL, tone="yours", shows=ShownChecks.NONE, duty="prp",
    corrects=_SINCE_ARRIVAL, guide="package",
)  # fmt: skip
_declare(
    State.INTAKE, _C, _FIN, _("Your package is being checked against the originals"), "21",
    _OUT, _MP, May.ATTACH, May.RECONCILE, May.CONFIRM_ARRIVAL, shows=ShownChecks.NONE, duty="prp",
    corrects=(*_SINCE_ARRIVAL, "package_documents", "visit"),
)  # fmt: skip
_declare(
    State.DISPATCH, _C, _FIN, _("Your originals are being handed to the courier"), "21",
    _OUT, _MP, May.CONFIRM_ARRIVAL, shows=ShownChecks.NONE, duty="prp", corrects=(*_SINCE_ARRIVAL, "visit"),
)  # fmt: skip
_declare(
    State.IN_TRANSIT, _O, _FIN, _("Your originals are on their way"), "21",
    _OUT, _MP, May.CONFIRM_ARRIVAL, May.TRACK, May.TRACK_BY_STAFF, shows=ShownChecks.NONE, duty="prp",
    corrects=(*_SINCE_ARRIVAL, "dispatch", "visit"),
)  # fmt: skip
_declare(
    State.FINAL_REVIEW, _O, _FIN, _("The final decision is being made"), "22",
    _OUT, _MP, May.TRACK_BY_STAFF, checks="final", duty="prp", corrects=_FINAL,
)  # fmt: skip
_declare(
    State.FINAL_HEARING, _O, _FIN, _("A refusal of the permit is proposed: you may object"), "24",
    _OUT, _MP, May.TRACK_BY_STAFF, May.HEAR, tone="yours", guide="hearing", checks="final", duty="prp",
    corrects=_FINAL, known_as=State.FINAL_REVIEW,
)  # fmt: skip
_declare(
    State.GRANTED, _A, _RES, _("Your permit is granted: come to the public service centre"), "25",
    May.RULE, tone="yours", duty="card", corrects=("card_duty",), guide="card", rests_on=_PERMIT,
    result=Reported("final", "approved"),
)  # fmt: skip
_declare(
    State.REGISTERED, _C, _RES, _("Your residence is registered; the card is next"), "26",
    May.ATTACH, May.RECONCILE, May.RULE, duty="card", corrects=("card_duty", "card_documents", "residence"),
    guide="card", rests_on=_PERMIT,
)  # fmt: skip
_declare(
    State.CARD_ORDERED, _C, _RES, _("Your residence card is being made"), "27",
    May.RULE, corrects=("residence",), rests_on=_PERMIT,
)  # fmt: skip
_declare(
    State.CONSENT_DECLINED, None, _END, _("You declined or withdrew your consent to the processing of your data"), "4",
    May.RULE, tone="ended",
)  # fmt: skip
_declare(
    State.PETITION_REFUSED, None, _END, _("Your petition was refused"), "9",
    May.RULE, tone="refused",
)  # fmt: skip
_declare(
    State.ANNULLED, None, _END, _("Your application was annulled"), "12",
    May.REPORT_PAYMENT, May.RULE, tone="refused",
)  # fmt: skip
_declare(
    State.PRELIMINARY_REFUSED, None, _END, _("Your application was refused"), "19",
    May.RULE, tone="refused", result=Reported("preliminary", "refused"),
)  # fmt: skip
_declare(
    State.LAPSED, None, _END, _("Your preliminary approval lapsed"), "19",
    May.REPORT_ENTRY, May.RULE, tone="refused", shows=ShownChecks.NONE, proofs="arrival",
)  # fmt: skip
_declare(
    State.FINAL_REFUSED, None, _END, _("Your permit was refused"), "24",
    May.RULE, tone="refused", result=Reported("final", "refused"),
)  # fmt: skip
_declare(
    State.WITHDRAWN, None, _END, _("You withdrew your application"), "annex",
    May.RULE, tone="ended",
)  # fmt: skip
_declare(
    State.SUPERSEDED, None, _END, _("This case was closed: your earlier case goes on by a ruling"), "art. 91",
    May.RULE, tone="ended",
)  # fmt: skip
_declare(
    State.CARD_ISSUED, None, _END, _("Your residence card is issued"), "27",
    May.RULE, tone="granted", corrects=("residence", "card"), rests_on=_PERMIT,
)  # fmt: skip

OPEN_STATES = tuple(state for state in State if not PLACES[state].final)
FINAL_STATES = tuple(state for state in State if PLACES[state].final)

"""The facts of each step of this order, by stage; what of it is read in the file, in which words and order.

One table, as long as the order has steps: a field is looked for here, whatever its stage.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.engine.steps.facts import AskedAs, StepFacts, derived, fact, frozen
from cases.programmes.nomad.checks.check_results import CROSSING
from cases.values.wording import WHY

if TYPE_CHECKING:
    from cases.models import Slot

REASONS = _("Reasons")
REASONS_KK = _("Reasons in Kazakh")
REMARKS = _("Remarks")
OF_SCREENING = _("Criteria of the screening")
WHY_CORRECTED = _("Why it is corrected")
UNTIL_THEN = _("Recorded until then")
ESTABLISHED = _("What was established")
DAY_KNOWN = _("How the day is known")
MP_NUMBER = _("Number in the migration police IS")

LANGUAGES = {"ru": _("Russian"), "kk": _("Kazakh")}
CONFIRMED = {True: _("Qualification confirmed"), False: _("Qualification not confirmed")}
ENTERED = dict(zip((True, False), CROSSING, strict=True))
MATCHES = {True: _("Matches the original"), False: _("Missing or does not match")}
SHEETS = AskedAs(least=1, most=2000)
CORRECTED = AskedAs(
    lines=3,
    most=WHY.most,
    help=_("It stays in the file beside both: what was recorded, and what is recorded now."),
)
CAUSES = {"no_show": _("The applicant did not appear"), "moved": _("The interview has to be moved")}


@frozen
class Filing(StepFacts):
    order: str | None = derived(_("Under the order"), "order")
    """The number of the order under which it is filed."""
    profile: list[str] | None = derived(_("Data of the person changed"), "fields")
    """Data of the person that are from then on as the questionnaire has them."""


@frozen
class Correction(StepFacts):
    profile: list[str] | None = derived(_("Data of the person changed"), "fields")


@frozen
class LanguageChoice(StepFacts):
    language: str = fact(_("Language of the proceedings"), LANGUAGES)
    """From now on, "ru" or "kk"."""
    before: str | None = derived(_("Until then"), LANGUAGES)
    """Empty where it was neither."""


@frozen
class Remark(StepFacts):
    text: str = fact(REASONS, default="")


@frozen
class RefusalReasons(StepFacts):
    grounds: list[str] = fact(_("Grounds"), "grounds")
    """Codes of `Ground`, of the kind that the step declares."""
    text: str = fact(REASONS, default="")
    """In Russian, or in either language of a case from before there were two fields."""
    text_kk: str = fact(REASONS_KK, default="")
    """In Kazakh. The language of the proceedings has to be there."""


@frozen
class ScreeningRefusal(RefusalReasons):
    """Proposed to the ministry, or made where the edition says so (п. 9)."""

    reviewed: list[dict[str, str]] | None = derived(_("Documents looked through"), "reviewed")
    """As in `Admission`."""
    criteria: list[dict[str, str]] = fact(OF_SCREENING, "criteria", default_factory=list)
    """As in `Admission`."""


@frozen
class Proposal(RefusalReasons):
    heard_at: datetime = fact(_("Day and hour of the hearing"), "moment")
    """When the person can be heard."""
    place: str = fact(_("Place or link of the hearing"))
    """Where, or the link of the video meeting."""


@frozen
class HeardRefusal(RefusalReasons):
    """The act itself answers what the person objected."""

    answer: str = fact(_("Answer to the objections"), default="")
    answer_kk: str = fact(_("Answer to the objections in Kazakh"), default="")
    """The same in Kazakh. The language of the proceedings has to be there."""


@frozen
class Dropping(StepFacts):
    text: str = fact(_("Why the refusal is dropped"))


@frozen
class Objection(StepFacts):
    text: str = fact(_("Objection"))
    late: bool | None = derived(_("In time"), {True: _("after the last day for objections")})
    file: str | None = derived(_("File"))


@frozen
class HearingRequest(StepFacts):
    text: str = fact(_("Wishes"), default="")


@frozen
class HearingMove(StepFacts):
    """The hour and the place as in `Proposal`."""

    heard_at: datetime = fact(_("Day and hour of the hearing"), "moment")
    place: str = fact(_("Place or link of the hearing"))
    text: str = fact(_("Why the hour was moved"), default="")
    """In one language or both, as in `Reason`."""
    text_kk: str = fact(_("Why the hour was moved, in Kazakh"), default="")


@frozen
class Protocol(StepFacts):
    """What art. 74 of the АППК has a protocol state."""

    held_at: datetime = fact(_("Held on"), "moment")
    ended_at: datetime = fact(_("Until"), "moment")
    place: str = fact(_("Place or link of the hearing"))
    attended: str = fact(_("Who was present"))
    """Who led it, who kept the protocol, who else was there."""
    text: str = fact(_("What was said"))
    otherwise: str = fact(_("Why it was held at another hour than the one named"), default="")
    """Required if the hearing began at another hour than was notified; `named_at` has the notified one."""
    named_at: str | None = derived(_("Hour that was named"), "moment")
    file: str | None = derived(_("File"))


@frozen
class ProtocolCorrection(Protocol):
    reason: str = fact(WHY_CORRECTED)


@frozen
class NoHearing(RefusalReasons):
    """`grounds`: of the kind "no_hearing"."""


@frozen
class DocumentCorrection(StepFacts):
    kind: str = fact(_("Document"), "title")
    recorded: dict[str, str | bool | date | None] = fact()
    """By field of `Document`: what holds from now on."""
    document: str | None = derived()
    changed: list[dict[str, str]] | None = derived(_("What was corrected"), "changed")
    """As `particulars.differences` gives them."""
    reason: str = fact(WHY_CORRECTED)


# ------------------------------------------------------------------------------------------------ petition


@frozen
class Admission(StepFacts):
    reviewed: list[dict[str, str]] | None = derived(_("Documents looked through"), "reviewed")
    """{"kind" of document, "verdict", "text", "by", "at"} of each that was looked through (п. 5)."""
    criteria: list[dict[str, str]] = fact(OF_SCREENING, "criteria", default_factory=list)
    """{"code", "name_ru", "name_kk", "verdict", "remark"} of each criterion in use, as it was called then."""
    note: str = fact(_("Note"), default="")


@frozen
class Booking(StepFacts):
    slot: Slot = fact()


@frozen
class InterviewMove(StepFacts):
    slot: Slot = fact()
    text: str = fact(_("Why the interview is moved"), default="")
    text_kk: str = fact(_("Why the interview is moved, in Kazakh"), default="")


@frozen
class Interview(StepFacts):
    """Its protocol."""

    held_at: datetime = fact(_("Held on"), "moment")
    present: str = fact(_("Who was present"))
    answers: list[dict[str, str]] = fact(_("Questions and answers"), "answers")
    """{"question", "answer"} of each."""
    scores: list[dict[str, str]] = fact(_("Scores by criteria"), "scores", default_factory=list)
    """{"code", "name_ru", "name_kk", "score", "most", "remark"} of each criterion in use, as it was called then."""
    recommended: bool = fact(_("Result of the interview"), CONFIRMED)
    text: str = fact(ESTABLISHED)
    recording: str = fact(_("Recording"), default="")
    """Its address; "" for none."""
    recording_sha256: str = fact(_("SHA-256 of the recording"), default="")
    """Of its file, in lower case; "" for none."""


@frozen
class InterviewCorrection(Interview):
    reason: str = fact(WHY_CORRECTED)


@frozen
class Reopening(StepFacts):
    cause: str = fact(_("Why"), CAUSES)
    text: str = fact(REASONS, default="")


@frozen
class ReopeningCorrection(StepFacts):
    cause: str = fact(_("Why"), CAUSES)
    reason: str = fact(WHY_CORRECTED)
    text: str = fact(REASONS, default="")


@frozen
class PetitionSignature(StepFacts):
    profession: str = fact(_("Profession by the list of in-demand professions"))
    """In Russian."""
    profession_kk: str = fact(_("The same in Kazakh"), default="")
    """Of the list, as the code is; "" while there is no list."""
    code: str = fact(_("Code in the list"), default="")


# ------------------------------------------------------------------------------------------------ preliminary


@frozen
class RegistrationNumber(StepFacts):
    mp_number: str = fact(MP_NUMBER, default="")
    """Empty when the system itself gives it, by its answer."""


@frozen
class Number(StepFacts):
    mp_number: str = fact(MP_NUMBER)
    reason: str = fact(WHY_CORRECTED, default="")


@frozen
class Return(StepFacts):
    returns: list[dict[str, str]] = fact(_("Returned documents"), "returns")
    """{"kind" of document, "ground": code, "text", "text_kk"} of each document that goes back."""
    unseen: str = fact(_("Why it could not be seen before"), default="")
    """Required if a later return names a document that lay in the file at the one before."""
    unseen_kk: str = fact(_("Why it could not be seen before, in Kazakh"), default="")
    text: str = fact(REASONS, default="")
    text_kk: str = fact(REASONS_KK, default="")
    """All words are in Russian, in Kazakh (`…_kk`) or in both: those of the proceedings at least; before there were two
    fields, they were in either."""


@frozen
class CheckResult(StepFacts):
    kind: str = fact(_("What was checked"), "title")
    clear: bool = fact(_("Result"), "clear")
    reference: str = fact(_("Reference number"), default="")
    reason: str = fact(WHY_CORRECTED, default="")
    """Where it contradicts the result recorded before."""
    text: str = fact(REMARKS, default="")


@frozen
class CheckCorrection(StepFacts):
    kind: str = fact(_("What is corrected"), "title")
    clear: bool = fact(_("Result"), "clear")
    reference: str = fact(_("Reference number"), default="")
    answered_on: date | None = fact(_("Date of the answer"), "day", default=None)
    reason: str = fact(WHY_CORRECTED)
    text: str = fact(REMARKS, default="")


@frozen
class SecurityFile(StepFacts):
    documents: list[str] = fact(_("Documents sent"), "titles", default_factory=list)
    """Kinds of those that go to КНБ; none chosen: all of the application."""


@frozen
class SecurityAnswer(StepFacts):
    clear: bool = fact(_("Answer"), "clear")
    reference: str = fact(_("Reference number"))
    answered_on: date = fact(_("Date of the answer"), "day")
    text: str = fact(REMARKS, default="")


@frozen
class Arrival(StepFacts):
    arrived_on: date = fact(_("Arrived"), "day")
    crossed_on: date | None = fact(_("Crossed the border on"), "day", default=None)
    """The day of entry, where the officer has it from ЕИС «Беркут»."""
    proof: str = fact(_("How the arrival is known"), default="")
    """Of an arrival that is recorded after the end of the validity, for the record."""
    crossing: str = fact(_("Border crossing (UIS Berkut)"), default="")


@frozen
class TermEnd(StepFacts):
    """What the clock acts on."""

    day: date | None = derived(_("Last day of the term"), "day")


@frozen
class Claim(StepFacts):
    """What the applicant states."""

    day: date = fact(_("Was there on"), "day")
    """On which he or she entered Kazakhstan or came to the migration service."""
    text: str = fact(_("How the arrival is known"))


@frozen
class Lapse(StepFacts):
    """What was looked at before it was stated that nobody came. Each in Russian, in Kazakh (`…_kk`) or in both: the
    language of the proceedings at least."""

    berkut: str = fact(_("What UIS Berkut shows"), default="")
    berkut_kk: str = fact(_("What UIS Berkut shows, in Kazakh"), default="")
    journal: str = fact(_("What the department's own journal shows"), default="")
    journal_kk: str = fact(_("What the department's own journal shows, in Kazakh"), default="")
    answers: list[dict[str, str]] = fact(_("Answers to the applicant's words"), "replies", default_factory=list)
    """To each why it does not hold: {"at": its moment, ISO 8601, "day": the day it names, "text", "text_kk"}."""
    answer: str | None = derived(_("Why the applicant's word is not accepted"))
    answer_kk: str | None = derived(_("Why the applicant's word is not accepted, in Kazakh"))


@frozen
class ArrivalCorrection(StepFacts):
    was: date | None = derived(UNTIL_THEN, "day")
    arrived_on: date = fact(_("Arrived"), "day")
    reason: str = fact(WHY_CORRECTED)


@frozen
class CrossingCorrection(StepFacts):
    """Of the entry recorded beside the arrival."""

    entered: bool = fact(_("Border crossing (UIS Berkut)"), ENTERED)
    crossed_on: date | None = fact(_("Crossed the border on"), "day", default=None)
    """None where there is no entry."""
    reason: str = fact(WHY_CORRECTED)
    text: str = fact(REMARKS, default="")


# ------------------------------------------------------------------------------------------------ final


@frozen
class ConsentSignature(StepFacts):
    stay_address: str = fact(_("Address of stay"))


@frozen
class WrittenWithdrawal(StepFacts):
    """Of a consent, on paper."""

    received_on: date = fact(_("Received on"), "day")
    """The day on which the writing came."""
    writing: str = fact(_("The writing"))
    """What it is, and where it is filed."""
    file: str | None = derived(_("File"))
    text: str = fact(REASONS, default="")


@frozen
class OriginalsReturned(StepFacts):
    returned_on: date | None = fact(_("Given back on"), "day", default=None)
    """None where that is today."""
    proof: str = fact(DAY_KNOWN, default="")
    """How the day is known; required if it is not today."""
    receiver: str = fact(_("To whom"))
    """Who took them, and by which power if not the applicant."""
    receipt: str = fact(_("Receipt"))
    """Its number and date."""


@frozen
class OriginalsBrought(StepFacts):
    brought_on: date | None = fact(_("Brought on"), "day", default=None)
    """None where that is today."""
    proof: str = fact(DAY_KNOWN, default="")
    """How the day is known; required if it is not today."""


OriginalsMoved = OriginalsReturned | OriginalsBrought


@frozen
class Visit(StepFacts):
    came_on: date | None = fact(_("Came with the package on"), "day", default=None)
    """When the applicant came; None where that is today."""
    proof: str = fact(DAY_KNOWN, default="")
    """How the day is known; required if it is not today."""


@frozen
class OriginalsReceived(StepFacts):
    received_on: date | None = fact(_("Received on"), "day", default=None)
    """When the originals came; None where that is today."""
    proof: str = fact(DAY_KNOWN, default="")
    """How the day is known; required if it is not today."""
    text: str = fact(REASONS, default="")


@frozen
class OriginalsCompared(StepFacts):
    rows: list[dict[str, str]] = fact(_("Originals"), "compared")
    """{"kind" of document, "verdict" as of `Comparison`, "text"} of each original."""
    reason: str = fact(WHY_CORRECTED, default="")
    """Where a verdict contradicts an earlier one."""


@frozen
class VisitCorrection(StepFacts):
    was: date | None = derived(UNTIL_THEN, "day")
    came_on: date = fact(_("Came with the package on"), "day")
    reason: str = fact(WHY_CORRECTED)


@frozen
class ReceiptCorrection(StepFacts):
    was: date | None = derived(UNTIL_THEN, "day")
    received_on: date = fact(_("Received on"), "day")
    reason: str = fact(WHY_CORRECTED)


@frozen
class Reconciliation(StepFacts):
    kind: str = fact(_("Document"), "title")
    accepted: bool = fact(_("Result"), MATCHES)
    reason: str = fact(WHY_CORRECTED, default="")
    """Where it contradicts what the clerk recorded of the same copy before."""
    text: str = fact(REMARKS, default="")
    """In one language or both, as in `Return`."""
    text_kk: str = fact(_("Remarks in Kazakh"), default="")


@frozen
class PackageReturn(StepFacts):
    missing: list[str] = fact(_("What is missing or wrong"), "titles")
    """Kinds of documents."""
    text: str = fact(REASONS, default="")
    """In one language or both, as in `Return`."""
    text_kk: str = fact(REASONS_KK, default="")


@frozen
class Courier(StepFacts):
    courier: str = fact(_("Courier service"), asked=AskedAs(lines=1, most=100))
    waybill: str = fact(_("Waybill number"), asked=AskedAs(lines=1, most=60))
    sheets: int = fact(_("Sheets in the package"), asked=SHEETS, default=1)


@frozen
class CourierCorrection(Courier):
    sheets: int = fact(_("Sheets in the package"), asked=SHEETS)
    reason: str = fact(WHY_CORRECTED, asked=CORRECTED)


# ------------------------------------------------------------------------------------------------ residence


@frozen
class Residence(StepFacts):
    address: str = fact(_("Address of residence"), asked=AskedAs(lines=1, most=300))
    registered_on: date = fact(_("Registered on"), "day")


@frozen
class ResidenceCorrection(Residence):
    reason: str = fact(WHY_CORRECTED, asked=CORRECTED)


@frozen
class IssuedCard(StepFacts):
    card_number: str = fact(_("Number of the residence card"), asked=AskedAs(lines=1, most=30))
    issued_on: date = fact(_("Issued on"), "day")


@frozen
class CardCorrection(IssuedCard):
    reason: str = fact(WHY_CORRECTED, asked=CORRECTED)


# ------------------------------------------------------------------------------------------------ rulings


SUCCESSORS = {
    "goes_on": _("The new case goes on; the earlier one stays closed"),
    "gives_way": _("The new case is closed; the earlier one goes on"),
}


KEPT_CLOSED = {True: _("stays closed: the consent to the processing of data is withdrawn")}


@frozen
class Execution(StepFacts):
    ruling: str | None = derived(_("Ruling"))
    """The document, in words."""
    act: str | None = derived(_("Act set aside"), "step")
    """The step that fell."""
    file: dict[str, str] | None = derived(_("File"), "file")
    open_case: str | None = derived(_("Open case of the person"))
    """Its number."""
    no_consent: bool | None = derived(_("The case itself"), KEPT_CLOSED)
    successor: str = fact(_("What becomes of it"), SUCCESSORS, default="")
    """Of the open case; "" where there is none."""


@frozen
class Reason(StepFacts):
    text: str = fact(REASONS, default="")
    """In Russian, or in either language of a case from before there were two fields."""
    text_kk: str = fact(REASONS_KK, default="")
    """In Kazakh. The language of the proceedings has to be there."""


@frozen
class GivingWay(StepFacts):
    case: str = fact(_("The case that goes on"))
    ruling: str = fact(_("Ruling"))

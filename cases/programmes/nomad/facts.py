"""What each step of this order is given, by stage; what of it is read in the file, in which words and order.

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
    """`order`: the number of the order under which it is filed; `profile`: data of the person that are from then on as
    the questionnaire has them."""

    order: str | None = derived(_("Under the order"), "order")
    profile: list[str] | None = derived(_("Data of the person changed"), "fields")


@frozen
class Correction(StepFacts):
    profile: list[str] | None = derived(_("Data of the person changed"), "fields")


@frozen
class LanguageChoice(StepFacts):
    """`language`: of the proceedings from now on, "ru" or "kk"; `before`: "" where it was neither."""

    language: str = fact(_("Language of the proceedings"), LANGUAGES)
    before: str | None = derived(_("Until then"), LANGUAGES)


@frozen
class Remark(StepFacts):
    text: str = fact(REASONS, default="")


@frozen
class RefusalReasons(StepFacts):
    """`grounds`: codes of `Ground`, of the kind that the step declares. `text`: the reasons in Russian, `text_kk` in
    Kazakh: that of the proceedings at least; before there were two, `text` was in either."""

    grounds: list[str] = fact(_("Grounds"), "grounds")
    text: str = fact(REASONS, default="")
    text_kk: str = fact(REASONS_KK, default="")


@frozen
class ScreeningRefusal(RefusalReasons):
    """Proposed to the ministry, or made where the edition says so (п. 9). `reviewed`: as of `Admission`."""

    reviewed: list[dict[str, str]] | None = derived(_("Documents looked through"), "reviewed")


@frozen
class Proposal(RefusalReasons):
    """`heard_at`: when the person can be heard; `place`: where, or the link of the video meeting."""

    heard_at: datetime = fact(_("Day and hour of the hearing"), "moment")
    place: str = fact(_("Place or link of the hearing"))


@frozen
class HeardRefusal(RefusalReasons):
    """`answer`: to what the person objected, in the act itself, in Russian; `answer_kk` in Kazakh."""

    answer: str = fact(_("Answer to the objections"), default="")
    answer_kk: str = fact(_("Answer to the objections in Kazakh"), default="")


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
    """As of `Proposal`; `text`, `text_kk`: why, as of `Reason`."""

    heard_at: datetime = fact(_("Day and hour of the hearing"), "moment")
    place: str = fact(_("Place or link of the hearing"))
    text: str = fact(_("Why the hour was moved"), default="")
    text_kk: str = fact(_("Why the hour was moved, in Kazakh"), default="")


@frozen
class Protocol(StepFacts):
    """What art. 74 of the АППК has a protocol state. `held_at`, `ended_at`: from when until when; `place`: where, or by
    which link; `attended`: who led it, who kept the protocol, who else was there."""

    held_at: datetime = fact(_("Held on"), "moment")
    ended_at: datetime = fact(_("Until"), "moment")
    place: str = fact(_("Place or link of the hearing"))
    attended: str = fact(_("Who was present"))
    text: str = fact(_("What was said"))
    file: str | None = derived(_("File"))


@frozen
class ProtocolCorrection(Protocol):
    reason: str = fact(WHY_CORRECTED)


@frozen
class NoHearing(RefusalReasons):
    """`grounds`: of the kind "no_hearing"."""


@frozen
class DocumentCorrection(StepFacts):
    """`recorded`: by field of `Document`, what holds from now on. `changed`: as `particulars.differences`."""

    kind: str = fact(_("Document"), "title")
    recorded: dict[str, str | bool | date | None] = fact()
    document: str | None = derived()
    changed: list[dict[str, str]] | None = derived(_("What was corrected"), "changed")
    reason: str = fact(WHY_CORRECTED)


# ------------------------------------------------------------------------------------------------ petition


@frozen
class Admission(StepFacts):
    """`reviewed`: {"kind" of document, "verdict", "text", "by", "at"} of each that was looked through (п. 5)."""

    reviewed: list[dict[str, str]] | None = derived(_("Documents looked through"), "reviewed")
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
    """Its protocol. `answers`: {"question", "answer"} of each; `scores`: {"code", "name_ru", "name_kk", "score",
    "most", "remark"} of each criterion in use, as it was called then; `recording`: its address, `recording_sha256`: of
    its file, in lower case; "" for none."""

    held_at: datetime = fact(_("Held on"), "moment")
    present: str = fact(_("Who was present"))
    answers: list[dict[str, str]] = fact(_("Questions and answers"), "answers")
    scores: list[dict[str, str]] = fact(_("Scores by criteria"), "scores", default_factory=list)
    recommended: bool = fact(_("Result of the interview"), CONFIRMED)
    text: str = fact(ESTABLISHED)
    recording: str = fact(_("Recording"), default="")
    recording_sha256: str = fact(_("SHA-256 of the recording"), default="")


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
    """`profession`: in Russian; `profession_kk` and `code` of the list, "" while there is none."""

    profession: str = fact(_("Profession by the list of in-demand professions"))
    profession_kk: str = fact(_("The same in Kazakh"), default="")
    code: str = fact(_("Code in the list"), default="")


# ------------------------------------------------------------------------------------------------ preliminary


@frozen
class RegistrationNumber(StepFacts):
    """`mp_number`: "" when the system itself gives it, by its answer."""

    mp_number: str = fact(MP_NUMBER, default="")


@frozen
class Number(StepFacts):
    mp_number: str = fact(MP_NUMBER)
    reason: str = fact(WHY_CORRECTED, default="")


@frozen
class Return(StepFacts):
    """`returns`: {"kind": of document, "ground": code, "text", "text_kk"} of each document that goes back. `unseen`: of
    a later return, why what lay there already could not be seen before. Words are in Russian, in Kazakh (`…_kk`) or in
    both: those of the proceedings at least; before there were two, they were in either."""

    returns: list[dict[str, str]] = fact(_("Returned documents"), "returns")
    unseen: str = fact(_("Why it could not be seen before"), default="")
    unseen_kk: str = fact(_("Why it could not be seen before, in Kazakh"), default="")
    text: str = fact(REASONS, default="")
    text_kk: str = fact(REASONS_KK, default="")


@frozen
class CheckResult(StepFacts):
    """`reason`: why it contradicts the one recorded before, where it does."""

    kind: str = fact(_("What was checked"), "title")
    clear: bool = fact(_("Result"), "clear")
    reference: str = fact(_("Reference number"), default="")
    reason: str = fact(WHY_CORRECTED, default="")
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
    """`documents`: kinds of those that go to КНБ; none chosen: all of the application."""

    documents: list[str] = fact(_("Documents sent"), "titles", default_factory=list)


@frozen
class SecurityAnswer(StepFacts):
    clear: bool = fact(_("Answer"), "clear")
    reference: str = fact(_("Reference number"))
    answered_on: date = fact(_("Date of the answer"), "day")
    text: str = fact(REMARKS, default="")


@frozen
class Arrival(StepFacts):
    """`crossed_on`: the day of entry, where the officer has it from ЕИС «Беркут»; `proof`: how an arrival that is
    recorded after the end of the validity is known, for the record."""

    arrived_on: date = fact(_("Arrived"), "day")
    crossed_on: date | None = fact(_("Crossed the border on"), "day", default=None)
    proof: str = fact(_("How the arrival is known"), default="")
    crossing: str = fact(_("Border crossing (UIS Berkut)"), default="")


@frozen
class TermEnd(StepFacts):
    """What the clock acts on."""

    day: date | None = derived(_("Last day of the term"), "day")


@frozen
class Claim(StepFacts):
    """The applicant's own word. `day`: on which he or she entered Kazakhstan or came to the migration service."""

    day: date = fact(_("Was there on"), "day")
    text: str = fact(_("How the arrival is known"))


@frozen
class Lapse(StepFacts):
    """What was looked at before it was stated that nobody came, in Russian, in Kazakh (`…_kk`) or in both: that of the
    proceedings at least."""

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
    """Of the entry that stands beside the arrival; `crossed_on`: None where none was found."""

    entered: bool = fact(_("Border crossing (UIS Berkut)"), ENTERED)
    crossed_on: date | None = fact(_("Crossed the border on"), "day", default=None)
    reason: str = fact(WHY_CORRECTED)
    text: str = fact(REMARKS, default="")


# ------------------------------------------------------------------------------------------------ final


@frozen
class ConsentSignature(StepFacts):
    stay_address: str = fact(_("Address of stay"))


@frozen
class WrittenWithdrawal(StepFacts):
    """Of a consent, on paper. `received_on`: the day on which the writing came; `writing`: what it is, and where it is
    kept."""

    received_on: date = fact(_("Received on"), "day")
    writing: str = fact(_("The writing"))
    file: str | None = derived(_("File"))
    text: str = fact(REASONS, default="")


@frozen
class OriginalsReturned(StepFacts):
    """`returned_on`: None where that is today; `proof`: how an earlier day is known. `receiver`: who took them, and by
    which power if not the applicant; `receipt`: its number and date."""

    returned_on: date | None = fact(_("Given back on"), "day", default=None)
    proof: str = fact(DAY_KNOWN, default="")
    receiver: str = fact(_("To whom"))
    receipt: str = fact(_("Receipt"))


@frozen
class OriginalsBrought(StepFacts):
    """`brought_on`: None where that is today; `proof`: how an earlier day is known."""

    brought_on: date | None = fact(_("Brought on"), "day", default=None)
    proof: str = fact(DAY_KNOWN, default="")


OriginalsMoved = OriginalsReturned | OriginalsBrought


@frozen
class Visit(StepFacts):
    """`came_on`: the day on which the applicant came with the package, None where that is today; `proof`: how an
    earlier day is known."""

    came_on: date | None = fact(_("Came with the package on"), "day", default=None)
    proof: str = fact(DAY_KNOWN, default="")


@frozen
class OriginalsReceived(StepFacts):
    """`received_on`: the day on which the originals came, None where that is today; `proof`: how an earlier day is
    known."""

    received_on: date | None = fact(_("Received on"), "day", default=None)
    proof: str = fact(DAY_KNOWN, default="")
    text: str = fact(REASONS, default="")


@frozen
class OriginalsCompared(StepFacts):
    """`rows`: {"kind" of document, "verdict" as of `Comparison`, "text"} of each original. `reason`: why a verdict
    contradicts an earlier one, where it does."""

    rows: list[dict[str, str]] = fact(_("Originals"), "compared")
    reason: str = fact(WHY_CORRECTED, default="")


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
    """`reason`: why it contradicts what the clerk recorded of the same copy before, where it does. `text`,
    `text_kk`: as of `Return`."""

    kind: str = fact(_("Document"), "title")
    accepted: bool = fact(_("Result"), MATCHES)
    reason: str = fact(WHY_CORRECTED, default="")
    text: str = fact(REMARKS, default="")
    text_kk: str = fact(_("Remarks in Kazakh"), default="")


@frozen
class PackageReturn(StepFacts):
    """`missing`: kinds of documents. `text`, `text_kk`: as of `Return`."""

    missing: list[str] = fact(_("What is missing or wrong"), "titles")
    text: str = fact(REASONS, default="")
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
    """`successor`: what becomes of the person's open case, "" where there is none. `ruling`: the document in words;
    `act`: the step that fell; `open_case`: the number of the person's open case."""

    ruling: str | None = derived(_("Ruling"))
    act: str | None = derived(_("Act set aside"), "step")
    file: dict[str, str] | None = derived(_("File"), "file")
    open_case: str | None = derived(_("Open case of the person"))
    no_consent: bool | None = derived(_("The case itself"), KEPT_CLOSED)
    successor: str = fact(_("What becomes of it"), SUCCESSORS, default="")


@frozen
class Reason(StepFacts):
    """`text`: in Russian, `text_kk` in Kazakh: that of the proceedings at least; before there were two, `text` was in
    either."""

    text: str = fact(REASONS, default="")
    text_kk: str = fact(REASONS_KK, default="")


@frozen
class GivingWay(StepFacts):
    case: str = fact(_("The case that goes on"))
    ruling: str = fact(_("Ruling"))

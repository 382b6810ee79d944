"""The kinds of what is recorded: decisions, grounds, checks, terms and bars, each once, with its name for staff."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import EVERYBODY, OFFICE, Readers, Role


class Decided(TextChoices):
    ADMIT = "admit", _("admitted after screening")
    RETURN_PETITION = "return_petition", _("petition returned for completion")
    TAKE_UP_PETITION = "take_up_petition", _("petition taken up as it is")
    PROPOSE_AT_SCREENING = "propose_at_screening", _("refusal proposed at screening")
    BACK_TO_SCREENING = "back_to_screening", _("sent back to screening")
    REFUSE_PETITION = "refuse_petition", _("petition refused")
    INTERVIEW_FOR = "interview_for", _("interview: recommended")
    INTERVIEW_AGAINST = "interview_against", _("interview: not recommended")
    REOPEN_NO_SHOW = "reopen_no_show", _("interview: did not appear")
    REOPEN_MOVED = "reopen_moved", _("interview: moved")
    PROPOSE_REFUSAL = "propose_refusal", _("refusal proposed")
    DROP_REFUSAL = "drop_refusal", _("proposed refusal dropped")
    SIGN_PETITION = "sign_petition", _("petition signed")
    RETURN_FOR_REWORK = "return_for_rework", _("returned for revision")
    LAPSE = "lapse", _("preliminary approval lapsed")
    APPROVE_PRELIMINARY = "approve_preliminary", _("preliminarily approved")
    REFUSE_PRELIMINARY = "refuse_preliminary", _("preliminary permit refused")
    FILE_AT_CON = "file_at_con", _("package accepted")
    RETURN_PACKAGE = "return_package", _("package returned")
    RECEIVE_ORIGINALS = "receive_originals", _("originals received")
    GRANT = "grant", _("permit granted")
    REFUSE_FINAL = "refuse_final", _("permit refused")
    ORDER_CARD = "order_card", _("card ordered")
    WITHDRAW = "withdraw", _("withdrawn")


class GroundKind(TextChoices):
    PETITION = "petition", _("refusal of the petition")
    COMPLETION = "completion", _("return of the petition for completion")
    PRELIMINARY = "preliminary", _("refusal of the preliminary permit")
    FINAL = "final", _("refusal of the permit")
    REWORK = "rework", _("return for revision")
    NO_HEARING = "no_hearing", _("act without a hearing")


class CheckKind(TextChoices):
    IBD = "ibd", _("Integrated data bank")
    SIO = "sio", _("Exchange system of law-enforcement and special bodies")
    KNB = "knb", _("National security bodies")
    ORIGINALS = "originals", _("Originals compared with the copies")
    BORDER = "border", _("Border crossing (UIS Berkut)")
    ADIS = "adis", _("Fingerprint registration (ADIS)")
    ARRIVAL = "arrival", _("Arrival")
    """Of an entry into Kazakhstan; required by no list of the edition."""


@dataclass(frozen=True, slots=True)
class TermWords:
    name: Promise
    by_when: Promise
    """Whose term ends when (%(day)s): for staff, and for applicants where the next is None."""
    you_by_when: Promise | None = None
    """The same, for the applicant whose term it is."""
    readers: Readers | None = None
    """Who reads of it, where not everybody who sees the case."""


TERM_WORDS: dict[str, TermWords] = {
    "screening": TermWords(
        _("Initial screening"),
        _("Astana Hub looks through the petition by %(day)s"),
    ),
    "completion": TermWords(
        _("Completion of the petition"),
        _("the applicant completes the petition by %(day)s; then Astana Hub may go on without it"),
        you_by_when=_("complete your petition by %(day)s"),
    ),
    "invite": TermWords(
        _("Invitation to the interview"),
        _("Astana Hub opens the interview calendar by %(day)s"),
    ),
    "choice": TermWords(
        _("Choice of interview time"),
        _("a time of the interview is chosen; a reminder follows after %(day)s"),
        you_by_when=_("choose a time for your interview; we remind you after %(day)s"),
    ),
    "interview": TermWords(
        _("Result of the interview"),
        _("Astana Hub records the result of the interview by %(day)s"),
    ),
    "ministry_review": TermWords(
        _("Review by the ministry"),
        _("the ministry decides on the petition by %(day)s"),
    ),
    "refusal_notice": TermWords(
        _("Notice of refusal"),
        _("Astana Hub sends the notice of refusal by %(day)s"),
    ),
    "register": TermWords(
        _("Registration of the application"),
        _("the officer registers the application by %(day)s"),
    ),
    "rework": TermWords(
        _("Correction by the applicant"),
        _("the applicant sends the corrected application by %(day)s"),
        you_by_when=_("you send the corrected application by %(day)s"),
    ),
    "knb": TermWords(
        _("Approval by the national security bodies"),
        _("the national security bodies answer by %(day)s"),
        readers=OFFICE | {Role.APPLICANT},
    ),
    "decision": TermWords(
        _("Decision on the application"),
        _("the officer decides by %(day)s"),
    ),
    "validity": TermWords(
        _("Arrival on the preliminary approval"),
        _("the applicant arrives and comes to the migration service by %(day)s"),
        you_by_when=_("you arrive and come to the migration service by %(day)s"),
    ),
    "arrival_word": TermWords(
        _("Word of the applicant that he or she came in time"),
        _("the applicant may say by %(day)s that he or she came in time"),
        you_by_when=_("you may say by %(day)s that you came in time; the approval does not lapse before"),
        readers=EVERYBODY - {Role.CLERK},
    ),
    "arrival_review": TermWords(
        _("Check whether the applicant came in time"),
        _("the migration service finds out by %(day)s whether the applicant came in time"),
        you_by_when=_("the migration service finds out by %(day)s whether you came in time"),
    ),
    "package": TermWords(
        _("Package for the public service centre"),
        _("the package is brought to the public service centre; a reminder follows after %(day)s"),
        you_by_when=_("bring your package to the public service centre; we remind you after %(day)s"),
    ),
    "reconcile": TermWords(
        _("Checking of the package"),
        _("the public service centre checks the package by %(day)s"),
    ),
    "dispatch": TermWords(
        _("Hand-over to the courier"),
        _("the public service centre hands the originals to the courier by %(day)s"),
    ),
    "courier": TermWords(
        _("Originals on their way to the migration service"),
        _("the originals reach the migration service by %(day)s"),
    ),
    "final": TermWords(
        _("Final decision"),
        _("the officer makes the final decision by %(day)s"),
    ),
    "objection": TermWords(
        _("Objections to the preliminary decision"),
        _("the applicant objects by %(day)s"),
        you_by_when=_("you may object by %(day)s"),
        readers=EVERYBODY - {Role.CLERK},
    ),
    "hearing_wait": TermWords(
        _("Days of the hearing: no refusal before their end"),
        _("no refusal is made up to and including %(day)s"),
        readers=EVERYBODY - {Role.CLERK},
    ),
    "hearing": TermWords(
        _("Decision after the hearing"),
        _("the official decides after the hearing by %(day)s"),
        readers=EVERYBODY - {Role.CLERK},
    ),
    "residence": TermWords(
        _("Visit to the public service centre for registration and card"),
        _("the applicant comes for registration and card; a reminder follows after %(day)s"),
        you_by_when=_("come to the public service centre for your card; we remind you after %(day)s"),
    ),
    "card_order": TermWords(
        _("Order of the residence card"),
        _("the public service centre orders the residence card by %(day)s"),
    ),
    "card": TermWords(
        _("Residence card"),
        _("the residence card is handed over by %(day)s"),
    ),
    "ordered": TermWords(
        _("Ordered on a complaint about a delay"),
        _("the officials do by %(day)s what was complained of as late"),
    ),
}
"""The terms of the editions. A question to КНБ is between it, the migration service and the person, who is
informed of it (п. 14, 15), and so is what speaks against the person; ЦОН has no part in either."""

TERMS = {key: words.name for key, words in TERM_WORDS.items()}
BY_WHEN = {key: words.by_when for key, words in TERM_WORDS.items()}
YOU_BY_WHEN = {key: words.you_by_when for key, words in TERM_WORDS.items() if words.you_by_when}
TERM_READERS = {key: words.readers for key, words in TERM_WORDS.items() if words.readers is not None}

BARS: dict[str, Promise] = {
    "preliminary_refused": _("the preliminary permit was refused"),
    "lapsed": _("the preliminary approval lapsed"),
    "final_refused": _("the permit was refused"),
}

CHECK_READERS: dict[str, Readers] = dict.fromkeys(CheckKind.values, OFFICE)
"""Who reads a check, by its kind: they are the migration service's (п. 13–15, 22); ЦОН compares documents (п. 21)."""
ANSWERED_BY = {CheckKind.BORDER.value: "berkut", CheckKind.ARRIVAL.value: "berkut"}
ASKED_ONCE = frozenset({CheckKind.KNB.value})
"""КНБ answers once for a case (п. 15)."""
WITHHELD = frozenset({CheckKind.KNB.value})
"""What КНБ answers stays between it and the office (п. 15); the person reads in a decision that it rests on it."""
PAID_AGAIN = {"duty": "prp"}
"""What is returned as the proof of a duty is answered by paying that duty (п. 12)."""

NOTICES: dict[str, Promise] = {
    "order_ends": _(
        "Order %(order)s accepts applications until %(day)s, and no order after it is known. With your petition "
        "signed, file the application by that day. If every step that is left takes its whole term, your petition is "
        "signed by %(ready)s; no term is set for: %(states)s."
    ),
    "order_ends_counted": _(
        "Order %(order)s accepts applications until %(day)s, and no order after it is known. With your petition "
        "signed, file the application by that day. If every step that is left takes its whole term, your petition is "
        "signed by %(ready)s."
    ),
    "order_ends_signed": _(
        "Order %(order)s accepts applications until %(day)s, and no order after it is known. Your petition is signed: "
        "file the application by that day."
    ),
    "order_changes": _(
        "Order %(order)s accepts applications until %(day)s. Filings are accepted under the next order from %(next)s: "
        "an application filed from then on follows that order, with its lists of documents and its terms."
    ),
    "paid": _("The state duty is paid: %(amount)s ₸."),
    "unpaid": _("By the bank's word the state duty is not paid after all: pay it again in your cabinet."),
    "paid_twice": _(
        "The duty of %(amount)s ₸ was paid a second time (code %(code)s): ask for it back: how, stands in your case."
    ),
    "paid_other_sum": _(
        "The bank reports another sum than the duty: %(amount)s ₸ (code %(code)s). The office compares; pay no more "
        "until it has."
    ),
    "paid_after_end": _(
        "The bank reports the duty of %(amount)s ₸ as paid (code %(code)s), but the case had ended: ask for it back, "
        "as your case says."
    ),
    "came_in_time": _("The approval has lapsed, but the border was crossed in time, on %(day)s: look into the case."),
    "paid_in_time": _(
        "The application is annulled, but the bank says that the duty was paid in time, on %(day)s: look into the case."
    ),
    "processing_withdrawn": _("A consent to the processing of personal data is withdrawn: look into the case."),
    "transfer_withdrawn": _(
        "A consent to cross-border transfer is withdrawn: no further inquiry may be sent abroad. Look into the case."
    ),
    "originals_overdue": _(
        "Originals that were to be given back by %(day)s have not been: give them back against a receipt and record it."
    ),
    "arrival_unrecorded": _(
        "The days of an approval ended on %(day)s without a recorded arrival. Find out whether the applicant came in "
        "time, and decide: the arrival or the lapse."
    ),
    "approval_doubted": _(
        "The answer of the national security bodies now speaks against a permit that is approved already. Without "
        "their approval it cannot be granted, and the applicant may be on the way: look into the case."
    ),
    "record_changed": _(
        "What is recorded of the checks of your application, or of the answer of the national security bodies, has "
        "changed: it was recorded again, or one of two answers that differed was chosen. The decision looks at what is "
        "recorded now; what it rests on against you, you read before it."
    ),
    "number_changed": _(
        "The number that your application has in the migration police IS was replaced in the file. Letters from now on "
        "bear the one recorded now."
    ),
    "arrival_moved": _(
        "The day of your arrival is now recorded as %(day)s: the border and the file differed, and an official has "
        "decided. If it was right before, tell the migration service."
    ),
    "correction_waits": _(
        "A colleague has corrected a recorded fact, and another official has to confirm it: look into the case."
    ),
    "arrival_claimed": _("The applicant says that he or she came in time, on %(day)s: look into the case."),
    "completion_over": _(
        "The day for completing your petition, %(day)s, is over. You may still complete it and send it; Astana Hub may "
        "now go on without it. Nothing ends by itself."
    ),
    "back_at_screening": _("The ministry has sent a petition back to the screening: look into the case."),
    "interview_booked": _("An interview with you is booked for %(moment)s (Astana time)."),
    "interview_moved": _("Your interview is moved to %(moment)s (Astana time)."),
    "interview_off": _("The interview on %(moment)s (Astana time) does not take place with you any more."),
    "interview_blocked": _(
        "Interviews are blocked from %(day)s to %(until)s, and one with you is booked for %(moment)s (Astana time). "
        "Move it to another time."
    ),
    "interview_absent": _(
        "%(who)s is absent from %(day)s to %(until)s, and an interview is booked for %(moment)s (Astana time). Move it "
        "to another time."
    ),
    "days_blocked": _("Days without interviews are entered for you: from %(day)s to %(until)s."),
    "interview_day_off": _(
        "The working calendar has changed (%(source)s): an interview with you is booked for %(day)s, a day off now. "
        "Move it to another time."
    ),
    "own_interview_day_off": _(
        "The working calendar has changed (%(source)s): %(day)s is a day off now, and your interview does not take "
        "place then. Choose another time in your case, or Astana Hub names one. Nothing is lost by this."
    ),
    "interview_tomorrow": _("The video interview is on %(moment)s (Astana time)."),
    "waits_for_you": _(
        "Your case still waits for you: %(term)s. The order sets no last day for this, and nothing is lost."
    ),
}
"""The sentences of notices that no step causes."""

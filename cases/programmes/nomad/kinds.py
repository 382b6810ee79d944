"""The kinds of what is recorded: decisions, grounds, checks, terms and bars, each once, with its name for staff."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import OFFICE, Readers, Role


class Decided(TextChoices):
    ADMIT = "admit", _("admitted after screening")
    REFUSE_PETITION = "refuse_petition", _("petition refused")
    INTERVIEW_FOR = "interview_for", _("interview: recommended")
    INTERVIEW_AGAINST = "interview_against", _("interview: not recommended")
    REOPEN_NO_SHOW = "reopen_no_show", _("interview: did not appear")
    REOPEN_MOVED = "reopen_moved", _("interview: moved")
    SIGN_PETITION = "sign_petition", _("petition signed")
    RETURN_FOR_REWORK = "return_for_rework", _("returned for revision")
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
    PRELIMINARY = "preliminary", _("refusal of the preliminary permit")
    FINAL = "final", _("refusal of the permit")
    REWORK = "rework", _("return for revision")


class CheckKind(TextChoices):
    IBD = "ibd", _("Integrated data bank")
    SIO = "sio", _("Exchange system of law-enforcement and special bodies")
    KNB = "knb", _("National security bodies")
    ORIGINALS = "originals", _("Originals compared with the copies")
    BORDER = "border", _("Border crossing (UIS Berkut)")
    ADIS = "adis", _("Fingerprint registration (ADIS)")
    ARRIVAL = "arrival", _("Arrival")
    """Of an entry into Kazakhstan; asked for by no list of the edition."""


TERMS: dict[str, Promise] = {
    "invite": _("Invitation to the interview"),
    "register": _("Registration of the application"),
    "rework": _("Correction by the applicant"),
    "knb": _("Approval by the national security bodies"),
    "decision": _("Decision on the application"),
    "validity": _("Arrival on the preliminary approval"),
    "reconcile": _("Checking of the package"),
    "final": _("Final decision"),
}
"""The terms of the editions."""

TERM_READERS: dict[str, Readers] = {"knb": OFFICE | {Role.APPLICANT}}
"""Who reads of a term, where not everybody who sees the case: what is asked of КНБ lies between it, the migration
service and the person, who is notified of it (п. 14, 15); ЦОН has no part in it."""

BARS: dict[str, Promise] = {
    "preliminary_refused": _("the preliminary permit was refused"),
    "lapsed": _("the preliminary approval lapsed"),
    "final_refused": _("the permit was refused"),
}

CHECK_READERS: dict[str, Readers] = dict.fromkeys(CheckKind.values, OFFICE)
"""Who reads a check, by its kind: they are the migration service's (п. 13–15, 22); ЦОН compares documents (п. 21)."""

NOTICES: dict[str, Promise] = {
    "paid": _("The state duty is paid: %(amount)s ₸."),
    "unpaid": _("By the bank's word the state duty is not paid after all: pay it again in your cabinet."),
    "came_in_time": _("The approval has lapsed, but the border was crossed in time, on %(day)s: look into the case."),
    "paid_in_time": _(
        "The application is annulled, but the bank says that the duty was paid in time, on %(day)s: look into the case."
    ),
    "arrival_unrecorded": _(
        "The validity of an approval has ended without a recorded arrival. If the applicant came in time, record it by "
        "%(day)s; after that the approval lapses."
    ),
}
"""The sentences of notices that no step causes."""

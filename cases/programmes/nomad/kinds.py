"""The kinds of what is recorded: decisions, grounds and checks, each once, with its name for staff."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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

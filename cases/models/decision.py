from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, user_link

DECISIONS = [
    ("admit", _("admitted after screening")),
    ("refuse_petition", _("petition refused")),
    ("interview_for", _("interview: recommended")),
    ("interview_against", _("interview: not recommended")),
    ("reopen_no_show", _("interview: did not appear")),
    ("reopen_moved", _("interview: moved")),
    ("sign_petition", _("petition signed")),
    ("return_for_rework", _("returned for revision")),
    ("approve_preliminary", _("preliminarily approved")),
    ("refuse_preliminary", _("preliminary permit refused")),
    ("file_at_con", _("package accepted")),
    ("return_package", _("package returned")),
    ("receive_originals", _("originals received")),
    ("grant", _("permit granted")),
    ("refuse_final", _("permit refused")),
    ("order_card", _("card ordered")),
    ("withdraw", _("withdrawn")),
]


class Decision(LogRow):
    """What was decided and why. `grounds`: codes of `Ground` (for a returned package: document kinds)."""

    case = case_link("decisions")
    kind = models.CharField(_("decision"), max_length=20, choices=DECISIONS)
    grounds = models.JSONField(_("grounds"), default=list)
    text = models.TextField(_("reasons"), blank=True)
    by = user_link(verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["case", "id"], name="decision_case")]

    def __str__(self) -> str:
        return self.kind

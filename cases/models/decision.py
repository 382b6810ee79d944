from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law import names
from cases.models.row import LogRow, case_link, user_link


class Decision(LogRow):
    """What was decided and why."""

    case = case_link("decisions")
    kind = models.CharField(_("decision"), max_length=20, choices=names.decisions)
    grounds = models.JSONField(_("grounds"), default=list)
    """Codes of `Ground`; for a returned package, document kinds."""
    text = models.TextField(_("reasons"), blank=True)
    text_kk = models.TextField(_("reasons in Kazakh"), blank=True, default="", db_default="")
    by = user_link(verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["case", "id"], name="decision_case"),
            models.Index(fields=["kind", "at"], name="decision_kind_at"),
        ]

    def __str__(self) -> str:
        return self.kind

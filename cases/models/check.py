from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law import names
from cases.models.exchange import OFFICIAL, displayed_name
from cases.models.row import LogRow, case_link, corrects_link, user_link, why_corrected


class Check(LogRow):
    """An answer of another system or body (п. 13–15, 22). The newest that no other one corrects counts
    (`Dossier.check`)."""

    case = case_link("checks")
    kind = models.CharField(_("check"), max_length=12, choices=names.checks)
    clear = models.BooleanField(_("nothing against"))
    text = models.TextField(_("remarks"), blank=True)
    reference = models.CharField(_("reference number"), max_length=60, blank=True)
    answered_on = models.DateField(_("date of the answer"), null=True)
    happened_on = models.DateField(_("when it happened"), null=True)
    """The day of what is reported, such as a crossing of the border."""
    paper: models.ForeignKey[Any, Any] = models.ForeignKey(
        "cases.Document", models.PROTECT, verbose_name=_("file"), related_name="+", null=True, db_index=False
    )
    """The answer as it came on paper."""
    by = user_link(verbose_name=_("by whom"), null=True)
    """None: reported by the system itself."""
    at = models.DateTimeField(_("when"))
    """When the portal learnt of it."""
    corrects = corrects_link()
    reason = why_corrected()
    """Why the earlier answer was corrected."""

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        indexes = [
            models.Index(fields=["case", "id"], name="check_case"),
            models.Index(fields=["kind", "case"], condition=models.Q(clear=False), name="check_against"),
        ]

    @property
    def who(self) -> str:
        """Who has reported it, a person or a system."""
        return self.by.full_name if self.by else displayed_name(OFFICIAL.get(names.system_of(self.kind), ""))

    def __str__(self) -> str:
        return f"{self.kind}: {self.clear}"

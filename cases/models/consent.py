from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link


class Consent(LogRow):
    """A consent given, or declined, by the applicant (п. 4; annex). `document`: the scan of a withdrawal on paper."""

    PURPOSES = [
        ("processing", _("collection and processing of personal data")),
        ("transfer", _("cross-border transfer of personal data")),
    ]
    case = case_link("consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=PURPOSES)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("when"))
    text = models.TextField(_("wording shown"), blank=True)

    document = models.ForeignKey(
        "cases.Document", models.PROTECT, related_name="+", null=True, db_index=False, verbose_name=_("scan")
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["case", "id"], name="consent_case")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.given}"

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, corrects_link, user_link, why_corrected


class Dispatch(LogRow):
    """Originals handed over to the courier (п. 21). The newest record counts."""

    case = case_link("dispatches")
    courier = models.CharField(_("courier service"), max_length=100)
    waybill = models.CharField(_("waybill number"), max_length=60)
    sheets = models.PositiveSmallIntegerField(_("sheets"), default=1)
    by = user_link(verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"))
    corrects = corrects_link()
    reason = why_corrected()
    """Why an earlier record was corrected."""

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        indexes = [models.Index(fields=["case", "id"], name="dispatch_case")]

    def __str__(self) -> str:
        return self.waybill

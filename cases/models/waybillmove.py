"""Where a courier reports the originals to be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link

WAYBILL_STATES = [
    ("accepted", _("accepted by the courier")),
    ("in_transit", _("on the way")),
    ("delivered", _("delivered")),
    ("returned", _("returned to the sender")),
    ("lost", _("lost")),
]


class WaybillMove(LogRow):
    """Where the originals are, as the courier reports. The latest by `moved_at` counts, whenever it was reported."""

    case = case_link("waybill_moves")
    waybill = models.CharField(_("waybill number"), max_length=60)
    status = models.CharField(_("status"), max_length=12, choices=WAYBILL_STATES)
    place = models.CharField(_("place"), max_length=200, blank=True)
    moved_at = models.DateTimeField(_("moved"))
    at = models.DateTimeField(_("reported"))

    class Meta:
        verbose_name = _("movement of a waybill")
        verbose_name_plural = _("movements of waybills")
        indexes = [models.Index(fields=["case", "moved_at"], name="waybillmove_case")]

    def __str__(self) -> str:
        return f"{self.waybill}: {self.status}"

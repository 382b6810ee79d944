from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row
from cases.values import moments


class DeskFigures(Row):
    """How much work a desk has, as it was counted last: a page that displays it counts nothing."""

    desk = models.CharField(_("desk"), max_length=40, unique=True)
    """As `key_of` writes it."""
    figures = models.JSONField(_("figures"), default=dict)
    """See `cases.workload.counts`."""
    at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("work at a desk")
        verbose_name_plural = _("work at the desks")

    def __str__(self) -> str:
        return f"{self.desk} {moments.moment(self.at)}"


def key_of(actor: str, city: str | None) -> str:
    return f"{actor}.{city}" if city else actor

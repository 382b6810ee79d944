from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, history


class DutyRate(Row):
    """A state duty in monthly calculation indices (МРП) and the index in tenge, from a day on."""

    KINDS = [("prp", _("permanent residence permit")), ("card", _("residence card"))]
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    rate = models.DecimalField(_("rate, indices"), max_digits=6, decimal_places=2)
    index = models.DecimalField(_("index, tenge"), max_digits=10, decimal_places=2)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=300)

    history = history()

    class Meta:
        verbose_name = _("duty rate")
        verbose_name_plural = _("duty rates")
        ordering = ["kind", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["kind", "valid_from"], name="dutyrate_from")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {floatformat(self.amount, '-2g')} ₸"

    @property
    def amount(self) -> Decimal:
        """Tenge, to the tiyn."""
        return (self.rate * self.index).quantize(Decimal("0.01"))


def duty_on(kind: str, day: date) -> DutyRate | None:
    """The rate of that day, None when an administrator has not set it."""
    return DutyRate.objects.filter(kind=kind, valid_from__lte=day).order_by("-valid_from").first()


def duties_on(day: date) -> list[DutyRate]:
    """The rate of each duty on that day, the permit's before the card's."""
    rows = DutyRate.objects.filter(valid_from__lte=day).order_by("valid_from")
    return sorted({row.kind: row for row in rows}.values(), key=lambda row: row.kind, reverse=True)

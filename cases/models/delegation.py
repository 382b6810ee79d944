from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law.calendar import local_day
from cases.models.row import Row, history, user_link


class Delegation(Row):
    """A signer has another official sign in his stead, the first and the last day included, in Asia/Almaty.

    A delegation that ends early is withdrawn and its row stays.
    """

    by = user_link(verbose_name=_("who delegates"))
    to = user_link(verbose_name=_("who signs"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    document = models.CharField(_("number of the document"), max_length=60)
    """The number of the paper by which this is so."""
    document_on = models.DateField(_("date of the document"))
    """The date of that paper."""
    at = models.DateTimeField(_("entered"))
    withdrawn_by = user_link(verbose_name=_("withdrawn by"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    history = history()

    class Meta:
        verbose_name = _("delegation of the signature")
        verbose_name_plural = _("delegations of the signature")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")),
                name="delegation_days",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=~models.Q(by=models.F("to")),
                name="delegation_to_another",
                violation_error_message=_("Nobody delegates the signature to himself."),
            ),
        ]
        indexes = [
            models.Index(fields=["to", "last"], name="delegation_to"),
            models.Index(fields=["by"], name="delegation_by"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} → {self.to_id} {self.first:%Y-%m-%d} – {self.last:%Y-%m-%d}"

    def applies(self, at: datetime) -> bool:
        """Whether it is in force at this moment, by its row alone."""
        withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= at
        return not withdrawn and self.first <= local_day(at) <= self.last


def delegated_to(user_id: UUID, at: datetime) -> Delegation | None:
    """The one by which this account signs at that moment, the newest of several; of an account that is closed since
    none is in force."""
    day = local_day(at)
    rows = Delegation.objects.filter(to=user_id, first__lte=day, last__gte=day, by__is_active=True)
    rows = rows.filter(models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gt=at))
    return rows.select_related("by").order_by("-id").first()

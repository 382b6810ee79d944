from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, history, user_link


class Absence(Row):
    """Days on which a member of staff is away, the first and the last included, in Asia/Almaty.

    An absence that was entered wrongly, or ended early, is withdrawn and its row stays.
    """

    user = user_link(verbose_name=_("who is absent"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    substitute = user_link(verbose_name=_("substitute"), null=True)
    """Sees and works the cases meanwhile; without a substitute they go back to the queue."""
    by = user_link(verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered"))
    withdrawn_by = user_link(verbose_name=_("withdrawn by"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    history = history()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")),
                name="absence_days",
                violation_error_message=_("The last day lies before the first."),
            )
        ]
        indexes = [
            models.Index(
                fields=["last", "user"], condition=models.Q(withdrawn_at__isnull=True), name="absence_not_over"
            ),
            models.Index(fields=["user", "id"], name="absence_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first:%Y-%m-%d} – {self.last:%Y-%m-%d}"


def absences_on(day: date) -> models.QuerySet[Absence]:
    """Who is absent on that day."""
    return Absence.objects.filter(withdrawn_at__isnull=True, last__gte=day, first__lte=day)

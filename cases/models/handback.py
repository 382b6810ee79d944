from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor
from cases.models.row import Row, case_link, user_link

OPEN = models.Q(returned_at__isnull=True, undone_at__isnull=True)
"""Still to be returned."""


class Handback(Row):
    """The originals of a case that has ended, or was decided: who has them, by which day they are to be returned, and
    when they were."""

    case = case_link("handbacks")
    holder = models.CharField(_("who holds them"), max_length=12, choices=Actor.choices)
    city = models.ForeignKey("cases.City", models.PROTECT, verbose_name=_("city"), null=True, db_index=False)
    """The city of the case, repeated so that a desk's list is one index scan."""
    since = models.DateTimeField(_("to be given back since"))
    due_on = models.DateField(_("to be given back by"), null=True)
    """A goal of the service, None where the edition sets none."""
    overdue_at = models.DateTimeField(_("marked overdue"), null=True)
    returned_on = models.DateField(_("given back on"), null=True)
    receiver = models.CharField(_("to whom"), max_length=200, blank=True)
    receipt = models.CharField(_("receipt"), max_length=200, blank=True)
    returned_at = models.DateTimeField(_("recorded"), null=True)
    returned_by = user_link(verbose_name=_("by whom"), null=True)
    undone_at = models.DateTimeField(_("act set aside by a ruling"), null=True)
    """When a ruling set aside the act because of which they were to be returned, before they were."""
    brought_on = models.DateField(_("brought again on"), null=True)
    """When they were brought again after that."""
    brought_at = models.DateTimeField(_("bringing recorded"), null=True)
    brought_by = user_link(verbose_name=_("bringing recorded by"), null=True)

    class Meta:
        verbose_name = _("originals to be given back")
        verbose_name_plural = _("originals to be given back")
        constraints = [models.UniqueConstraint(fields=["case"], condition=OPEN, name="handback_one_open_a_case")]
        indexes = [
            models.Index(fields=["case", "id"], name="handback_case"),
            models.Index(
                fields=["holder", "city", "due_on", "id"],
                condition=OPEN,
                name="handback_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.due_on}"

    @property
    def open(self) -> bool:
        return self.returned_at is None and self.undone_at is None

    def overdue(self, on: date) -> bool:
        return self.open and self.due_on is not None and self.due_on < on

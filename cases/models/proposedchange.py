from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.row import Row, user_link
from cases.values import bilingual, moments


class ProposedChange(Row):
    """A change of what decides over people, as one administrator has entered it. It takes effect once another confirms
    it, and where it names a day, when that has come."""

    ADD, CHANGE, DELETE = "add", "change", "delete"
    VERBS = [(ADD, _("add")), (CHANGE, _("change")), (DELETE, _("delete"))]
    WAITS, PLANNED, CONFIRMED, REFUSED, STALE = "waits", "planned", "confirmed", "refused", "stale"
    STATES = [
        (WAITS, _("waits for another administrator")),
        (PLANNED, _("waits for its day")),
        (CONFIRMED, _("confirmed")),
        (REFUSED, _("not confirmed")),
        (STALE, _("overtaken by a later change")),
    ]
    OPEN = (WAITS, PLANNED)
    label = models.CharField(_("of what"), max_length=60)
    """Of the model, such as "cases.ground"."""
    row = models.CharField(_("which"), max_length=80, blank=True)
    """The key of the row, "" for a new one."""
    named = models.CharField(pgettext_lazy("of a thing", "name"), max_length=300, blank=True)
    named_kk = models.CharField(_("name (kk)"), max_length=300, blank=True, default="", db_default="")
    """The same for readers in Kazakh; "" where the one holds for both."""
    verb = models.CharField(_("what is done"), max_length=6, choices=VERBS)
    """What is done with it."""
    typed: models.JSONField[Any, Any] = models.JSONField(_("form as it was sent"), default=dict)
    """The form as it was sent: by name, a list of values."""
    before: models.JSONField[Any, Any] = models.JSONField(_("values before"), default=dict)
    """Of each field that changes, by its name: the value in words, by language."""
    after: models.JSONField[Any, Any] = models.JSONField(_("values after"), default=dict)
    """As `before`."""
    base = models.CharField(max_length=64, blank=True)
    """A digest of the row at the time of the proposal; if the row has changed since, the proposal is stale."""
    holds_from = models.DateField(_("holds from"), null=True)
    """None: as soon as it is confirmed."""
    by = user_link(verbose_name=_("entered by"))
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("entered"))
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=WAITS)
    decided_by = user_link(verbose_name=_("decided by"), null=True)
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("decided"), null=True)
    why = models.CharField(_("why not"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("change that another administrator confirms")
        verbose_name_plural = _("changes that another administrator confirms")
        constraints = [
            models.UniqueConstraint(
                fields=["label", "row"],
                condition=models.Q(state__in=["waits", "planned"]) & ~models.Q(row=""),
                name="proposedchange_one_is_open",
            )
        ]
        indexes = [
            models.Index(fields=["holds_from"], condition=models.Q(state="planned"), name="proposedchange_planned")
        ]

    @property
    def named_for_reader(self) -> str:
        """In the active language."""
        return bilingual.in_language({"ru": self.named, "kk": self.named_kk})

    def __str__(self) -> str:
        return f"{self.named_for_reader or self.label} {moments.moment(self.at)}"

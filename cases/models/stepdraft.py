from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law.names import KNOWN
from cases.models.row import Row, case_link, user_link
from cases.values import moments


class StepDraft(Row):
    """What was entered for a step that was not taken: it is being typed, or, by a member of staff, a colleague or
    another tab was quicker.

    Only its author sees it. The same content is stored once. It is deleted when it is used after all, when it is
    discarded, and with time.
    """

    RESOLUTION = "discrepancy_resolved"
    """Of a discrepancy, which is no step: the event's name."""

    user = user_link(on_delete=models.CASCADE)
    case = case_link("+", on_delete=models.CASCADE)
    step = models.CharField(_("step"), max_length=40)
    """Its name, RESOLUTION, or what else is typed (`cases.web.drafts.texts`)."""
    data = models.JSONField(_("what was entered"), default=dict)
    """The form's values by input, each a list of texts."""
    event = models.ForeignKey("cases.Event", models.SET_NULL, related_name="+", null=True, db_index=False)
    """What was quicker."""
    typed = models.BooleanField(_("saved while it was typed"), default=False, db_default=False)
    """Saved while it was typed; the form is filled from it again."""
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("draft of a step")
        verbose_name_plural = _("drafts of steps")
        indexes = [
            models.Index(fields=["at"], name="stepdraft_at"),
            models.Index(fields=["case", "user", "step"], name="stepdraft_of_whom"),
        ]

    def __str__(self) -> str:
        return f"{KNOWN['steps'].get(self.step, self.step)} {moments.moment(self.at)}"

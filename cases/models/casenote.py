from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link
from cases.values import moments


class CaseNote(Row):
    """A note of an official to colleagues about a case. No other body and no applicant reads it; the auditor does.

    It is never changed: only struck out, with the reason, and it stays.
    """

    case = case_link("notes")
    desk = models.CharField(_("body"), max_length=12)
    """The body of its author, or the role where there is none (`cases.engine.people.colleagues.body_or_role`)."""
    by = user_link(verbose_name=_("by whom"))
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("when"))
    text = models.TextField(_("note"))
    struck_by = user_link(verbose_name=_("struck by"), null=True)
    struck_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("struck"), null=True)
    struck_why = models.CharField(_("why it is struck"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("note for colleagues")
        verbose_name_plural = _("notes for colleagues")
        indexes = [models.Index(fields=["case", "id"], name="casenote_case")]

    def __str__(self) -> str:
        return f"{self.desk} {moments.moment(self.at)}"

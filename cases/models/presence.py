from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link
from cases.values import moments


class Presence(Row):
    """Who has a case open, and since when. A row that was not refreshed for a while means nothing, and is deleted."""

    case = case_link("+", on_delete=models.CASCADE, db_constraint=False)
    user = user_link(on_delete=models.CASCADE, db_constraint=False)
    step = models.CharField(_("step"), max_length=40, blank=True, default="")
    """The form that is being filled in, "" for somebody who only looks."""
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("open page of a case")
        verbose_name_plural = _("open pages of cases")
        constraints = [models.UniqueConstraint(fields=["case", "user", "step"], name="presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id} {moments.moment(self.seen_at)}"

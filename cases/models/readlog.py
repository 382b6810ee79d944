from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, user_link
from cases.values import moments


class ReadLog(LogRow):
    """Who read what of a case, and when."""

    case = case_link("reads", db_constraint=False)
    user = user_link(db_constraint=False)
    what = models.CharField(_("what"), max_length=20)
    ref = models.CharField(_("which"), max_length=64, blank=True)
    at = models.DateTimeField(_("when"))
    address = models.GenericIPAddressField(_("from address"), null=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [
            models.Index(fields=["case", "id"], name="readlog_case"),
            models.Index(fields=["at"], name="readlog_at"),
            models.Index(fields=["user", "id"], name="readlog_user"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {moments.moment(self.at)}"

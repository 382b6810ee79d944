from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, user_link
from cases.values import moments

READ: dict[str, Any] = {
    "case": _("page of the case"),
    "document": _("document"),
    "original": _("original file of a document"),
    "letter": _("letter"),
    "questionnaire": _("questionnaire"),
    "cms": _("signature (CMS)"),
    "sheet": _("signed sheet"),
    "bundle": _("signed bundle"),
    "past": _("the case as it stood at a moment"),
    "messages": _("messages with the applicant"),
    "answers": _("answers of the systems"),
    "file": _("whole file, of a complaint"),
    "case_bundle": _("whole case as an archive"),
    "case_redacted": _("case as an archive for the other side"),
    "export": _("export of a list"),
    "registry": _("printed courier registry"),
    "handback_list": _("printed list of originals given back"),
    "history": _("versions of a record"),
}
"""What is read of a case, besides single rows of its file in the administration."""


class ReadLog(LogRow):
    """Who read what of a case, and when."""

    case = case_link("reads", db_constraint=False)
    user = user_link(db_constraint=False)
    what = models.CharField(_("what"), max_length=20)
    """A key of READ, or the name of the model of a row of the file."""
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
        return f"{self.in_words} {moments.moment(self.at)}"

    @property
    def in_words(self) -> str:
        """What was read; a row of the file by what its list is called."""
        if self.what in READ:
            return str(READ[self.what])
        model = next((m for m in apps.get_app_config("cases").get_models() if m._meta.model_name == self.what), None)
        return str(model._meta.verbose_name) if model else self.what

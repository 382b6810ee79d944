from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.reference import localised
from cases.models.row import Row, case_link, history, user_link
from cases.values import moments


class CaseMessage(Row):
    """A message between an applicant and the body that works on the case; no notice of an act, and no part of one."""

    case = case_link("messages")
    desk = models.CharField(_("body"), max_length=12)
    """The body (`cases.engine.people.colleagues.body_or_role`); only it, the applicant and the auditor read the
    message."""
    by = user_link(verbose_name=_("by whom"))
    from_applicant = models.BooleanField(_("from the applicant"))
    text = models.TextField(_("message"))
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("when"))
    read_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("read"), null=True)
    """When the other side first opened it."""

    class Meta:
        verbose_name = _("message of a case")
        verbose_name_plural = _("messages of cases")
        indexes = [
            models.Index(fields=["case", "id"], name="casemessage_case"),
            # What a desk has not read is little, of a table that grows with every case.
            models.Index(
                fields=["desk", "case"],
                condition=models.Q(read_at=None, from_applicant=True),
                name="casemessage_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {moments.moment(self.at)}"


class MessageTemplate(Row):
    """A beginning of a message that officials often write, in every language of applicants; the words are theirs to
    change before they are sent."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_ru = models.CharField(_("name (ru)"), max_length=100)
    name_kk = models.CharField(_("name (kk)"), max_length=100)
    name_en = models.CharField(_("name (en)"), max_length=100)
    text_ru = models.TextField(_("text (ru)"), max_length=2000)
    text_kk = models.TextField(_("text (kk)"), max_length=2000)
    text_en = models.TextField(_("text (en)"), max_length=2000)
    active = models.BooleanField(_("in use"), default=True)

    history = history()
    LANGUAGES: ClassVar = ("ru", "kk", "en")

    class Meta:
        verbose_name = _("template of a message")
        verbose_name_plural = _("templates of messages")
        ordering = ["code"]

    def __str__(self) -> str:
        return localised(self, "name")

    def text_in(self, language: str) -> str:
        return str(getattr(self, f"text_{language}" if language in self.LANGUAGES else "text_ru"))

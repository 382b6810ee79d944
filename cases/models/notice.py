from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link


class Notice(Row):
    """A notice to a person: in the cabinet at once, and by e-mail from the queue. The sentence is made in the reader's
    language."""

    case = case_link("notices", null=True)
    user = user_link()
    what = models.CharField(_("subject"), max_length=40)
    """A step's name, a kind of `cases.letters.mail.WORDS`, or of its programme's `Names.notices`."""
    facts = models.JSONField(_("facts"), default=dict)
    letter = models.ForeignKey("cases.Letter", models.PROTECT, related_name="+", null=True, verbose_name=_("letter"))
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read"), null=True)
    mail_after = models.DateTimeField(_("not mailed before"), null=True)
    """Until then the mail waits, so that a correction can replace it."""
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, related_name="+", null=True, db_index=False, verbose_name=_("mailed instead")
    )
    """The correction that is mailed instead; the cabinet displays both."""
    mailed_to = models.EmailField(_("mailed to"), blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["user", "-id"], name="notice_user")]

    def __str__(self) -> str:
        return self.what

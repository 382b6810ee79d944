from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link


class Notice(Row):
    """A notice to a person: in the cabinet at once, and by e-mail from the queue. The sentence is made in the reader's
    language."""

    AT_ONCE, CABINET, DIGEST, IN_DIGEST = "", "cabinet", "digest", "sending"
    WAYS = [
        (AT_ONCE, _("at once")),
        (CABINET, _("not by mail, as the reader wishes")),
        (DIGEST, _("with the mail of the day")),
        (IN_DIGEST, _("in the mail of the day")),
    ]
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
    way = models.CharField(_("by mail"), max_length=8, blank=True, default="", db_default="", choices=WAYS)
    """As its reader has chosen, decided when the mail would leave."""
    bounced_at = models.DateTimeField(_("came back"), null=True)
    bounce = models.CharField(_("why it came back"), max_length=200, blank=True, default="", db_default="")
    """In the words of the other mail system."""

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            # What waits for the mail of the day is little, of a table that grows with every case.
            models.Index(fields=["user", "at"], condition=models.Q(way="digest", mailed_at=None), name="notice_digest"),
        ]

    def __str__(self) -> str:
        return self.what

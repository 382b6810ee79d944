from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link


class Notice(Row):
    """A word to a person: it stands in the cabinet at once and goes by e-mail from the queue.

    `what` is a step's name, or a kind of `cases.letters.mail.WORDS` or of its programme's `Names.notices`; the
    sentence is made in the reader's language. `mail_after`: until then the mail waits, so that a correction can take
    its place (`replaced_by`); the cabinet shows both.
    """

    case = case_link("notices", null=True)
    user = user_link()
    what = models.CharField(_("subject"), max_length=40)
    facts = models.JSONField(_("facts"), default=dict)
    letter = models.ForeignKey("cases.Letter", models.PROTECT, related_name="+", null=True, verbose_name=_("letter"))
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read"), null=True)
    mail_after = models.DateTimeField(_("not mailed before"), null=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, related_name="+", null=True, db_index=False, verbose_name=_("mailed instead")
    )
    mailed_to = models.EmailField(_("mailed to"), blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["user", "-id"], name="notice_user")]

    def __str__(self) -> str:
        return self.what

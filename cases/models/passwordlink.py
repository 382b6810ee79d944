from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, user_link
from cases.values import moments


class PasswordLink(Row):
    """A link by which a member of staff sets a password of his or her own, once. The link itself is only in the
    mail."""

    INVITATION, RESET = "invitation", "reset"
    KINDS = [(INVITATION, _("invitation")), (RESET, _("forgotten password"))]
    user = user_link(verbose_name=_("for whom"))
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    by = user_link(verbose_name=_("by whom"), null=True)
    """Who invited; None where the person requested it."""
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("asked for"))
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("good until"))
    digest = models.CharField(max_length=64, blank=True)
    """The SHA-256 of the link, made when the mail goes out, "" before."""
    sent_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("sent"), null=True)
    used_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("used"), null=True)
    void_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("not valid any more since"), null=True
    )

    class Meta:
        verbose_name = _("link to set a password")
        verbose_name_plural = _("links to set a password")
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=~models.Q(digest=""), name="passwordlink_digest")
        ]
        indexes = [models.Index(fields=["user", "id"], name="passwordlink_user")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {moments.moment(self.at)}"

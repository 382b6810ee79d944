from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, case_link, user_link

if TYPE_CHECKING:
    from cases.models.user import User


class Helper(Row):
    """Somebody whom the person of a case lets read it, or fill in what is still to be filed; never sign. A row is an
    invitation first. The link itself is only in the mail."""

    SEE, FILL = "see", "fill"
    MAY = [(SEE, _("reads the case")), (FILL, _("reads the case and fills in what is still to be filed"))]
    case = case_link("helpers")
    by = user_link(verbose_name=_("invited by"))
    email = models.EmailField(_("invited by e-mail to"))
    language = models.CharField(max_length=5, default="ru")
    """Of the mail."""
    may = models.CharField(_("what the helper may do"), max_length=4, choices=MAY)
    invited_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("invited"))
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("invitation good until"))
    digest = models.CharField(max_length=64, blank=True)
    """The SHA-256 of the link, made when the mail goes out, "" before."""
    sent_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("sent"), null=True)
    user = user_link(verbose_name=_("helper"), null=True)
    joined_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("accepted"), null=True)
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(_("ended"), null=True)
    ended_by = user_link(verbose_name=_("ended by"), null=True)
    late: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    """What the helper had typed when the help was ended, by input: kept for the person, in no form."""
    late_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    LATE = timedelta(days=1)
    """How long after the end what a page still holds is kept for the person."""

    class Meta:
        verbose_name = _("helper")
        verbose_name_plural = _("helpers")
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=~models.Q(digest=""), name="helper_digest"),
            models.UniqueConstraint(
                fields=["user", "case"],
                condition=models.Q(user__isnull=False, ended_at__isnull=True),
                name="helper_once_in_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="helper_case"),
            models.Index(fields=["user", "id"], condition=models.Q(user__isnull=False), name="helper_user"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As the account has it; of an invitation that nobody has accepted, the address."""
        return self.user.full_name if self.user else self.email

    @property
    def active(self) -> bool:
        return self.user_id is not None and self.ended_at is None

    def waits(self, now: datetime) -> bool:
        """Whether the invitation can still be accepted."""
        return self.user_id is None and self.ended_at is None and now < self.expires_at

    @classmethod
    def latest(cls, case: UUID, user: User) -> Helper | None:
        """The row under which this user helps in the case, or helped last."""
        rows = cls.objects.filter(case=case, user=user).select_related("user")
        return rows.order_by("-id").first()

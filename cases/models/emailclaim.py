from __future__ import annotations

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, user_link
from cases.models.user import User


class EmailClaim(Row):
    """An address that somebody claims, until its mailbox has confirmed it."""

    OPEN, DONE, STOPPED, REPLACED = "open", "done", "stopped", "replaced"
    STATES = [
        (OPEN, _("waits for an answer")),
        (DONE, _("confirmed")),
        (STOPPED, _("stopped by the former address")),
        (REPLACED, _("replaced by a later one")),
    ]
    user = user_link()
    email = models.EmailField(_("e-mail"))
    former = models.EmailField(_("former e-mail"), blank=True)
    """The confirmed address that it replaces, whose mailbox has to agree as well; "" where there is none."""
    state = models.CharField(_("state"), max_length=8, choices=STATES, default=OPEN)
    asked_at = models.DateTimeField(_("asked"))
    sent_at = models.DateTimeField(_("sent"))
    confirmed_at = models.DateTimeField(_("confirmed by the new address"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("confirmed by the former address"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("confirmation of an e-mail")
        verbose_name_plural = _("confirmations of e-mails")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(state="open"), name="emailclaim_one_open")
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="emailclaim_user"),
            models.Index(fields=["asked_at"], condition=models.Q(state="open"), name="emailclaim_due"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.state}"


def last_entered(user: User | OuterRef) -> Subquery:
    """The address that `user`, or what an OuterRef names, entered last; read with its row, since each page needs it."""
    return Subquery(EmailClaim.objects.filter(user=user).order_by("-id").values("email")[:1])


def entered_address(user: User) -> str:
    """What papers say: the confirmed address; before any is confirmed, the one entered last."""
    if user.mailbox and user.email_is_sure:
        return user.mailbox
    claim = EmailClaim.objects.filter(user=user).order_by("-id").first()
    return claim.email if claim else user.mailbox


def mail_address(user: User) -> str:
    """Where mail goes: the stated address. "" while that is the address of another account, whose mail it is."""
    stated = entered_address(user)
    if stated == user.mailbox:
        return stated
    return "" if User.objects.filter(email__iexact=stated).exclude(pk=user.pk).exists() else stated

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.signals import pre_create_historical_record

from cases.law.actors import CITY_ACTORS, OFFICIALS, ActingBody, Role
from cases.models.person import validate_iin
from cases.models.row import Row, history
from cases.models.usermanager import UserManager

NO_MAILBOX = "@unconfirmed.invalid"
"""Ending of the address of an account that has none yet (RFC 2606, 2): nothing is ever sent there."""

_HEADS_A_BODY = models.Q(role=Role.HEAD.value) & (
    models.Q(body=ActingBody.DEPARTMENT.value, city__isnull=False)
    | models.Q(body__in=[ActingBody.HUB.value, ActingBody.MINISTRY.value], city__isnull=True)
)


class User(Row, AbstractBaseUser):
    """Somebody who signs in."""

    MAILS_ALL, MAILS_IMPORTANT, MAILS_DIGEST = "all", "important", "digest"
    MAILS = [
        (MAILS_IMPORTANT, _("only what asks something of me or decides something")),
        (MAILS_DIGEST, _("that at once, the rest in one mail a day")),
        (MAILS_ALL, _("every notice at once")),
    ]
    email = models.EmailField(_("e-mail"), unique=True)
    email_confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=310)
    # An act names the position of who made it, beside the name (АППК on the content of an act).
    position_ru = models.CharField(_("position (ru)"), max_length=200, blank=True, default="", db_default="")
    position_kk = models.CharField(_("position (kk)"), max_length=200, blank=True, default="", db_default="")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    """What somebody may do follows from the role (and the city) alone."""
    city = models.ForeignKey("cases.City", models.PROTECT, verbose_name=_("city"), null=True, blank=True)
    body = models.CharField(
        _("body"),
        max_length=12,
        choices=ActingBody.choices,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of a head: the body that he or she heads."),
    )
    person = models.OneToOneField("cases.Person", models.PROTECT, verbose_name=_("person"), null=True, blank=True)
    iin = models.CharField(
        _("IIN"),
        max_length=12,
        blank=True,
        default="",
        db_default="",
        validators=[validate_iin],
        help_text=_("Of a member of staff who signs in or signs by ЭЦП. An applicant's stands with the person."),
    )
    language = models.CharField(
        _("language"), max_length=5, default="ru", choices=[("ru", "Русский"), ("kk", "Қазақша"), ("en", "English")]
    )
    mails = models.CharField(
        _("mails about the own case"),
        max_length=10,
        choices=MAILS,
        default=MAILS_IMPORTANT,
        db_default=MAILS_IMPORTANT,
    )
    mail_failed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("mail came back"), null=True, blank=True, editable=False
    )
    """Since when the address takes no mail; None while it does, as far as is known."""
    signs_by_delegation = models.BooleanField(
        _("signs by delegation alone"),
        default=False,
        db_default=False,
        help_text=_("Of an official of the ministry who has no right of signature: signs while a signer delegates it."),
    )
    leads_office = models.BooleanField(
        _("leads the office of the service centre"),
        default=False,
        db_default=False,
        help_text=_("Of a clerk: shares out the work of the centre's office in the city, and enters absences there."),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    active_from = models.DateField(
        _("may sign in from"),
        null=True,
        blank=True,
        help_text=_("A day to come: until then the account is closed. It opens by itself."),
    )
    active_until = models.DateField(
        _("may sign in until"),
        null=True,
        blank=True,
        help_text=_("The last day of service: the day after, the account closes and its cases go back to the queue."),
    )
    joined_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(
        _("account opened"), default=timezone.now, editable=False
    )

    objects: ClassVar[UserManager] = UserManager()
    history = history("mail_failed_at")

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email", violation_error_message=_("This e-mail already has an account.")
            ),
            models.CheckConstraint(
                name="user_city",
                condition=models.Q(city__isnull=False) | ~models.Q(role__in=sorted(a.value for a in CITY_ACTORS)),
                violation_error_message=_("Officers and clerks work in one city: choose it."),
            ),
            models.CheckConstraint(
                name="user_body",
                condition=_HEADS_A_BODY | (models.Q(body="") & ~models.Q(role=Role.HEAD.value)),
                violation_error_message=_(
                    "A head heads one body: choose it, and for a department its city. Nobody else has a body."
                ),
            ),
            models.CheckConstraint(
                name="user_active_days",
                condition=models.Q(active_from__isnull=True)
                | models.Q(active_until__isnull=True)
                | models.Q(active_until__gte=models.F("active_from")),
                violation_error_message=_("The last day of service lies before the first."),
            ),
            models.UniqueConstraint(
                fields=["iin"],
                condition=~models.Q(iin=""),
                name="user_iin",
                violation_error_message=_("Another account has this IIN already."),
            ),
            models.CheckConstraint(
                name="user_by_delegation",
                condition=models.Q(signs_by_delegation=False) | models.Q(role=Role.SIGNER.value),
                violation_error_message=_("Only signers of the ministry sign by delegation."),
            ),
            models.CheckConstraint(
                name="user_leads_office",
                condition=models.Q(leads_office=False) | models.Q(role=Role.CLERK.value),
                violation_error_message=_("Only a clerk leads an office of the service centre."),
            ),
            models.CheckConstraint(
                name="user_iin_staff",
                condition=models.Q(iin="") | ~models.Q(role=Role.APPLICANT.value),
                violation_error_message=_("An applicant's IIN stands with the person."),
            ),
        ]
        indexes = [
            models.Index(fields=["role", "city"], name="user_role_city"),
            # What the clock switches: few.
            models.Index(
                fields=["active_from"], condition=models.Q(active_from__isnull=False), name="user_active_from"
            ),
            models.Index(
                fields=["active_until"], condition=models.Q(active_until__isnull=False), name="user_active_until"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The moment of a sign-in, which Django writes, goes past the history: the journal of sign-ins tells of each,
        and versions in which nothing else changed would bury those that matter."""
        if set(kwargs.get("update_fields") or ()) == {"last_login"}:
            User.objects.filter(pk=self.pk).update(last_login=self.last_login)
        else:
            super().save(*args, **kwargs)
            if self.person_id and "email" in (kwargs.get("update_fields") or ()):
                self._keep_searchable()

    def _keep_searchable(self) -> None:
        """A case is searched by the address of its person."""
        from cases.models import searchentry

        assert self.person is not None
        searchentry.person_changed(self.person)

    @property
    def mailbox(self) -> str:
        """The address; "" while the account has only a placeholder. Where mail goes: `emailclaim.mail_address`."""
        return "" if self.email.endswith(NO_MAILBOX) else self.email

    @property
    def email_is_sure(self) -> bool:
        """Confirmed by its mailbox; that of the staff is entered by an administrator."""
        return self.role != Role.APPLICANT or self.email_confirmed_at is not None

    @property
    def signing_iin(self) -> str:
        """The IIN that a certificate of this user carries; "" where none is known."""
        return self.person.iin if self.person is not None else self.iin

    @property
    def reads_as(self) -> str:
        """The role as which the user reads a file: a head as the officials of the body."""
        return OFFICIALS[self.body].value if self.body in OFFICIALS else self.role

    @property
    def shares_out(self) -> bool:
        """Shares out the work of a desk: the head of its body, or who leads the office of the service centre."""
        return self.role == Role.HEAD or (self.role == Role.CLERK and self.leads_office)

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """May enter Django admin: the auditor to read, the administrator for reference data."""
        return self.role in (Role.AUDITOR, Role.ADMINISTRATOR)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        from cases.models.permissions import allowed

        return self.is_active and allowed(self.role, perm)

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return all(self.has_perm(p, obj) for p in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        from cases.models.permissions import sees_app

        return self.is_active and sees_app(self.role, app_label)


def password_trace(password: str) -> str:
    """What the history has of a stored password: enough to see that it was changed, nothing to guess it by."""
    return f"sha256:{hashlib.sha256(password.encode()).hexdigest()}" if password else ""


@receiver(pre_create_historical_record, sender=User.history.model)
def _keep_no_password(history_instance: Any, **_facts: object) -> None:
    """Versions are never deleted and reach backups and archives: they must not reveal an old password."""
    history_instance.password = password_trace(history_instance.password)

"""Accounts. The administrator opens, closes and moves them; a person's file stays out of the administrator's sight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp import admin as _otp_admin  # noqa: F401  (first: its page would show the secret)
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.accounts import addresses
from cases.accounts.signing_in import by_password, factor
from cases.admin.base import auditor
from cases.admin.case import persons_named
from cases.admin.forms import JudgedForm
from cases.admin.history import HistoryAdmin
from cases.engine.people.signers import lacking
from cases.law.actors import CITY_ACTORS, ActingBody, Role
from cases.models import User
from cases.web.request.moment import moment
from cases.workload import absences

STAFF_ROLES = [choice for choice in Role.choices if choice[0] != Role.APPLICANT]


class StaffFormMixin(JudgedForm):
    """What holds for every account kept by hand: applicants come by registration, a city only where it binds."""

    def limit_roles(self) -> None:
        role: Any = self.fields.get("role")
        if role is not None:
            role.choices = [("", "—"), *STAFF_ROLES]

    def faults(self, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        role, body = data.get("role"), data.get("body")
        if data.get("city") and role and role not in CITY_ACTORS and body != ActingBody.DEPARTMENT:
            yield "city", _("Only officers, clerks and heads of a department are bound to a city: leave it empty.")


class NewUserForm(StaffFormMixin, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "full_name", "position_ru", "position_kk", "role", "body", "city", "iin", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_roles()


class UserForm(StaffFormMixin, UserChangeForm):
    reset_second_factor = forms.BooleanField(
        label=_("Reset the second factor"),
        required=False,
        help_text=_("The telephone is lost. At the next sign-in by password a new one is set up."),
    )

    class Meta:
        model = User
        fields = (
            "email",
            "full_name",
            "position_ru",
            "position_kk",
            "role",
            "body",
            "city",
            "iin",
            "language",
            "is_active",
            "password",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_roles()


_ACCOUNT: Any = (None, {"fields": ("email", "full_name", "position_ru", "position_kk", "language", "password")})
_RIGHTS: Any = (_("What they may do"), {"fields": ("role", "body", "city", "is_active")})
_WAYS: Any = (_("How they sign in"), {"fields": ("iin", "second_factor")})
_RESET: Any = (_("How they sign in"), {"fields": ("iin", "second_factor", "reset_second_factor")})
_DATES: Any = (_("Dates"), {"fields": ("joined_at", "last_login")})
_PERSON: Any = (_("Person"), {"fields": ("person",)})


@admin.register(User)
class UserAdmin(HistoryAdmin, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    fieldsets = (_ACCOUNT, _RIGHTS, _DATES)
    add_fieldsets = ((None, {"fields": (*NewUserForm.Meta.fields, "password1", "password2")}),)
    list_display = ("full_name", "email", "sure", "role", "body", "city", "lacks", "is_active", "last_login")
    list_filter = ("role", "body", "is_active", "city")
    list_select_related = ("city",)
    filter_horizontal = ()
    ordering = ("-id",)
    sortable_by = ()
    exact = ("email",)
    search_help_text = _("An e-mail address, or the beginning of a name.")
    secret = ("password",)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def search(self, text: str) -> Q:
        if "@" in text:
            return Q(email__in={text, text.lower()})
        begins = Q(full_name__startswith=text) | Q(full_name__startswith=text.capitalize())
        return begins | Q(person__in=persons_named(text))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and obj.person_id is None:
            changes = self.has_change_permission(request, obj)
            fieldsets = (*fieldsets, _RESET if changes and factor.device(obj) else _WAYS)
        return (*fieldsets, _PERSON) if obj is not None and auditor(request) else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody changes their own role; an account that belongs to a person stays an applicant's."""
        fixed: tuple[str, ...] = ("joined_at", "last_login", "person", "second_factor")
        if obj is not None and (obj.pk == request.user.pk or obj.person_id is not None):
            fixed += ("role", "body", "city")
        if obj is not None and obj.pk == request.user.pk:
            fixed += ("is_active",)
        return fixed

    @admin.display(description=_("second factor"))
    def second_factor(self, user: User) -> str:
        if not by_password(user.role):
            return gettext("signs in by ЭЦП alone")
        return gettext("set up") if factor.device(user) else gettext("not set up yet")

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[Any], change: bool) -> None:
        """A reset stands in the journal as what was changed, and in the history as its reason."""
        if change and form.cleaned_data.get("reset_second_factor") and factor.reset(obj):
            obj._change_reason = "second factor reset"  # type: ignore[attr-defined]
        new_address = change and obj.role == Role.APPLICANT and "email" in form.changed_data
        if new_address:
            obj.email_confirmed_at = None
        super().save_model(request, obj, form, change)
        if new_address:
            addresses.changed_by_administrator(obj, moment(request))
        if change and {"is_active", "role", "city"} & set(form.changed_data):
            absences.left(obj, moment(request))

    @admin.display(description=_("lacks for acts"))
    def lacks(self, user: User) -> str:
        return " ".join(str(words) for words in lacking(user))

    @admin.display(description=_("e-mail confirmed"), boolean=True)
    def sure(self, user: User) -> bool:
        return user.email_is_sure

    def hidden_in_history(self, request: HttpRequest) -> tuple[str, ...]:
        return self.secret if auditor(request) else (*self.secret, "person")


admin.site.unregister([Group, TOTPDevice])

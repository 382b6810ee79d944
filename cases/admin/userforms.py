"""Forms of accounts of the staff, as an administrator fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import ReadOnlyPasswordHashField, ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.hashers import is_password_usable
from django.utils.translation import gettext_lazy as _

from cases.admin.forms import JudgedForm
from cases.law.actors import CITY_ACTORS, ActingBody, Role
from cases.models import User
from cases.values import letters
from cases.values.names import parse_name

STAFF_ROLES = [choice for choice in Role.choices if choice[0] != Role.APPLICANT]


class StaffFormMixin(JudgedForm):
    """What applies to every account maintained by hand: applicants come by registration, a city only where it binds."""

    def limit_roles(self) -> None:
        role: Any = self.fields.get("role")
        if role is not None:
            role.choices = [("", "—"), *STAFF_ROLES]

    def clean_full_name(self) -> str:
        """As the names of persons are read; of letters of either script."""
        return parse_name(self.cleaned_data["full_name"], letters.FREE)

    def faults(self, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        role, body = data.get("role"), data.get("body")
        if data.get("city") and role and role not in CITY_ACTORS and body != ActingBody.DEPARTMENT:
            yield "city", _("Only officers, clerks and heads of a department are bound to a city: leave it empty.")


FIELDS = (
    "email",
    "full_name",
    "position_ru",
    "position_kk",
    "role",
    "body",
    "city",
    "iin",
    "signs_by_delegation",
    "leads_office",
    "language",
    "active_from",
    "active_until",
)


class ServiceDaysMixin(StaffFormMixin):
    """Days of service: an account whose first day is to come is closed until then, and a last day may not have
    passed."""

    today: date
    """Set by the page, which reads the clock."""

    def faults(self, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        yield from super().faults(data)
        today = self.today
        first, last = data.get("active_from"), data.get("active_until")
        if first and first <= today and "active_from" in self.changed_data:
            yield "active_from", _("This day has come: leave it empty, the account is open at once.")
        if last and last < today and data.get("is_active", True):
            yield "active_until", _("This day is over: close the account, or enter a later day.")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.instance.active_from:
            self.instance.is_active = False


class NewUserForm(ServiceDaysMixin):
    """Asks for no password: the person gets a letter with a link, and sets one that nobody else knows."""

    class Meta:
        model = User
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_roles()

    def save(self, commit: bool = True) -> Any:
        user = super().save(commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
        return user


class PasswordState(ReadOnlyPasswordHashWidget):
    """Says whether there is a password; how it is kept is no matter of an administrator."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = _("is set") if is_password_usable(value) else _("is not set")
        context["summary"] = [{"label": words}]
        return context


class UserForm(ServiceDaysMixin, UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label=_("Password"),
        widget=PasswordState,
        help_text=_("The person sets it by the link of a letter; nobody else knows it."),
    )
    reset_second_factor = forms.BooleanField(
        label=_("Reset the second factor"),
        required=False,
        help_text=_("The telephone is lost. At the next sign-in by password a new one is set up."),
    )
    invite = forms.BooleanField(
        label=_("Send a link to set a password"),
        required=False,
        help_text=_(
            "To the e-mail of the account: the link works once, for a week. Links sent before open nothing any more."
        ),
    )

    class Meta:
        model = User
        fields = (*FIELDS, "is_active", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_roles()

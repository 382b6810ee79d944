"""Accounts. The administrator opens, closes and moves them; a person's file stays out of the administrator's sight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp import admin as _otp_admin  # noqa: F401  (first: its page would show the secret)
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.accounts import addresses, passwords
from cases.accounts.signing_in import by_password, factor
from cases.admin import accounteffects, changes, dated, foureyes, stafffile
from cases.admin.base import auditor
from cases.admin.changes import IMPORTED
from cases.admin.foureyes import FourEyesAdmin, OvertakenError
from cases.admin.history import HistoryAdmin
from cases.admin.userforms import NewUserForm, UserForm
from cases.engine.people.signers import missing_data
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.models import ProposedChange, User
from cases.reports.searching import persons_named
from cases.web.request.moment import moment
from cases.workload import absences

_ACCOUNT: Any = (None, {"fields": ("email", "full_name", "position_ru", "position_kk", "language", "password")})
_RIGHTS: Any = (
    _("What they may do"),
    {
        "fields": (
            "role",
            "body",
            "city",
            "signs_by_delegation",
            "leads_office",
            "is_active",
            "active_from",
            "active_until",
        )
    },
)
_WAYS: Any = (_("How they sign in"), {"fields": ("iin", "second_factor", "invite")})
_RESET: Any = (_("How they sign in"), {"fields": ("iin", "second_factor", "reset_second_factor", "invite")})
_DATES: Any = (_("Dates"), {"fields": ("joined_at", "last_login")})
_DAY: Any = (_("When"), {"fields": (dated.HOLDS_FROM,)})
_PERSON: Any = (_("Person"), {"fields": ("person",)})


@admin.register(User)
class UserAdmin(FourEyesAdmin, HistoryAdmin, DjangoUserAdmin):
    """Roles, posts and IINs are guarded: they say who may act, and whose signature counts. So is by what a member of
    staff signs in: whoever has that decides in the other's name."""

    guarded = ("role", "body", "city", "iin", "signs_by_delegation", "leads_office")
    guarded_of_staff = ("email", "reset_second_factor")
    guarded_of_administrators = ("is_active", "active_from", "active_until")
    form = UserForm
    add_form = NewUserForm
    fieldsets = (_ACCOUNT, _RIGHTS, _DATES)
    add_fieldsets = ((None, {"fields": NewUserForm.Meta.fields}),)
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
            fieldsets = (*fieldsets, _DAY) if changes else fieldsets
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

    def get_urls(self) -> list[Any]:
        """Before those of the library, which would take the word for a key."""
        view = self.admin_site.admin_view(partial(stafffile.page, self))
        return [path("import/", view, name="cases_user_import"), *super().get_urls()]

    def waiting_rows(self, request: HttpRequest, rows: Sequence[stafffile.StaffRow]) -> HttpResponse | None:
        """Of a file: one proposal for all of it, where there is a second administrator."""
        if not foureyes.other_administrators(request.user):
            return None
        after = {row.data["email"]: changes.in_both(row.form.instance, ("full_name", "role", "city")) for row in rows}
        facts = {"typed": {IMPORTED: [row.data for row in rows]}, "before": {}, "after": after}
        waits = ProposedChange.objects.filter(state=ProposedChange.WAITS, label=self.opts.label_lower, row="")
        if there := waits.filter(typed=facts["typed"]).first():
            messages.warning(request, _("This file waits for another administrator already."))
            return HttpResponseRedirect(reverse("admin:cases_proposedchange_change", args=[there.pk]))
        return self._propose(request, None, ProposedChange.ADD, _("Accounts of the staff out of a file"), facts)

    def open_row(self, request: HttpRequest, form: forms.ModelForm[Any]) -> None:
        """As the page of a new account does."""
        user = form.save(commit=False)
        self.save_model(request, user, form, change=False)
        self.log_addition(request, user, [{"added": {}}])

    def carry_out(self, request: HttpRequest, proposal: ProposedChange) -> None:
        if IMPORTED not in proposal.typed:
            super().carry_out(request, proposal)
            return
        rows = stafffile.check_rows(proposal.typed[IMPORTED], local_day(moment(request)))
        if faults := [f"{row.data.get('email')}: {words}" for row in rows for _label, words in row.faults]:
            raise OvertakenError("; ".join(faults))
        for row in rows:
            self.open_row(request, row.form)

    def guards(self, form: forms.ModelForm[Any], change: bool) -> bool:
        """To close an administrator's account, too: else the one who is left would confirm everything alone."""
        role = form.initial.get("role", form.instance.role)
        names: tuple[str, ...] = () if role == Role.APPLICANT else self.guarded_of_staff
        if role == Role.ADMINISTRATOR:
            names += self.guarded_of_administrators
        return bool(change and set(names) & set(form.changed_data)) or super().guards(form, change)

    def effect(self, before: Any, after: Any, form: forms.ModelForm[Any]) -> list[str]:
        return accounteffects.of_account(before, after) if before is not None else []

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[Any], change: bool) -> None:
        """The journal has a reset as what was changed, and in the history as its reason."""
        now, data = moment(request), form.cleaned_data
        reset = change and data.get("reset_second_factor") and factor.reset(obj)
        if reset:
            obj._change_reason = "second factor reset"  # type: ignore[attr-defined]
        new_address = change and obj.role == Role.APPLICANT and "email" in form.changed_data
        if new_address:
            obj.email_confirmed_at = None
        if "email" in form.changed_data:
            obj.mail_failed_at = None
        before = User.objects.filter(pk=obj.pk).first()
        if before is not None:
            _tell_former(before, obj, now)
        super().save_model(request, obj, form, change)
        if new_address:
            addresses.changed_by_administrator(obj, now)
        if change and {"is_active", "role", "city"} & set(form.changed_data):
            absences.handle_departure(obj, now)
        if obj.role != Role.APPLICANT:
            self._after(request, before, obj, invited=bool(data.get("invite")), reset=bool(reset))

    def _after(self, request: HttpRequest, before: User | None, user: User, *, invited: bool, reset: bool) -> None:
        """The person is notified of what was changed; a new one is invited."""
        now, by = moment(request), request.user
        if (invited or (before is None and not user.has_usable_password())) and by_password(user.role):
            passwords.invite(user, by, now)  # type: ignore[arg-type]
            messages.info(
                request, _("A letter with a link to set a password goes to %(email)s.") % {"email": user.email}
            )
        if reset:
            passwords.notify(user, "second_factor_reset", now)
        if before is not None and (changed := changed_facts(before, user)):
            passwords.notify(user, "account_changed", now, fields=changed)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set by an administrator: the person is notified, so that nobody else comes in with it unnoticed.
        Nobody sets a colleague's, lest one be both administrators: a link goes to the colleague's own mailbox."""
        user = self.get_object(request, unquote(id))
        colleague = user is not None and user.role != Role.APPLICANT and user.pk != request.user.pk
        if colleague and self.has_change_permission(request, user):
            messages.warning(request, _("Nobody sets a colleague's password: send a link to set one, on this page."))
            return HttpResponseRedirect(reverse("admin:cases_user_change", args=[id]))
        with transaction.atomic():
            response: HttpResponse = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                passwords.after_change(User.objects.get(pk=unquote(id)), moment(request))
        return response

    @admin.display(description=_("lacks for acts"))
    def lacks(self, user: User) -> str:
        return " ".join(str(words) for words in missing_data(user))

    @admin.display(description=_("e-mail confirmed"), boolean=True)
    def sure(self, user: User) -> bool:
        return user.email_is_sure

    def hidden_in_history(self, request: HttpRequest) -> tuple[str, ...]:
        return self.secret if auditor(request) else (*self.secret, "person")


def _tell_former(before: User, after: User, now: datetime) -> None:
    """The mailbox that mail went to so far learns of the new address: the new one may be somebody else's."""
    if before.email != after.email and (former := before.mailbox):
        what = "email_changed" if after.role == Role.APPLICANT else "account_changed"
        facts = {"email": after.email, "fields": changed_facts(before, after)}
        passwords.notify(before, what, now, mail_to=former, **facts)


NAMED_TO_OWNER = (
    *("email", "full_name", "role", "body", "city", "leads_office", "iin", "position_ru", "position_kk"),
    *("signs_by_delegation", "active_from", "active_until"),
)


def changed_facts(before: User, after: User) -> str:
    """What was changed, in the language of whose account it is."""
    with translation.override(after.language):
        labels = {f.name: str(f.verbose_name) for f in User._meta.concrete_fields}
        rows = [(labels[n], changes.plain_value(before, n), changes.plain_value(after, n)) for n in NAMED_TO_OWNER]
        return "; ".join(f"{label}: {was} → {now}" for label, was, now in rows if was != now)


admin.site.unregister([Group, TOTPDevice])

"""What decides over people is changed by two administrators: one enters it, another confirms it.

Before it is stored, the page says what it would change for running cases. Where there is no second administrator in
service, a change takes effect at once, and its journal says that nobody has confirmed it: a portal begins with one.
A change may name the day from which it holds (`dated`, `holding`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import quote, unquote
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.admin import dated
from cases.admin.base import PortalAdmin, signed_in
from cases.admin.changes import UNKEPT, in_words, row_digest, row_in_words, words_of
from cases.admin.entering import enter_change
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.models import ProposedChange, User
from cases.web.request import typed_input
from cases.web.request.moment import moment

ALL = ("*",)
CONFIRMED, BACK = "_confirmed", "_back"
ALONE = "no second administrator"
"""Reason of a version that nobody else has confirmed."""


class _HaltError(Exception):
    """Raised where a valid form is about to be stored: the page displays first what it changes, or another confirms
    it."""

    def __init__(self, form: forms.ModelForm[Any], row: models.Model | None, effect: Iterable[str] = ()) -> None:
        self.form, self.row, self.effect = form, row, list(effect)


class _Unsaved(forms.ModelForm):
    """Sent back by whoever has looked at what it would change."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        raise forms.ValidationError(_("Nothing was saved: change what is to be changed, and save again."))


class OvertakenError(Exception):
    """The row is another by now, or the form does not fit any more; in words."""


def other_administrators(user: User | AnonymousUser) -> list[User]:
    """Who may confirm what `user` enters: the other administrators in service."""
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    rows = others.exclude(pk=user.pk)  # type: ignore[misc]  # nobody without a key comes here
    return list(rows.order_by("id")[:50]) if settings.DNR_TWO_ADMINISTRATORS else []


def carried_out(request: HttpRequest) -> ProposedChange | None:
    """The decided change that is carried out by this request; None where a form is sent."""
    return getattr(request, "carried_out", None)


class FourEyesAdmin(PortalAdmin):
    """A table of which some changes wait for a second administrator."""

    guarded: tuple[str, ...] = ()
    """Fields of which a change waits; ALL: every field, a new row and a deletion."""
    dated = True
    """Whether a change may hold from a day to come; not where the rows have days of their own."""

    def __init__(self, model: type[models.Model], admin_site: AdminSite) -> None:
        super().__init__(model, admin_site)
        if self.dated:
            self.form = dated.with_a_day(self.form)

    def effect(self, before: models.Model | None, after: models.Model, form: forms.ModelForm[Any]) -> list[str]:
        """What this changes for cases that run, a sentence each; nothing where it touches none."""
        return []

    def guards(self, form: forms.ModelForm[Any], change: bool) -> bool:
        touched = self.guarded == ALL or not change or bool(set(self.guarded) & set(form.changed_data))
        return bool(self.guarded) and touched

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **options: object
    ) -> type[forms.ModelForm[Any]]:
        form = super().get_form(request, obj, change=change, **options)
        bases = (_Unsaved, form) if BACK in request.POST else (form,)
        return type(form.__name__, bases, {"today": local_day(moment(request))})

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """A new row that has its own first day is asked for that alone; who only reads is asked for nothing."""
        fields = super().get_fields(request, obj)
        asked = self.has_change_permission(request, obj) if obj else not hasattr(self.model, "valid_from")
        return fields if asked else [name for name in fields if name != dated.HOLDS_FROM]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What two have decided is carried out, whatever post either of them has by then."""
        return carried_out(request) is not None or super().has_change_permission(request, obj)

    # ------------------------------------------------------------------------------------------ what is entered

    def save_form(self, request: HttpRequest, form: forms.ModelForm[Any], change: bool) -> Any:
        new = super().save_form(request, form, change)
        if carried_out(request) is not None:
            return new
        row = self.model._default_manager.filter(pk=new.pk).first() if change else None
        effect = self.effect(row, new, form) if form.has_changed() else []
        if effect and CONFIRMED not in request.POST:
            raise _HaltError(form, row, effect)
        guarded = form.has_changed() and self.guards(form, change)
        if (guarded and other_administrators(request.user)) or dated.day_of(form):
            raise _HaltError(form, row)
        if guarded:
            new._change_reason = ALONE
        return new

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row is not None and request.method == "POST" and (why := dated.in_the_way(row)):
            return self._refused(request, why)
        open_changes = dated.coming(row) if row is not None and request.method != "POST" else []
        try:
            context = {"coming": open_changes} | (extra_context or {})
            return super().changeform_view(request, object_id, form_url, context)
        except _HaltError as halt:
            return self._effect_page(request, halt) if halt.effect else self._proposed(request, halt)

    def _refused(self, request: HttpRequest, why: str) -> HttpResponse:
        messages.warning(request, why)
        return typed_input.typed_page(request, why=why, status=409) or HttpResponseRedirect(request.path)

    def _effect_page(self, request: HttpRequest, halt: _HaltError) -> HttpResponse:
        sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
        before, after = words_of(halt.row, halt.form)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("What this change does"),
            "original": halt.row,
            "effect": halt.effect,
            "rows": in_words(self.model, before, after),
            "day": dated.day_of(halt.form),
            "sent": [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"],
            "second": bool(other_administrators(request.user)) and self.guards(halt.form, halt.row is not None),
        }
        return TemplateResponse(request, "admin/effect.html", context)

    def _proposed(self, request: HttpRequest, halt: _HaltError) -> HttpResponse:
        change = halt.row is not None
        before, after = words_of(halt.row, halt.form)
        sent: Any = halt.form.data
        typed = {name: sent.getlist(name) for name in sent if name not in UNKEPT}
        named = halt.row if halt.row is not None else halt.form.instance
        waits = self.guards(halt.form, change) and other_administrators(request.user)
        facts: dict[str, Any] = {
            "typed": typed,
            "before": before,
            "after": after,
            "holds_from": dated.day_of(halt.form),
            "state": ProposedChange.WAITS if waits else ProposedChange.PLANNED,
        }
        return self._propose(request, halt.row, ProposedChange.CHANGE if change else ProposedChange.ADD, named, facts)

    def _propose(
        self, request: HttpRequest, row: models.Model | None, verb: str, named: object, facts: dict[str, Any]
    ) -> HttpResponse:
        """`named`: what it is about, a text in the active language."""
        user, columns = signed_in(request), {"verb": verb, **facts}
        others = other_administrators(user)
        try:
            proposal = enter_change(self.model, row, named, user, moment(request), others, columns)
        except IntegrityError:
            why = _("Another change of this row waits already. Decide that first, or have it decided.")
            return self._refused(request, why)
        messages.success(request, dated.entered(proposal))
        return HttpResponseRedirect(reverse("admin:cases_proposedchange_change", args=[quote(proposal.pk)]))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row: Any = self.get_object(request, unquote(object_id)) if request.method == "POST" else None
        guarded = row is not None and self.guarded == ALL and self.has_delete_permission(request, row)
        if guarded and other_administrators(request.user):
            return self._propose(request, row, ProposedChange.DELETE, row, {"before": row_in_words(row), "after": {}})
        return super().delete_view(request, object_id, extra_context)

    # ------------------------------------------------------------------------------------------ what is confirmed

    def carry_out(self, request: HttpRequest, proposal: ProposedChange) -> None:
        """As if the form had been sent now, by both. Raises OvertakenError."""
        row = self.row_as_it_was(request, proposal)
        request.carried_out = proposal  # type: ignore[attr-defined]
        if proposal.verb == ProposedChange.DELETE:
            assert row is not None
            self.log_deletions(request, self.model._default_manager.filter(pk=row.pk))
            self.delete_model(request, row)
            return
        change = proposal.verb == ProposedChange.CHANGE
        form = self.form_of(request, proposal, row)
        if not form.is_valid():
            raise OvertakenError(" ".join(str(words) for rows in form.errors.values() for words in rows))
        new = self.save_form(request, form, change)
        alone = proposal.state == ProposedChange.PLANNED and proposal.decided_by_id is None
        alone = alone and self.guards(form, change)
        new._change_reason = ALONE if alone else f"entered by {proposal.by.full_name}"[:100]
        self.save_model(request, new, form, change)
        self.save_related(request, form, [], change)
        message: Any = self.construct_change_message(request, form, [], add=not change)  # type: ignore[arg-type]
        (self.log_change if change else self.log_addition)(request, new, message)

    def form_of(self, request: HttpRequest, proposal: ProposedChange, row: models.Model | None) -> forms.ModelForm[Any]:
        sent = QueryDict(mutable=True)
        for name, values in proposal.typed.items():
            sent.setlist(name, values)
        return self.get_form(request, row, change=row is not None)(sent, instance=row)  # type: ignore[no-any-return]

    def row_as_it_was(self, request: HttpRequest, proposal: ProposedChange) -> models.Model | None:
        """The row of the proposal, None of a new one. Raises OvertakenError where it has changed since."""
        if proposal.verb == ProposedChange.ADD:
            return None
        row: models.Model | None = self.get_object(request, proposal.row)
        if row is None or row_digest(row) != proposal.base:
            raise OvertakenError(
                _("What is stored was changed meanwhile. Enter the change again, from what holds now.")
            )
        return row

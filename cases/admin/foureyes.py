"""What decides over people is changed by two administrators: one enters it, another confirms it.

Before it is stored, the page says what it would change for running cases. Where there is no second administrator in
service, a change takes effect at once, and its journal says that nobody has confirmed it: a portal begins with one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.accounts.passwords import notify
from cases.admin.base import PortalAdmin, signed_in
from cases.admin.changes import UNKEPT, in_words, row_digest, row_in_words, words_of
from cases.law.actors import Role
from cases.models import ProposedChange, User
from cases.web.request import typed_input
from cases.web.request.moment import moment

ALL = ("*",)
CONFIRMED, BACK = "_confirmed", "_back"


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


class FourEyesAdmin(PortalAdmin):
    """A table of which some changes wait for a second administrator."""

    guarded: tuple[str, ...] = ()
    """Fields of which a change waits; ALL: every field, a new row and a deletion."""

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
        return type(form.__name__, (_Unsaved, form), {}) if BACK in request.POST else form

    # ------------------------------------------------------------------------------------------ what is entered

    def save_form(self, request: HttpRequest, form: forms.ModelForm[Any], change: bool) -> Any:
        new = super().save_form(request, form, change)
        if getattr(request, "carried_out", None) is not None:
            return new
        row = self.model._default_manager.filter(pk=new.pk).first() if change else None
        effect = self.effect(row, new, form) if form.has_changed() else []
        if effect and CONFIRMED not in request.POST:
            raise _HaltError(form, row, effect)
        if form.has_changed() and self.guards(form, change):
            if other_administrators(request.user):
                raise _HaltError(form, row)
            new._change_reason = "no second administrator"
        return new

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except _HaltError as halt:
            return self._effect_page(request, halt) if halt.effect else self._proposed(request, halt)

    def _effect_page(self, request: HttpRequest, halt: _HaltError) -> HttpResponse:
        sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
        before, after = words_of(halt.row, halt.form)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("What this change does"),
            "original": halt.row,
            "effect": halt.effect,
            "rows": in_words(self.model, before, after),
            "sent": [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"],
            "second": bool(other_administrators(request.user)) and self.guards(halt.form, halt.row is not None),
        }
        return TemplateResponse(request, "admin/effect.html", context)

    def _proposed(self, request: HttpRequest, halt: _HaltError) -> HttpResponse:
        verb = ProposedChange.CHANGE if halt.row is not None else ProposedChange.ADD
        before, after = words_of(halt.row, halt.form)
        sent: Any = halt.form.data
        typed = {name: sent.getlist(name) for name in sent if name not in UNKEPT}
        named = str(halt.row if halt.row is not None else halt.form.instance)
        return self._propose(request, halt.row, verb, named, {"typed": typed, "before": before, "after": after})

    def _propose(
        self, request: HttpRequest, row: models.Model | None, verb: str, named: str, facts: dict[str, Any]
    ) -> HttpResponse:
        user = signed_in(request)
        now = moment(request)
        base = row_digest(row) if row is not None else ""
        of = {"label": self.opts.label_lower, "row": str(row.pk) if row is not None else "", "verb": verb, "base": base}
        try:
            with transaction.atomic():
                proposal = ProposedChange.objects.create(by=user, at=now, named=named[:300], **of, **facts)
                for other in other_administrators(user):
                    notify(other, "proposal_waits", now, named=f"{self.opts.verbose_name}: {named}"[:300])
        except IntegrityError:
            why = _("Another change of this row waits for its confirmation. Decide that first, or have it decided.")
            messages.warning(request, why)
            return typed_input.typed_page(request, why=why, status=409) or HttpResponseRedirect(request.path)
        messages.success(request, _("Entered. It holds once another administrator confirms it."))
        return HttpResponseRedirect(reverse("admin:cases_proposedchange_change", args=[quote(proposal.pk)]))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row: Any = self.get_object(request, unquote(object_id)) if request.method == "POST" else None
        guarded = row is not None and self.guarded == ALL and self.has_delete_permission(request, row)
        if guarded and other_administrators(request.user):
            return self._propose(
                request, row, ProposedChange.DELETE, str(row), {"before": row_in_words(row), "after": {}}
            )
        return super().delete_view(request, object_id, extra_context)

    # ------------------------------------------------------------------------------------------ what is confirmed

    def carry_out(self, request: HttpRequest, proposal: ProposedChange) -> None:
        """As if the form had been sent now, by both. Raises OvertakenError."""
        row = self._as_it_was(request, proposal)
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
        new._change_reason = f"entered by {proposal.by.full_name}"[:100]
        self.save_model(request, new, form, change)
        self.save_related(request, form, [], change)
        message: Any = self.construct_change_message(request, form, [], add=not change)  # type: ignore[arg-type]
        (self.log_change if change else self.log_addition)(request, new, message)

    def form_of(self, request: HttpRequest, proposal: ProposedChange, row: models.Model | None) -> forms.ModelForm[Any]:
        sent = QueryDict(mutable=True)
        for name, values in proposal.typed.items():
            sent.setlist(name, values)
        return self.get_form(request, row, change=row is not None)(sent, instance=row)  # type: ignore[no-any-return]

    def _as_it_was(self, request: HttpRequest, proposal: ProposedChange) -> models.Model | None:
        if proposal.verb == ProposedChange.ADD:
            return None
        row: models.Model | None = self.get_object(request, proposal.row)
        if row is None or row_digest(row) != proposal.base:
            raise OvertakenError(
                _("What is stored was changed meanwhile. Enter the change again, from what holds now.")
            )
        return row

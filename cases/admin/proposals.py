"""Changes that wait for another administrator: what they are, and the page on which one is decided."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.accounts.passwords import notify
from cases.admin import dated
from cases.admin.base import ReadOnlyAdmin, administrator, signed_in
from cases.admin.changes import IMPORTED, in_words
from cases.admin.foureyes import FourEyesAdmin, OvertakenError, other_administrators
from cases.admin.narrow import Narrow
from cases.admin.render import EMPTY, table
from cases.fields.text import TextArea
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.models import ProposedChange, User
from cases.reports.narrowing import SINCE, WHO
from cases.values import moments
from cases.values.wording import WHY, text_fault
from cases.web.request.moment import moment

OWN = gettext_lazy("What you have entered yourself another administrator confirms.")
ABOUT_YOU = gettext_lazy("This is about your own account: another administrator confirms it.")
HOLDS = gettext_lazy("Confirmed: the change holds.")
OVER = gettext_lazy("This is decided already.")


class UndecidedError(CaseError):
    status = 409

    def __init__(self, why: str | Promise) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return str(self.why)


class WhyNotForm(forms.Form):
    why = TextArea(label=gettext_lazy("Why it is not confirmed"), rows=3, max_length=WHY.most)

    def clean_why(self) -> str:
        why: str = self.cleaned_data["why"]
        if wrong := text_fault(why, WHY):
            raise forms.ValidationError(str(wrong))
        return why


def model_of(proposal: ProposedChange) -> type[models.Model]:
    return next(model for model in admin.site._registry if model._meta.label_lower == proposal.label)


def page_of(proposal: ProposedChange) -> FourEyesAdmin:
    page = admin.site.get_model_admin(model_of(proposal))
    assert isinstance(page, FourEyesAdmin)
    return page


def hindrance(proposal: ProposedChange, user: User) -> str | Promise:
    """Why this administrator does not decide it; "" where he does. Who entered it may take it back all the same, and
    anybody one that waits for its day."""
    if proposal.state == ProposedChange.PLANNED and proposal.holds_from:
        if proposal.decided_by_id is None:
            return dated.entered(proposal)
        return _("It is decided and holds by itself from %(day)s.") % {"day": moments.day(proposal.holds_from)}
    if proposal.state != ProposedChange.WAITS:
        return OVER
    if proposal.by_id == user.pk:
        return OWN
    return ABOUT_YOU if proposal.label == "cases.user" and proposal.row == str(user.pk) else ""


def confirm(pk: UUID, request: HttpRequest) -> ProposedChange:
    """The change takes effect, or waits for its day. Raises UndecidedError; where it is stale, it is marked so and
    nothing is changed."""
    user, today = signed_in(request), local_day(moment(request))
    try:
        with transaction.atomic():
            proposal = ProposedChange.objects.select_for_update().select_related().get(pk=pk)
            if why := hindrance(proposal, user):
                raise UndecidedError(why)
            if proposal.holds_from and proposal.holds_from > today:
                page_of(proposal).row_as_it_was(request, proposal)
                _decided(proposal, ProposedChange.PLANNED, user, request)
            else:
                page_of(proposal).carry_out(request, proposal)
                _decided(proposal, ProposedChange.CONFIRMED, user, request)
    except OvertakenError as error:
        with transaction.atomic():
            proposal = ProposedChange.objects.select_for_update().select_related().get(pk=pk)
            if proposal.state == ProposedChange.WAITS:
                _decided(proposal, ProposedChange.STALE, user, request, str(error))
        raise UndecidedError(str(error)) from error
    return proposal


def refuse(pk: UUID, request: HttpRequest, why: str) -> ProposedChange:
    """By another administrator, or withdrawn by its author; before its day by either. Raises UndecidedError."""
    user = signed_in(request)
    with transaction.atomic():
        proposal = ProposedChange.objects.select_for_update().select_related().get(pk=pk)
        if proposal.state not in ProposedChange.OPEN:
            raise UndecidedError(OVER)
        _decided(proposal, ProposedChange.REFUSED, user, request, why)
    return proposal


def _decided(proposal: ProposedChange, state: str, user: User, request: HttpRequest, why: str = "") -> None:
    now = moment(request)
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.why = state, user, now, why[:500]
    proposal.save(update_fields=["state", "decided_by", "decided_at", "why"])
    if proposal.by_id != user.pk:
        with translation.override(proposal.by.language):
            named, outcome = proposal.named_for_reader, f"{proposal.get_state_display()}. {why}".strip()
        notify(proposal.by, "proposal_decided", now, named=named, outcome=outcome[:600])


@admin.register(ProposedChange)
class ProposedChangeAdmin(ReadOnlyAdmin):
    """Those that wait come first. What is decided stays, with the values before and after."""

    list_display = ("at", "what", "object_named", "verb", "holds_from", "by", "state", "decided_by", "decided_at")
    list_filter = ("state", Narrow)
    narrows: ClassVar = {WHO: "by", SINCE: "at"}
    list_select_related = ("by", "decided_by")
    hidden = ("label", "row", "named", "named_kk", "typed", "before", "after", "base")
    displayed = ("what", "object_named", "compared")
    change_form_template = "admin/proposal.html"

    @admin.display(description=gettext_lazy("of what"))
    def what(self, proposal: ProposedChange) -> str:
        return str(model_of(proposal)._meta.verbose_name)

    @admin.display(description=pgettext_lazy("of a thing", "name"))
    def object_named(self, proposal: ProposedChange) -> str:
        return proposal.named_for_reader

    @admin.display(description=gettext_lazy("what changes"))
    def compared(self, proposal: ProposedChange) -> Any:
        rows = in_words(model_of(proposal), proposal.before, proposal.after)
        head = (_("Field"), _("Before"), _("After"))
        return table(head, rows) if rows else EMPTY

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        proposal = self.get_object(request, unquote(object_id))
        if proposal is None or not administrator(request):
            return self._form_page(request, object_id, form_url, {})
        if request.method != "POST":
            return self._form_page(request, object_id, form_url, self._beside(request, proposal, WhyNotForm()))
        form = WhyNotForm(request.POST if "refuse" in request.POST else None)
        if "refuse" in request.POST and not form.is_valid():
            request.method = "GET"
            response = self._form_page(request, object_id, form_url, self._beside(request, proposal, form))
            response.status_code = 422
            return response
        self._decide(request, proposal, form)
        return HttpResponseRedirect(request.path)

    def _decide(self, request: HttpRequest, proposal: ProposedChange, form: WhyNotForm) -> None:
        try:
            if "refuse" in request.POST:
                refuse(proposal.pk, request, form.cleaned_data["why"])
                messages.success(request, _("Not confirmed: what is stored stays."))
            elif "confirm" in request.POST:
                decided = confirm(proposal.pk, request)
                later = decided.state == ProposedChange.PLANNED
                messages.success(request, str(hindrance(decided, decided.by) if later else HOLDS))
            else:
                raise PermissionDenied
        except UndecidedError as error:
            messages.warning(request, str(error))

    def _form_page(self, request: HttpRequest, object_id: str, form_url: str, context: dict[str, Any]) -> HttpResponse:
        return super().change_view(request, object_id, form_url, context)

    def _beside(self, request: HttpRequest, proposal: ProposedChange, form: WhyNotForm) -> dict[str, Any]:
        user = signed_in(request)
        waits, planned = proposal.state in ProposedChange.OPEN, proposal.state == ProposedChange.PLANNED
        return {
            "waits": waits,
            "hindrance": hindrance(proposal, user),
            "why_form": form,
            "mine": proposal.by_id == user.pk or planned,
            "nobody": waits and not planned and proposal.by_id == user.pk and not other_administrators(user),
            "effect": self._effect(request, proposal) if waits else [],
        }

    def _effect(self, request: HttpRequest, proposal: ProposedChange) -> list[str]:
        """For the cases that run now."""
        if proposal.verb == ProposedChange.DELETE or IMPORTED in proposal.typed:
            return []
        page = page_of(proposal)
        row = page.model._default_manager.filter(pk=proposal.row).first() if proposal.row else None
        form = page.form_of(request, proposal, row)
        if not form.is_valid():
            return []
        before = page.model._default_manager.filter(pk=proposal.row).first() if proposal.row else None
        return page.effect(before, form.instance, form)

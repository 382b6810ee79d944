"""Corrections of names, which an administrator decides, and confirmations of e-mails, which nobody touches."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from cases.accounts import naming
from cases.admin.base import PortalAdmin, ReadOnlyAdmin, signed_in
from cases.admin.narrow import Narrow
from cases.fields.text import TextArea, in_words
from cases.models import EmailClaim, NameCorrection, PasswordLink
from cases.reports.narrowing import SINCE, WHO
from cases.values.wording import WHY
from cases.web.request import typed_input
from cases.web.request.moment import moment

ACCEPT, REFUSE = "accept", "refuse"


class DecisionForm(forms.ModelForm):
    """The request itself is the person's and stays as it was written."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(ACCEPT, _("the passport says so: correct the name")), (REFUSE, _("the name stays as it is"))],
        widget=forms.RadioSelect,
    )
    reason = TextArea(
        label=_("Reason of the decision"),
        max_length=WHY.most,
        validators=[in_words(WHY)],
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        help_text=_("The person reads it: what you compared, and what you saw."),
    )

    class Meta:
        model = NameCorrection
        fields = ("reason",)


@admin.register(NameCorrection)
class NameCorrectionAdmin(PortalAdmin):
    form = DecisionForm
    list_display = ("asked_at", "before", "wanted", "state", "decided_at")
    list_filter = ("state",)
    list_select_related: ClassVar[Any] = ("asked_by", "decided_by", "person")
    ordering = ("-id",)
    sortable_by: ClassVar[Any] = ()
    exact = ("person__iin",)
    search_help_text = _("An IIN, whole.")
    asked: ClassVar[tuple[str, ...]] = ("iin", "before", "wanted", "why", "asked_by", "asked_at", "state")
    decided: ClassVar[tuple[str, ...]] = ("decided_by", "decided_at", "reason")

    @admin.display(description=_("IIN"))
    def iin(self, row: NameCorrection) -> str:
        return row.person.iin

    @admin.display(description=_("name now"))
    def before(self, row: NameCorrection) -> str:
        return row.before

    @admin.display(description=_("name asked for"))
    def wanted(self, row: NameCorrection) -> str:
        return row.wanted

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: NameCorrection | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Of two who decide the slower one reads what was decided, and has the words back."""
        try:
            if request.method == "POST":
                self._ensure_open(request, object_id)
            return super().change_view(request, object_id, form_url, extra_context)
        except naming.DecidedError as error:
            page = typed_input.typed_page(request, why=str(error), status=error.status)
            if page is None:
                messages.warning(request, str(error))
            return page or HttpResponseRedirect(request.path)

    def _ensure_open(self, request: HttpRequest, object_id: str) -> None:
        row = self.get_object(request, unquote(object_id))
        if row is not None and row.state != NameCorrection.ASKED and super().has_change_permission(request, row):
            raise naming.DecidedError(row)

    def has_change_permission(self, request: HttpRequest, obj: NameCorrection | None = None) -> bool:
        waits = obj is None or obj.state == NameCorrection.ASKED
        return waits and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: NameCorrection | None = None) -> tuple[str, ...]:
        return (*self.asked, *(("decision", "reason") if self.has_change_permission(request, obj) else self.decided))

    def get_readonly_fields(self, request: HttpRequest, obj: NameCorrection | None = None) -> tuple[str, ...]:
        return self.asked if self.has_change_permission(request, obj) else (*self.asked, *self.decided)

    def save_model(self, request: HttpRequest, obj: NameCorrection, form: forms.ModelForm[Any], change: bool) -> None:
        data = form.cleaned_data
        by = signed_in(request)
        naming.decide(obj.pk, by, moment(request), accept=data["decision"] == ACCEPT, reason=data["reason"])
        obj.refresh_from_db()


@admin.register(EmailClaim)
class EmailClaimAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "user", "email", "former", "state", "confirmed_at", "agreed_at", "done_at")
    list_filter = ("state",)
    list_select_related: ClassVar[Any] = ("user",)
    exact = ("email",)


@admin.register(PasswordLink)
class PasswordLinkAdmin(ReadOnlyAdmin):
    """Who was invited, who has forgotten a password. The link itself is known to the mailbox alone."""

    list_display = ("at", "user", "kind", "by", "expires_at", "sent_at", "used_at", "void_at")
    list_filter = (Narrow, "kind")
    narrows: ClassVar = {WHO: "user", SINCE: "at"}
    list_select_related: ClassVar[Any] = ("user", "by")
    hidden = ("digest",)

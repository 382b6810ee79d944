"""Machine clients and their calls. Keys are made by `manage.py api_client`, which prints the secret once; here they
are seen, and revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.admin.base import ReadOnlyAdmin, administrator, auditor
from cases.admin.forms import checkboxes, machine_text
from cases.admin.givenup import DEAD, TriedAgainAdmin
from cases.admin.history import HistoryAdmin
from cases.admin.render import EMPTY
from cases.api import keys
from cases.models import ApiCall, ApiClient, ApiKey, Case, Effect, Webhook, WebhookDelivery
from cases.models.apiclient import SCOPES, WEBHOOK_EVENTS
from cases.models.exchange import SYSTEMS
from cases.net import fetch
from cases.outbox import effects
from cases.web.request.moment import moment


class CaseForAuditors(ReadOnlyAdmin):
    """Rows that tell of whose case they were: to auditors alone. An administrator sees that, when and how, not whom."""

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fields = super().get_fields(request, obj)
        return [name for name in fields if name != "case" or auditor(request)]


class LinesField(forms.JSONField):
    """A JSON list of texts, edited one a line."""

    widget = machine_text(rows=4, cols=60)

    def prepare_value(self, value: object) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: object) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: object, data: object) -> bool:
        return bool((initial or []) != self.to_python(data))

    def bound_data(self, data: str | None, initial: object) -> str | None:
        return data


class ClientForm(forms.ModelForm):
    system = forms.ChoiceField(label=_("system"), choices=list(SYSTEMS.items()))
    scopes = checkboxes(_("rights"), SCOPES)
    allowed_ips = LinesField(
        label=_("allowed addresses"),
        help_text=_("An address or a network such as 10.0.0.0/8 in each line. From anywhere else nothing is taken."),
    )

    class Meta:
        model = ApiClient
        fields = ("name", "system", "scopes", "city", "allowed_ips", "rate", "active")


@admin.register(ApiClient)
class ApiClientAdmin(HistoryAdmin):
    form = ClientForm
    list_display = ("name", "system", "city", "scopes_display", "rate", "active")
    list_filter = ("system", "active")
    list_select_related = ("city",)
    ordering = ("name",)
    exact = ("name",)

    @admin.display(description=_("rights"))
    def scopes_display(self, client: ApiClient) -> str:
        return ", ".join(client.scopes)


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = ("key_id", "client", "created_at", "expires_at", "revoked_at")
    list_select_related = ("client",)
    exact = ("key_id", "client__name")
    hidden = ("digest",)
    actions = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return administrator(request)

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        chosen = list(queryset.filter(revoked_at=None))
        for key in chosen:
            keys.revoke(key, moment(request))
            self.log_change(request, key, "revoke")
        notice = ngettext("%(number)s key is revoked.", "%(number)s keys are revoked.", len(chosen))
        messages.success(request, notice % {"number": len(chosen)})


@admin.register(ApiCall)
class ApiCallAdmin(CaseForAuditors):
    list_display = ("at", "client", "method", "path", "status", "code", "milliseconds", "address")
    list_filter = ("status",)
    list_select_related = ("client", "case")
    exact = ("client__name", "case__number")
    search_help_text = _("The name of a client or the number of a case, whole.")

    def search(self, text: str) -> Q:
        # Each by an index of its own: an OR across tables would read every call.
        clients = list(ApiClient.objects.filter(name=text).values_list("pk", flat=True))
        return Q(client__in=clients) if clients else Q(case__in=list(Case.objects.filter(number=text.upper())))


class WebhookForm(forms.ModelForm):
    url = forms.URLField(label=_("address"), assume_scheme="https", max_length=300)
    events = checkboxes(_("events"), WEBHOOK_EVENTS)

    class Meta:
        model = Webhook
        fields = ("client", "url", "events", "active")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not fetch.allowed(url):
            raise ValidationError(_("An https address in Latin letters, without a name and password in it."))
        return url


@admin.register(Webhook)
class WebhookAdmin(HistoryAdmin):
    form = WebhookForm
    list_display = ("url", "client", "events_display", "active")
    list_filter = ("active",)
    list_select_related = ("client",)
    ordering = ("-id",)
    sortable_by = ()
    exact = ("url", "client__name")

    @admin.display(description=_("events"))
    def events_display(self, hook: Webhook) -> str:
        return ", ".join(hook.events)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(CaseForAuditors, TriedAgainAdmin):
    """Whether it arrived. What was sent is what the case or letter shows, and is not repeated here."""

    list_display = ("created_at", "webhook", "event", "state", "effect_state", "delivered_at")
    list_filter = ("state", "event")
    list_select_related = ("webhook", "case")
    hidden = ("payload", "log", "ref")
    displayed = ("log_display",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        effect = Effect.objects.filter(kind="webhook", ref=OuterRef("pk")).values("state")[:1]
        return super().get_queryset(request).annotate(effect=Subquery(effect))

    @admin.display(description=_("attempts"))
    def effect_state(self, row: Any) -> str:
        return str(dict(Effect.STATES).get(row.effect, EMPTY))

    @admin.display(description=_("attempts"))
    def log_display(self, row: WebhookDelivery) -> SafeString | str:
        lines = ((a["at"], a["status"] or EMPTY, a["ms"], a["error"]) for a in row.log)
        return format_html_join(mark_safe("<br>"), "{} {} {} ms {}", lines) or EMPTY

    def given_up(self, chosen: QuerySet[WebhookDelivery]) -> QuerySet[Effect]:
        return Effect.objects.filter(kind="webhook", state=DEAD, ref__in=[row.pk for row in chosen])

    def again(self, row: Effect, now: datetime) -> None:
        effects.retry(row, now)

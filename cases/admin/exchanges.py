"""The exchanges with outside systems: the administrator sees that they run and sends dead letters again; the auditor
reads what was said. An administrator sees no case file, so neither contents nor what a system said of a person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.admin.base import ReadOnlyAdmin
from cases.admin.records import RecordAdmin
from cases.admin.render import EMPTY, facts, link, list_url
from cases.gateways import outbox
from cases.models import Attempt, Breaker, Discrepancy, Exchange, WaybillMove
from cases.states import Role
from cases.web.common import moment


class StateFilter(admin.SimpleListFilter):
    """Dead letters at first sight: they are what somebody has to look at."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        first = [s for s in Exchange.STATES if s[0] == Exchange.DEAD]
        return [*first, *(s for s in Exchange.STATES if s not in first), ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": (self.value() or Exchange.DEAD) == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or Exchange.DEAD
        if chosen == "all" or (not self.value() and "object_id" in getattr(request.resolver_match, "kwargs", {})):
            return queryset
        return queryset.filter(state=chosen)


@admin.register(Exchange)
class ExchangeAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "system", "operation", "direction", "state", "outcome", "attempts", "next_at", "said")
    list_filter = (StateFilter, "system", "direction")
    ordering = ("-id",)
    sortable_by = ()
    actions = ("send_again",)
    exact = ("key",)
    search_help_text = _("A key, whole.")
    hidden = ("request", "answer", "error", "lease")
    shown = ("said",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fields(request, obj)
        if _reads(request):
            return [*found, "sent_shown", "answer_shown", "attempts_shown"]
        return [name for name in found if name not in ("case", "by")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the contents where nobody may read them: they do not even leave the database."""
        rows = super().get_queryset(request)
        if not _reads(request):
            return rows.defer("request", "answer")
        return rows.select_related("case", "by") if _one(request) else rows.defer("request", "answer")

    @admin.display(description=_("last error"))
    def said(self, exchange: Exchange) -> str:
        """A refusal is the system's word on a person; the portal's own errors name nobody."""
        return EMPTY if exchange.state == Exchange.REFUSED else exchange.error or EMPTY

    @admin.display(description=_("what was sent"))
    def sent_shown(self, exchange: Exchange) -> SafeString | str:
        return facts(exchange.request)

    @admin.display(description=_("answer"))
    def answer_shown(self, exchange: Exchange) -> SafeString | str:
        refused = {"error": exchange.error} if exchange.state == Exchange.REFUSED else {}
        return facts(exchange.answer or refused)

    @admin.display(description=_("attempts to send"))
    def attempts_shown(self, exchange: Exchange) -> SafeString:
        return link(list_url(Attempt, exchange__id__exact=exchange.pk), _("all attempts"))

    def has_send_permission(self, request: HttpRequest) -> bool:
        return getattr(request.user, "role", "") == Role.ADMINISTRATOR

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Exchange]) -> None:
        """Under the key it had: whether the system has it already is for the system to say."""
        dead = list(queryset.filter(state=Exchange.DEAD, direction=Exchange.OUT))
        for exchange in dead:
            outbox.again(exchange, moment(request))
            self.log_change(request, exchange, "send_again")
        said = ngettext(
            "%(number)s exchange will be tried again.", "%(number)s exchanges will be tried again.", len(dead)
        )
        messages.success(request, said % {"number": len(dead)})


def _reads(request: HttpRequest) -> bool:
    return getattr(request.user, "role", "") == Role.AUDITOR


def _one(request: HttpRequest) -> bool:
    return "object_id" in getattr(request.resolver_match, "kwargs", {})


@admin.register(Breaker)
class BreakerAdmin(ReadOnlyAdmin):
    list_display = ("system", "state", "failures", "opened_at", "retry_at", "last_ok_at", "last_error")
    ordering = ("system",)
    sortable_by = ()


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = ("at", "exchange", "outcome", "status", "milliseconds", "error")
    list_filter = ("outcome",)
    list_select_related: ClassVar[tuple[str, ...]] = ("exchange__case",)
    ordering = ("-id",)
    sortable_by = ()

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup == "exchange__id__exact" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]


@admin.register(Discrepancy)
class DiscrepancyAdmin(RecordAdmin):
    list_display = ("raised_at", "case", "what", "exchange", "resolved_at", "resolved_by")
    list_select_related = ("case", "exchange", "resolved_by")
    hidden = ("by_hand", "by_system")
    shown = ("hand_shown", "system_shown")

    @admin.display(description=_("entered by hand"))
    def hand_shown(self, row: Discrepancy) -> SafeString | str:
        return facts(row.by_hand)

    @admin.display(description=_("answered by the system"))
    def system_shown(self, row: Discrepancy) -> SafeString | str:
        return facts(row.by_system)


@admin.register(WaybillMove)
class WaybillMoveAdmin(RecordAdmin):
    list_display = ("moved_at", "case", "waybill", "status", "place", "at")
    exact = ("waybill",)

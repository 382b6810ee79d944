"""The exchanges with outside systems: the administrator sees that they run and sends dead letters again; the auditor
reads the messages. An administrator sees no case file, so neither contents nor what a system reports of a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_value
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases.admin.base import ReadOnlyAdmin, auditor, remember
from cases.admin.givenup import DeadFirst, TriedAgainAdmin, is_of_row
from cases.admin.records import RecordAdmin
from cases.admin.render import EMPTY, link, list_url, recorded, table
from cases.gateways import tracing
from cases.gateways.compared import compared
from cases.gateways.contract import GatewayError, Refused
from cases.law import names
from cases.models import Attempt, Breaker, Discrepancy, Exchange, WaybillMove
from cases.models.exchange import OFFICIAL, OPERATION_NAMES, displayed_name
from cases.outbox import exchanges
from cases.web.request.moment import moment

DELIVERY_STATES = {
    "ON_DELIVERY": _("on the way"),
    "DELIVERED": _("delivered"),
    "NOT_DELIVERED": _("not delivered"),
    "DELIVERY_STOPPED": _("delivery stopped"),
}
"""Where a message is, in the words of ШЭП; any other is displayed as received."""


@admin.register(Exchange)
class ExchangeAdmin(TriedAgainAdmin):
    list_display = ("created_at", "who", "which", "stands", "attempts", "next_at", "words")
    list_filter = (DeadFirst, "system", "direction")
    actions = ("send_again", "ask_where")
    notice = ngettext_lazy(
        "%(number)s exchange will be tried again.", "%(number)s exchanges will be tried again.", "number"
    )
    exact = ("key",)
    search_help_text = _("A key, whole.")
    hidden = ("request", "answer", "error", "lease")
    displayed = ("words",)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fields = super().get_fields(request, obj)
        if auditor(request):
            return [*fields, "sent_display", "answer_display", "attempts_display"]
        return [name for name in fields if name not in ("case", "by")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the contents where nobody may read them: they do not even leave the database."""
        rows = super().get_queryset(request)
        if not auditor(request):
            return rows.defer("request", "answer")
        return rows.select_related("case", "by") if is_of_row(request) else rows.defer("request", "answer")

    @admin.display(description=_("system"))
    def who(self, exchange: Exchange) -> str:
        """By its short name, as the order has it: the list fits a desk's width."""
        return displayed_name(OFFICIAL[exchange.system])

    @admin.display(description=_("operation"))
    def which(self, exchange: Exchange) -> str:
        return f"{exchange.get_direction_display()}: {OPERATION_NAMES[exchange.operation]}"

    @admin.display(description=_("state"))
    def stands(self, exchange: Exchange) -> str:
        """With its outcome, where it has one."""
        outcome = f": {exchange.get_outcome_display()}" if exchange.outcome else ""
        return f"{exchange.get_state_display()}{outcome}"

    @admin.display(description=_("last error"))
    def words(self, exchange: Exchange) -> str:
        """A refusal is a statement about a person; the portal's own errors name nobody."""
        return EMPTY if exchange.state == Exchange.REFUSED else exchange.error or EMPTY

    @admin.display(description=_("what was sent"))
    def sent_display(self, exchange: Exchange) -> SafeString | str:
        return recorded(exchange.request)

    @admin.display(description=_("answer"))
    def answer_display(self, exchange: Exchange) -> SafeString | str:
        refused = {"error": exchange.error} if exchange.state == Exchange.REFUSED else {}
        return recorded(exchange.answer or refused)

    @admin.display(description=_("attempts to send"))
    def attempts_display(self, exchange: Exchange) -> SafeString:
        return link(list_url(Attempt, exchange__id__exact=exchange.pk), _("all attempts"))

    def given_up(self, chosen: QuerySet[Any]) -> QuerySet[Any]:
        return chosen.filter(state=Exchange.DEAD, direction=Exchange.OUT)

    def again(self, row: Exchange, now: datetime) -> None:
        exchanges.retry(row, now)

    @admin.action(description=_("Ask where it is"), permissions=["send"])
    def ask_where(self, request: HttpRequest, queryset: QuerySet[Exchange]) -> None:
        """One at a time: the administrator waits for the answer."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            messages.warning(request, _("Choose one exchange: the answer is waited for."))
            return
        self.log_change(request, chosen[0], "ask_where")
        remember(request, chosen[0], "whereabouts")
        messages.add_message(request, *_whereabouts(chosen[0], moment(request)))


def _whereabouts(exchange: Exchange, now: datetime) -> tuple[int, Any]:
    """What is known of it, or why nothing is. A refusal is not displayed in its own words (`ExchangeAdmin.words`)."""
    try:
        lines = tracing.where_is(exchange, now)
    except (GatewayError, ImproperlyConfigured) as error:
        why = dict(Attempt.OUTCOMES)["refused"] if isinstance(error, Refused) else error
        return messages.ERROR, _("Nobody says where it is: %(why)s") % {"why": why}
    if lines is None:
        return messages.WARNING, _("Nothing is on its way, or its system cannot be asked where it is.")
    state, at = lines
    return messages.SUCCESS, f"{exchange.key}: {DELIVERY_STATES.get(state, state)} ({display_for_value(at, EMPTY)})"


@admin.register(Breaker)
class BreakerAdmin(ReadOnlyAdmin):
    list_display = ("system", "state", "failures", "opened_at", "retry_at", "last_ok_at", "last_error")
    ordering = ("system",)


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = ("at", "exchange", "outcome", "status", "milliseconds", "error")
    list_filter = ("outcome",)
    list_select_related: ClassVar[tuple[str, ...]] = ("exchange__case",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "exchange__id__exact" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]


@admin.register(Discrepancy)
class DiscrepancyAdmin(RecordAdmin):
    list_display = ("raised_at", "case", "about", "exchange", "resolved_at", "resolved_by")
    list_select_related = ("case", "exchange", "resolved_by")
    hidden = ("by_hand", "by_system", "what")
    displayed = ("about", "compared", "stored")

    @admin.display(description=_("about"))
    def about(self, row: Discrepancy) -> str:
        return str(names.subject(row.what))

    @admin.display(description=_("what was compared"))
    def compared(self, row: Discrepancy) -> SafeString | str:
        rows = [(fact.label, fact.ours or EMPTY, fact.theirs or EMPTY) for fact in compared(row)]
        return table(("", _("entered by hand"), _("answered by the system")), rows) if rows else EMPTY

    @admin.display(description=_("record"))
    def stored(self, row: Discrepancy) -> SafeString | str:
        return recorded({"by_hand": row.by_hand, "by_system": row.by_system})


@admin.register(WaybillMove)
class WaybillMoveAdmin(RecordAdmin):
    list_display = ("moved_at", "case", "waybill", "status", "place", "at")
    exact = ("waybill",)

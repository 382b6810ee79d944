"""What was given up: seen first in its list, and tried again by a click."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases.admin.base import ReadOnlyAdmin, administrator
from cases.web.request.moment import moment

DEAD, ALL = "dead", "all"


class DeadFirst(admin.SimpleListFilter):
    """By state; without a choice an administrator sees those given up, which he has to look at, and others see all."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [*sorted(model_admin.model.STATES, key=lambda state: state[0] != DEAD), (ALL, _("all"))]

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.first = DEAD if administrator(request) and not is_of_row(request) else ALL
        super().__init__(request, *args)

    def choices(self, changelist: ChangeList) -> Any:
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": (self.value() or self.first) == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or self.first
        return queryset if chosen == ALL else queryset.filter(state=chosen)


def is_of_row(request: HttpRequest) -> bool:
    """Whether a row is requested, and not a list."""
    return "object_id" in getattr(request.resolver_match, "kwargs", {})


class TriedAgainAdmin(ReadOnlyAdmin):
    """Nothing is changed but that the worker tries once more, with the same content under the same key."""

    actions: Any = ("send_again",)
    notice = ngettext_lazy(
        "%(number)s effect will be tried again.", "%(number)s effects will be tried again.", "number"
    )

    def given_up(self, chosen: QuerySet[Any]) -> Iterable[Any]:
        """Of the rows chosen, what `again` takes."""
        return chosen.filter(state=DEAD)

    def again(self, row: Any, now: datetime) -> None:
        raise NotImplementedError

    def has_send_permission(self, request: HttpRequest) -> bool:
        return administrator(request)

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        dead = list(self.given_up(queryset))
        for row in dead:
            self.again(row, moment(request))
            self.log_change(request, row, "send_again")
        messages.success(request, self.notice % {"number": len(dead)})

"""What an administrator watches: the outbox with its one action, and the queue of jobs."""

from __future__ import annotations

from typing import Any

import django_q.admin  # noqa: F401  (first: it registers its own pages, which could be written to)
from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_q.models import Failure, OrmQ, Schedule, Success

from cases import effects
from cases.admin.base import ReadOnlyAdmin
from cases.models import Effect
from cases.states import Role
from cases.web.common import moment

apps.get_app_config("django_q").verbose_name = _("Queue of jobs")
admin.site.unregister([Schedule, Success, Failure, OrmQ])


class StateFilter(admin.SimpleListFilter):
    """Given-up effects at first sight: they are what somebody has to look at."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("dead", _("given up")), ("pending", _("pending")), ("done", _("done"))]

    def choices(self, changelist: Any) -> Any:
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": (self.value() or "dead") == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value() and "object_id" in getattr(request.resolver_match, "kwargs", {}):
            return queryset
        return queryset.filter(state=self.value() or "dead")


@admin.register(Effect)
class EffectAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "kind", "state", "attempts", "next_at", "error", "done_at")
    list_filter = (StateFilter, "kind")
    ordering = ("-id",)
    sortable_by = ()
    actions = ("send_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return getattr(request.user, "role", "") == Role.ADMINISTRATOR

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Effect]) -> None:
        """The one action of the admin: nothing is changed but that the worker tries once more."""
        dead = list(queryset.filter(state="dead"))
        for effect in dead:
            effects.again(effect, moment(request))
            self.log_change(request, effect, "send_again")
        said = ngettext("%(number)s effect will be tried again.", "%(number)s effects will be tried again.", len(dead))
        messages.success(request, said % {"number": len(dead)})


class JobAdmin(ReadOnlyAdmin):
    ordering = ("-id",)
    sortable_by = ()


@admin.register(Schedule)
class ScheduleAdmin(JobAdmin):
    """Schedules stand in `dnr.schedule`; here is seen whether they run."""

    list_display = ("job", "func", "minutes", "cron", "next_run")
    ordering = ("name",)
    shown = ("job",)
    hidden = ("name", "hook", "args", "kwargs", "schedule_type", "repeats", "task", "cluster", "intended_date_kwarg")

    @admin.display(description=_("job"))
    def job(self, schedule: Schedule) -> str:
        return str(schedule.name)


@admin.register(Failure)
class FailureAdmin(JobAdmin):
    list_display = ("func", "started", "stopped", "attempt_count", "result")
    ordering = ("-started",)
    hidden = ("args", "kwargs", "hook", "group", "cluster", "success")


@admin.register(OrmQ)
class OrmQAdmin(JobAdmin):
    list_display = ("id", "key", "func", "lock")
    hidden = ("payload",)
    shown = ("func",)

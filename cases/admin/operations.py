"""What an administrator watches: the outbox, and the queue of jobs."""

from __future__ import annotations

from datetime import datetime

import django_q.admin  # noqa: F401  (first: it registers its own pages, which could be written to)
from django.apps import apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_q.models import Failure, OrmQ, Schedule, Success

from cases.admin.base import ReadOnlyAdmin
from cases.admin.givenup import DeadFirst, TriedAgainAdmin
from cases.models import Effect
from cases.outbox import effects

apps.get_app_config("django_q").verbose_name = _("Queue of jobs")
admin.site.unregister([Schedule, Success, Failure, OrmQ])


@admin.register(Effect)
class EffectAdmin(TriedAgainAdmin):
    list_display = ("created_at", "kind", "state", "attempts", "next_at", "error", "done_at")
    list_filter = (DeadFirst, "kind")
    hidden = ("lease",)

    def again(self, row: Effect, now: datetime) -> None:
        effects.retry(row, now)


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    """Schedules stand in `dnr.schedule`; here is seen whether they run."""

    list_display = ("job", "func", "minutes", "cron", "next_run")
    ordering = ("name",)
    displayed = ("job",)
    hidden = ("name", "hook", "args", "kwargs", "schedule_type", "repeats", "task", "cluster", "intended_date_kwarg")

    @admin.display(description=_("job"))
    def job(self, schedule: Schedule) -> str:
        return str(schedule.name)


@admin.register(Failure)
class FailureAdmin(ReadOnlyAdmin):
    list_display = ("func", "started", "stopped", "attempt_count", "result")
    ordering = ("-started",)
    hidden = ("args", "kwargs", "hook", "group", "cluster", "success")


@admin.register(OrmQ)
class OrmQAdmin(ReadOnlyAdmin):
    list_display = ("id", "key", "func", "lock")
    hidden = ("payload",)
    displayed = ("func",)

"""The checks that ask the database. Each is one or two statements over an index, whatever the size of the tables."""

from __future__ import annotations

import time
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django_q.models import Schedule, Task

from cases.engine.people.signers import LACKING, signing_staff
from cases.health.finding import HealthCheck, Measurement
from cases.law.calendar import local_day
from cases.models import (
    Breaker,
    CalendarChange,
    CalendarYear,
    ConsentClause,
    Effect,
    Exchange,
    Signature,
    SignatureCheck,
)
from cases.models.exchange import SYSTEMS

LANE = "database"
SWEEP = "sweep"
"""The job by which the portal lives (`dnr.schedule`)."""

CAP = 1000
"""No check counts further: who has a thousand has enough."""

WAITING = ("revocation",)
"""Kinds of effects for which it is no fault to be tried again for days."""


def age(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _count(rows: QuerySet[Any]) -> int:
    return int(rows.order_by().values("pk")[:CAP].count())


def database(now: datetime) -> Measurement:
    """Seconds to connect and to be answered."""
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Measurement(round(time.monotonic() - begun, 4), connection.vendor)


@cache
def _required() -> frozenset[tuple[str, str]]:
    """The migrations of this code. The files do not change under a running process."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _applied() -> frozenset[tuple[str, str]]:
    """One statement. It fails where there is no table of migrations: then nothing was ever applied."""
    return frozenset(MigrationRecorder(connection).migration_qs.values_list("app", "name"))


def migrations(now: datetime) -> Measurement:
    """Apps whose tables are older than the code. Newer ones are no fault: so a release begins."""
    missing = _required() - _applied()
    return Measurement(len(missing), ", ".join(sorted(f"{app}.{name}" for app, name in missing))[:200])


def outbox(now: datetime) -> Measurement:
    """Seconds since the most overdue effect could have been run: neither the worker nor the sweep has come."""
    due = Effect.objects.filter(state="pending", next_at__lte=now).order_by("next_at", "id")
    return Measurement(age(now, due.values_list("next_at", flat=True).first()))


def effects(now: datetime) -> dict[str, Measurement]:
    """By kind, seconds since the request of the oldest that is not done; an untried one counts from when it is due."""
    tried, due = Min("created_at", filter=Q(attempts__gt=0)), Min("next_at", filter=Q(attempts=0, next_at__lte=now))
    rows = Effect.objects.filter(state="pending").order_by().values_list("kind").annotate(tried=tried, due=due)
    oldest = {kind: min((at for at in (tried, due) if at), default=None) for kind, tried, due in rows}
    return {kind: Measurement(age(now, oldest.get(kind))) for kind, _name in Effect.KINDS if kind not in WAITING}


def exchanges(now: datetime) -> Measurement:
    """Seconds for which the oldest message waits that its system has not taken; by hand there is no waiting.

    From its first attempt, or from when it is due: what was queried by hand for a year is due when the system is
    joined."""
    waiting = Exchange.objects.filter(direction=Exchange.OUT, state=Exchange.PENDING, next_at__isnull=False)
    since = waiting.annotate(since=Coalesce("sent_at", "next_at")).order_by("since")
    oldest = since.values_list("since", "system").first()
    return Measurement(age(now, oldest[0]), oldest[1]) if oldest else Measurement(0)


def answers(now: datetime) -> Measurement:
    """Seconds since the oldest word of a system came that could not be applied to its case yet: a fault of our own."""
    waiting = Exchange.objects.filter(state=Exchange.ANSWERED, next_at__isnull=False).order_by("answered_at")
    oldest = waiting.values_list("answered_at", "system").first()
    return Measurement(age(now, oldest[0]), oldest[1]) if oldest else Measurement(0)


def given_up(now: datetime) -> dict[str, Measurement]:
    dead: dict[str, Any] = {"effects": Effect.objects.filter(state="dead")}
    dead["exchanges"] = Exchange.objects.filter(state=Exchange.DEAD)
    return {what: Measurement(_count(rows)) for what, rows in dead.items()}


def schedule(now: datetime) -> dict[str, Measurement]:
    """Seconds since the last sweep began that came to its end, and by which the latest job of all is late.

    Before the first one ever, from when it should have begun.
    """
    rows = dict(Schedule.objects.values_list("name", "next_run"))
    if SWEEP not in rows:
        return {SWEEP: Measurement(None, "no such job")}
    last = Task.objects.filter(group=SWEEP, success=True).aggregate(last=Max("started"))["last"]
    late = min((at for at in rows.values() if at), default=None)
    return {SWEEP: Measurement(age(now, last or rows[SWEEP])), "jobs": Measurement(age(now, late))}


def signatures(now: datetime) -> Measurement:
    """Signatures of whose certificate revocation was queried at least once and is not known yet."""
    pending = Effect.objects.filter(Q(state="dead") | Q(state="pending", attempts__gt=0), kind="revocation")
    known = SignatureCheck.objects.filter(signature=OuterRef("pk")).exclude(status="unchecked")
    unchecked = Signature.objects.filter(pk__in=list(pending.values_list("ref", flat=True)[:CAP]))
    return Measurement(unchecked.filter(~Exists(known)).aggregate(n=Count("pk"))["n"])


def calendar(now: datetime) -> Measurement:
    """Days for which the confirmed calendar still reaches; below nothing where this year's is not confirmed."""
    today = local_day(now)
    confirmed = set(CalendarYear.objects.filter(confirmed=True).values_list("year", flat=True))
    year = next(y for y in range(today.year, today.year + len(confirmed) + 1) if y not in confirmed)
    return Measurement((date(year, 1, 1) - today).days, f"{year} is not confirmed")


def calendar_change(now: datetime) -> Measurement:
    """Seconds since the oldest change of the calendar whose terms are not all counted again: until then the clock
    closes nothing."""
    waiting = CalendarChange.objects.filter(state=CalendarChange.IN_HAND).order_by("id")
    return Measurement(age(now, waiting.values_list("at", flat=True).first()))


def consent(now: datetime) -> Measurement:
    """What is wrong with the operator that the consent names: outside a demo nobody can consent then."""
    faults = ConsentClause.operator_faults()
    return Measurement(len(faults), ", ".join(dict.fromkeys(code for code, _why in faults)))


def signers(now: datetime) -> dict[str, Measurement]:
    """Accounts in use that sign acts: those that a letter can name no position of, and those that cannot sign."""
    rows = signing_staff()
    return {what: Measurement(_count(rows.filter(lacking))) for what, lacking in LACKING.items()}


STATES = {Breaker.CLOSED: 0, Breaker.HALF_OPEN: 1, Breaker.OPEN: 2}


def gateway(now: datetime) -> dict[str, Measurement]:
    """0 it is queried, 1 it is being tried, 2 it is left alone. One never called has no row, and nothing against it."""
    known = {row.system: Measurement(STATES[row.state], row.state) for row in Breaker.objects.all()}
    return {system: known.get(system, Measurement(0, Breaker.CLOSED)) for system in SYSTEMS}


def gateway_answered(now: datetime) -> dict[str, Measurement]:
    """Seconds since the system last did what was requested. No limit by default: some are queried once a month."""
    answered = Breaker.objects.filter(last_ok_at__isnull=False).values_list("system", "last_ok_at")
    return {system: Measurement(age(now, at)) for system, at in answered}


CHECKS = (
    HealthCheck("database", "seconds", database, LANE),
    HealthCheck("migrations", "apps", migrations, LANE),
    HealthCheck("outbox", "seconds", outbox, LANE),
    HealthCheck("effects", "seconds", effects, LANE),
    HealthCheck("exchanges", "seconds", exchanges, LANE),
    HealthCheck("answers", "seconds", answers, LANE),
    HealthCheck("given_up", "rows", given_up, LANE),
    HealthCheck("schedule", "seconds", schedule, LANE),
    HealthCheck("signatures", "rows", signatures, LANE),
    HealthCheck("calendar", "days", calendar, LANE),
    HealthCheck("calendar_change", "seconds", calendar_change, LANE),
    HealthCheck("consent", "rows", consent, LANE),
    HealthCheck("signers", "accounts", signers, LANE),
    HealthCheck("gateway", "state", gateway, LANE),
    HealthCheck("gateway_answered", "seconds", gateway_answered, LANE),
)

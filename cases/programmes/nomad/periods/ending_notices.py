"""Applicants on their way learn, some days before the order ends, until when the application has to be filed
(interpretation 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.law.calendar import local_day
from cases.models import Case, Notice
from cases.outbox.writing import enqueue
from cases.programmes.nomad import KEY
from cases.programmes.nomad.periods.endings import READY, Ending, ending, on_the_way, way_of
from cases.programmes.nomad.states import PLACES

CHUNK = 500
KINDS = ("order_ends", "order_ends_counted", "order_ends_signed", "order_changes")


def notify_job() -> str:
    """Entry of the schedule: the edge where the clock is read."""
    return f"{notify(timezone.now())} notices that the order ends"


def notify(now: datetime) -> int:
    """A notice to each applicant whose application is not filed yet, once for each of the order's `ending_notices`: who
    comes later, or after an outage, gets the one that is due. Returns how many were written."""
    order = ending(local_day(now))
    if order is None or order.mark is None:
        return 0
    number, after = 0, None
    while ids := _next(after):
        number += _notify(ids, order, now)
        after = ids[-1]
    return number


def _next(after: UUID | None) -> list[UUID]:
    rows = Case.objects.open().filter(programme=KEY, state__in=[*on_the_way(), READY]).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.values_list("pk", flat=True)[:CHUNK])


def _notify(ids: Sequence[UUID], order: Ending, now: datetime) -> int:
    """One transaction; two that come at once wait for each other at the rows of the cases."""
    with transaction.atomic():
        cases = Case.objects.filter(pk__in=ids, state__in=[*on_the_way(), READY]).select_related("person__user")
        locked = list(cases.select_for_update(of=("self",)).order_by("pk"))
        done = _informed(ids, order)
        waiting = [case for case in locked if case.pk not in done and getattr(case.person, "user", None)]
        notices = [_notice(case, order, now) for case in waiting]
        Notice.objects.bulk_create(notices)
        enqueue(now, [("mail", notice.pk) for notice in notices])
    return len(notices)


def _facts(order: Ending, day: str) -> dict[str, Any]:
    return {"edition": order.law.key, "mark": order.mark, "order": order.law.number, "day": day}


def _informed(ids: Sequence[UUID], order: Ending) -> set[UUID | None]:
    """Cases that have the notice of this mark. One of another last day, before the end was moved, is none."""
    rows = Notice.objects.filter(case__in=ids, what__in=KINDS).values_list("case_id", "facts")
    same = [_facts(order, day.isoformat()) for day in {order.until, order.file_until}]
    return {case for case, facts in rows if any(mark.items() <= facts.items() for mark in same)}


def _notice(case: Case, order: Ending, now: datetime) -> Notice:
    last = order.until if case.state == PLACES.beginning("petition") else order.file_until
    what, more = _what(case, order)
    facts = _facts(order, last.isoformat()) | more
    return Notice(case=case, user=case.person.user, what=what, facts=facts, at=now)  # type: ignore[attr-defined]


def _what(case: Case, order: Ending) -> tuple[str, dict[str, Any]]:
    """The kind of the notice and the facts that only this kind has."""
    if order.opens is not None:
        return "order_changes", {"next": order.opens.isoformat()}
    way = way_of(case, order)
    if case.state == READY or way is None:
        return "order_ends_signed", {}
    ready = {"ready": way.ready_on.isoformat()}
    return ("order_ends", ready | {"states": list(way.untimed)}) if way.untimed else ("order_ends_counted", ready)

"""Notices of the clock: to the desks of what is late or due tomorrow, to applicants a day before the end of a term."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cases.engine.clock import overdue
from cases.engine.clock.overdue import REMIND
from cases.engine.clock.sweeps import CHUNK, Report, expired_deadlines, run_guarded, term_keys
from cases.engine.people.notices import Desk, desk_of, people_of, send, sharing_out
from cases.engine.programmes import programme_of
from cases.engine.terms.deadlines import needs_no_action
from cases.law import regulations
from cases.law.actors import Actor
from cases.law.regulations.parts import OVERDUE, REMINDER
from cases.models import Deadline, Notice, User


def notify_desks(now: datetime, report: Report) -> None:
    """Mark what staff have let run out or must finish by tomorrow; the queue displays it, the digest notifies the desk.

    The notice goes before the marks: a crash in between repeats the marks and loses no notice.
    """
    late = _waiting(expired_deadlines(now, term_keys(OVERDUE)).filter(overdue_at__isnull=True))
    soon = _waiting(_soon(now).exclude(case__waits_on=Actor.APPLICANT))
    for desk in sorted({*late.values(), *soon.values()} - {(Actor.APPLICANT.value, None)}, key=str):
        for user in people_of(desk):
            run_guarded(partial(_digest, user, now, report), report)
    for heads, facts in overdue.notices_by_heads(late).items():
        for user in sharing_out(heads):
            run_guarded(partial(_escalate, user, facts, now, report), report)
    report.overdue += _mark(list(late), "overdue_at", now)
    report.reminded += _mark(list(soon), "reminded_at", now)


def _digest(user: User, now: datetime, report: Report) -> None:
    report.digests += overdue.send_digest(user, now)


def _escalate(user: User, facts: dict[str, str], now: datetime, report: Report) -> None:
    report.escalated += overdue.escalate(user, facts, now)


def _waiting(deadlines: QuerySet[Deadline]) -> dict[UUID, Desk]:
    """The desk that each deadline waits on."""
    rows = deadlines.values_list("id", "case__waits_on", "case__city_id", "case__body")
    return {pk: desk_of(actor, city, body) for pk, actor, city, body in rows}


def _soon(now: datetime) -> Any:
    nobodys = {t.key for e in regulations.editions() for t in e.terms.values() if needs_no_action(t)}
    return _ending(now).exclude(key__in=nobodys) if nobodys else _ending(now)


def _ending(now: datetime) -> Any:
    rows = Deadline.objects.filter(state=Deadline.RUNNING, due_at__gt=now, due_at__lte=now + REMIND)
    return rows.filter(reminded_at__isnull=True).order_by("due_at", "id")


def _mark(ids: list[UUID], field: str, now: datetime) -> int:
    marked = 0
    for start in range(0, len(ids), CHUNK):
        rows = Deadline.objects.filter(pk__in=ids[start : start + CHUNK], **{f"{field}__isnull": True})
        marked += rows.update(**{field: now})
    return marked


def remind(now: datetime, report: Report) -> None:
    """One day before the end the applicant gets a notice; also of what he may do while the case waits on another."""
    mine = _soon(now).filter(case__waits_on=Actor.APPLICANT).exclude(key__in=term_keys(REMINDER))
    reminded = {t.key for e in regulations.editions() for t in e.terms.values() if t.reminds}
    for rows in (mine, _ending(now).filter(key__in=reminded)) if reminded else (mine,):
        for deadline in rows.select_related("case__person__user").defer("days")[: 10 * CHUNK]:
            run_guarded(partial(_remind_applicant, deadline, now, report), report)


def remind_again(now: datetime, report: Report) -> None:
    """The applicant is reminded once of what waits for him without a term of the order; nothing else follows."""
    rows = expired_deadlines(now, term_keys(REMINDER)).filter(reminded_at__isnull=True, case__waits_on=Actor.APPLICANT)
    for deadline in rows.select_related("case__person__user").defer("days")[: 10 * CHUNK]:
        run_guarded(partial(_recall, deadline, now, report), report)


def _recall(deadline: Deadline, now: datetime, report: Report) -> None:
    over = f"{deadline.key}_over"  # the sentence of its own that a programme has for what may follow
    known = over in programme_of(deadline.case).names.notices
    _notify_once(deadline, now, report, over if known else "waits_for_you")


def _remind_applicant(deadline: Deadline, now: datetime, report: Report) -> None:
    """A term that began later than its reminder would be due gets none."""
    _notify_once(deadline, now, report, "reminder" if deadline.starts_at <= deadline.due_at - REMIND else "")


def _notify_once(deadline: Deadline, now: datetime, report: Report, what: str) -> None:
    """Mark and notice in one transaction; with "" as `what` the mark alone."""
    user = getattr(deadline.case.person, "user", None)
    with transaction.atomic():
        if not _mark([deadline.pk], "reminded_at", now):
            return
        report.reminded += 1
        if user is not None and what:
            facts = {"term": deadline.key, "day": deadline.last_day.isoformat()}
            send(Notice(case=deadline.case, user=user, what=what, facts=facts, at=now), now)

"""What happens by itself: terms that run out, marks, reminders, and effects nobody has run. Safe to run twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from cases import actions, effects, queues, regulations
from cases.errors import CaseError
from cases.models import Deadline, Notice, User
from cases.requirements import local_day
from cases.states import CITY_ACTORS, Actor
from cases.steps import STEPS

log = structlog.get_logger(__name__)

CHUNK = 1000
REMIND = timedelta(hours=39)
"""Before the end of the last day: nine in the morning of the day before."""


@dataclass(slots=True)
class Report:
    """What one sweep did, in numbers of cases, deadlines, people and effects."""

    annulled: int = 0
    lapsed: int = 0
    overdue: int = 0
    reminded: int = 0
    digests: int = 0
    effects: int = 0
    failed: int = 0


def sweep_job() -> None:
    """Entry of the schedule: the edge where the clock is read."""
    sweep(timezone.now())


def sweep(now: datetime) -> Report:
    """Everything that is due at `now`; after an outage, everything that has become due since."""
    report = Report()
    for name in sorted({t.on_expiry for e in regulations.editions() for t in e.terms.values()} & set(STEPS)):
        _expire(name, now, report)
    report.overdue, desks = _mark_overdue(now)
    reminded, soon = _remind(now)
    report.reminded = reminded
    report.digests = _digest(desks | soon, now)
    report.effects = effects.drain(now)
    log.info("sweep", at=now.isoformat(), **asdict(report))
    return report


def _keys(on_expiry: str) -> list[str]:
    return sorted({t.key for e in regulations.editions() for t in e.terms.values() if t.on_expiry == on_expiry})


def _running(now: datetime, keys: list[str]) -> Any:
    return Deadline.objects.filter(state=Deadline.RUNNING, key__in=keys, due_at__lte=now).order_by("due_at", "id")


def _expire(name: str, now: datetime, report: Report) -> None:
    """Take a clock step for every case whose term has run out, in chunks; one bad case does not stop the others."""
    done = 0
    for ids in _chunks(_running(now, _keys(name))):
        try:
            done += len(actions.perform_many(ids, name, now))
        except Exception:
            log.exception("chunk failed, going one by one", step=name, cases=len(ids))
            done += sum(_one(pk, name, now, report) for pk in ids)
    field = {"annul": "annulled", "lapse": "lapsed"}.get(name)
    if field:
        setattr(report, field, getattr(report, field) + done)


def _one(pk: UUID, name: str, now: datetime, report: Report) -> bool:
    try:
        actions.perform(pk, name, None, now)
    except CaseError:
        return False
    except Exception:
        report.failed += 1
        log.exception("case failed", step=name, case=str(pk))
        return False
    return True


def _chunks(rows: Any) -> Iterator[list[UUID]]:
    """Case ids of running deadlines, read once: what a chunk could not settle is left to the next sweep."""
    ids = list(rows.values_list("case_id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


Desk = tuple[str, str | None]
"""A role and its city (None for roles without one)."""


def _mark_overdue(now: datetime) -> tuple[int, set[Desk]]:
    """Mark what staff have let run out; the queue shows it in red, the digest tells the desk."""
    late = list(_running(now, _keys("overdue")).filter(overdue_at__isnull=True).values_list(
        "id", "case__waits_on", "case__city_id"
    ))  # fmt: skip
    marked = 0
    for start in range(0, len(late), CHUNK):
        ids = [row[0] for row in late[start : start + CHUNK]]
        marked += Deadline.objects.filter(pk__in=ids, overdue_at__isnull=True).update(overdue_at=now)
    return marked, {_desk(actor, city) for _pk, actor, city in late}


def _desk(actor: str, city: str | None) -> Desk:
    return (actor, city if actor in CITY_ACTORS else None)


def _remind(now: datetime) -> tuple[int, set[Desk]]:
    """One day before the end: the applicant gets a notice, staff their digest. Terms that began later get none."""
    rows = Deadline.objects.filter(
        state=Deadline.RUNNING, reminded_at__isnull=True, due_at__gt=now, due_at__lte=now + REMIND
    ).select_related("case__person__user").defer("days").order_by("due_at", "id")  # fmt: skip
    reminded, desks = 0, set()
    for deadline in rows[: 10 * CHUNK]:
        if Deadline.objects.filter(pk=deadline.pk, reminded_at__isnull=True).update(reminded_at=now):
            reminded += 1
            if deadline.case.waits_on == Actor.APPLICANT:
                _remind_applicant(deadline, now)
            else:
                desks.add(_desk(deadline.case.waits_on, deadline.case.city_id))
    return reminded, desks


def _remind_applicant(deadline: Deadline, now: datetime) -> None:
    user = getattr(deadline.case.person, "user", None)
    if user is None or deadline.starts_at > deadline.due_at - REMIND:
        return
    facts = {"term": deadline.key, "day": deadline.last_day.isoformat()}
    _tell(Notice(case=deadline.case, user=user, what="reminder", facts=facts, at=now), now)


def _tell(notice: Notice, now: datetime) -> None:
    with transaction.atomic():
        notice.save(force_insert=True)
        effects.ask(now, [("mail", notice.pk)])


def _digest(desks: set[Desk], now: datetime) -> int:
    """At most one word a day to each of a desk's people, however many cases are late."""
    told = 0
    today = local_day(now)
    people: dict[Desk, list[User]] = defaultdict(list)
    for role, city in desks:
        if role:
            people[role, city] = list(User.objects.filter(role=role, city=city, is_active=True)[:200])
    for members in people.values():
        for user in members:
            last = Notice.objects.filter(user=user, what="queue").order_by("-id").first()
            if last and local_day(last.at) == today:
                continue
            _tell(Notice(user=user, what="queue", facts=_figures(user, now), at=now), now)
            told += 1
    return told


def _figures(user: User, now: datetime) -> dict[str, str]:
    late = queues.counts(user, now)["overdue"]
    soon = queues.counts(user, now + REMIND)["overdue"] - late
    return {"overdue": _capped(late), "tomorrow": _capped(soon)}


def _capped(number: int) -> str:
    return f"{queues.CAP - 1}+" if number >= queues.CAP else str(number)

"""What happens by itself: terms that run out, marks, reminders, and effects nobody has run. Safe to run twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.engine import calendar_changes, overdue, performing
from cases.engine.deadlines import asks_of_nobody
from cases.engine.notices import Desk, desk_of, people_of, send
from cases.engine.overdue import REMIND
from cases.engine.programmes import programme_of
from cases.engine.steps import STEPS, Step
from cases.law import regulations
from cases.law.actors import Actor
from cases.law.errors import CaseError
from cases.law.regulations.schema import OVERDUE, REMINDER
from cases.models import Deadline, Notice, User
from cases.outbox import draining

log = structlog.get_logger(__name__)

CHUNK = 1000


Chore = Callable[[datetime], int]
"""Does what is due at the moment, in transactions of its own; gives the number of rows changed."""
CHORES: dict[str, Chore] = {}


def register(**chores: Chore) -> None:
    """What the rooms above this one have to do at each sweep, by the word for it in the report (by `cases.apps`)."""
    CHORES.update(chores)


def _ends() -> list[str]:
    return [_end(step) for step in STEPS.values() if step.by == Actor.CLOCK]


def _end(step: Step) -> str:
    return str(step.target or step.name)


@dataclass(slots=True)
class Report:
    """What one sweep did, in numbers of cases, deadlines, people, effects and exchanges; `chores`: as registered;
    `recounted`: terms moved by a changed calendar."""

    recounted: int = 0
    overdue: int = 0
    reminded: int = 0
    digests: int = 0
    escalated: int = 0
    chores: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CHORES, 0))
    effects: int = 0
    exchanges: int = 0
    failed: int = 0
    taken: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_ends(), 0))
    """Cases that the clock has moved, by the state to which it brings them, or by the step where they stay."""

    @property
    def ended(self) -> int:
        return sum(number for name, number in self.taken.items() if name not in STEPS)

    def figures(self) -> dict[str, int]:
        """Every number by its word, those of the chores among them."""
        numbers: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        taken: dict[str, int] = numbers.pop("taken")
        chores: dict[str, int] = numbers.pop("chores")
        return taken | numbers | chores


def sweep_job() -> None:
    """Entry of the schedule: the edge where the clock is read."""
    sweep(timezone.now())


def sweep(now: datetime, *, outbox: bool = True) -> Report:
    """Everything that is due at `now`; after an outage, everything that has become due since.

    `outbox` False leaves effects and exchanges to a later sweep: who moves the clock through a past (the demo)
    mails and asks nobody.
    """
    report = Report()
    steps = sorted({t.on_expiry for e in regulations.editions() for t in e.terms.values()} & set(STEPS))
    outside = (_drain, _exchange) if outbox else ()
    notices = (_tell_desks, _remind, _remind_again)
    chores = [partial(_chore, name) for name in CHORES]
    for part in (_recount, *(partial(_expire, name) for name in steps), *notices, *chores, *outside):
        _guarded(partial(part, now, report), report)
    log.info("sweep", at=now.isoformat(), **report.figures())
    return report


def _guarded(task: Callable[[], None], report: Report) -> None:
    """A part that fails must not keep the others from their work; the next sweep tries it again."""
    try:
        task()
    except Exception:
        report.failed += 1
        log.exception("part of the sweep failed")


def _chore(name: str, now: datetime, report: Report) -> None:
    report.chores[name] = CHORES[name](now)


def _recount(now: datetime, report: Report) -> None:
    report.recounted = calendar_changes.work(now)


def _drain(now: datetime, report: Report) -> None:
    report.effects = draining.drain_effects(now)


def _exchange(now: datetime, report: Report) -> None:
    report.exchanges = draining.drain_exchanges(now)


def _keys(on_expiry: str) -> list[str]:
    return sorted({t.key for e in regulations.editions() for t in e.terms.values() if t.on_expiry == on_expiry})


def _running(now: datetime, keys: list[str]) -> Any:
    return Deadline.objects.filter(state=Deadline.RUNNING, key__in=keys, due_at__lte=now).order_by("due_at", "id")


def _expire(name: str, now: datetime, report: Report) -> None:
    """Take a clock step for every case whose term has run out, in chunks; one bad case does not stop the others."""
    done = 0
    for ids in _chunks(_running(now, _keys(name))):
        try:
            done += len(performing.perform_many(ids, name, now))
        except Exception:
            log.exception("chunk failed, going one by one", step=name, cases=len(ids))
            done += sum(_expire_case(pk, name, now, report) for pk in ids)
    report.taken[_end(STEPS[name])] += done


def _expire_case(pk: UUID, name: str, now: datetime, report: Report) -> bool:
    try:
        performing.perform(pk, name, None, now)
    except CaseError:
        return False
    except Exception:
        report.failed += 1
        log.exception("case failed", step=name, case=str(pk))
        return False
    return True


def _chunks(rows: QuerySet[Deadline]) -> Iterator[list[UUID]]:
    """Case ids of running deadlines, read once: what a chunk could not settle is left to the next sweep."""
    ids = list(rows.values_list("case_id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _tell_desks(now: datetime, report: Report) -> None:
    """Mark what staff have let run out or must finish by tomorrow; the queue shows it, the digest tells the desk.

    The word goes before the marks: a crash in between repeats the marks, it does not lose the word.
    """
    late = _waiting(_running(now, _keys(OVERDUE)).filter(overdue_at__isnull=True))
    soon = _waiting(_soon(now).exclude(case__waits_on=Actor.APPLICANT))
    for desk in sorted({*late.values(), *soon.values()} - {(Actor.APPLICANT.value, None)}, key=str):
        for user in people_of(desk):
            _guarded(partial(_digest, user, now, report), report)
    for heads, facts in overdue.by_heads(late).items():
        for user in people_of(heads):
            _guarded(partial(_escalate, user, facts, now, report), report)
    report.overdue += _mark(list(late), "overdue_at", now)
    report.reminded += _mark(list(soon), "reminded_at", now)


def _digest(user: User, now: datetime, report: Report) -> None:
    report.digests += overdue.digest(user, now)


def _escalate(user: User, facts: dict[str, str], now: datetime, report: Report) -> None:
    report.escalated += overdue.escalate(user, facts, now)


def _waiting(deadlines: QuerySet[Deadline]) -> dict[UUID, Desk]:
    """The desk that each deadline waits on."""
    rows = deadlines.values_list("id", "case__waits_on", "case__city_id", "case__body")
    return {pk: desk_of(actor, city, body) for pk, actor, city, body in rows}


def _soon(now: datetime) -> Any:
    nobodys = {t.key for e in regulations.editions() for t in e.terms.values() if asks_of_nobody(t)}
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


def _remind(now: datetime, report: Report) -> None:
    """One day before the end the applicant gets a notice; also of what he may do while the case waits on another."""
    mine = _soon(now).filter(case__waits_on=Actor.APPLICANT).exclude(key__in=_keys(REMINDER))
    keys = {t.key for e in regulations.editions() for t in e.terms.values() if t.reminds}
    for rows in (mine, _ending(now).filter(key__in=keys)) if keys else (mine,):
        for deadline in rows.select_related("case__person__user").defer("days")[: 10 * CHUNK]:
            _guarded(partial(_remind_applicant, deadline, now, report), report)


def _remind_again(now: datetime, report: Report) -> None:
    """What waits for the applicant without a term of the order is recalled on its day, once; nothing else comes of
    it."""
    rows = _running(now, _keys(REMINDER)).filter(reminded_at__isnull=True, case__waits_on=Actor.APPLICANT)
    for deadline in rows.select_related("case__person__user").defer("days")[: 10 * CHUNK]:
        _guarded(partial(_recall, deadline, now, report), report)


def _recall(deadline: Deadline, now: datetime, report: Report) -> None:
    user = getattr(deadline.case.person, "user", None)
    with transaction.atomic():
        if not _mark([deadline.pk], "reminded_at", now):
            return
        report.reminded += 1
        if user is not None:
            facts = {"term": deadline.key, "day": deadline.last_day.isoformat()}
            over = f"{deadline.key}_over"  # the sentence of its own that a programme has for what may follow
            what = over if over in programme_of(deadline.case).names.notices else "waits_for_you"
            send(Notice(case=deadline.case, user=user, what=what, facts=facts, at=now), now)


def _remind_applicant(deadline: Deadline, now: datetime, report: Report) -> None:
    """Mark and notice in one transaction. A term that began later than its reminder would be due gets none."""
    user = getattr(deadline.case.person, "user", None)
    with transaction.atomic():
        if not _mark([deadline.pk], "reminded_at", now):
            return
        report.reminded += 1
        if user is not None and deadline.starts_at <= deadline.due_at - REMIND:
            facts = {"term": deadline.key, "day": deadline.last_day.isoformat()}
            send(Notice(case=deadline.case, user=user, what="reminder", facts=facts, at=now), now)

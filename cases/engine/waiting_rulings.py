"""Rulings that wait for another head: who is notified of them, at once and again when their day is over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases.engine.effects import FollowUps, Taken
from cases.engine.notices import desk_of, heads_over, people_of
from cases.engine.rulings import RulingFacts
from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import Case, Notice, Ruling, User
from cases.models.ruling import WAITING
from cases.outbox import writing

MOST = 500
"""Rows that one sweep marks."""


def follow(taken: Taken) -> FollowUps:
    """Of a ruling that was recorded: the other heads of the body may confirm it."""
    act = taken.act
    if taken.step.facts is not RulingFacts or act.user is None:
        return FollowUps()
    notices = [
        Notice(case=case, user=head, what="ruling_waits", at=act.now)
        for case in taken.cases
        for head in _heads(case, taken.acts[case.pk].outcome.remarks.get("act", ""), act.user)
        if head != act.user
    ]
    taken.writes.insert(notices)
    return FollowUps(effects=[("mail", notice.pk) for notice in notices])


def tell_overdue(now: datetime) -> int:
    """A chore of the clock: each ruling that waits longer than its day is marked, and the heads are notified, once."""
    rows = Ruling.objects.filter(WAITING, overdue_at__isnull=True, due_on__lt=local_day(now))
    late = list(rows.select_related("case", "by").order_by("due_on", "id")[:MOST])
    for row in late:
        with transaction.atomic():
            if Ruling.objects.filter(pk=row.pk, overdue_at__isnull=True).update(overdue_at=now):
                _tell_heads(row, now)
    return len(late)


def _tell_heads(row: Ruling, now: datetime) -> None:
    facts = {"day": row.due_on.isoformat() if row.due_on else ""}
    heads = _heads(row.case, row.act, row.by)
    notices = [Notice(case=row.case, user=head, what="ruling_overdue", facts=facts, at=now) for head in heads]
    Notice.objects.bulk_create(notices)
    writing.ask(now, [("mail", notice.pk) for notice in notices])


def _heads(case: Case, act: str, recorder: User) -> list[User]:
    """Of the body whose act falls; where it was nobody's (a withdrawal), of the body whose head has recorded it."""
    over = heads_over(desk_of(STEPS[act].by, case.city_id)) if act in STEPS else None
    return people_of(over or desk_of(Actor.HEAD, recorder.city_id, recorder.body))

"""Rulings that wait for another head: who is notified of them, at once and again when their day is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from cases.engine.people.notices import heads_of_act, people_of
from cases.engine.rulings.ruling import RulingFacts
from cases.engine.writing.effects import FollowUps, Taken
from cases.law.calendar import local_day
from cases.law.terms import goal_day
from cases.models import Case, Notice, Ruling, User
from cases.models.ruling import WAITING
from cases.models.workcalendar import work_calendar
from cases.outbox import writing

MOST = 500
"""Rows that one sweep marks."""


def follow(taken: Taken) -> FollowUps:
    """Notifies the other heads of the body of a ruling that was recorded: they may confirm it."""
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


AGAIN = timedelta(days=7)
"""After how long the heads are reminded of a decision on a complaint, which the applicant has in hand."""


def notify_overdue(now: datetime) -> int:
    """A chore of the clock: each ruling that waits longer than its day is marked, and the heads are notified: once,
    of a decision on a complaint again and again. One recorded before there were such days gets its own first."""
    late_or_without = Q(due_on__isnull=True) | Q(due_on__lt=local_day(now))
    to_tell = Q(overdue_at__isnull=True) | Q(complaint__isnull=False, overdue_at__lte=now - AGAIN)
    rows = Ruling.objects.filter(WAITING, late_or_without, to_tell)
    waiting = list(rows.select_related("case", "by").order_by("due_on", "id")[:MOST])
    late = [row for row in waiting if _dated(row) and row.overdue(local_day(now))]
    for row in late:
        with transaction.atomic():
            if Ruling.objects.filter(pk=row.pk, overdue_at=row.overdue_at).update(overdue_at=now):
                _tell_heads(row, now)
    return len(late)


def _dated(row: Ruling) -> bool:
    """Returns whether it has a day; where its edition sets one, the row gets it now."""
    if row.due_on is None:
        row.due_on = goal_day(row.case.law.ruling_confirmed, row.at, work_calendar())
        Ruling.objects.filter(pk=row.pk, due_on__isnull=True).update(due_on=row.due_on)
    return row.due_on is not None


def _tell_heads(row: Ruling, now: datetime) -> None:
    facts = {"day": row.due_on.isoformat() if row.due_on else ""}
    heads = _heads(row.case, row.act, row.by)
    notices = [Notice(case=row.case, user=head, what="ruling_overdue", facts=facts, at=now) for head in heads]
    Notice.objects.bulk_create(notices)
    writing.enqueue(now, [("mail", notice.pk) for notice in notices])


def _heads(case: Case, act: str, recorder: User) -> list[User]:
    return people_of(heads_of_act(act, case.city_id, recorder))

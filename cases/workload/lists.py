"""What the head of a desk looks after besides its list: absences, what waits for a second official, notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.functional import Promise

from cases.engine.lists.worklist import PAGE
from cases.engine.performing.drafted_acts import may_need_approval
from cases.engine.steps import STEPS
from cases.law import names
from cases.law.calendar import local_day
from cases.models import Absence, Deadline, DraftedAct, Notice, User, WaitingCorrection
from cases.models.absence import absences_on
from cases.models.visible import of_visible_case


def headed_desk(head: User) -> tuple[str, str | None]:
    """The desk of the officials whom `head` heads."""
    return head.reads_as, head.city_id


def absences_of_desk(head: User, now: datetime) -> list[Absence]:
    """Who of the officials is absent today."""
    actor, city = headed_desk(head)
    rows = absences_on(local_day(now)).filter(user__role=actor, user__city=city)
    return list(rows.select_related("user", "substitute").order_by("last", "id")[:PAGE])


def second_officials(head: User, limit: int) -> tuple[list[WaitingCorrection], list[DraftedAct]]:
    """What waits for another official than the one who began it, in cases of the body, at most `limit` rows of each."""
    return _corrections(head, limit), _drafted_acts(head, limit)


def _corrections(head: User, limit: int) -> list[WaitingCorrection]:
    """What one official has entered and another confirms, in cases of the body, the oldest first."""
    rows = WaitingCorrection.objects.filter(confirmed_at__isnull=True, taken_back_at__isnull=True)
    mine = rows.filter(of_visible_case(head)).select_related("case", "by")
    return list(mine.order_by("id")[:limit])


def _drafted_acts(head: User, limit: int) -> list[DraftedAct]:
    """What one official has drafted and another approves, in cases of the body whose state allows the act, the
    oldest first."""
    acts = [
        (step.name, list(step.sources))
        for step in STEPS.values()
        if step.by == head.reads_as and may_need_approval(step)
    ]
    where = [Q(step=name, case__state__in=sources) for name, sources in acts]
    rows = DraftedAct.objects.filter(reduce(or_, where, Q(pk__in=[])), approved_at=None, sent_back_at=None)
    mine = rows.filter(of_visible_case(head)).select_related("case", "by")
    return list(mine.order_by("id")[:limit])


@dataclass(frozen=True, slots=True)
class Escalation:
    """A notice to the head: terms that are overdue."""

    at: datetime
    late: list[tuple[str, str, Promise | str]]
    """(key of the case, its number, name of the term)."""
    more: bool
    """There are others, not listed."""


def escalations(head: User, limit: int) -> list[Escalation]:
    """The newest first, each with those of its terms that are still running; a notice of none is left out."""
    rows = list(Notice.objects.filter(user=head, what="escalated").order_by("-id")[:PAGE])
    named = {case for row in rows for case, _number, _key in row.facts.get("late", [])}
    running = Deadline.objects.filter(case__in=named, state=Deadline.RUNNING)
    still = {(str(case), key) for case, key in running.values_list("case_id", "key")}
    shown = (_escalation(row, still) for row in rows)
    return [row for row in shown if row.late][:limit]


def _escalation(row: Notice, still: set[tuple[str, str]]) -> Escalation:
    overdue = [(case, number, key) for case, number, key in row.facts.get("late", []) if (case, key) in still]
    late = [(case, number, names.label("terms", key)) for case, number, key in overdue]
    return Escalation(row.at, late, bool(row.facts.get("more")))

"""The originals that travelled (п. 21): to whom they go back, by which day, and who is asked when they do not.

The order has them sent and says nothing of their way back (interpretation 42).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.conditions import Reason, Requirement
from cases.engine.steps import Act
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.regulations import Edition, Term
from cases.law.regulations.schema import OVERDUE
from cases.law.terms import due
from cases.models import Case, Handback, Notice, User
from cases.models.workcalendar import work_calendar
from cases.outbox import writing
from cases.programmes.nomad.states import State

AT_THE_CENTRE = (State.INTAKE, State.DISPATCH)
MOST = 500
"""Rows that one sweep marks."""


def owe(case: Case, act: Act) -> None:
    """From this act on the originals are to be given back, where anybody holds any."""
    who = holder(case)
    if not who:
        return
    day = due_on(case.law, act.now)
    earlier = waiting(case)
    if earlier is not None:  # an act that was undone, and is made again
        act.change(earlier, since=act.now, due_on=day, overdue_at=None)
    else:
        act.record("handback", holder=who, city=case.city, since=act.now, due_on=day)


def waiting(case: Case) -> Handback | None:
    return next((row for row in case.dossier.handbacks if row.returned_at is None), None)


def holder(case: Case) -> str:
    """Where they lie when the way ends: with the migration service once the courier has had them, else at ЦОН."""
    sent = case.dossier.handed_over_at
    if sent is None:
        return Actor.CLERK if case.state in AT_THE_CENTRE else ""
    back = any(row.returned_at and row.returned_at > sent for row in case.dossier.handbacks)
    return "" if back else Actor.OFFICER


def due_on(law: Edition, now: datetime) -> date | None:
    goal = law.originals_back
    if goal is None:
        return None
    term = Term("originals_back", goal.length, goal.unit, (), (), OVERDUE, False, "22")
    return due(term, now, work_calendar()).last_day


def held_by(actor: Actor) -> Requirement:
    def check(case: Case, now: datetime) -> Reason:
        row = waiting(case)
        if row is not None and row.holder == actor:
            return None
        return _("No originals of this case lie here to be given back.")

    return Requirement(f"originals_with_{actor}", _("originals lie here to be given back"), check)


def tell_overdue(now: datetime) -> int:
    """A chore of the clock: each row that is late is marked, and its desk is told, once."""
    rows = Handback.objects.filter(returned_at__isnull=True, overdue_at__isnull=True, due_on__lt=local_day(now))
    late = list(rows.select_related("case").order_by("due_on", "id")[:MOST])
    for row in late:
        with transaction.atomic():
            if Handback.objects.filter(pk=row.pk, overdue_at__isnull=True).update(overdue_at=now):
                _tell_desk(row, now)
    return len(late)


def _tell_desk(row: Handback, now: datetime) -> None:
    people = User.objects.filter(role=row.holder, city=row.city_id, is_active=True).order_by("id")[:200]
    facts = {"day": row.due_on.isoformat() if row.due_on else ""}
    notices = [Notice(case=row.case, user=user, what="originals_overdue", facts=facts, at=now) for user in people]
    Notice.objects.bulk_create(notices)
    writing.ask(now, [("mail", notice.pk) for notice in notices])

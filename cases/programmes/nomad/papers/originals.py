"""The originals that travelled (п. 21): to whom they go back, by which day, and who is notified when they do not.

The order has them sent and says nothing of their way back (interpretation 42).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.people.notices import desk_of, heads_over, people_of
from cases.engine.programmes.goal import Goal
from cases.engine.steps import Act
from cases.engine.steps.conditions import Reason, Requirement, requirement
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.places import May
from cases.law.regulations import Edition
from cases.law.terms import goal_day
from cases.models import Case, Deadline, Handback, Notice
from cases.models.handback import OPEN
from cases.models.workcalendar import work_calendar
from cases.outbox import writing
from cases.programmes.nomad.states import PLACES

AT_THE_CENTRE = PLACES.where(May.HOLD_ORIGINALS)
LOOKED_AT = (*AT_THE_CENTRE, *PLACES.where(May.TRACK_BY_STAFF))
"""Where the case goes on with them."""
MOST = 500
"""Rows that one sweep marks."""
GOAL = Goal(
    _("originals to be given back"),
    lambda: Handback.objects.filter(OPEN),
    "since",
    lambda law: law.originals_back,
    lambda row: desk_of(row.holder, row.city_id),
)


def owe_return(case: Case, act: Act) -> None:
    """From this act on the originals are to be given back, where anybody holds any."""
    who = holder(case)
    if not who:
        return
    day = due_on(case.law, act.now)
    earlier = waiting_handback(case)
    if earlier is not None:  # the way of a case that was decided is broken off as well
        act.change(earlier, since=act.now, due_on=day, overdue_at=None)
    else:
        act.record("handback", holder=who, city=case.city, since=act.now, due_on=day)


def take_up(case: Case, act: Act) -> None:
    """The act they were owed from is set aside: they are looked at again, where they have not gone back yet."""
    row = waiting_handback(case)
    if row is not None:
        act.change(row, undone_at=act.now)


def record_brought(case: Case, act: Act, day: date) -> None:
    """What was given back has come again."""
    row = _gone(case)
    if row is not None:
        act.change(row, brought_on=day, brought_at=act.now, brought_by=act.user)


def waiting_handback(case: Case) -> Handback | None:
    return next((row for row in case.dossier.handbacks if row.open), None)


def given_back_before(case: Case) -> Handback | None:
    """Given back, while the case goes on all the same; None where the originals lie here, or nobody asks for them."""
    return _gone(case) if originals_needed_again(case) else None


def originals_needed_again(case: Case) -> bool:
    """The case stands once more where it goes on with them: its terms run again. Else there is nothing to ask."""
    if case.state not in LOOKED_AT:
        return False
    running = {term.key for term in case.dossier.deadlines if term.state == Deadline.RUNNING}
    return any(term.key in running for term in case.dossier.deadlines if term.state != Deadline.RUNNING)


def _gone(case: Case) -> Handback | None:
    """The person has them."""
    row = next(iter(case.dossier.handbacks), None)
    return row if row and row.returned_at and not row.brought_at else None


def holder(case: Case) -> str:
    """Where they lie when the way ends: with the migration service once the courier has had them, else at ЦОН."""
    if _gone(case):
        return ""
    if case.dossier.handed_over_at is None:
        return Actor.CLERK if case.state in AT_THE_CENTRE else ""
    return Actor.OFFICER


def due_on(law: Edition, now: datetime) -> date | None:
    return goal_day(law.originals_back, now, work_calendar())


def held_by(actor: Actor) -> Requirement:
    def check(case: Case, now: datetime) -> Reason:
        row = waiting_handback(case)
        if row is not None and row.holder == actor:
            return None
        return _("No originals of this case lie here to be given back.")

    return Requirement(f"originals_with_{actor}", _("originals lie here to be given back"), check)


@requirement(_("the originals were not given back"))
def here(case: Case, now: datetime) -> Reason:
    return AWAY if given_back_before(case) else None


@requirement(_("the package is in no closed registry of the courier"))
def goes_by_itself(case: Case, now: datetime) -> Reason:
    """п. 21: what a closed registry names goes with it, or is taken out of it first."""
    number = case.dossier.closed_registry
    if not number:
        return None
    return format_lazy(
        _("This package is in registry {number}: it goes with it. To send it alone, open the registry again."),
        number=number,
    )


@requirement(_("the originals were given back before a ruling"))
def given_back(case: Case, now: datetime) -> Reason:
    return None if given_back_before(case) else _("The originals lie here.")


AWAY = _("The originals were given back before the act was set aside: they have to be brought again.")


def tell_overdue(now: datetime) -> int:
    """A chore of the clock: each row that is late is marked, and its desk is notified, once."""
    rows = Handback.objects.filter(OPEN, overdue_at__isnull=True, due_on__lt=local_day(now))
    late = list(rows.select_related("case").order_by("due_on", "id")[:MOST])
    for row in late:
        with transaction.atomic():
            if Handback.objects.filter(pk=row.pk, overdue_at__isnull=True).update(overdue_at=now):
                _tell_desk(row, now)
    return len(late)


def _tell_desk(row: Handback, now: datetime) -> None:
    desk = desk_of(row.holder, row.city_id)
    heads = heads_over(desk)
    people = [*people_of(desk), *(people_of(heads) if heads else ())]
    facts = {"day": row.due_on.isoformat() if row.due_on else ""}
    notices = [Notice(case=row.case, user=user, what="originals_overdue", facts=facts, at=now) for user in people]
    Notice.objects.bulk_create(notices)
    writing.enqueue(now, [("mail", notice.pk) for notice in notices])

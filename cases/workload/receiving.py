"""Work that comes to somebody from another: whoever receives it gets a notice, of many cases at once a single one."""

from __future__ import annotations

from datetime import datetime

from cases.engine.people.notices import send
from cases.models import Absence, BulkAction, BulkItem, Case, Notice, User

NO_NOTE = "–"


def notify_of_case(case: Case, to: User, by: User, what: str, note: str, now: datetime) -> None:
    """`what`: `handed_over` or `assigned`. Must be called inside a transaction."""
    send(Notice(case=case, user=to, what=what, facts={"who": by.full_name, "note": note or NO_NOTE}, at=now), now)


def notify_of_many(action: BulkAction, now: datetime) -> None:
    """Once all cases of the action are done. Must be called inside a transaction."""
    to = User.objects.filter(pk=action.facts["to"]).first() if action.facts.get("to") else None
    done = BulkItem.objects.filter(action=action, state=BulkItem.DONE).count()
    if to is None or not done:
        return
    facts = {"who": action.user.full_name, "cases": done, "note": action.facts.get("note") or NO_NOTE}
    send(Notice(user=to, what="cases_received", facts=facts, at=now), now)


def notify_of_absence(absence: Absence, now: datetime) -> None:
    """The substitute, and who is absent by another's word. Must be called inside a transaction."""
    days = {"day": absence.first.isoformat(), "until": absence.last.isoformat()}
    people = [(absence.substitute, absence.user, "stands_in"), (absence.user, absence.by, "entered_absent")]
    for user, who, what in people:
        if user is not None and user != absence.by:
            send(Notice(user=user, what=what, facts={"who": who.full_name, **days}, at=now), now)


def notify_of_withdrawal(absence: Absence, now: datetime) -> None:
    """The substitute. Must be called inside a transaction."""
    if absence.substitute is not None and absence.substitute != absence.withdrawn_by:
        facts = {"who": absence.user.full_name}
        send(Notice(user=absence.substitute, what="stands_in_no_more", facts=facts, at=now), now)

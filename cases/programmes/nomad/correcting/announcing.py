"""A recorded fact that another takes the place of, otherwise than by a correction, is announced to the applicant too.

A check entered once more with another result, originals compared once more, a number replaced, one of two answers
chosen (interpretation 38): that it is so, and of a day of the applicant's own which it is now; no result and no reason.
"""

from __future__ import annotations

from datetime import date, datetime

from cases.engine.steps import Act
from cases.engine.writing.effects import FollowUps, Taken
from cases.models import Case, Notice
from cases.outbox import writing
from cases.programmes.nomad.facts import CheckResult, Number, OriginalsCompared

RECORD, NUMBER, ARRIVAL = "record_changed", "number_changed", "arrival_moved"


def follow(taken: Taken) -> FollowUps:
    """Of a step that may contradict an earlier record."""
    what = _what(taken)
    changed = [case for case in taken.cases if what and _replaces(taken, taken.acts[case.pk])]
    notices = [row for case in changed if (row := _notice(case, what, taken.act.now))]
    taken.writes.insert(notices)
    return FollowUps(effects=[("mail", notice.pk) for notice in notices])


def announce(case: Case, now: datetime, what: str, request_id: str = "", day: date | None = None) -> None:
    """Of one of two answers that was chosen. Must be called inside a transaction."""
    notice = _notice(case, what, now, day)
    if notice is not None:
        notice.save(force_insert=True)
        writing.enqueue(now, [("mail", notice.pk)], request_id=request_id)


def _what(taken: Taken) -> str:
    if isinstance(taken.facts, CheckResult | OriginalsCompared):
        return RECORD
    return NUMBER if isinstance(taken.facts, Number) else ""


def _replaces(taken: Taken, act: Act) -> bool:
    if isinstance(taken.facts, Number):
        return bool(taken.facts.reason)
    return any(fields.get("corrects") for _table, fields in act.outcome.records)


def _notice(case: Case, what: str, now: datetime, day: date | None = None) -> Notice | None:
    user = case.person.user
    facts = {"day": day.isoformat()} if day else {}
    return Notice(case=case, user=user, what=what, at=now, facts=facts) if user else None

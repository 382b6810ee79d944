"""Cases, their terms and what happened to them: instances that are nowhere stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from cases.law import terms
from cases.law.calendar import local_day
from cases.law.regulations import editions
from cases.models import Case, Deadline
from cases.programmes.nomad import KEY
from cases.programmes.nomad.kinds import TERMS
from cases.programmes.nomad.states import STAGE_NAMES, State
from cases.service.challenged import DelayWay

DAYS_LEFT = (21, 2, 1, 0, -1, -21)
"""Every tone, and both numbers of the noun."""

DAY = timedelta(days=1)


def ends_in(days: int, now: datetime) -> datetime:
    """24:00 of the last day, so many days from today."""
    return terms.end_of(local_day(now) + days * DAY)


def deadline(key: str, days: int, now: datetime, **more: Any) -> Deadline:
    last: date = local_day(now) + days * DAY
    law = editions(KEY)[-1]
    paragraph = law.terms[key].paragraph
    return Deadline(key=key, edition=law.key, paragraph=paragraph, due_at=ends_in(days, now), last_day=last, **more)


def deadlines(now: datetime) -> Iterator[dict[str, Any]]:
    """Contexts of each tone, of each way to end, of each term for staff and for the applicant."""
    for days in DAYS_LEFT:
        yield {"deadline": deadline("decision", days, now), "proof_url": "#"}
    for state, _name in Deadline.STATES:
        if state != Deadline.RUNNING:
            yield {"deadline": deadline("final", -1, now, state=state)}
    yield {"deadline": deadline("validity", 30, now, unconfirmed=True), "plain": True, "proof_url": "#"}
    for key in TERMS:
        yield {"deadline": deadline(key, 3, now), "plain": True}
    late = deadline("register", -1, now)
    late.challenge = DelayWay(True, None, None)  # type: ignore[attr-defined]
    yield {"deadline": late, "plain": True}


def cases(now: datetime) -> Iterator[dict[str, Any]]:
    """A case in each state; one that ended has been as far as its state can be reached from."""
    approved = {State.LAPSED, State.FINAL_REFUSED}
    signed = {State.ANNULLED, State.PRELIMINARY_REFUSED, State.WITHDRAWN, *approved}
    for state in State:
        case = Case(programme=KEY, state=state)
        case.petition_signed_at = now if state in signed else None
        case.arrived_on = local_day(now) if state == State.FINAL_REFUSED else None
        yield {"case": case}


def events(now: datetime) -> list[dict[str, Any]]:
    labels = [*STAGE_NAMES.values()]
    return [
        {"at": now, "label": labels[0], "who": "Абдрахманова-Құрманғалиева Айгүл", "paragraph": "16"},
        {"at": now - DAY, "label": labels[1], "user_name": "Rahul Verma", "paragraph": "annex", "note": LONG},
        {"at": now - 400 * DAY, "label": labels[2]},
    ]


LONG = "Қанағаттандырылмағандықтарыңыздан, қайтарылғандықтарыңыздан – құжаттарыңызды қайта тапсырыңыз."
"""Words as long as they come."""

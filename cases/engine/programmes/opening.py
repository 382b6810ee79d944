"""How a case begins: its number, its first event and history. Its programme decides who may begin one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from cases.engine.programmes.programme import Programme
from cases.engine.writing import audit
from cases.law.calendar import local_day
from cases.law.regulations import Edition
from cases.models import Case, Counter, Person, User, searchentry


def new_case(programme: Programme, person: Person, edition: Edition, state: TextChoices, now: datetime) -> Case:
    """Unsaved, with its number; the counter's row stays locked until the transaction ends."""
    place = programme.places[state]
    return Case(
        number=Counter.take(programme.series, local_day(now).year)[0],
        programme=programme.key,
        person=person,
        sort_name=searchentry.sort_name(person),
        one_at_a_time=programme.single_open_case,
        edition=edition.key,
        state=state,
        state_since=now,
        waits_on=place.waits_on or "",
        opened_at=now,
    )


def insert(case: Case, user: User, now: datetime, facts: Mapping[str, Any], *, request_id: str = "") -> None:
    """The case with its first version and event. IntegrityError where the person has another open case, and the
    programme allows one."""
    case._history_user, case._history_date, case._change_reason = user, now, "open"  # type: ignore[attr-defined]
    case.save(force_insert=True)
    searchentry.write_entries([case])
    event = audit.case_event(case, "open", user, now, dict(facts), request_id=request_id)
    event.source, event.version, event.paragraph = "", case.version, case.place.paragraph
    event.save()

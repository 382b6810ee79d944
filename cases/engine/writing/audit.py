"""The record of a step: the event (why) and the history (what the row looked like)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from cases.engine.steps import Act, Step
from cases.law.actors import Actor
from cases.models import Case, Event, ReadLog, User
from cases.models.exchange import OFFICIAL


@cache
def record_model(name: str) -> type[Any]:
    return apps.get_model("cases", name)


def step_event(case: Case, step: Step, source: str, act: Act, data: dict[str, Any]) -> Event:
    return Event(
        case=case,
        at=act.now,
        step=step.name,
        actor=step.by,
        user=act.user,
        user_name=_name(act.user, act.gateway),
        source=source,
        target=case.state,
        paragraph=step.paragraph_at(source),
        facts=as_json(data),
        version=case.version + 1,
        request_id=act.request_id,
    )


def case_event(
    case: Case,
    what: str,
    user: User | None,
    now: datetime,
    facts: dict[str, Any],
    gateway: str = "",
    request_id: str = "",
) -> Event:
    """An event that moved nothing: a document attached, data changed, a duty paid. `gateway`: who reported it."""
    return Event(
        case=case,
        at=now,
        step=what,
        actor=user.role if user else Actor.CLOCK,
        user=user,
        user_name=_name(user, gateway),
        source=case.state,
        target=case.state,
        facts=as_json(facts) | ({"helper": True} if case.helper and user else {}),
        version=case.version + 1,
        request_id=request_id,
    )


def _name(user: User | None, gateway: str) -> str:
    return user.full_name if user is not None else OFFICIAL.get(gateway, "")


def as_json(data: dict[str, Any]) -> dict[str, Any]:
    """What was entered, as JSON: rows by their id, days in ISO 8601; what is empty is left out."""
    return {key: _plain(value) for key, value in data.items() if value not in ("", None, [])}


def _plain(value: object) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, date | UUID):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, dict):
        return as_json(value)
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool) else str(value)


def last_event(case: Case) -> Event | None:
    event = Event.objects.filter(case=case).order_by("-id").first()
    if event is not None:
        event.case = case
    return event


def history_rows(cases: Sequence[Case], user: User | None, now: datetime, reason: str) -> list[Any]:
    """What the rows look like from now on, not yet written."""
    model: Any = Case.history.model  # type: ignore[attr-defined]
    return [
        model(
            history_date=now,
            history_user=user,
            history_change_reason=reason,
            history_type="~",
            **{field.attname: getattr(case, field.attname) for field in model.tracked_fields},
        )
        for case in cases
    ]


def record_reading(case: Case, user: User, what: str, now: datetime, ref: str = "", address: str | None = None) -> None:
    """Record that `user` read `what` ("case", "document", "letter") of the case."""
    # One row, one statement: bulk_create would wrap it into a transaction of its own, two round trips more a page.
    ReadLog(case=case, user=user, what=what, ref=ref, at=now, address=address or None).save(force_insert=True)

"""Differences in what a person is called that the person has confirmed before filing: written once, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.engine.steps.findings import NamedTwice
from cases.engine.writing import amend
from cases.engine.writing.locking import lock_in
from cases.law.places import May, states_where
from cases.models import Case, Event, User


def confirm_differences(
    pk: UUID, user: User, now: datetime, rows: Collection[NamedTwice], *, request_id: str = ""
) -> None:
    """By the person alone, while something is prepared. What is confirmed already stays as it is. Raises NotFoundError,
    NotNowError."""
    with transaction.atomic():
        case = lock_in(pk, user, {*states_where(May.PREPARE), *states_where(May.FILL)})
        known = confirmed_digests(case)
        for row in rows:
            if row.digest not in known:
                facts = asdict(row) | {"digest": row.digest}
                case = amend(case, user, now, Event.IDENTITY_CONFIRMED, facts, request_id=request_id)


def confirmed_digests(case: Case) -> set[str]:
    rows = Event.objects.filter(case=case, step=Event.IDENTITY_CONFIRMED)
    return set(rows.values_list("facts__digest", flat=True))


def confirmed_differences(events: Iterable[Event]) -> Iterator[tuple[Event, NamedTwice]]:
    """Of these events those that confirm one, with what it was."""
    for event in events:
        if event.step == Event.IDENTITY_CONFIRMED:
            facts = {name: value for name, value in event.facts.items() if name != "digest"}
            yield event, NamedTwice(**facts)

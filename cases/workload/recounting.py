"""The stored figures of a desk follow what its head does with a case, so that his page shows it at once; all else waits
for the next count."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from cases.engine.lists import term_steps
from cases.models import Case, DeskFigures
from cases.models.deskfigures import key_of
from cases.workload.counts import CITIES, URGENT


def follow(case: Case, before: UUID | None, after: UUID | None, now: datetime) -> None:
    """The case goes from the row of one official to that of another; None: of cases that nobody has. In the
    transaction of the act."""
    actor = case.waits_on or ""
    desk = key_of(actor, case.city_id if actor in CITIES else None)
    stored = DeskFigures.objects.select_for_update().filter(desk=desk).first()
    if stored is None or before == after:
        return
    urgent = _urgent(case, now)
    for owner, by in ((before, -1), (after, 1)):
        row = _row(stored.figures, owner)
        if row is not None:
            _add(row, case.state, urgent, by)
    stored.save(update_fields=["figures"])


def _urgent(case: Case, now: datetime) -> list[str]:
    """The steps of its term among those that are counted."""
    counted = {step: Count("pk", filter=term_steps.condition(step, now)) for step in URGENT}
    numbers = Case.objects.filter(pk=case.pk).aggregate(**counted)
    return [step for step, number in numbers.items() if number]


def _row(figures: dict[str, Any], owner: UUID | None) -> dict[str, Any] | None:
    if owner is None:
        return figures.get("free")
    return next((row for row in figures.get("load", ()) if row["user"] == str(owner)), None)


def _add(row: dict[str, Any], state: str, urgent: list[str], by: int) -> None:
    """None falls below nothing: the case may have come to its state since the count."""
    states = row["states"] | {state: max(row["states"].get(state, 0) + by, 0)}
    row["states"] = {name: number for name, number in states.items() if number}
    row["cases"] = sum(row["states"].values())
    for step in urgent:
        row[step] = max(row.get(step, 0) + by, 0)

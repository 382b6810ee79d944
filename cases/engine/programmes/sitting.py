"""Appointments of a programme with people, at an hour that was named to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from cases.models import Case, User


class Sitting(NamedTuple):
    """An hour that was named to a person and is still to come."""

    case: Case
    held_at: datetime
    kind: str = "hearing"
    """The kind of its notices: “…_day_off” and “…_absent” to the staff, “own_…_day_off” to the person."""
    staff: tuple[User, ...] | None = None
    """Who conducts it; None for the desk at which the case waits."""

    @property
    def number(self) -> str:
        return self.case.number


Finder = Callable[[Collection[date], datetime], Sequence[Sitting]]
"""Sittings on one of these days (at least one) that are still to come at this moment."""

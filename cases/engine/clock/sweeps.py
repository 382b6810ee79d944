"""A sweep of the clock: its report, the chores of programmes and of packages above, and the terms it looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from cases.engine.programmes import PROGRAMMES
from cases.engine.steps import STEPS, Step
from cases.law import regulations
from cases.law.actors import Actor
from cases.models import Deadline

log = structlog.get_logger(__name__)

CHUNK = 1000


Chore = Callable[[datetime], int]
"""Does what is due at the moment, in transactions of its own; returns the number of rows changed."""
CHORES: dict[str, Chore] = {}


def register(**chores: Chore) -> None:
    """Chores of the packages above this one, by their name in the report (called by `cases.apps`)."""
    CHORES.update(chores)


def chores() -> dict[str, Chore]:
    """Those of the portal and of its programmes."""
    own = [programme.chores for programme in PROGRAMMES.values()]
    return CHORES | {name: chore for chores in own for name, chore in chores.items()}


def _ends() -> list[str]:
    return [end_of(step) for step in STEPS.values() if step.by == Actor.CLOCK]


def end_of(step: Step) -> str:
    return str(step.target or step.name)


@dataclass(slots=True)
class Report:
    """What one sweep did, in numbers of cases, deadlines, people, effects and exchanges."""

    recounted: int = 0
    """Terms moved by a changed calendar."""
    overdue: int = 0
    reminded: int = 0
    digests: int = 0
    escalated: int = 0
    chores: dict[str, int] = field(default_factory=lambda: dict.fromkeys(chores(), 0))
    """By the name under which each chore is registered."""
    effects: int = 0
    exchanges: int = 0
    failed: int = 0
    taken: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_ends(), 0))
    """Cases that the clock has moved, by the state to which it brings them, or by the step where they stay."""

    @property
    def ended(self) -> int:
        return sum(number for name, number in self.taken.items() if name not in STEPS)

    def figures(self) -> dict[str, int]:
        """Every number by its name, those of the chores included."""
        numbers: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        taken: dict[str, int] = numbers.pop("taken")
        chores: dict[str, int] = numbers.pop("chores")
        return taken | numbers | chores


def run_guarded(task: Callable[[], None], report: Report) -> None:
    """A part that fails must not stop the others; the next sweep tries it again."""
    try:
        task()
    except Exception:
        report.failed += 1
        log.exception("part of the sweep failed")


def term_keys(on_expiry: str) -> list[str]:
    return sorted({t.key for e in regulations.editions() for t in e.terms.values() if t.on_expiry == on_expiry})


def expired_deadlines(now: datetime, terms: list[str]) -> Any:
    return Deadline.objects.filter(state=Deadline.RUNNING, key__in=terms, due_at__lte=now).order_by("due_at", "id")

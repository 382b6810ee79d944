"""What a case awaits from the outside systems, for its officer: which are silent, what to enter by hand, what
differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from cases.engine.lists.marks import Mark
from cases.engine.steps import STEPS
from cases.gateways.standing import DIFFERS, SILENT, Standing, standings, urgent_calls
from cases.models import Case, Discrepancy


@dataclass(frozen=True, slots=True)
class SystemLine:
    """The newest question to a system, with its link."""

    standing: Standing
    url: str
    """Where the answer is entered by hand; "" where it cannot be now."""

    @property
    def unfinished(self) -> bool:
        return self.standing.exchange.open or self.standing.needs_hand or self.standing.lost


@dataclass(frozen=True, slots=True)
class Panel:
    """What has to be looked at, apart from what only runs."""

    discrepancies: list[Discrepancy]
    resolved: list[Discrepancy]
    """Discrepancies that were resolved and can still be corrected."""
    alarms: list[SystemLine]
    """Questions that nobody answers: to be entered by hand."""
    waiting: list[SystemLine]
    """No answer yet or for good, or people were asked."""
    done: list[SystemLine]
    """Answered, or not needed any more."""

    @property
    def expected(self) -> list[Standing]:
        """Whose answers come by themselves, where the officer might also enter them."""
        return [line.standing for line in self.waiting if line.standing.comes_by_itself]

    def __bool__(self) -> bool:
        return bool(self.discrepancies or self.resolved or self.alarms or self.waiting or self.done)


def panel(case: Case, now: datetime, correctable: Callable[[Case, Discrepancy], bool]) -> Panel:
    """`correctable`: whether a resolution can itself still be corrected."""
    systems = standings(case, now)
    lines = [SystemLine(standing, _enter(case, standing)) for standing in systems]
    settled = case.dossier.resolutions if any(standing.settled for standing in systems) else []
    open_lines = [line for line in lines if line.unfinished]
    return Panel(
        case.dossier.discrepancies if any(standing.differs for standing in systems) else [],
        [row for row in settled if correctable(case, row)],
        [line for line in open_lines if line.standing.alarming],
        [line for line in open_lines if not line.standing.alarming],
        [line for line in lines if line not in open_lines],
    )


def _enter(case: Case, standing: Standing) -> str:
    """The step's own page, its check chosen already."""
    if not standing.needs_hand:
        return ""
    kind = STEPS[standing.enter].subject_in
    chosen = f"?{urlencode({kind: standing.check})}" if kind else ""
    return reverse("cases:step", args=[case.pk, standing.enter]) + chosen


MARKS = {
    DIFFERS: Mark(gettext_lazy("answers differ"), gettext_lazy("Answers differ: resolve the discrepancy.")),
    SILENT: Mark(gettext_lazy("no answer"), gettext_lazy("An outside system does not answer: enter it by hand.")),
}


def marks(cases: Sequence[Case], now: datetime) -> dict[UUID, Mark]:
    """What the officer has to do about the systems, in a word for each case of a queue that has something."""
    return {pk: MARKS[call] for pk, call in urgent_calls(cases, now).items()}

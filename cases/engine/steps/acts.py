"""One performance of a step: its circumstances, and what the step leaves besides the fields of its case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Model

    from cases.eds.base import Verified
    from cases.engine.steps.declaring import Step
    from cases.engine.steps.facts import StepFacts
    from cases.law.regulations import Edition
    from cases.models import User


class UndeclaredError(TypeError):
    """A step writes what its declaration does not name."""


@dataclass(slots=True)
class Outcome:
    """What `perform` writes with the step, in one transaction."""

    records: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Rows that belong to the case: (table of `cases`, fields)."""
    changes: list[tuple[Model, dict[str, Any]]] = field(default_factory=list)
    """Rows that are changed: (row, new values). Their history has the former ones."""
    remarks: dict[str, Any] = field(default_factory=dict)
    """Facts that the step itself determines, for its event and its notice; they come before those it received."""
    beside: list[tuple[UUID, str, StepFacts]] = field(default_factory=list)
    """Steps of other cases, taken before this one is written: (case, step, facts)."""
    place: str = ""
    """Where the case goes, for a step that goes back; "" leaves it where it is."""
    goes_on: set[str] = field(default_factory=set)
    """Terms that the step starts, of which only the remaining days run."""
    until: dict[str, date] = field(default_factory=dict)
    """The last day of a term that the step starts, where whoever takes it has named the day."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who takes a step, when, and under which edition."""

    user: User | None
    """None where the answer of a system takes the step, or the clock."""
    now: datetime
    edition: Edition
    request_id: str = ""
    signature: Verified | None = None
    """Present if the step was signed."""
    gateway: str = ""
    """The system whose answer takes the step."""
    step: Step | None = None
    """None where something is written as if by a step, such as a form to be filled in."""
    outcome: Outcome = field(default_factory=Outcome)

    def record(self, table: str, **fields: object) -> None:
        """A row of `cases.<table>` that belongs to the case."""
        self.outcome.records.append((table, fields))

    def decide(self, kind: str = "", *, text: str = "", text_kk: str = "", grounds: Iterable[str] = ()) -> None:
        """Record the decision; `kind` only where the step declares several. Raises UndeclaredError."""
        declared = self.step.decisions if self.step else ()
        chosen = kind or (declared[0] if len(declared) == 1 else "")
        if chosen not in declared:
            raise UndeclaredError(f"{self.step and self.step.name} declares no decision {chosen!r}")
        words = {"text": text, "text_kk": text_kk}
        self.record("decision", kind=chosen, grounds=list(grounds), by=self.user, at=self.now, **words)

    def change(self, row: Model, **fields: object) -> None:
        """This row has these values from the step on."""
        self.outcome.changes.append((row, fields))

    def remark(self, **facts: object) -> None:
        """Facts that the step itself determines."""
        self.outcome.remarks.update(facts)

    def beside(self, case: UUID, step: str, facts: StepFacts) -> None:
        """A step of another case, taken by the same person in the same transaction, before this one is written."""
        self.outcome.beside.append((case, step, facts))

    def go_on(self, term: str) -> None:
        """The remaining days of this term run; it does not start again. A term that still runs is left as it is."""
        self.outcome.goes_on.add(term)

    def end_on(self, term: str, day: date) -> None:
        """The last day of this term, which the step starts."""
        self.outcome.until[term] = day

    def go_to(self, place: str) -> None:
        """The place to which the case goes back, for a step that is declared so."""
        self.outcome.place = place

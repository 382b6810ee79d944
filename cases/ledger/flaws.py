"""What a verification finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row, or a place of the log, that is not what was written."""

    kind: str
    ref: str
    what: str
    """`cases.models.ledgerrows.LOG_FAULTS`."""
    detail: str = ""
    case: UUID | None = None

    def with_case(self, number: str) -> Flaw:
        return replace(self, detail=" ".join(x for x in (number, self.detail) if x)) if number else self

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind, "row": self.ref, "fault": self.what, "detail": self.detail}

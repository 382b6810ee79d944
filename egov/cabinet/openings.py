"""What a person without an open case may begin, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cases.service import Bar, Case, Edition, eligibility, local_day


@dataclass(frozen=True, slots=True)
class Openings:
    """`petition`: an earlier case whose signed petition still serves; `bar` forbids the application, not a petition."""

    edition: Edition | None
    bar: Bar | None
    petition: Case | None

    @property
    def again_from(self) -> date | None:
        """The first day on which an application may be filed again (п. 19, 24)."""
        return self.bar.until + timedelta(days=1) if self.bar else None

    @property
    def may_apply(self) -> bool:
        return bool(self.edition and self.petition and not self.bar)


def openings(person: Any, now: datetime) -> Openings:
    today = local_day(now)
    return Openings(
        eligibility.intake_edition(today), eligibility.bar_on(person, today), eligibility.living_petition(person, now)
    )

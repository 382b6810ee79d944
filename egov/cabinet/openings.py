"""What a person without an open case may begin, and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.law.calendar import local_day
from cases.models import Case, Person
from cases.service import periods
from egov.cabinet.ending import before_filing
from egov.cabinet.windows import Window, whom_to_ask, window_of, window_with


@dataclass(frozen=True, slots=True)
class Openings:
    """A bar forbids the application, not a petition; an order that is not in force forbids both."""

    window: Window
    petition: Case | None
    """An earlier case whose signed petition still serves."""
    last: Case | None
    """The newest of all cases."""
    card: Case | None
    """The one that ended with the residence card, after which there is nothing to begin."""

    @property
    def may_apply(self) -> bool:
        return bool(self.petition) and self.applying.may_apply

    @property
    def applying(self) -> Window:
        """When an application with the signed petition may be filed."""
        return window_with(self.petition, self.window)

    @property
    def outlook(self) -> str:
        """What becomes of a petition that is begun shortly before the order ends; "" else."""
        return before_filing(self.window, periods.intake_edition(self.window.today))

    @property
    def ask(self) -> str:
        return whom_to_ask(self.card or self.last)


def openings(person: Person, now: datetime) -> Openings:
    return Openings(
        window_of(person, local_day(now)),
        periods.living_petition(person, now),
        periods.last_case(person),
        periods.held_card(person),
    )

"""Petitions on their way when the order ends: until when the application has to be filed, and whose petition cannot be
signed by then, as far as the terms tell (interpretation 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db.models import TextChoices

from cases.engine.steps import filing_from, steps_from
from cases.law.calendar import WorkCalendar, local_day
from cases.law.places import label_of, place_of
from cases.law.regulations import Edition
from cases.law.terms import due, end_of
from cases.models import Case, User
from cases.models.serviceterm import with_current_length
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad import KEY
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import PLACES, Stage

READY = PLACES.beginning("application")
"""Where the application can be filed."""


@dataclass(frozen=True, slots=True)
class WayLeft:
    """The longest way that is left to the signed petition."""

    ready_on: date
    """Its last day, if each state on it takes its whole term, of the order or not (interpretation 47)."""
    untimed: tuple[str, ...]
    """The states on it that have no term."""

    @property
    def untimed_names(self) -> str:
        return ", ".join(str(label_of(state)) for state in self.untimed)


@dataclass(frozen=True, slots=True)
class Ending:
    """The order that takes filings today, its last day, and the first day of the next one that is known."""

    law: Edition
    until: date
    today: date
    opens: date | None

    @property
    def left(self) -> int:
        return (self.until - self.today).days

    @property
    def mark(self) -> int | None:
        """The notice that is due by today, in days before the end; None before the first."""
        return min((days for days in self.law.ending_notices if days >= self.left), default=None)

    @property
    def file_until(self) -> date:
        """The last day for an application on a petition that is submitted under this order."""
        return max(self.until, self.law.transition_until or self.until)

    @property
    def near(self) -> bool:
        return self.mark is not None


def ending(today: date) -> Ending | None:
    """None where no order takes filings."""
    law, until, opens = eligibility.intake(today)
    return Ending(law, until, today, opens) if law and until else None


def ending_for(case: Case, today: date) -> Ending | None:
    """As `ending`, for a petition on its way; asks through its dossier, which loads each thing once."""
    law, until, opens = case.dossier.intake(today)
    return Ending(law, until, today, opens) if law and until else None


# ------------------------------------------------------------------------------------------------ the way that is left


@cache
def on_the_way() -> tuple[TextChoices, ...]:
    """The states of a petition from which it can still be signed, in the order of the process."""
    return tuple(s for s, place in PLACES.items() if place.stage == Stage.PETITION and not place.final and _paths(s))


def way_left(
    state: str, law: Edition, today: date, calendar: WorkCalendar, due_on: date | None = None
) -> WayLeft | None:
    """`due_on`: the last day of the term that runs in `state` already. None where no way leads to a signed petition."""
    ways = [_counted(path, law, today, calendar, due_on) for path in _paths(state)]
    return max(ways, key=lambda way: (way.ready_on, len(way.untimed)), default=None)


@cache
def _paths(state: str, seen: tuple[str, ...] = ()) -> tuple[tuple[str, ...], ...]:
    """Every way from `state` to the signed petition that comes to no state twice, without its end."""
    if state == READY:
        return ((),)
    ahead = {str(step.target) for step in steps_from(state) if step.target} - {*seen, state}
    onward = (target for target in sorted(ahead) if not place_of(target).final)
    return tuple((state, *rest) for target in onward for rest in _paths(target, (*seen, state)))


def _counted(path: tuple[str, ...], law: Edition, today: date, calendar: WorkCalendar, due_on: date | None) -> WayLeft:
    day, untimed, counted = today, [], set[str]()
    for at, state in enumerate(path):
        terms = [with_current_length(term) for term in law.terms.values() if state in term.bounds]
        if not terms:
            untimed.append(state)
        elif at == 0 and due_on is not None:
            day = max(day, due_on)
        else:
            begun = end_of(day) - timedelta(hours=12)
            day = max([day, *(due(term, begun, calendar).last_day for term in terms if term.key not in counted)])
        counted |= {term.key for term in terms}
    return WayLeft(day, tuple(untimed))


def way_of(case: Case, order: Ending) -> WayLeft | None:
    """A term that runs already is counted to its own day."""
    due_on = local_day(case.due_at - timedelta(seconds=1)) if case.due_at else None
    return way_left(case.state, order.law, order.today, work_calendar(), due_on)


def way_after(state: str, order: Ending) -> WayLeft | None:
    """Of a petition that comes to `state` today."""
    return way_left(state, order.law, order.today, work_calendar())


def way_from(order: Ending) -> WayLeft | None:
    """Of a petition that is submitted today."""
    filed = filing_from(PLACES.beginning("petition"))
    return way_after(str(filed and filed.target), order)


# ------------------------------------------------------------------------------------------------ who cannot be ready


@dataclass(frozen=True, slots=True)
class StateOutlook:
    """The petitions in one state."""

    state: TextChoices
    number: int
    """Never above CAP."""
    way: WayLeft | None
    late: bool
    """By the terms their way is longer than the order takes filings."""

    @property
    def shown(self) -> str:
        return f"{CAP - 1}+" if self.number >= CAP else str(self.number)


CAP = 100


def outlook(user: User, order: Ending) -> list[StateOutlook]:
    """The states of the petitions that this user sees, in the order of the process."""
    rows = Case.objects.visible_to(user, KEY).order_by()
    numbers = {state: len(rows.filter(state=state).values_list("pk", flat=True)[:CAP]) for state in on_the_way()}
    ways = {state: way_left(state, order.law, order.today, work_calendar()) for state in on_the_way()}
    return [
        StateOutlook(state, numbers[state], ways[state], _late(ways[state], order))
        for state in on_the_way()
        if numbers[state]
    ]


def _late(way: WayLeft | None, order: Ending) -> bool:
    return way is None or way.ready_on > order.file_until


def late_cases(user: User, order: Ending, after: str, size: int) -> tuple[list[tuple[Case, WayLeft | None]], str]:
    """Petitions whose way cannot end in time, by number, and the number after which the next page begins, "" on the
    last. `after`: as given with the page before."""
    states = [row.state for row in outlook(user, order) if row.late]
    rows = Case.objects.visible_to(user, KEY).filter(state__in=states, number__gt=after).order_by("number")
    looked_at = list(rows.select_related("person")[: size + 1])
    ways = [(case, way_of(case, order)) for case in looked_at[:size]]
    more = looked_at[size - 1].number if len(looked_at) > size else ""
    return [(case, way) for case, way in ways if _late(way, order)], more

"""When the steps of a journey happen: backwards from its last one, in office hours, within what the order allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.law.calendar import ALMATY, WorkCalendar
from cases.law.regulations import Edition, Term
from cases.law.terms import due
from cases.programmes.nomad.states import State

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

GAPS: dict[str, float] = {
    "submit_petition": 3, "decline_consent": 0.1, "admit": 2, "refuse_screening": 3,
    "return_petition": 3, "resubmit_petition": 2, "propose_screening_refusal": 3,
    "send_back_to_screening": 4,
    "book_interview": 1.5, "record_interview": 3, "reopen_calendar": 2, "sign_petition": 5,
    "propose_petition_refusal": 4, "decline_petition": 6,
    "file_application": 6, "resubmit": 2,
    "annul": 11, "send_to_knb": 2, "record_knb_answer": 15, "approve_preliminary": 2,
    "propose_preliminary_refusal": 3, "refuse_preliminary": 6,
    "record_arrival": 14, "close_validity": 42, "lapse": 9,
    "open_intake": 4, "file_at_con": 0.1, "return_package": 0.1,
    "hand_to_courier": 0.2, "receive_originals": 1.5, "grant": 1.5,
    "propose_final_refusal": 1.5, "refuse_final": 6, "register_residence": 4,
    "order_card": 0.2, "issue_card": 9, "withdraw": 2,
}  # fmt: skip
"""Days that usually pass before a step, where that is not one. The clock's steps: longer than their term, however it
rolls."""

LEAST = 2 * HOUR
"""Between two steps at least: a sitting at the file comes before most of them."""


class NoRoomError(ValueError):
    """The steps do not fit between the two moments."""


def backwards(steps: Sequence[str], at: datetime, calendar: WorkCalendar, rng: Random) -> list[datetime]:
    """A moment for each step, the last of them at `at`."""
    moments = [at]
    for earlier, later in reversed(list(pairwise(steps))):
        gap = max(usual(later) * DAY * (1 if _by_clock(later) else rng.uniform(0.7, 1.3)), LEAST)
        moments.insert(0, office(moments[0] - gap, actor_of(earlier), calendar, rng))
    return moments


def usual(name: str) -> float:
    return GAPS.get(name, 1)


def actor_of(name: str) -> Actor:
    return STEPS[name].by if name in STEPS else Actor.APPLICANT


def _by_clock(name: str) -> bool:
    return actor_of(name) == Actor.CLOCK


def plan(
    steps: Sequence[str], at: datetime, not_before: datetime, calendar: WorkCalendar, rng: Random
) -> list[datetime]:
    """As `backwards`, but pressed together where it would begin before `not_before`. Raises NoRoomError."""
    moments = backwards(steps, at, calendar, rng)
    if moments[0] >= not_before:
        return moments
    free = [i for i, name in enumerate(steps) if not _by_clock(name)]
    last = moments[free[-1]]
    if last - not_before < LEAST * len(free):
        raise NoRoomError(f"{steps[-1]}: from {not_before} to {last}")
    return evenly(not_before, last, len(free)) + moments[len(free) :]


def evenly(first: datetime, last: datetime, number: int) -> list[datetime]:
    """`number` moments from the first to the last."""
    if number == 1:
        return [last]
    return [first + (last - first) * i / (number - 1) for i in range(number)]


def office(moment: datetime, actor: Actor, calendar: WorkCalendar, rng: Random) -> datetime:
    """The latest moment at or before this one at which such a person would act, to the minute."""
    here = moment.astimezone(ALMATY)
    opens, closes = (8, 22) if actor == Actor.APPLICANT else (10, 17)
    day = here.date() if here.hour >= opens else here.date() - DAY
    while actor != Actor.APPLICANT and not calendar.day(day).working:
        day -= DAY
    if day == here.date() and here.hour < closes:
        return here.replace(second=0, microsecond=0)
    return datetime.combine(day, time(rng.randrange(opens, closes), rng.randrange(60)), ALMATY)


def term_of(state: State, steps: Sequence[str], law: Edition) -> tuple[Term, int] | None:
    """The term that runs in `state` and began last on this way, with the index of the step that began it."""
    begun = [
        (max(i for i, name in enumerate(steps) if name in term.event), term)
        for term in law.terms.values()
        if state in term.bounds and any(name in term.event for name in steps)
    ]
    latest = max(begun, key=lambda pair: pair[0], default=None)
    return (latest[1], latest[0]) if latest else None


def begun_for(term: Term, last_day: date, now: datetime, calendar: WorkCalendar, rng: Random) -> datetime:
    """The latest moment before `now` at which the term must begin to end on `last_day`, or else just before it."""
    moment = now.astimezone(ALMATY) - 3 * HOUR
    for back in range(400):
        try_at = office(moment - back * DAY, Actor.OFFICER, calendar, rng)
        if due(term, try_at, calendar).last_day <= last_day:
            return try_at
    raise NoRoomError(f"{term.key}: {last_day}")


def onwards(
    steps: Sequence[str], begun: datetime, end: datetime, calendar: WorkCalendar, rng: Random
) -> list[datetime]:
    """A moment for each step after `begun`, with the usual gaps, pressed or stretched to fit before `end`."""
    passed, total = 0.0, sum(map(usual, steps)) + 1.5
    moments: list[datetime] = []
    for name in steps:
        passed += usual(name)
        at = office(begun + (end - begun) * passed / total, actor_of(name), calendar, rng)
        moments.append(max(at, (moments[-1] if moments else begun) + LEAST))
    return moments

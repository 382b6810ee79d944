"""What has to be true before a step is taken: requirements of the case, and demands on the facts of the step.

A requirement gets the case and the moment. A demand gets the facts besides; it is asked by the form of the step, at the
field, and by `perform` alike. Both give their reasons as lazy strings, in the reader's language. What an outside system
reports is judged by its contract instead (`cases.gateways`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import Promise

if TYPE_CHECKING:
    from cases.engine.steps.facts import StepFacts
    from cases.models import Case, User

Reason = str | Promise | None
Reasons = list[str | Promise]
Faults = list[tuple[str, str | Promise]]
"""(name of the fact, reason) of all that is wrong."""

RequirementCheck = Callable[["Case", datetime], Reason | Reasons]
DemandCheck = Callable[["Case", datetime, Any], Faults]
"""The third is an object of the step's facts: a check says of which class."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """`about` says in words what is required; `check` returns why it is not met (None or nothing when it is).

    `whatever_is_prepared`: it holds or does not whatever the applicant prepares. `preload`: reads for many cases at
    once what `check` asks of each. `stands_on`: the kinds of recorded facts, as `Place.corrects` names them, that it
    looks at. `outside`: it looks at what outside systems have answered, which the page of the case shows in a part of
    its own. `shown`: where it does not hold, the button is shown all the same, with the reason; False where the step
    has then no place in the way of such a case.
    """

    name: str
    about: Promise
    check: RequirementCheck
    whatever_is_prepared: bool = False
    preload: Callable[[Sequence[Case]], None] | None = None
    stands_on: tuple[str, ...] = ()
    outside: bool = False
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Demand:
    """`about` says in words what is demanded; `check` names each fact that does not meet it, with the reason."""

    name: str
    about: Promise
    check: DemandCheck


PersonCheck = Callable[["Case", "User"], Reason]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What is asked of the person who takes the step, besides the role; `check` returns why this one may not."""

    name: str
    about: Promise
    check: PersonCheck


def another_than(first: UUID | None, user: User | None, sentence: Promise) -> Reason:
    """What one official records another confirms: `sentence` for who was the `first`."""
    return sentence if user is not None and first == user.pk else None


def eligibility(about: Promise) -> Callable[[PersonCheck], Eligibility]:
    return lambda check: Eligibility(check.__name__, about, check)


def requirement(about: Promise, **more: Any) -> Callable[[RequirementCheck], Requirement]:
    """`more`: the further fields of a Requirement."""
    return lambda check: Requirement(check.__name__, about, check, **more)


def demand(about: Promise) -> Callable[[DemandCheck], Demand]:
    return lambda check: Demand(check.__name__, about, check)


def unmet(case: Case, requires: Iterable[Requirement], now: datetime) -> Reasons:
    """Why a step with these requirements may not be taken now; empty when it may."""
    reasons: Reasons = []
    for need in requires:
        reason = need.check(case, now)
        reasons += reason if isinstance(reason, list) else [reason] if reason else []
    return reasons


def ineligible(case: Case, persons: Iterable[Eligibility], user: User | None) -> Reasons:
    """Why this person may not take the step; the clock and a system are never asked."""
    reasons = (asked.check(case, user) for asked in persons) if user is not None else ()
    return [reason for reason in reasons if reason]


def faults(case: Case, demands: Iterable[Demand], now: datetime, facts: StepFacts) -> Faults:
    """All that is wrong with the facts of a step; empty when nothing is."""
    return [fault for demand in demands for fault in demand.check(case, now, facts)]

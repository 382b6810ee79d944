"""What has to be true before a step is taken: requirements of the case, and demands on the facts of the step.

A requirement gets the case and the moment. A demand gets the facts besides; it is checked by the form of the step, at
the field, and by `perform` alike. Both give their reasons as lazy strings, in the reader's language. What an outside
system reports is judged by its contract instead (`cases.gateways`).
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
"""The third argument is an object of the step's facts; each check annotates its class."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition on the case before a step."""

    name: str
    about: Promise
    """Says in words what is required."""
    check: RequirementCheck
    """Returns why it is not met; None or nothing when it is."""
    whatever_is_prepared: bool = False
    """It does not depend on what the applicant prepares."""
    preload: Callable[[Sequence[Case]], None] | None = None
    """Reads for many cases at once what `check` needs of each."""
    depends_on: tuple[str, ...] = ()
    """The kinds of recorded facts that it looks at, as `Place.corrects` names them."""
    outside: bool = False
    """It looks at what outside systems have answered, which the page of the case displays in a part of its own."""
    shown: bool = True
    """Where it is not met, the button is displayed all the same, with the reason. False hides the button: the step has
    then no place in such a case."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition on the facts of a step."""

    name: str
    about: Promise
    """Says in words what is demanded."""
    check: DemandCheck
    """Names each fact that does not meet it, with the reason."""


PersonCheck = Callable[["Case", "User"], Reason]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A condition on the person who takes the step, besides the role."""

    name: str
    about: Promise
    check: PersonCheck
    """Returns why this person may not take it; None or nothing when he or she may."""


def reason_if_same(first: UUID | None, user: User | None, sentence: Promise) -> Reason:
    """What one official records another confirms: returns `sentence` where `user` was the `first`."""
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
    """Why this person may not take the step; the clock and a system always may."""
    reasons = (eligibility_rule.check(case, user) for eligibility_rule in persons) if user is not None else ()
    return [reason for reason in reasons if reason]


def faults(case: Case, demands: Iterable[Demand], now: datetime, facts: StepFacts) -> Faults:
    """All that is wrong with the facts of a step; empty when nothing is."""
    return [fault for demand in demands for fault in demand.check(case, now, facts)]

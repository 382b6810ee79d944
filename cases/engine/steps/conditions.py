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

OUTSIDE = "outside"
"""What outside systems have answered, which the page of the case displays in a part of its own."""

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
    removed_by: Callable[[Case], Sequence[str]] | None = None
    """The names of the steps by which it comes to be met, and OUTSIDE; None where no step of the reader does it."""
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
    shown: bool = True
    """Whether the page of the case names a step that this alone keeps from the person."""


def reason_if_same(first: UUID | None, user: User | None, sentence: Promise) -> Reason:
    """What one official records another confirms: returns `sentence` where `user` was the `first`."""
    return sentence if user is not None and first == user.pk else None


def eligibility(about: Promise, **more: Any) -> Callable[[PersonCheck], Eligibility]:
    """`more`: the further fields of an Eligibility."""
    return lambda check: Eligibility(check.__name__, about, check, **more)


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


def ways_out(case: Case, requires: Iterable[Requirement], now: datetime) -> list[str]:
    """Each `removed_by` of what is not met, once."""
    barred = [need for need in requires if need.removed_by is not None and unmet(case, [need], now)]
    return list(dict.fromkeys(name for need in barred if need.removed_by for name in need.removed_by(case)))


def ineligible(case: Case, persons: Iterable[Eligibility], user: User | None) -> Reasons:
    """Why this person may not take the step; the clock and a system always may."""
    reasons = (eligibility_rule.check(case, user) for eligibility_rule in persons) if user is not None else ()
    return [reason for reason in reasons if reason]


def faults(case: Case, demands: Iterable[Demand], now: datetime, facts: StepFacts) -> Faults:
    """All that is wrong with the facts of a step; empty when nothing is."""
    return [fault for demand in demands for fault in demand.check(case, now, facts)]

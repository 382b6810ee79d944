"""What can be done with many cases at once: each verb does it with one, in a transaction of the caller.

A step that may be taken in many cases (`Step.at_once`) is a verb by itself; what is no step is an entry: `register`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.performing import perform
from cases.engine.steps import STEPS, Step
from cases.law.actors import DESK_ROLES, OFFICIAL_ROLES, Role
from cases.law.errors import NotFoundError
from cases.models import User
from cases.workload import taking

Facts = Mapping[str, Any]
Do = Callable[[UUID, User, Facts, datetime, str], object]
"""(case, who, facts of the action, now, request id). Raises CaseError with the reason."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done with several cases at once."""

    name: str
    label: Promise | str
    by: Collection[Role]
    """Who may."""
    do: Do
    needs_colleague: bool = False
    """A colleague to whom the cases go is required."""
    needs_note: bool = False
    """A note is required."""
    shares_out: bool = False
    """Also of who leads the desk, whatever the role."""
    letter: bool = False
    """Each case gets a letter, previewed before."""


VERBS: dict[str, Verb] = {}


def register(*verbs: Verb) -> None:
    VERBS.update({verb.name: verb for verb in verbs})


def verb_of(name: str, user: User) -> Verb:
    """Raises NotFoundError for a verb that this user does not have."""
    verb = known(name)
    if verb is None or not _may(verb, user):
        raise NotFoundError
    return verb


def known(name: str) -> Verb | None:
    step = STEPS.get(name)
    return _of_step(step) if step is not None and step.at_once else VERBS.get(name)


def verbs_of(user: User) -> list[Verb]:
    """Steps first: they are the work itself."""
    steps = [_of_step(step) for step in STEPS.values() if step.at_once]
    return [verb for verb in (*steps, *VERBS.values()) if _may(verb, user)]


def _may(verb: Verb, user: User) -> bool:
    return Role(user.role) in verb.by or (verb.shares_out and user.shares_out)


def _of_step(step: Step) -> Verb:
    """By its one door: who may, the state and all that it requires are checked for each case."""

    def take(case: UUID, user: User, facts: Facts, now: datetime, request: str) -> object:
        return perform(case, step.name, user, now, request_id=request)

    return Verb(step.name, step.label, {Role(step.by.value)}, take, letter=bool(step.letter))


def _colleague(facts: Facts) -> User | None:
    return User.objects.filter(pk=facts["to"]).first() if facts.get("to") else None


register(
    Verb("take", _("Take"), DESK_ROLES, lambda case, user, facts, now, request: taking.take(case, user, now)),
    Verb(
        "hand_over",
        _("Hand over"),
        DESK_ROLES,
        lambda case, user, facts, now, request: taking.hand_over(
            case, user, _colleague(facts), str(facts.get("note", "")), now, alone=False
        ),
        needs_colleague=True,
        needs_note=True,
    ),
    Verb(
        "assign",
        _("Assign"),
        {Role.HEAD},
        lambda case, user, facts, now, request: taking.assign(
            case, user, _colleague(facts), str(facts.get("note", "")), now, alone=False
        ),
        needs_colleague=True,
        shares_out=True,
    ),
    Verb(
        "release",
        _("Release to the queue"),
        OFFICIAL_ROLES,
        lambda case, user, facts, now, request: taking.release(case, user, now),
    ),
)

"""What can be done with many cases at once: each verb does it with one, in a transaction of the caller.

A verb of another matter (invite, receive, hand to the courier) is one more entry: `register`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import DESK_ROLES, OFFICIAL_ROLES, Role
from cases.law.errors import NotFoundError
from cases.models import User
from cases.workload import taking

Facts = Mapping[str, Any]
Do = Callable[[UUID, User, Facts, datetime, str], object]
"""(case, who, facts of the action, now, request id). Raises CaseError with the reason."""


@dataclass(frozen=True, slots=True)
class Verb:
    """`by`: who may; `asks_colleague`, `asks_note`: what it is given besides the cases, and whether it has to be."""

    name: str
    label: Promise
    by: Collection[Role]
    do: Do
    asks_colleague: bool = False
    asks_note: bool = False


VERBS: dict[str, Verb] = {}


def register(*verbs: Verb) -> None:
    VERBS.update({verb.name: verb for verb in verbs})


def verb_of(name: str, user: User) -> Verb:
    """Raises NotFoundError for one that is not there for this user."""
    verb = VERBS.get(name)
    if verb is None or Role(user.role) not in verb.by:
        raise NotFoundError
    return verb


def verbs_of(user: User) -> list[Verb]:
    return [verb for verb in VERBS.values() if Role(user.role) in verb.by]


def _colleague(facts: Facts) -> User | None:
    return User.objects.filter(pk=facts["to"]).first() if facts.get("to") else None


register(
    Verb("take", _("Take"), DESK_ROLES, lambda case, user, facts, now, request: taking.take(case, user, now)),
    Verb(
        "hand_over",
        _("Hand over"),
        DESK_ROLES,
        lambda case, user, facts, now, request: taking.hand_over(
            case, user, _colleague(facts), str(facts.get("note", "")), now
        ),
        asks_colleague=True,
        asks_note=True,
    ),
    Verb(
        "assign",
        _("Assign"),
        {Role.HEAD},
        lambda case, user, facts, now, request: taking.assign(
            case, user, _colleague(facts), str(facts.get("note", "")), now
        ),
        asks_colleague=True,
    ),
    Verb(
        "release",
        _("Release to the queue"),
        OFFICIAL_ROLES,
        lambda case, user, facts, now, request: taking.release(case, user, now),
    ),
)

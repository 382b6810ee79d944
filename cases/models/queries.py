"""Which cases a person may see, as their programmes say, and the adjectives lists are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

if TYPE_CHECKING:
    from cases.models import Case, User


NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Sight:
    """Who sees what of a programme's cases."""

    scope: Callable[[User], Q]
    """The cases that an active user may see."""
    horizon: Callable[[Case, User], datetime | None] = lambda case, user: None
    """Up to which moment the user reads the file of a case; None: to its end."""
    as_left: Callable[[Sequence[Case]], list[Case]] = list
    """Cases whose horizon has passed, as they were then, in one statement."""
    list_then: str = ""
    """The list of documents that counted up to there."""
    gone_on: str | Promise = ""
    """The sentence that such a case has in place of its present state."""


SIGHTS: dict[str, Sight] = {}
"""By the key of the programme (`cases.engine.programmes.register`)."""


def scope(user: User, programme: str = "") -> Q:
    """The cases `user` may see, of one programme or of all; nobody else sees anything."""
    if not user.is_active:
        return NOTHING
    if len(SIGHTS) == 1:  # all cases are of the one programme: the database need not ask
        return next(iter(SIGHTS.values())).scope(user)
    wanted = [programme] if programme else list(SIGHTS)
    return reduce(or_, (Q(programme=key) & SIGHTS[key].scope(user) for key in wanted))


def horizon(case: Case, user: User) -> datetime | None:
    """Up to when `user` reads the file of a case; None: to its end."""
    return SIGHTS[case.programme].horizon(case, user)


def list_then(case: Case) -> str:
    """The list of documents that counts for a user who reads the case up to a horizon."""
    return SIGHTS[case.programme].list_then


def as_seen(case: Case, user: User) -> Case:
    """The case itself; for who reads it up to his horizon, a copy of it as it was then, which is never saved."""
    return all_as_seen([case], user)[0]


def all_as_seen(cases: Sequence[Case], user: User) -> list[Case]:
    """The same of many; one statement for each programme of which some have gone on."""
    gone: dict[str, list[Case]] = {}
    for case in cases:
        if horizon(case, user) is not None:
            gone.setdefault(case.programme, []).append(case)
    left = {case.pk: case for key, theirs in gone.items() for case in SIGHTS[key].as_left(theirs)}
    return [left.get(case.pk, case) for case in cases]


def gone_on(case: Case, user: User) -> str | Promise:
    """The sentence for a user who reads the case up to a horizon; "" for all others."""
    return "" if horizon(case, user) is None else SIGHTS[case.programme].gone_on


QUEUE_ORDER = ("city_id", "queue_at", "id")
"""The most urgent first. The city is one and the same in a list; it is named because PostgreSQL does not see that
`city_id IS NULL` fixes it, and would sort all waiting rows instead of following the index."""


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, programme: str = "") -> CaseQuerySet:
        return self.filter(scope(user, programme))

    def open(self) -> CaseQuerySet:
        return self.filter(closed_at__isnull=True)

    def awaiting(self, actor: str, city_id: str | None = None) -> CaseQuerySet:
        """Cases that wait on `actor`, the most urgent first."""
        return self.filter(waits_on=actor, city_id=city_id).order_by(*QUEUE_ORDER)

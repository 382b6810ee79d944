"""Rows of cases, locked until the transaction ends, as far as a user may see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Step
from cases.law.errors import NoHelpError, NotFoundError, NotNowError
from cases.models import Case, Deadline, Helper, User
from cases.models.queries import CaseQuerySet
from cases.models.visible import Visible


def lock(ids: Sequence[UUID], user: User | None) -> list[Case]:
    """In the order of their ids. `user` None: the clock or a system, which see all."""
    if len(ids) == 1:
        return _visible(user, ids[0])
    cases = Case.objects.filter(pk__in=ids)
    if user is not None:
        cases = cases.visible_to(user)
    return list(_locking(cases).order_by("id"))


def _locking(cases: CaseQuerySet) -> QuerySet[Any]:
    return cases.select_related("person__user", "city").select_for_update(of=("self",))


def _by_key(pk: UUID) -> QuerySet[Any]:
    return _locking(Case.objects.filter(pk=pk))


_visible = Visible(_by_key)


def lock_in(pk: UUID, user: User | None, states: Collection[str]) -> Case:
    """The locked case, if `user` may see it and it is in one of `states`. Raises NotFoundError, NotNowError."""
    locked = lock([pk], user)
    if not locked:
        raise NotFoundError
    if locked[0].state not in states:
        raise NotNowError(_("The case has moved on: this cannot be changed any more."))
    return locked[0]


def lock_to_fill(pk: UUID, user: User, states: Collection[str]) -> Case:
    """As `lock_in`, and for a helper who may fill in, whose name the case then bears. Whoever ends the help waits for
    the lock too. Raises NoHelpError besides."""
    try:
        return lock_in(pk, user, states)
    except NotFoundError:
        if Helper.latest(pk, user) is None:
            raise
    case = lock_in(pk, None, states)
    case.helper = Helper.latest(pk, user)
    ensure_help(case.helper, Helper.FILL)
    return case


def ensure_help(row: Helper | None, may: str) -> None:
    """Raises NoHelpError."""
    ended = row is None or not row.active
    if row is None or ended or (may == Helper.FILL and row.may != Helper.FILL):
        raise NoHelpError(ended)


def preload(cases: Sequence[Case], step: Step) -> None:
    """What the clock's steps read of a case, for all of them at once: the running terms, and what requirements read."""
    terms: dict[UUID, list[Deadline]] = {c.pk: [] for c in cases}
    for deadline in Deadline.objects.filter(case__in=list(terms), state=Deadline.RUNNING).defer("days").order_by("-id"):
        terms[deadline.case_id].append(deadline)
    for case in cases:
        case.dossier.preload(deadlines=terms[case.pk])
    for need in step.requires:
        if need.preload:
            need.preload(cases)

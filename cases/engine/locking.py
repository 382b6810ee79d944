"""Rows of cases, locked until the transaction ends, as far as a user may see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, User


def lock(ids: Sequence[UUID], user: User | None) -> list[Case]:
    """In the order of their ids. `user` None: the clock or a system, which see all."""
    cases = Case.objects.filter(pk__in=ids) if len(ids) > 1 else Case.objects.filter(pk=ids[0])
    if user is not None:
        cases = cases.visible_to(user)
    return list(cases.select_related("person__user", "city").select_for_update(of=("self",)).order_by("id"))


def lock_in(pk: UUID, user: User | None, states: Collection[str]) -> Case:
    """The locked case, if `user` may see it and it stands in one of `states`. Raises NotFoundError, NotNowError."""
    found = lock([pk], user)
    if not found:
        raise NotFoundError
    if found[0].state not in states:
        raise NotNowError(_("The case has moved on: this cannot be changed any more."))
    return found[0]

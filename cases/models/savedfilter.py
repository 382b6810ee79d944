from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.prepared import SqlStatement, prepared
from cases.models.row import Row, user_link

if TYPE_CHECKING:
    from cases.models.user import User

MOST = 30
"""Filters that one person may save, and one unit."""


class SavedFilter(Row):
    """A query for a desk's list, under a name: one person's, or its unit's."""

    user = user_link(on_delete=models.CASCADE)
    programme = models.CharField(_("programme"), max_length=20)
    unit = models.CharField(_("unit"), max_length=60)
    """See `unit_of`."""
    shared = models.BooleanField(_("of the whole unit"), default=False)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60)
    query = models.CharField(_("filter"), max_length=500)
    """As the address has it (`cases.engine.lists.listquery`)."""
    starts = models.BooleanField(_("the desk begins with it"), default=False)
    """The desk begins with it; a person's own comes before the unit's."""

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "programme", "name"], condition=Q(shared=False), name="savedfilter_own_name"
            ),
            models.UniqueConstraint(
                fields=["unit", "programme", "name"], condition=Q(shared=True), name="savedfilter_unit_name"
            ),
        ]
        indexes = [models.Index(fields=["unit", "programme"], name="savedfilter_unit")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, user: User, programme: str) -> models.QuerySet[SavedFilter]:
        """The user's own and the unit's. A user whose post has changed sees neither: the lists were others."""
        return cls._of(user.pk, unit_of(user), programme)

    @classmethod
    def _of(cls, user: UUID, unit: str, programme: str) -> models.QuerySet[SavedFilter]:
        return cls.objects.filter(Q(shared=True) | Q(user=user), unit=unit, programme=programme)


@prepared
def _listed(user: UUID, unit: str, programme: str) -> models.QuerySet[SavedFilter]:
    rows = SavedFilter._of(user, unit, programme).select_related("user")
    return rows.order_by("shared", "name", "id")[: 2 * MOST]


def saved_filters(user: User, programme: str) -> list[SavedFilter]:
    """Those of `SavedFilter.of`: the own, then the unit's, by name."""
    return _listed(user.pk, unit_of(user), programme)


def statement_of(user: User, programme: str) -> SqlStatement | None:
    """The same as a statement, to be counted with others."""
    return _listed.statement(user.pk, unit_of(user), programme)


def unit_of(user: User) -> str:
    """The unit of a user, whose members have the same lists: one role in one city, or of one body."""
    return f"{user.role}:{user.city_id or ''}:{user.body}"

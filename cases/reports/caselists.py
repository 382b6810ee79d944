"""A list of cases as it is shown and exported: its pages, its keys, its rows as the reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cases.engine.lists import search
from cases.models import Case, User, keyset
from cases.models.queries import all_as_seen

SIZE = 25


class NoSuchListError(ValueError):
    """The address names no list of this person's."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A row of a list."""

    case: Case
    at: datetime
    """What the list is ordered by: when it happened, since when it waits, or by when it is due."""


@dataclass(frozen=True, slots=True)
class CaseList:
    """The cases behind a figure."""

    words: str
    """What the list is, for people."""
    rows: QuerySet[Any]
    """Cases or, with `linked`, rows that belong to a case."""
    moment: str
    """The column that orders the list."""
    moment_label: str
    newest: bool = False
    """The latest come first."""
    linked: bool = True
    searched: search.Query | None = None
    """What they were searched by."""
    sheet: ClassVar[Promise] = gettext_lazy("Cases")
    about: ClassVar[Promise] = gettext_lazy(
        "Each case as it stands at %(moment)s, also where it moved on or was closed after the request."
    )

    def page(self, user: User, after: str = "", size: int = SIZE) -> tuple[list[ListedCase], str]:
        """One screen, each case as this person sees it; and the cursor of the next, "" on the last."""
        rows = list(self._after(keyset.decode(after, [False]))[: size + 1])
        last = rows[size - 1] if len(rows) > size else None
        return self._shown(rows[:size], user), keyset.encode([getattr(last, self.moment)], last.pk) if last else ""

    def keys(self, most: int) -> list[UUID]:
        """At most so many, in order, as they are now: a cursor would miss or repeat rows that move meanwhile."""
        return list(self._ordered().values_list("pk", flat=True)[:most])

    def rows_of(self, keys: Sequence[UUID], user: User) -> list[ListedCase]:
        """Those of these rows that are of the list still, in the order of the keys."""
        rows = {row.pk: row for row in self._ordered().filter(pk__in=keys)}
        return self._shown([rows[key] for key in keys if key in rows], user)

    def _after(self, cursor: keyset.Cursor | None) -> QuerySet[Any]:
        beyond = keyset.rows_after(cursor, [self.moment], falling=self.newest) if cursor else Q()
        return self._ordered().filter(beyond)

    def _ordered(self) -> QuerySet[Any]:
        """Without long texts that no list shows."""
        joins = ("case__person", "case__city") if self.linked else ("person", "city")
        rows = self.rows.select_related(*joins).defer("case__questionnaire" if self.linked else "questionnaire")
        return rows.order_by(*((f"-{self.moment}", "-id") if self.newest else (self.moment, "id")))

    def _shown(self, rows: Sequence[Any], user: User) -> list[ListedCase]:
        """Without cases that were found by what came after the person's part of the way."""
        cases = [row.case if self.linked else row for row in rows]
        visible = search.visible_matches(cases, user, self.searched) if self.searched else all_as_seen(cases, user)
        by_key = {case.pk: case for case in visible}
        pairs = zip(cases, rows, strict=True)
        return [ListedCase(by_key[case.pk], getattr(row, self.moment)) for case, row in pairs if case.pk in by_key]

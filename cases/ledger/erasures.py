"""Rows that a rule of retention has erased: their leaves stay, and a row of the log says by which rule they went."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Sum

from cases.models import Erasure
from cases.models.leafkinds import LeafKind
from cases.models.row import LogRow

ERASABLE = ("readlog", "signin")
"""Tables of the log of which a rule may erase rows: their guards let go what has its leaf for that."""


def unnamed(kind: LeafKind, refs: Iterable[str]) -> list[str]:
    """Of rows of logs whose leaf says that they went, those that no erasure names."""
    gone = set(refs) if issubclass(kind.model, LogRow) else set()
    if not gone:
        return []
    rows = Erasure.objects.filter(kind=kind.name, first__lte=max(gone), last__gte=min(gone))
    for named in rows.order_by("pk").values_list("refs", flat=True):
        gone.difference_update(named.split())
    return sorted(gone)


def by_rule() -> dict[str, int]:
    """How many rows each rule has erased so far."""
    rows = Erasure.objects.order_by("rule").values_list("rule").annotate(rows=Sum("number"))
    return dict(rows)

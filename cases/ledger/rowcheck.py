"""Rows against their leaves: of each the newest leaf is what the row has to say."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cases.ledger import erasures
from cases.ledger.flaws import Flaw
from cases.ledger.reading import rows_of
from cases.models import SealedLeaf, WaitingLeaf
from cases.models.leafkinds import LeafKind, all_kinds, ref_of
from cases.models.leaves import GONE
from cases.models.ledgerrows import ADDED, CHANGED, MISSING

CHUNK = 2000
PARAMETERS = 500
"""Of one list: SQLite takes longer for more."""


def check(kind: LeafKind, since: datetime | None, sample: int | None) -> tuple[int, list[Flaw]]:
    """How many rows were read, and those that are not what was written, never were, or (not by `since`) are gone."""
    faults, read = list[Flaw](), 0
    for low, rows, high in spans(kind, since, sample):
        read += len(rows)
        known = (
            leaves_between(kind.name, low, high)
            if since is None or _is_numbered(kind)
            else _newest_leaves({"kind": kind.name, "ref__in": [ref_of(row[0]) for row in rows]})
        )
        for pk, *values in rows:
            ref = ref_of(pk)
            if not _agrees(kind, ref, values, known.pop(ref, None)):
                faults += recheck(kind, pk)
        if since is None and kind.begins is None:
            for ref in [ref for ref, digest in known.items() if digest != GONE]:
                faults += recheck(kind, _pk(kind, ref))
            for ref in erasures.unnamed(kind, [ref for ref, digest in known.items() if digest == GONE]):
                faults += recheck(kind, _pk(kind, ref))
    return read, faults


def _agrees(kind: LeafKind, ref: str, values: Sequence[Any], leaf: bytes | None) -> bool:
    if leaf is None:
        return kind.begins is not None and kind.content(values) == kind.begins
    return kind.row_digest(ref, values) == leaf


Span = tuple[str, list[tuple[Any, ...]], str]
"""Rows, each with its key first, with the ref behind which they begin, and the ref at which they end."""
END = "g"
"""Behind every ref: they are hex digits."""


def spans(kind: LeafKind, since: datetime | None = None, sample: int | None = None) -> Iterator[Span]:
    rows, first = kind.model._default_manager.order_by("pk"), None
    if since is not None and _is_numbered(kind):
        first = first_key(since)
        rows = rows.filter(pk__gt=first)
    elif since is not None:
        rows = rows.filter(stored_at__gte=since)
    begin = first if sample is None else _random_key(rows, _is_numbered(kind))
    rows, left = rows.values_list("pk", *kind.names), sample
    for low, high in ((begin, None),) if begin == first else ((begin, None), (first, begin)):
        for span in _spans(rows, low, high, left):
            left = left if left is None else left - len(span[1])
            yield span


def _spans(rows: QuerySet[Any], low: Any, high: Any, left: int | None) -> Iterator[Span]:
    """Rows behind the key `low` up to the key `high`, `left` of them."""
    rows, more = rows if high is None else rows.filter(pk__lte=high), True
    while more and left != 0:
        size = CHUNK if left is None else min(CHUNK, left)
        chunk = rows_of((rows if low is None else rows.filter(pk__gt=low))[:size])
        more, left = len(chunk) == size, left if left is None else left - len(chunk)
        last = chunk[-1][0] if more else high
        yield "" if low is None else ref_of(low), chunk, END if last is None else ref_of(last)
        low = last


def _is_numbered(kind: LeafKind) -> bool:
    """Its keys are made of the time; those of stored files are their sums."""
    return bool(kind.model._meta.pk.get_internal_type() == "UUIDField")


def first_key(since: datetime) -> UUID:
    """The smallest key that is made from then on (RFC 9562, 5.7)."""
    return UUID(int=int(since.timestamp() * 1000) << 80 | 0x7 << 76)


def _random_key(rows: QuerySet[Any], numbered: bool) -> Any:
    """From before the first to before the last key. Keys by time are random between them; sums are so themselves."""
    keys = rows.values_list("pk", flat=True)
    ends = [*keys[:1], *keys.reverse()[:1]]
    if not ends or not numbered:
        return secrets.token_hex(32) if ends else None
    return UUID(int=ends[0].int - 1 + secrets.randbelow(ends[1].int - ends[0].int + 1))


def leaves_between(kind: str, low: str, high: str) -> dict[str, bytes]:
    """The newest leaf of each row behind `low` up to `high`: digits and small letters, in one order in all databases.

    Those that wait are read first: one that gets its place meanwhile is not overlooked.
    """
    return _newest_leaves({"kind": kind, "ref__gt": low, "ref__lte": high})


def newest_leaf(kind: str, ref: str) -> bytes | None:
    return _newest_leaves({"kind": kind, "ref": ref}).get(ref)


def _newest_leaves(which: dict[str, Any]) -> dict[str, bytes]:
    waiting = list(WaitingLeaf.objects.filter(refused=False, **which).order_by("id").values_list("ref", "digest"))
    sealed = SealedLeaf.objects.filter(**which).order_by("kind", "ref", "place").values_list("ref", "digest")
    return {ref: bytes(digest) for ref, digest in (*sealed, *waiting)}


def recheck(kind: LeafKind, pk: object) -> list[Flaw]:
    """One row by itself: somebody may have written it between the two readings."""
    ref = ref_of(pk)
    for _attempt in range(3):
        before = newest_leaf(kind.name, ref)
        row = kind.model._default_manager.filter(pk=pk).values_list(*kind.names).first()
        if newest_leaf(kind.name, ref) == before:
            break
    if row is None:
        went = before is None or kind.begins is not None or (before == GONE and not erasures.unnamed(kind, [ref]))
        return [] if went else [Flaw(kind.name, ref, MISSING)]
    if _agrees(kind, ref, row, before):
        return []
    what = CHANGED if (before not in (None, GONE)) or kind.begins is not None else ADDED
    case = row[kind.names.index("case_id")] if "case_id" in kind.names else None
    return [Flaw(kind.name, ref, what, case=case)]


def missing(kind: LeafKind, start: int) -> list[Flaw]:
    """Rows that have a leaf from `start` on and are not there."""
    faults: list[Flaw] = []
    for refs in _refs(kind.name, start) if kind.begins is None else ():
        there = {ref_of(pk) for pk in _existing(kind, refs)}
        absent = _newest_leaves({"kind": kind.name, "ref__in": [ref for ref in refs if ref not in there]})
        gone = [ref for ref, digest in absent.items() if digest == GONE]
        for ref in [*(absent.keys() - set(gone)), *erasures.unnamed(kind, gone)]:
            faults += recheck(kind, _pk(kind, ref))
    return faults


def _refs(kind: str, start: int) -> Iterator[list[str]]:
    rows = SealedLeaf.objects.filter(kind=kind).order_by("place").values_list("place", "ref")
    after = start - 1
    while chunk := list(rows.filter(place__gt=after)[:PARAMETERS]):
        yield list(dict.fromkeys(ref for _place, ref in chunk))
        after = chunk[-1][0]


def _existing(kind: LeafKind, refs: Sequence[str]) -> Iterator[Any]:
    keys = [_pk(kind, ref) for ref in refs]
    yield from kind.model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)


def _pk(kind: LeafKind, ref: str) -> Any:
    return kind.model._meta.pk.to_python(ref)


def is_right(kind: str, ref: str) -> bool:
    """Whether the row of a fault that is known is what was written."""
    known = all_kinds().get(kind)
    return known is not None and not recheck(known, _pk(known, ref))

"""Rows against their leaves: of each the newest leaf is what the row has to say."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

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
    """How many rows were read, and those that are not what was written, or never were."""
    faults, read = list[Flaw](), 0
    for rows in chunks(kind, since, sample):
        read += len(rows)
        known = leaves_between(kind.name, ref_of(rows[0][0]), ref_of(rows[-1][0]))
        for pk, *values in rows:
            ref = ref_of(pk)
            if not _agrees(kind, ref, values, known.get(ref)):
                faults += recheck(kind, pk)
    return read, faults


def _agrees(kind: LeafKind, ref: str, values: Sequence[Any], leaf: bytes | None) -> bool:
    content = kind.content(values)
    if leaf is None:
        return kind.begins is not None and content == kind.begins
    return kind.digest(ref, content) == leaf


def chunks(kind: LeafKind, since: datetime | None, sample: int | None) -> Iterator[list[tuple[Any, ...]]]:
    rows, numbered, more = kind.model._default_manager.order_by("pk"), _is_numbered(kind), True
    if since is not None:
        rows = rows.filter(pk__gte=first_key(since)) if numbered else rows.filter(stored_at__gte=since)
    elif sample is not None and (begin := _random_key(rows, numbered)) is not None:
        rows = rows.filter(pk__gte=begin)
    rows, left = rows.values_list("pk", *kind.names), sample
    after = None
    while more and left != 0:
        size = CHUNK if left is None else min(CHUNK, left)
        chunk = rows_of((rows if after is None else rows.filter(pk__gt=after))[:size])
        more, left = len(chunk) == size, left if left is None else left - len(chunk)
        if chunk:
            after = chunk[-1][0]
            yield chunk


def _is_numbered(kind: LeafKind) -> bool:
    """Its keys are made of the time; those of stored files are their sums."""
    return bool(kind.model._meta.pk.get_internal_type() == "UUIDField")


def first_key(since: datetime) -> UUID:
    """The smallest key that is made from then on (RFC 9562, 5.7)."""
    return UUID(int=int(since.timestamp() * 1000) << 80 | 0x7 << 76)


def _random_key(rows: QuerySet[Any], numbered: bool) -> Any:
    """Keys by time are random between the first and the last; sums are random themselves."""
    keys = rows.values_list("pk", flat=True)
    ends = [*keys[:1], *keys.reverse()[:1]]
    if not ends or not numbered:
        return secrets.token_hex(32) if ends and len(str(ends[0])) == 64 else None
    return UUID(int=ends[0].int + secrets.randbelow(ends[1].int - ends[0].int + 1))


def leaves_between(kind: str, first: str, last: str) -> dict[str, bytes]:
    """The newest leaf of each row from `first` to `last`: digits and small letters, in one order in all databases.

    Those that wait are read first: one that gets its place meanwhile is not overlooked.
    """
    span = {"kind": kind, "ref__gte": first, "ref__lte": last}
    waiting = list(WaitingLeaf.objects.filter(**span).order_by("id").values_list("ref", "digest"))
    sealed = SealedLeaf.objects.filter(**span).order_by("kind", "ref", "place").values_list("ref", "digest")
    return {ref: bytes(digest) for ref, digest in (*sealed, *waiting)}


def recheck(kind: LeafKind, pk: object) -> list[Flaw]:
    """One row by itself: somebody may have written it between the two readings."""
    ref = ref_of(pk)
    for _attempt in range(3):
        before = leaves_between(kind.name, ref, ref).get(ref)
        row = kind.model._default_manager.filter(pk=pk).values_list(*kind.names).first()
        if leaves_between(kind.name, ref, ref).get(ref) == before:
            break
    if row is None:
        return [] if before in (None, GONE) or kind.begins is not None else [Flaw(kind.name, ref, MISSING)]
    if _agrees(kind, ref, row, before):
        return []
    what = CHANGED if (before not in (None, GONE)) or kind.begins is not None else ADDED
    case = row[kind.names.index("case_id")] if "case_id" in kind.names else None
    return [Flaw(kind.name, ref, what, case=case)]


def missing(kind: LeafKind, start: int, sample: int | None) -> list[Flaw]:
    """Rows that have a leaf from `start` on and are not there."""
    faults: list[Flaw] = []
    if kind.begins is not None:
        return faults
    for refs in _refs(kind.name, start, sample):
        there = {ref_of(pk) for pk in _existing(kind, refs)}
        for ref in refs:
            if ref not in there:
                faults += recheck(kind, _pk(kind, ref))
    return faults


def _refs(kind: str, start: int, sample: int | None) -> Iterator[list[str]]:
    rows = SealedLeaf.objects.filter(kind=kind)
    if start:
        refs = rows.filter(place__gte=start).order_by("place").values_list("ref", flat=True)
        grown = list(dict.fromkeys(refs))
        yield from (grown[i : i + PARAMETERS] for i in range(0, len(grown), PARAMETERS))
        return
    ordered = rows.order_by("ref").values_list("ref", flat=True)
    after, left = _random_ref(ordered) if sample is not None else "", sample
    while left is None or left > 0:
        chunk = list(ordered.filter(ref__gt=after)[:PARAMETERS])
        if not chunk:
            return
        after, left = chunk[-1], left if left is None else left - len(chunk)
        yield list(dict.fromkeys(chunk))


def _random_ref(refs: QuerySet[Any]) -> str:
    """Somewhere between the first and the last."""
    ends = [*refs[:1], *refs.reverse()[:1]]
    if not ends:
        return ""
    low, high = int(ends[0], 16), int(ends[1], 16)
    return f"{max(0, low + secrets.randbelow(high - low + 1) - 1):0{len(ends[0])}x}"


def _existing(kind: LeafKind, refs: Sequence[str]) -> Iterator[Any]:
    keys = [_pk(kind, ref) for ref in refs]
    yield from kind.model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)


def _pk(kind: LeafKind, ref: str) -> Any:
    return kind.model._meta.pk.to_python(ref)


def is_right(kind: str, ref: str) -> bool:
    """Whether the row of a fault that is known is what was written."""
    known = all_kinds().get(kind)
    return known is not None and not recheck(known, _pk(known, ref))

"""Leaves get their places in the tree, in batches, each a transaction: what a killed job has not done waits still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection, transaction

from cases.ledger.tree import TILE, leaf_hash, root_of
from cases.models import SealedLeaf, TreeNode, WaitingLeaf
from cases.models.leafkinds import FACETS, all_kinds, leaf_bytes
from cases.models.leaves import is_ours
from cases.models.ledgerrows import FORGED, LogFault

log = structlog.get_logger(__name__)

BATCH = 4000
MOST = 400_000
"""Leaves of one run: the next goes on."""
LOCK = 241_301
"""Of PostgreSQL's advisory locks: who holds it sequences. On SQLite whoever writes is alone."""


@dataclass(slots=True)
class Sequenced:
    leaves: int = 0
    forged: int = 0


def stored(level: int, start: int, end: int) -> Sequence[bytes]:
    """`cases.ledger.tree.Stored`. Fewer than asked for where some are missing."""
    if level == 0:
        rows = SealedLeaf.objects.filter(place__gte=start, place__lt=end).order_by("place")
        return [_hash(*row) for row in rows.values_list("kind", "ref", "digest")]
    nodes = TreeNode.objects.filter(level=level, place__gte=start, place__lt=end).order_by("place")
    return [bytes(node) for node in nodes.values_list("hash", flat=True)]


def _hash(kind: str, ref: str, digest: bytes) -> bytes:
    return leaf_hash(leaf_bytes(kind, ref, bytes(digest)))


def log_size() -> int:
    last: int | None = SealedLeaf.objects.order_by("-place").values_list("place", flat=True).first()
    return 0 if last is None else last + 1


def sequence(now: datetime, most: int = MOST) -> Sequenced:
    done, batch = Sequenced(), BATCH
    with transaction.atomic():
        if _alone():
            _reconsider()
    while batch == BATCH and done.leaves < most:
        with transaction.atomic():
            batch = _batch(now, done) if _alone() else 0
    return done


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


Waiting = tuple[int, str, str, bytes, bytes]
"""Key, kind, ref, digest and code."""


def _waiting(refused: bool) -> list[Waiting]:
    """In the order in which they were written: of two leaves of a row the later stands behind the earlier."""
    rows = WaitingLeaf.objects.filter(refused=refused).order_by("id")
    waiting = rows.values_list("id", "kind", "ref", "digest", "mac")[:BATCH]
    return [(key, kind, ref, bytes(digest), bytes(mac)) for key, kind, ref, digest, mac in waiting]


def _batch(now: datetime, done: Sequenced) -> int:
    waiting = _waiting(refused=False)
    if not waiting:
        return 0
    ours = _genuine(waiting)
    if len(ours) < len(waiting):
        _refuse(set(waiting) - set(ours), now, done)
    start = log_size()
    leaves = [SealedLeaf(place=start + i, kind=r[1], ref=r[2], digest=r[3], mac=r[4]) for i, r in enumerate(ours)]
    SealedLeaf.objects.bulk_create(leaves, batch_size=1000)
    _grow(start, [_hash(leaf.kind, leaf.ref, leaf.digest) for leaf in leaves])
    _take(ours)
    done.leaves += len(ours)
    return len(waiting)


def _genuine(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those that the portal has made, each once: a row is not set back by what it had to say before."""
    seen, ours = _codes(waiting), []
    for row in waiting:
        if row[4] not in seen and is_ours(*row[1:]):
            seen.add(row[4])
            ours.append(row)
    return ours


def _codes(waiting: Sequence[Waiting]) -> set[bytes]:
    """Of the leaves that rows which may change have in the tree already."""
    changing = {kind.name for kind in all_kinds().values() if kind.model._meta.model_name in FACETS}
    codes: set[bytes] = set()
    for name in changing:
        refs = sorted({ref for _key, kind, ref, _digest, _mac in waiting if kind == name})
        for start in range(0, len(refs), 500):
            sealed = SealedLeaf.objects.filter(kind=name, ref__in=refs[start : start + 500])
            codes.update(map(bytes, sealed.values_list("mac", flat=True)))
    return codes


def _take(waiting: Sequence[Waiting]) -> None:
    """By their keys: one with a smaller key may be committed meanwhile."""
    keys = [row[0] for row in waiting]
    for start in range(0, len(keys), 500):
        WaitingLeaf.objects.filter(pk__in=keys[start : start + 500]).delete()


def _refuse(leaves: set[Waiting], now: datetime, done: Sequenced) -> None:
    for key, kind, ref, _digest, _mac in leaves:
        log.error("a leaf of the log was not made by the portal", kind=kind, ref=ref)
        LogFault.objects.get_or_create(kind=kind, ref=ref, what=FORGED, defaults={"noticed_at": now})
        WaitingLeaf.objects.filter(pk=key).update(refused=True)
    done.forged += len(leaves)


def _reconsider() -> None:
    """Leaves of a host with another secret get their places when that is known here (`SECRET_KEY_FALLBACKS`)."""
    for key, kind, ref, _digest, _mac in _genuine(_waiting(refused=True)):
        WaitingLeaf.objects.filter(pk=key).update(refused=False)
        LogFault.objects.filter(kind=kind, ref=ref, what=FORGED).delete()


def _grow(start: int, hashes: Sequence[bytes]) -> None:
    """The roots of the subtrees that are whole now, on each stored level."""
    level, place, below = 0, start, list(hashes)
    while below:
        first = place >> TILE << TILE
        known = [*stored(level, first, place), *below]
        whole = len(known) >> TILE
        roots = [root_of(known[i << TILE : (i + 1) << TILE]) for i in range(whole)]
        level, place, below = level + TILE, first >> TILE, roots
        nodes = [TreeNode(level=level, place=place + i, hash=node) for i, node in enumerate(roots)]
        TreeNode.objects.bulk_create(nodes, batch_size=1000)

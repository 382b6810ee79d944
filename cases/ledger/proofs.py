"""Proofs for others: that a row is in the log, and that the log has only grown (RFC 9162, 2.1.3 and 2.1.4)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, NamedTuple

from cases.ledger import sequencing, tree
from cases.models import Checkpoint, SealedLeaf, WaitingLeaf
from cases.models.leafkinds import ref_of

CHUNK = 500


class PlacedLeaf(NamedTuple):
    place: int | None
    """None where it waits for it."""
    digest: bytes


class Paths:
    """Paths of many leaves to the root of the log at one size: no hash is read twice."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def path(self, index: int) -> list[str]:
        return _coded(tree.inclusion(self._stored, index, self.size))

    def _stored(self, level: int, start: int, end: int) -> list[bytes]:
        first = start >> tree.TILE
        tiles = range(first, (end - 1 >> tree.TILE) + 1)
        begin = first << tree.TILE
        return [node for tile in tiles for node in self._tile(level, tile)][start - begin : end - begin]

    def _tile(self, level: int, tile: int) -> Sequence[bytes]:
        if (level, tile) not in self._tiles:
            self._tiles[level, tile] = sequencing.stored(level, tile << tree.TILE, (tile + 1) << tree.TILE)
        return self._tiles[level, tile]


def newest_leaves(kind: str, refs: Sequence[str]) -> dict[str, PlacedLeaf]:
    """Of rows of one kind. Those that wait are read first: one that gets its place meanwhile is not overlooked."""
    newest = dict[str, PlacedLeaf]()
    for start in range(0, len(refs), CHUNK):
        which = {"kind": kind, "ref__in": refs[start : start + CHUNK]}
        waiting = list(WaitingLeaf.objects.filter(refused=False, **which).order_by("id").values_list("ref", "digest"))
        sealed = SealedLeaf.objects.filter(**which).order_by("place").values_list("ref", "place", "digest")
        newest |= {ref: PlacedLeaf(place, bytes(digest)) for ref, place, digest in sealed}
        for ref, digest in waiting:
            if ref not in newest or newest[ref].digest != bytes(digest):
                newest[ref] = PlacedLeaf(None, bytes(digest))
    return newest


def of_row(kind: str, pk: object) -> dict[str, Any] | None:
    """The newest leaf of the row, its path, and the checkpoint that signs it; None where no checkpoint does yet."""
    leaf = SealedLeaf.objects.filter(kind=kind, ref=ref_of(pk)).order_by("-place").first()
    checkpoint = Checkpoint.objects.order_by("-size", "-id").first()
    if leaf is None or checkpoint is None or checkpoint.size <= leaf.place:
        return None
    return {
        "kind": kind,
        "ref": leaf.ref,
        "digest": bytes(leaf.digest).hex(),
        "index": leaf.place,
        "inclusion": Paths(checkpoint.size).path(leaf.place),
        "checkpoint": checkpoint.note,
    }


def between(earlier: int, size: int) -> list[str]:
    """That the log of `size` leaves continues that of `earlier`. Raises ProofError."""
    return _coded(tree.consistency(sequencing.stored, earlier, size))


def _coded(path: list[bytes]) -> list[str]:
    return [base64.b64encode(node).decode() for node in path]

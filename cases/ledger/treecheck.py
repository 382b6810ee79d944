"""The log against itself and against its checkpoints, here and where they are filed."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator

from cases.ledger import filing, keys, notes, sequencing, stamping, tree
from cases.ledger.flaws import Flaw
from cases.ledger.notes import CheckpointText, NoteError, NoteKey
from cases.models import Checkpoint, SealedLeaf, TreeNode
from cases.models.leafkinds import leaf_bytes
from cases.models.ledgerrows import LOG
from cases.models.row import in_chunks

CHUNK = 5000
TILE = 1 << tree.TILE


def check(sample: int | None, start: int) -> tuple[int, int, list[Flaw]]:
    """How many leaves and checkpoints were read, and what does not hold."""
    size = sequencing.log_size()
    signed, faults = _signed(sample, start)
    if start or sample is not None:
        read, wrong = _tiles(size, sample, start)
        faults += [*wrong, *_by_nodes(signed, size)]
    else:
        read, wrong = _whole(signed)
        faults += wrong
    return read, len(signed), [*faults, *_unstamped(sample, start)]


# ------------------------------------------------------------------------------------------------ checkpoints

Signed = list[tuple[str, CheckpointText]]


def _signed(sample: int | None, start: int) -> tuple[Signed, list[Flaw]]:
    """Those that a key of this log has signed, and faults of the others."""
    known, signed, faults = keys.known(), Signed(), list[Flaw]()
    rows = Checkpoint.objects.filter(size__gte=start)
    if sample is not None:
        rows = rows.order_by("-pk")[:100]
    for row in in_chunks(rows, 1000) if sample is None else rows:
        _open(f"checkpoint {row.size}", row.note, known, signed, faults, row)
    filed = list(filing.all_filed(start))
    for name, note in filed[-100:] if sample is not None else filed:
        _open(f"file {name}", note, known, signed, faults)
    return signed, faults


def _open(
    name: str, note: str, known: list[NoteKey], signed: Signed, faults: list[Flaw], row: Checkpoint | None = None
) -> None:
    try:
        text = notes.opened(note, known)
    except NoteError as error:
        faults.append(Flaw("checkpoint", name, LOG, str(error)))
        return
    stands = row is None or (row.size, row.root) == (text.size, base64.b64encode(text.root).decode())
    if row is None and text.origin != keys.origin():
        faults.append(Flaw("checkpoint", name, LOG, f"of another log: {text.origin}"))
    elif not stands:
        faults.append(Flaw("checkpoint", name, LOG, "its columns are not those of its note"))
    else:
        signed.append((name, text))


def _unstamped(sample: int | None, start: int) -> Iterator[Flaw]:
    """Time-stamps that are not of the checkpoint beside them, or of nobody who is trusted."""
    stamped = list(filing.all_stamped(start))
    for name, text, token in stamped[-100:] if sample is not None else stamped:
        try:
            stamping.verified(token, text)
        except stamping.StampError as error:
            yield Flaw("checkpoint", f"stamp {name}", LOG, str(error))


def _by_nodes(signed: Signed, size: int) -> Iterator[Flaw]:
    roots: dict[int, bytes] = {}
    for name, text in signed:
        if text.size > size:
            yield Flaw("checkpoint", name, LOG, f"the log has {size} leaves only")
            continue
        if text.size not in roots:
            roots[text.size] = tree.root_hash(sequencing.stored, text.size)
        if roots[text.size] != text.root:
            yield Flaw("checkpoint", name, LOG, "the log had another root then")


# ------------------------------------------------------------------------------------------------ leaves


class Frontier:
    """The roots of whole subtrees from the left, the largest first: the root of all that has come so far."""

    def __init__(self) -> None:
        self.size = 0
        self.roots: list[bytes] = []
        self.tile = b""
        """Root of the last whole subtree of 256."""

    def push(self, leaf: bytes) -> None:
        node, place, level = leaf, self.size, 0
        while place & 1:
            node, place, level = tree.node_hash(self.roots.pop(), node), place >> 1, level + 1
            if level == tree.TILE:
                self.tile = node
        self.roots.append(node)
        self.size += 1

    def root_hash(self) -> bytes:
        if not self.roots:
            return tree.EMPTY_ROOT
        node = self.roots[-1]
        for left in self.roots[-2::-1]:
            node = tree.node_hash(left, node)
        return node


def _whole(signed: Signed) -> tuple[int, list[Flaw]]:
    """All leaves once, from the first to the last."""
    frontier, faults = Frontier(), list[Flaw]()
    wanted: dict[int, list[tuple[str, bytes]]] = {}
    for name, text in signed:
        wanted.setdefault(text.size, []).append((name, text.root))
    good, kept = 0, _nodes()
    for index, hashed in _hashes():
        if index != frontier.size:
            faults.append(Flaw("log", str(frontier.size), LOG, "a leaf is missing here"))
            return frontier.size, faults
        frontier.push(hashed)
        for name, root in wanted.pop(frontier.size, ()):
            if root == frontier.root_hash():
                good = frontier.size
            else:
                why = f"the log had another root then; leaves {good} to {frontier.size - 1} are not to be trusted"
                faults.append(Flaw("checkpoint", name, LOG, why))
        if frontier.size % TILE == 0 and frontier.tile != next(kept, b""):
            faults.append(_tile(frontier.size // TILE - 1))
    rest = [(name, size) for size, those in wanted.items() if size for name, _root in those]
    faults += [Flaw("checkpoint", name, LOG, f"the log has {frontier.size} leaves only") for name, _size in rest]
    return frontier.size, faults


def _hashes() -> Iterator[tuple[int, bytes]]:
    after = -1
    rows = SealedLeaf.objects.order_by("place").values_list("place", "kind", "ref", "digest")
    while chunk := list(rows.filter(place__gt=after)[:CHUNK]):
        yield from ((i, tree.leaf_hash(leaf_bytes(kind, ref, bytes(digest)))) for i, kind, ref, digest in chunk)
        after = chunk[-1][0]


def _nodes() -> Iterator[bytes]:
    """The stored roots of subtrees of 256, b"" for one that is missing."""
    rows, after = TreeNode.objects.filter(level=tree.TILE).order_by("place").values_list("place", "hash"), -1
    while chunk := list(rows.filter(place__gt=after)[:CHUNK]):
        for place, kept in chunk:
            yield from [b""] * (place - after - 1)
            yield bytes(kept)
            after = place


def _tile(place: int) -> Flaw:
    why = f"leaves {place * TILE} to {place * TILE + TILE - 1} have another root than was stored"
    return Flaw("log", str(place * TILE), LOG, why)


def _tiles(size: int, sample: int | None, start: int) -> tuple[int, list[Flaw]]:
    """Subtrees of 256 leaves from `start` on, or some at random, each against its root."""
    places = range(start // TILE, size // TILE)
    number = len(places) if sample is None else min(len(places), max(1, sample // TILE))
    faults = []
    for place in random.SystemRandom().sample(places, number):
        hashes = sequencing.stored(0, place * TILE, (place + 1) * TILE)
        kept = sequencing.stored(tree.TILE, place, place + 1)
        if len(hashes) != TILE or [tree.root_of(hashes)] != list(kept):
            faults.append(_tile(place))
    return number * TILE, faults

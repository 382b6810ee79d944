"""The Merkle tree of RFC 6962, 2.1, and the proofs of RFC 9162, 2.1.3 and 2.1.4, over hashes that lie somewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

EMPTY_ROOT = hashlib.sha256().digest()
TILE = 8
"""Of the levels of whole subtrees every eighth is stored: 256 hashes give one."""

Stored = Callable[[int, int, int], Sequence[bytes]]
"""Level (0: the leaves, 8, 16, …), from, to → the hashes stored there."""


class ProofError(ValueError):
    """A proof that does not lead where it should."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Pair by pair, level by level; the last of an odd number goes up as it is, which is the tree of RFC 6962."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def subtree(stored: Stored, start: int, end: int) -> bytes:
    """The root of the leaves from `start` to `end`; `start` is where such a subtree may begin."""
    size = end - start
    if size <= 1 << TILE:
        return root_of(stored(0, start, end))
    if size & (size - 1) == 0:
        level = (size.bit_length() - 1) // TILE * TILE
        return root_of(stored(level, start >> level, end >> level))
    middle = start + _split(size)
    return node_hash(subtree(stored, start, middle), subtree(stored, middle, end))


def root_hash(stored: Stored, size: int) -> bytes:
    return subtree(stored, 0, size)


# ------------------------------------------------------------------------------------------------ proofs


def inclusion(stored: Stored, index: int, size: int) -> list[bytes]:
    """That the leaf `index` is in the tree of `size` leaves."""
    if not 0 <= index < size:
        raise ProofError("no such leaf")
    return list(_path(stored, index, 0, size))


def _path(stored: Stored, index: int, start: int, end: int) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(stored, index, start, middle)
        yield subtree(stored, middle, end)
    else:
        yield from _path(stored, index, middle, end)
        yield subtree(stored, start, middle)


def consistency(stored: Stored, earlier: int, size: int) -> list[bytes]:
    """That the tree of `earlier` leaves is the beginning of that of `size`."""
    if not 0 <= earlier <= size:
        raise ProofError("the log is shorter than that")
    if earlier in (0, size):
        return []
    return list(_grown(stored, earlier, 0, size, True))


def _grown(stored: Stored, earlier: int, start: int, end: int, whole: bool) -> Iterator[bytes]:
    """`earlier` counts from `start`; `whole`: the subtree is the earlier tree itself, whose root is known."""
    if earlier == end - start:
        if not whole:
            yield subtree(stored, start, end)
        return
    middle = start + _split(end - start)
    if earlier <= middle - start:
        yield from _grown(stored, earlier, start, middle, whole)
        yield subtree(stored, middle, end)
    else:
        yield from _grown(stored, earlier - (middle - start), middle, end, False)
        yield subtree(stored, start, middle)


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> None:
    """Raises ProofError. `leaf`: its hash."""
    if not 0 <= index < size:
        raise ProofError("no such leaf")
    node, last, reached = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            reached = node_hash(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        node, last = node >> 1, last >> 1
    if last or reached != root_hash:
        raise ProofError("the leaf is not in this tree")


def check_consistency(earlier: int, size: int, proof: Sequence[bytes], before: bytes, now: bytes) -> None:
    """Raises ProofError. `before`, `now`: the two roots."""
    if earlier == size or earlier == 0:
        if proof or (earlier == size and before != now) or (earlier == 0 and before != EMPTY_ROOT):
            raise ProofError("two trees of one length differ")
        return
    if not 0 < earlier < size:
        raise ProofError("the log has become shorter")
    _climb(earlier, size, [before, *proof] if earlier & (earlier - 1) == 0 else list(proof), before, now)


def _climb(earlier: int, size: int, path: list[bytes], before: bytes, now: bytes) -> None:
    """RFC 9162, 2.1.4.2, from its fourth step on."""
    if not path:
        raise ProofError("there is no proof")
    node, last = earlier - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last or old != before or new != now:
        raise ProofError("the earlier tree is not the beginning of the later")

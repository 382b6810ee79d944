"""The tree and its proofs, against the definition of RFC 6962 and its known values."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import pytest

from cases.ledger import tree
from cases.ledger.tree import ProofError

DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
"""The leaves of the tests of Certificate Transparency, in hex."""
ROOT_OF_ALL = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def by_definition(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + by_definition(hashes[:k]) + by_definition(hashes[k:])).digest()


def kept(hashes: Sequence[bytes]) -> Callable[[int, int, int], Sequence[bytes]]:
    levels: dict[int, list[bytes]] = {0: list(hashes)}
    level = 0
    while len(levels[level]) >= 256:
        below = levels[level]
        whole = len(below) // 256
        levels[level + 8] = [by_definition(below[i * 256 : (i + 1) * 256]) for i in range(whole)]
        level += 8
    return lambda level, start, end: levels[level][start:end]


def leaves(number: int) -> list[bytes]:
    return [tree.leaf_hash(str(i).encode()) for i in range(number)]


def test_the_tree_is_that_of_certificate_transparency() -> None:
    hashes = [tree.leaf_hash(bytes.fromhex(data)) for data in DATA]
    assert tree.root_of(hashes).hex() == ROOT_OF_ALL
    assert tree.root_of([]) == hashlib.sha256().digest()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 700, 1024, 1300])
def test_roots_come_from_what_is_stored(size: int) -> None:
    hashes = leaves(size)
    assert tree.root_hash(kept(hashes), size) == by_definition(hashes)


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8, 13, 257, 700])
def test_each_leaf_has_a_proof_and_no_other_leaf_has_it(size: int) -> None:
    hashes = leaves(size)
    root, stored = by_definition(hashes), kept(hashes)
    for index in range(0, size, max(1, size // 9)):
        proof = tree.inclusion(stored, index, size)
        tree.check_inclusion(hashes[index], index, size, proof, root)
        wrong = [(tree.leaf_hash(b"x"), index, size, proof), (hashes[index], (index + 1) % size, size, proof)]
        wrong += [(hashes[index], index, size, [*proof, root]), (hashes[index], size, size, proof)]
        wrong += [(hashes[index], index, size, proof[:-1])] if proof else []
        for leaf, place, length, path in wrong[: 1 if size == 1 else None]:
            with pytest.raises(ProofError):
                tree.check_inclusion(leaf, place, length, path, root)


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8, 13, 257, 700])
def test_the_log_only_grows(size: int) -> None:
    hashes = leaves(size)
    root, stored = by_definition(hashes), kept(hashes)
    for earlier in range(0, size + 1, max(1, size // 9)):
        proof, before = tree.consistency(stored, earlier, size), by_definition(hashes[:earlier])
        tree.check_consistency(earlier, size, proof, before, root)
        if earlier:
            forged = by_definition([*hashes[: earlier - 1], tree.leaf_hash(b"x")])
            with pytest.raises(ProofError):
                tree.check_consistency(earlier, size, proof, forged, root)
    with pytest.raises(ProofError):
        tree.check_consistency(size + 1, size, [], root, root)
    with pytest.raises(ProofError):
        tree.consistency(stored, size + 1, size)

"""Proofs for others: that a row is in the log, and that the log has only grown (RFC 9162, 2.1.3 and 2.1.4)."""

from __future__ import annotations

import base64
from typing import Any

from cases.ledger import sequencing, tree
from cases.models import Checkpoint, SealedLeaf
from cases.models.leafkinds import ref_of


def of_row(kind: str, pk: object) -> dict[str, Any] | None:
    """The newest leaf of the row, its path, and the checkpoint that signs it; None where no checkpoint does yet."""
    leaf = SealedLeaf.objects.filter(kind=kind, ref=ref_of(pk)).order_by("-place").first()
    checkpoint = Checkpoint.objects.order_by("-id").first()
    if leaf is None or checkpoint is None or checkpoint.size <= leaf.place:
        return None
    path = tree.inclusion(sequencing.stored, leaf.place, checkpoint.size)
    return {
        "kind": kind,
        "ref": leaf.ref,
        "digest": bytes(leaf.digest).hex(),
        "index": leaf.place,
        "inclusion": _coded(path),
        "checkpoint": checkpoint.note,
    }


def between(earlier: int, size: int) -> list[str]:
    """That the log of `size` leaves continues that of `earlier`. Raises ProofError."""
    return _coded(tree.consistency(sequencing.stored, earlier, size))


def _coded(path: list[bytes]) -> list[str]:
    return [base64.b64encode(node).decode() for node in path]

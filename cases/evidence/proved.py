"""Proofs for the archive of a case that its rows are what was written: `tools/verify_bundle.py` compares them, on any
computer, with the checkpoint of the log that lies beside them, and the files with the rows that tell of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cases.evidence.withholding import Withheld
from cases.ledger import filing, keys, proofs, tree
from cases.models import Blob, Case, Checkpoint, Document, DocumentPart, Letter, Original, Person
from cases.models.leafkinds import LeafKind, kinds_of, leaf_bytes, ref_of

CHECKPOINT, STAMP, KEYS = "log/checkpoint.txt", "log/checkpoint.tst", "log/keys.txt"

Where = tuple[Any, dict[str, Any]]
"""A table, and which of its rows."""
Source = tuple[str, str, Iterable[bytes]]
"""As `cases.evidence.whole` has it."""


def sources(
    cases: Sequence[Case], tables: Sequence[tuple[Any, str]], withheld: Withheld | None = None
) -> Iterator[Source]:
    """`tables`: each with its way to the case. Nothing where the log has no checkpoint yet. Of a row that is withheld
    there is the leaf alone."""
    checkpoint = Checkpoint.objects.order_by("-size", "-id").first()
    if checkpoint is None:
        return
    yield CHECKPOINT, "checkpoint of the log", [checkpoint.note.encode()]
    if (token := filing.stamp_of(checkpoint)) is not None:
        yield STAMP, "time-stamp of the checkpoint", [token]
    yield KEYS, "keys of the log", ["".join(f"{key.vkey}\n" for key in keys.known()).encode()]
    paths = proofs.Paths(checkpoint.size)
    for case in cases:
        where = [*((model, {way: case.pk}) for model, way in tables), *_besides(case)]
        yield f"{case.number}/log.json", "proofs of the log", _listed(where, paths, withheld)


def _besides(case: Case) -> Iterator[Where]:
    """What does not name the case: who it is about, and its files."""
    yield Person.history.model, {"id": case.person_id}  # type: ignore[attr-defined]
    documents = Document.objects.filter(case=case).values_list("blob_id", flat=True)
    letters = [
        sha for files in Letter.objects.filter(case=case).values_list("files", flat=True) for sha in files.values()
    ]
    yield Blob, {"pk__in": {*documents, *letters}}
    sent = DocumentPart.objects.filter(document__case=case, original__isnull=False)
    yield Original, {"pk__in": sent.values("original")}


def _listed(where: Iterable[Where], paths: proofs.Paths, withheld: Withheld | None) -> Iterator[bytes]:
    """A JSON array, an entry at a time: the row as the log has it and, unless it waits for its checkpoint, its leaf
    and the path from that."""
    before = "[\n"
    for model, which in where:
        for kind in kinds_of(model):
            rows = model._default_manager.filter(**which).order_by("pk").values_list("pk", *kind.names)
            for entry in _entries(kind, list(rows), paths, withheld):
                yield f"{before}{json.dumps(entry, ensure_ascii=False, default=str)}".encode()
                before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def _entries(
    kind: LeafKind, rows: Sequence[tuple[Any, ...]], paths: proofs.Paths, withheld: Withheld | None
) -> Iterator[dict[str, Any]]:
    leaves = proofs.newest_leaves(kind.name, [ref_of(row[0]) for row in rows])
    for pk, *values in rows:
        ref, content, leaf = ref_of(pk), kind.content(values), leaves.get(ref_of(pk))
        hidden = withheld is not None and withheld.is_withheld(
            kind.model, pk, dict(zip(kind.names, values, strict=True))
        )
        entry = {"kind": kind.name} | ({"withheld": True} if hidden else {"ref": ref, "row": content})
        if leaf is not None and leaf.place is not None and leaf.place < paths.size:
            yield entry | _leaf(kind, ref, leaf, hidden) | {"index": leaf.place, "inclusion": paths.path(leaf.place)}
        elif leaf is not None or content != kind.begins:
            yield entry


def _leaf(kind: LeafKind, ref: str, leaf: proofs.PlacedLeaf, hidden: bool) -> dict[str, str]:
    if not hidden:
        return {"digest": leaf.digest.hex()}
    hashed = tree.leaf_hash(leaf_bytes(kind.name, ref, leaf.digest))
    return {"leaf": base64.b64encode(hashed).decode()}

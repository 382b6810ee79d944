"""Whether a page was copied object by object: what it draws, with all that this refers to, byte for byte."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf

from .refusal import Refusal

# What lies above a page or beside it, and differs by nature.
_OTHERS = ("/Parent", "/P", "/Length", "/StructParents", "/StructParent", "/Popup", "/IRT", "/Dest", "/B")
MAX_DEPTH = 50


def check_copied(sources: Sequence[tuple[bytes, int] | None], after: bytes, first: int) -> None:
    """The pages from `first` on. Raises Refusal("page_differs")."""
    opened: dict[int, pikepdf.Pdf] = {}
    try:
        with pikepdf.open(BytesIO(after)) as kept:
            for number, source in list(enumerate(sources))[first:]:
                if source is None:
                    continue
                if id(source[0]) not in opened:
                    opened[id(source[0])] = pikepdf.open(BytesIO(source[0]))
                if _digest(opened[id(source[0])].pages[source[1]].obj) != _digest(kept.pages[number].obj):
                    raise Refusal("page_differs", page=number + 1)
    finally:
        for pdf in opened.values():
            pdf.close()


def _digest(page: pikepdf.Object) -> str:
    digest = hashlib.sha256()
    _feed(digest, page, set(), 0)
    return digest.hexdigest()


def _feed(digest: Any, node: object, seen: set[tuple[int, int]], depth: int) -> None:
    """Where an object is met again, its place in the order stands for it."""
    if depth > MAX_DEPTH:
        raise Refusal("too_complex")
    if isinstance(node, pikepdf.Object) and node.is_indirect:
        if node.objgen in seen:
            digest.update(b"again")
            return
        seen.add(node.objgen)
    if isinstance(node, pikepdf.Stream):
        digest.update(hashlib.sha256(node.read_raw_bytes()).digest())
    if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
        for key in sorted(set(node.keys()) - set(_OTHERS)):  # type: ignore[attr-defined]
            digest.update(key.encode() + b"=")
            _feed(digest, node[key], seen, depth + 1)  # type: ignore[index]
    elif isinstance(node, pikepdf.Array):
        for each in node:  # type: ignore[attr-defined]
            digest.update(b",")
            _feed(digest, each, seen, depth + 1)
    else:
        digest.update(repr(node).encode())

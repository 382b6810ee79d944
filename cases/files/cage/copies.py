"""Whether a page was copied object by object: what it draws, with all that this refers to, byte for byte."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf

from . import metadata
from .activity import has_own_keys
from .refusal import Refusal
from .streams import PICTURES, filters, innermost, parameters

# What lies above a page or beside it, and differs by nature; what describes it and is not drawn.
_OTHERS = ("/Parent", "/P", "/Length", "/StructParents", "/StructParent", "/Popup", "/IRT", "/Dest", "/B")
_UNSEEN = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Thumb")
_PACKING = ("/Filter", "/DecodeParms", "/DL")
_FROM_ABOVE = ("/CropBox", "/MediaBox", "/Resources", "/Rotate")
_OF_A_NOTE = ("/AP", "/AS", "/F", "/OC", "/Rect", "/Subtype")
MAX_DEPTH = 50


def check_copied(sources: Sequence[tuple[bytes, int] | None], after: bytes, first: int) -> None:
    """The pages from `first` on. Raises Refusal("page_differs")."""
    opened: dict[int, pikepdf.Pdf] = {}
    try:
        with pikepdf.open(BytesIO(after)) as cleaned:
            for number, source in list(enumerate(sources))[first:]:
                if source is None:
                    continue
                if id(source[0]) not in opened:
                    opened[id(source[0])] = pikepdf.open(BytesIO(source[0]))
                if _digest(opened[id(source[0])].pages[source[1]].obj) != _digest(cleaned.pages[number].obj):
                    raise Refusal("page_differs", page=number + 1)
    finally:
        for pdf in opened.values():
            pdf.close()


def unchanged_pages(before: bytes, after: bytes, numbers: Sequence[int]) -> set[int]:
    """Which of these pages, from 0, draw the same things from the same bytes, whatever acts beside them was taken out.

    For a valid file: of a repaired one both would be read by the same software.
    """
    try:
        with pikepdf.open(BytesIO(before)) as came, pikepdf.open(BytesIO(after)) as cleaned:
            pairs = [(number, came.pages[number].obj, cleaned.pages[number].obj) for number in numbers]
            return {number for number, was, now in pairs if _digest(was, drawn=True) == _digest(now, drawn=True)}
    except (pikepdf.PdfError, IndexError):
        return set()


def _digest(page: pikepdf.Object, *, drawn: bool = False) -> str:
    """`drawn`: without links, actions and descriptions, and with what the page has from above."""
    digest, seen = hashlib.sha256(), set[tuple[int, int]]()
    if not drawn:
        _feed(digest, page, seen, 0)
        return digest.hexdigest()
    for key in sorted({*page.keys(), *_FROM_ABOVE} - {*_OTHERS, *_UNSEEN, "/Annots", "/AA"}):
        digest.update(key.encode() + b"=")
        _feed(digest, _own_or_inherited(page, key), seen, 1, bare=True)
    for note in page.get("/Annots", pikepdf.Array()):  # type: ignore[attr-defined]
        for key in _OF_A_NOTE if isinstance(note, pikepdf.Dictionary) else ():
            digest.update(key.encode() + b"=")
            _feed(digest, note.get(key), seen, 1, bare=True)
    return digest.hexdigest()


def _own_or_inherited(page: pikepdf.Object, key: str) -> object:
    node: object = page
    for _ in range(MAX_DEPTH):
        if not isinstance(node, pikepdf.Dictionary) or key in node:
            break
        node = node.get("/Parent") if key in _FROM_ABOVE else None
    return node.get(key) if isinstance(node, pikepdf.Dictionary) else None


def _feed(
    digest: Any, node: object, seen: set[tuple[int, int]], depth: int, *, bare: bool = False, listed: bool = False
) -> None:
    """Where an object is met again, its place in the order represents it. `bare`: pictures without the words
    about them; `listed`: the keys are a writer's own words, whatever they sound like."""
    if depth > MAX_DEPTH:
        raise Refusal("too_complex")
    if isinstance(node, pikepdf.Object) and node.is_indirect:
        if node.objgen in seen:
            digest.update(b"again")
            return
        seen.add(node.objgen)
    if isinstance(node, pikepdf.Stream):
        digest.update(hashlib.sha256(_bare(node) if bare else node.read_raw_bytes()).digest())
    if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
        left_out = () if listed else (*_OTHERS, *_UNSEEN, *_PACKING) if bare else _OTHERS
        for key in sorted(set(node.keys()) - set(left_out)):  # type: ignore[attr-defined]
            child = node[key]  # type: ignore[index]
            digest.update(key.encode() + b"=")
            _feed(digest, child, seen, depth + 1, bare=bare, listed=has_own_keys(key, child))
    elif isinstance(node, pikepdf.Array):
        for each in node:  # type: ignore[attr-defined]
            digest.update(b",")
            _feed(digest, each, seen, depth + 1, bare=bare)
    else:
        digest.update(repr(node).encode())


def _bare(stream: pikepdf.Stream) -> bytes:
    """What it contains, however it was packed for storage: pictures in their own packing, without the words about
    them."""
    names = filters(stream)
    try:
        if names and names[-1] in PICTURES:
            packed, last = innermost(stream) or b"", parameters(stream, len(names) - 1)
            return names[-1].encode() + last.unparse() + metadata.strip(packed)
        return stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    except pikepdf.PdfError:
        return stream.read_raw_bytes()

"""Signatures inside a PDF: read before the cleaning ends them, then their dead fields taken out, their appearance
preserved.

Whether the certificates can be trusted is not checked here: the cage has no authority's key and no network.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Name

from .words import plain

MAX_SIGNATURES = 20
MAX_FIELDS = 5_000
MAX_NAME = 200
# Of a widget, what belongs to the field; what remains is a drawing on the page.
_OF_FIELD = ("/FT", "/T", "/TU", "/TM", "/V", "/DV", "/Ff", "/Parent", "/DA", "/MK", "/H", "/Lock", "/SV", "/A", "/AA")
_READ_ONLY_LOCKED = 64 | 128


def prepare(data: bytes) -> None:
    """Loading takes a second, so only for files that may be signed: /ByteRange can not be packed away."""
    if b"/ByteRange" in data:
        from . import signatures  # noqa: F401


def read(pdf: pikepdf.Pdf, data: bytes) -> list[dict[str, Any]]:
    """A notice for each signature, in the order of the form."""
    fields = list(_signed_fields(pdf))[:MAX_SIGNATURES]
    if not fields:
        return []
    from . import signatures

    facts = signatures.read(data)
    if any(name not in facts for name, _value in fields):
        facts = signatures.read_rewritten(_rewritten(pdf, [value for _name, value in fields])) | facts
    return [
        {"code": "signed", **facts.get(name, signatures.UNREADABLE), "field": plain(name, MAX_NAME)}
        for name, _value in fields
    ]


def _rewritten(pdf: pikepdf.Pdf, values: list[pikepdf.Dictionary]) -> bytes:
    """In the form of a sound file, each signature as one in CMS: pikepdf reads what pyHanko does not."""
    for value in values:
        value["/SubFilter"] = Name("/adbe.pkcs7.detached")
    written = BytesIO()
    pdf.save(written, encryption=False)
    return written.getvalue()


def _fields(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str, pikepdf.Object]]:
    """Name, type and dictionary of each field, parents before children; a child has its parent's type."""
    form = pdf.Root.get("/AcroForm")
    waiting = [("", "", each) for each in reversed(_kids(form, "/Fields"))]
    left = MAX_FIELDS
    while waiting and left:
        left -= 1
        above, kind, node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        name = ".".join(part for part in (above, str(node.get("/T", ""))) if part)
        kind = str(node.get("/FT", kind))
        yield name, kind, node
        waiting += [(name, kind, each) for each in reversed(_kids(node, "/Kids"))]


def _kids(node: object, key: str) -> list[pikepdf.Object]:
    kids = node.get(key) if isinstance(node, pikepdf.Dictionary) else None
    return list(kids) if isinstance(kids, pikepdf.Array) else []  # type: ignore[call-overload]


def _signed_fields(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    """Name, with the names of the parents, and signature of each field that was signed."""
    for name, kind, node in _fields(pdf):
        value = node.get("/V")
        if kind == "/Sig" and isinstance(value, pikepdf.Dictionary) and value.get("/Type") != "/DocTimeStamp":
            yield name, value


def flatten(pdf: pikepdf.Pdf) -> None:
    """In place. Who looks at the page sees what was there; who looks for signatures finds none, and none broken."""
    known = {node.objgen for _, kind, node in _fields(pdf) if kind == "/Sig" and node.is_indirect}
    for page in pdf.pages:
        annots = page.obj.get("/Annots")
        if isinstance(annots, pikepdf.Array):
            remaining = [each for each in annots if not _is_signature(each, known) or _as_drawing(each)]  # type: ignore[attr-defined]
            if len(remaining) < len(annots):
                page.obj["/Annots"] = pikepdf.Array(remaining)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        _prune(form, "/Fields", MAX_FIELDS)
        if "/SigFlags" in form:
            del form["/SigFlags"]


def _is_signature(annotation: object, known: set[tuple[int, int]]) -> bool:
    """`known`: fields found from the form down; a widget need not name its parent."""
    if not isinstance(annotation, pikepdf.Dictionary) or annotation.get("/Subtype") != "/Widget":
        return False
    if annotation.objgen in known:
        return True
    node: object = annotation
    for _ in range(20):
        if not isinstance(node, pikepdf.Dictionary):
            return False
        if "/FT" in node:
            return node.get("/FT") == "/Sig"
        node = node.get("/Parent")
    return False


def _as_drawing(annotation: pikepdf.Object) -> bool:
    """False when there is nothing to be seen of it."""
    for key in _OF_FIELD:
        if key in annotation:
            del annotation[key]
    annotation["/Subtype"] = Name.Stamp
    annotation["/F"] = int(annotation.get("/F", 0)) | _READ_ONLY_LOCKED  # type: ignore[call-overload]
    return "/AP" in annotation


def _prune(node: pikepdf.Object, key: str, left: int) -> None:
    """Fields of signatures out of the tree of fields; a parent left without children goes as well."""
    if key not in node or left < 0:
        return
    remaining = []
    for each in _kids(node, key):
        if not isinstance(each, pikepdf.Dictionary) or each.get("/FT") == "/Sig" or each.get("/Subtype") == "/Stamp":
            continue
        had = len(_kids(each, "/Kids"))
        _prune(each, "/Kids", left - 1)
        if not had or _kids(each, "/Kids"):
            remaining.append(each)
    node[key] = pikepdf.Array(remaining)

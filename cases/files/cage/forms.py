"""What a PDF holds besides its pages: forms of XFA, collections, attached files."""

import re
from collections.abc import Iterator

import pikepdf

from .refusal import Refusal
from .words import plain

MAX_NAMES = 20
MAX_NAME = 100
MAX_TREE = 5_000

_DYNAMIC = re.compile(rb"<dynamicRender>\s*required", re.IGNORECASE)
_FIELD = re.compile(rb"<(?:\w+:)?field[\s>]")


def check_pages_are_the_document(pdf: pikepdf.Pdf) -> None:
    """Raises Refusal where the pages are a cover only: "please wait …" of a form of XFA, the cover of a portfolio."""
    if "/Collection" in pdf.Root:
        raise Refusal("collection")
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary) or "/XFA" not in form:
        return
    packets = b"\n".join(_packets(form.get("/XFA")))
    if bool(pdf.Root.get("/NeedsRendering")) or _DYNAMIC.search(packets):
        raise Refusal("xfa")
    # A form that can be drawn without XFA has its fields on the pages as well.
    if _FIELD.search(packets) and not any(_subtype(each) == "/Widget" for each in annotations(pdf)):
        raise Refusal("xfa")


def _packets(xfa: object) -> Iterator[bytes]:
    for each in list(xfa) if isinstance(xfa, pikepdf.Array) else [xfa]:  # type: ignore[call-overload]
        if isinstance(each, pikepdf.Stream):
            yield each.read_bytes(pikepdf.StreamDecodeLevel.specialized)


def annotations(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        listed = page.obj.get("/Annots")
        if isinstance(listed, pikepdf.Array):
            yield from (each for each in listed if isinstance(each, pikepdf.Dictionary))  # type: ignore[attr-defined]


def _subtype(annotation: pikepdf.Object) -> str:
    return str(annotation.get("/Subtype", ""))


def take_out_attachments(pdf: pikepdf.Pdf) -> list[str]:
    """Their names, as many as a sentence bears. The files themselves go with everything that refers to files
    (`activity`); here goes the paper clip on the page, except for its drawing."""
    names = [name for spec in _specifications(pdf) if (name := _name(spec))]
    for annotation in annotations(pdf):
        if _subtype(annotation) == "/FileAttachment":
            annotation["/Subtype"] = pikepdf.Name.Stamp
    return list(dict.fromkeys(names))[:MAX_NAMES]


def _specifications(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """File specifications with a file inside; a bare path or address elsewhere is no attachment."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/EF" in thing:
            yield thing
    for annotation in annotations(pdf):
        spec = annotation.get("/FS")
        if isinstance(spec, pikepdf.Dictionary) and not spec.is_indirect and "/EF" in spec:
            yield spec
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        yield from _leaves(names.get("/EmbeddedFiles"))


def _leaves(tree: object) -> Iterator[pikepdf.Object]:
    """Of a name tree: specifications that stand in it directly."""
    waiting, left = [tree], MAX_TREE
    while waiting and left:
        left -= 1
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary):
            waiting += _items(node.get("/Kids"))
            yield from (each for each in _items(node.get("/Names")) if _is_direct_file(each))


def _items(value: object) -> list[pikepdf.Object]:
    return list(value) if isinstance(value, pikepdf.Array) else []  # type: ignore[call-overload, no-any-return]


def _is_direct_file(each: object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and not each.is_indirect and "/EF" in each


def _name(spec: pikepdf.Object) -> str:
    for key in ("/UF", "/F"):
        if isinstance(spec.get(key), pikepdf.String):
            return plain(str(spec[key]), MAX_NAME)
    return ""

"""What a PDF has besides its pages: forms of XFA, collections, attached files."""

import re
from collections.abc import Iterator

import pikepdf

from .activity import FILE_NAMES, nodes
from .refusal import Refusal
from .words import plain

MAX_NAMES = 20
MAX_NAME = 100

# Whatever its prefix and its attributes are, and whatever precedes the word.
_DYNAMIC = re.compile(
    rb"<(?:[\w.-]+:)?dynamicRender(?:\s[^>]*)?>(?:\s|<!--.*?-->|<!\[CDATA\[)*required", re.IGNORECASE | re.DOTALL
)
_FIELD = re.compile(rb"<(?:\w+:)?field[\s>]")


def check_pages_are_the_document(pdf: pikepdf.Pdf) -> None:
    """Raises Refusal where the pages are a cover only: "please wait …" of a form of XFA, the cover of a portfolio."""
    if "/Collection" in pdf.Root:
        raise Refusal("collection")
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary) or "/XFA" not in form:
        return
    packets = b"\n".join(_packets(form.get("/XFA"))).replace(b"\0", b"")  # in two bytes a letter as well
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
    """The name of each, "" for one without. The files themselves go with everything that refers to files
    (`activity`); here goes the paper clip on the page, except for its drawing."""
    names = [_name(spec) for spec in _specifications(pdf)]
    for annotation in annotations(pdf):
        if _subtype(annotation) == "/FileAttachment":
            annotation["/Subtype"] = pikepdf.Name.Stamp
    return names


def _specifications(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """File specifications with a file inside, wherever one occurs, and each file once; a bare path or address is no
    attachment."""
    known: set[tuple[int, int]] = set()
    for node, _ in nodes(pdf):
        if isinstance(node, pikepdf.Dictionary | pikepdf.Stream) and (embedded := _files(node)) - known:
            known |= embedded
            yield node


def _files(node: pikepdf.Object) -> set[tuple[int, int]]:
    """Objects; a font may well be called /EF."""
    files = node.get("/EF")
    if not isinstance(files, pikepdf.Dictionary):
        return set()
    return {files[key].objgen for key in FILE_NAMES if isinstance(files.get(key), pikepdf.Stream)}


def _name(spec: pikepdf.Object) -> str:
    for key in ("/UF", "/F"):
        if isinstance(spec.get(key), pikepdf.String):
            return plain(str(spec[key]), MAX_NAME)
    return ""

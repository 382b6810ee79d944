"""Whether a PDF has all that it speaks of: each page of its tree, each stream, what the pages draw with."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pikepdf

from .refusal import Refusal

MAX_PAGES = 200
MAX_TREE = 5_000
# Acrobat's own limit is 14,400 points; A0 is 2,384 × 3,370.
MAX_POINTS = Decimal(5000)
CM_PER_POINT = Decimal("2.54") / 72
A4 = (0, 0, 595, 842)

_LOST_PAGE = "Pages tree includes non-dictionary object"
_LOST = ("treating stream as empty", "unable to recover stream data")
_CONTENTS = re.compile(rb"/Contents\s+(\d{1,7})\s+(\d{1,5})\s+R\b")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]{0,100000})\]")
_REFERENCE = re.compile(rb"(\d{1,7})\s+(\d{1,5})\s+R\b")
_NAME = rb"/([^\s/\[\]<>(){}%]+)\s+"
_DRAWS = re.compile(_NAME + rb"Do\b")
_WRITES = re.compile(_NAME + rb"[-+.\d]+\s+Tf\b")


def check_pages(pdf: pikepdf.Pdf) -> int:
    """How many; raises Refusal where one is missing, too large or without extent."""
    _check_tree(pdf)
    count = len(pdf.pages)
    if count == 0:
        raise Refusal("damaged")
    if count > MAX_PAGES:
        raise Refusal("too_many_pages", pages=count, limit=MAX_PAGES)
    for number, page in enumerate(pdf.pages, start=1):
        _check_size(number, page)
    return count


def _check_tree(pdf: pikepdf.Pdf) -> None:
    """A child that is not there is a page that got lost. Raises Refusal before anything counts on the tree."""
    waiting, seen = [pdf.Root.get("/Pages")], 0
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > MAX_TREE:
            raise Refusal("too_complex")
        if not isinstance(node, pikepdf.Dictionary):
            raise Refusal("damaged")
        waiting += list(node.get("/Kids", pikepdf.Array()))  # type: ignore[call-overload]


def _check_size(number: int, page: pikepdf.Page) -> None:
    left, bottom, right, top = (Decimal(str(side)) for side in page.obj.get("/MediaBox", A4))
    unit = Decimal(str(page.obj.get("/UserUnit", 1)))
    width, height = abs(right - left) * unit, abs(top - bottom) * unit
    if not (width > 0 and height > 0):
        raise Refusal("damaged")
    if max(width, height) > MAX_POINTS:
        raise Refusal("page_too_large", page=number, width=_cm(width), height=_cm(height), limit=_cm(MAX_POINTS))


def _cm(points: Decimal) -> int:
    return round(points * CM_PER_POINT)


def check_no_page_lost(warnings: list[str]) -> None:
    """qpdf leaves a page without its object out of the tree, so that only its warning remains."""
    if any(_LOST_PAGE in warning for warning in warnings):
        raise Refusal("damaged")


def may_miss_a_page(pdf: pikepdf.Pdf, data: bytes) -> bool:
    """qpdf takes a page whose object is not there out of the tree, and may say nothing of it: the bytes tell, where
    they are not packed. No proof by itself: an older edition in the same file may have had other pages."""
    if b"/ObjStm" in data:
        return True
    named = {reference for kids in _KIDS.findall(data) for reference in _REFERENCE.findall(kids)}
    return any(pdf.get_object((int(number), int(generation))) is None for number, generation in named)


def lacking(pdf: pikepdf.Pdf, data: bytes) -> int:
    """How much the pages speak of that is not there: contents, pictures, fonts, a picture's colours."""
    dangling = _has_dangling_contents(pdf, data)
    return sum(map(len, unresolved(pdf))) + sum(
        (dangling and "/Contents" not in page.obj)
        + _items(page.obj.get("/Contents")).count(None)
        + sum(map(_is_colourless, page.obj.get("/Resources", pikepdf.Dictionary()).get("/XObject", {}).values()))
        for page in pdf.pages
    )


def _is_colourless(drawn: object) -> bool:
    """A mask needs no colours, and JPEG 2000 brings its own."""
    return (
        isinstance(drawn, pikepdf.Stream)
        and drawn.get("/Subtype") == "/Image"
        and not drawn.get("/ImageMask", False)
        and "/ColorSpace" not in drawn
        and "/JPXDecode" not in str(drawn.get("/Filter", ""))
    )


def unresolved(pdf: pikepdf.Pdf) -> list[set[str]]:
    """For each page, the names of pictures and fonts that it calls and that are not there."""
    return [_missing(page) for page in pdf.pages]


def check_nothing_taken(pdf: pikepdf.Pdf, before: list[set[str]]) -> None:
    """`before`: what was missing when the file came. A drawing alone does not tell: where a font is gone, one viewer
    takes another font and the next writes nothing."""
    for number, (missing, had) in enumerate(zip(unresolved(pdf), before, strict=False), start=1):
        if missing - had:
            raise Refusal("page_differs", page=number)


def check_nothing_lost(pdf: pikepdf.Pdf, data: bytes, warnings: list[str]) -> None:
    """For a file that was put right: a stream without its end, a page or a picture without its object is a loss.

    In a sound file the same is an oddity of the program that wrote it, and shows as it always did.
    """
    if any(words in warning for warning in warnings for words in _LOST):
        raise Refusal("damaged")
    dangling = _has_dangling_contents(pdf, data)
    for number, page in enumerate(pdf.pages, start=1):
        if _missing(page) or (dangling and "/Contents" not in page.obj):
            raise Refusal("page_differs", page=number)


def _has_dangling_contents(pdf: pikepdf.Pdf, data: bytes) -> bool:
    """qpdf does not tell a page without contents from one whose contents are not there: the bytes do, where they are
    not packed."""
    if b"/ObjStm" in data:
        return True
    named = {(int(number), int(generation)) for number, generation in _CONTENTS.findall(data)}
    return any(pdf.get_object(each) is None for each in named)


def _missing(page: pikepdf.Page) -> set[str]:
    """Pictures and fonts that the page and the forms on it call by a name that leads nowhere."""
    return {
        f"{category} {name}"
        for content, resources in _contents(page)
        for pattern, category in ((_DRAWS, "/XObject"), (_WRITES, "/Font"))
        for name in map(_spelled, set(pattern.findall(content)))
        if name not in resources.get(category, pikepdf.Dictionary())
    }


def _contents(page: pikepdf.Page) -> Iterator[tuple[bytes, pikepdf.Object]]:
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    yield b"\n".join(_read(stream) for stream in _streams(page.obj.get("/Contents"))), resources
    for form in resources.get("/XObject", pikepdf.Dictionary()).values():
        if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form":
            yield _read(form), form.get("/Resources", resources)


def _streams(contents: object) -> list[pikepdf.Stream]:
    each = _items(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [stream for stream in each if isinstance(stream, pikepdf.Stream)]


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, pikepdf.Array) else []  # type: ignore[call-overload]


def _read(stream: pikepdf.Stream) -> bytes:
    """Empty where qpdf can not unpack it: the drawing decides then."""
    try:
        return stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    except pikepdf.PdfError:
        return b""


def _spelled(name: bytes) -> str:
    """`#20` stands for a space in a name."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), name)
    return "/" + plain.decode("utf-8", "replace")

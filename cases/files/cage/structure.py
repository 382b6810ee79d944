"""Whether a PDF has all that it speaks of: each page of its tree, each stream, what the pages draw with."""

import re
from decimal import Decimal

import pikepdf

from .losses import losses
from .refusal import Refusal
from .resources import PageReferences, all_called

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


def count_missing(pdf: pikepdf.Pdf, data: bytes) -> int:
    """How much the pages speak of that is not there: contents, pictures, fonts, a picture's colours."""
    dangling = _has_dangling_contents(pdf, data)
    page_calls = all_called(pdf)
    return (
        sum(losses(pdf, data, page_calls))
        + sum(len(_unresolved(each)) + sum(map(_is_colourless, each.pictures())) for each in page_calls)
        + sum(dangling and "/Contents" not in page.obj for page in pdf.pages)
    )


def _is_colourless(picture: pikepdf.Object) -> bool:
    """A mask needs no colours, and JPEG 2000 brings its own."""
    return (
        not picture.get("/ImageMask", False)
        and "/ColorSpace" not in picture
        and "/JPXDecode" not in str(picture.get("/Filter", ""))
    )


def _unresolved(page_calls: PageReferences) -> set[tuple[str, str]]:
    """Pictures and fonts that a page calls by a name that leads nowhere."""
    return {each for each in page_calls.missing if each[0] in ("/XObject", "/Font")}


def check_nothing_taken(pdf: pikepdf.Pdf, before: list[PageReferences]) -> None:
    """`before`: of each page as the file came. A drawing alone does not tell: where a font is gone, one viewer
    takes another font and the next writes nothing."""
    for number, (now, had) in enumerate(zip(all_called(pdf), before, strict=False), start=1):
        if now.missing - had.missing:
            raise Refusal("page_differs", page=number)


def check_nothing_lost(pdf: pikepdf.Pdf, data: bytes, warnings: list[str], page_calls: list[PageReferences]) -> None:
    """For a file that was put right: a stream without its end, a page or a picture without its object is a loss.

    In a sound file a font without its object is an oddity of the program that wrote it, and shows as it always did.
    """
    if any(words in warning for warning in warnings for words in _LOST):
        raise Refusal("damaged")
    dangling = _has_dangling_contents(pdf, data)
    for number, (page, called) in enumerate(zip(pdf.pages, page_calls, strict=True), start=1):
        if _unresolved(called) or (dangling and "/Contents" not in page.obj):
            raise Refusal("page_differs", page=number)


def _has_dangling_contents(pdf: pikepdf.Pdf, data: bytes) -> bool:
    """qpdf does not tell a page without contents from one whose contents are not there: the bytes do, where they are
    not packed."""
    if b"/ObjStm" in data:
        return True
    named = {(int(number), int(generation)) for number, generation in _CONTENTS.findall(data)}
    return any(pdf.get_object(each) is None for each in named)

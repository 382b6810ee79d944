"""Whether two pages place the same pictures in the same way: what a page of a scan is, judged without drawing it.

pdfium reads both, as for a drawing (`proof`), but unpacks nothing: the packed bytes are compared, and where they go. A
page with anything else to be seen on it is not judged so; neither is a page whose pictures shine through, have masks or
are cut to a shape.
"""

from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from . import metadata

MAX_DEPTH = 4
MAX_THINGS = 500
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,)

Placed = tuple[object, ...]


def placements(page: pypdfium2.PdfPage) -> list[Placed] | None:
    """Size and turn of the page, then of each picture place, form and data; None for a page that is not pictures only.

    Text that is not drawn, as recognition of letters puts it under a scan, counts as nothing.
    """
    if pdfium.FPDFPage_GetAnnotCount(page.raw):
        return None
    things: list[Placed] = [(page.get_size(), page.get_rotation(), page.get_mediabox(), page.get_cropbox())]
    try:
        for count, thing in enumerate(page.get_objects(max_depth=MAX_DEPTH)):
            if count > MAX_THINGS:
                return None
            if _is_nothing(thing):
                continue
            if not isinstance(thing, pypdfium2.PdfImage) or not _is_plain(thing):
                return None
            things.append(tuple(_picture(thing)))
    except pypdfium2.PdfiumError:
        return None
    return things if len(things) > 1 else None


def _is_nothing(thing: pypdfium2.PdfObject) -> bool:
    if thing.type == pdfium.FPDF_PAGEOBJ_FORM:
        return _is_plain(thing)  # what is in it comes by itself
    return thing.type == pdfium.FPDF_PAGEOBJ_TEXT and pdfium.FPDFTextObj_GetTextRenderMode(thing.raw) in _INVISIBLE


def _is_plain(thing: pypdfium2.PdfObject) -> bool:
    if pdfium.FPDFPageObj_HasTransparency(thing.raw):
        return False
    shape = pdfium.FPDFPageObj_GetClipPath(thing.raw)
    return not shape or pdfium.FPDFClipPath_CountPaths(shape) <= 0


def _picture(thing: pypdfium2.PdfImage) -> Iterator[object]:
    within = thing.container
    while within is not None:
        yield within.get_matrix().get()
        within = within.container
    yield thing.get_matrix().get()
    about = thing.get_metadata()
    yield from (about.width, about.height, about.bits_per_pixel, about.colorspace)
    filters = tuple(thing.get_filters())
    yield filters
    data = bytes(thing.get_data(decode_simple=False))
    yield metadata.strip(data) if filters == ("DCTDecode",) else data

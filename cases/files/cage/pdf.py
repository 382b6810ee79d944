"""PDF: bounded first, then rid of everything that acts, then written anew.

Not repaired: a file whose end is missing or that carries another file behind its end is refused.
"""

from decimal import Decimal
from io import BytesIO

import pikepdf
from pikepdf import settings as qpdf

from .activity import silence
from .refusal import Cleaned, Refusal
from .streams import FLATE_MEMORY, weigh

MAX_PAGES = 200
MAX_OBJECTS = 50_000
# Acrobat's own limit is 14,400 points; A0 is 2,384 × 3,370.
MAX_POINTS = Decimal(5000)
CM_PER_POINT = Decimal("2.54") / 72

# For the whole process, as qpdf has it; in the cage the process is ours.
qpdf.set_qpdf_limits(
    flate_max_memory=FLATE_MEMORY,
    run_length_max_memory=FLATE_MEMORY,
    png_max_memory=FLATE_MEMORY,
    tiff_max_memory=FLATE_MEMORY,
    parser_max_container_size=1_000_000,
    max_stream_filters=4,
    doc_max_warnings=500,
)


def clean_pdf(data: bytes) -> Cleaned:
    exceeded = qpdf.qpdf_limit_errors()
    try:
        return _cleaned(data)
    except pikepdf.PasswordError as error:
        raise Refusal("encrypted") from error
    except pikepdf.PdfError as error:
        raise Refusal("bomb" if qpdf.qpdf_limit_errors() > exceeded else "damaged") from error


def _cleaned(data: bytes) -> Cleaned:
    with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
        if pdf.is_encrypted:
            raise Refusal("encrypted")
        if len(pdf.objects) > MAX_OBJECTS:
            raise Refusal("too_complex")
        pages = _check_pages(pdf)
        weigh(pdf)
        silence(pdf)
        out = BytesIO()
        # Packed pictures and fonts stay as they came. The identifier is made from the content: same input, same bytes.
        pdf.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    if out.tell() > 2 * len(data) + 1024 * 1024:
        raise Refusal("bomb")
    return Cleaned(out.getvalue(), "pdf", pages=pages)


def _check_pages(pdf: pikepdf.Pdf) -> int:
    count = len(pdf.pages)
    if count == 0:
        raise Refusal("damaged")
    if count > MAX_PAGES:
        raise Refusal("too_many_pages", pages=count, limit=MAX_PAGES)
    for number, page in enumerate(pdf.pages, start=1):
        _check_size(number, page)
    return count


def _check_size(number: int, page: pikepdf.Page) -> None:
    left, bottom, right, top = (Decimal(str(side)) for side in page.mediabox)
    unit = Decimal(str(page.obj.get("/UserUnit", 1)))
    width, height = abs(right - left) * unit, abs(top - bottom) * unit
    if not (width > 0 and height > 0):
        raise Refusal("damaged")
    if max(width, height) > MAX_POINTS:
        raise Refusal("page_too_large", page=number, width=_cm(width), height=_cm(height), limit=_cm(MAX_POINTS))


def _cm(points: Decimal) -> int:
    return round(points * CM_PER_POINT)

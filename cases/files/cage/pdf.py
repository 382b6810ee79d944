"""PDF: opened as viewers open it, bounded, rid of everything that acts, written again, and proved to look the same."""

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import settings as qpdf

from . import forms, metadata, opening, pictures, proof, signed, structure
from .activity import silence
from .budget import Budget
from .losses import check_all_there
from .refusal import Cleaned, Refusal
from .resources import all_called
from .streams import FLATE_MEMORY, weigh

MAX_OBJECTS = 50_000
_MAY_BE_THE_INDEX = ("damaged", "page_differs", "page_lacks", "picture_damaged")

# For the whole process, as qpdf has it; in the cage the process is ours.
qpdf.set_qpdf_limits(
    flate_max_memory=FLATE_MEMORY,
    run_length_max_memory=FLATE_MEMORY,
    png_max_memory=FLATE_MEMORY,
    tiff_max_memory=FLATE_MEMORY,
    parser_max_container_size=1_000_000,
    max_stream_filters=4,
    doc_max_warnings=5_000,
)


def clean_pdf(data: bytes) -> Cleaned:
    opening.check_ends(data)
    exceeded, budget = qpdf.qpdf_limit_errors(), Budget()
    try:
        data = opening.without_transfer_damage(data)
        try:
            return _cleaned(_with_all_it_speaks_of(data), data, budget)
        except (pikepdf.PdfError, Refusal) as error:
            if isinstance(error, Refusal) and error.code not in _MAY_BE_THE_INDEX:
                raise
            return _cleaned_once_more(data, error, budget)
    except pikepdf.PdfError as error:
        raise Refusal("bomb" if qpdf.qpdf_limit_errors() > exceeded else "damaged") from error


def _with_all_it_speaks_of(data: bytes) -> bytes:
    """An index may leave an object out without a fault to be seen: some viewers look for it then, and find it."""
    lacking = _lacking(data)
    rebuilt = opening.with_its_index_rebuilt(data) if lacking else data
    return rebuilt if lacking and _lacking(rebuilt) < lacking else data


def _lacking(data: bytes) -> int:
    try:
        with opening.open_pdf(data) as pdf:
            return structure.count_missing(pdf, data)
    except (pikepdf.PdfError, ValueError, TypeError):
        return MAX_OBJECTS


def _cleaned_once_more(data: bytes, error: Exception, budget: Budget) -> Cleaned:
    """With each object looked for instead of looked up: an index may be wrong without anybody noticing."""
    try:
        return _cleaned(opening.with_its_index_rebuilt(data), data, budget)
    except (pikepdf.PdfError, Refusal):
        raise error from None


def _cleaned(data: bytes, came: bytes, budget: Budget) -> Cleaned:
    """`came`: what the pages are compared with."""
    with opening.open_pdf(data) as pdf:
        if len(pdf.objects) > MAX_OBJECTS:
            raise Refusal("too_complex")
        pages = structure.check_pages(pdf)
        sizes = weigh(pdf)
        warnings = opening.warnings_of(pdf)
        structure.check_no_page_lost(warnings)
        page_missing = structure.may_miss_a_page(pdf, came)
        called = all_called(pdf)
        if mended := opening.was_mended(warnings):
            structure.check_nothing_lost(pdf, came, warnings, called)
        check_all_there(pdf, came, called)
        notices = _emptied(pdf, came)
        structure.check_nothing_taken(pdf, called)
        out = BytesIO()
        # Packed pictures and fonts stay as they came. The identifier is made from the content: same input, same bytes.
        pdf.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        if out.tell() > 2 * len(data) + 1024 * 1024:
            raise Refusal("bomb")
        proved = proof.prove(
            came,
            out.getvalue(),
            mended=mended,
            page_missing=page_missing,
            also=pictures.checker(called, sizes),
            budget=budget,
        )
    return Cleaned(out.getvalue(), "pdf", pages=pages, notices=notices + _of_the_proof(proved, mended, pages))


def _of_the_proof(proved: proof.PageProof, mended: bool, pages: int) -> list[dict[str, Any]]:
    odd = {"blank": proved.blank, "appeared": proved.appeared}
    notices: list[dict[str, Any]] = [{"code": "repaired"} | {key: of for key, of in odd.items() if of}] * mended
    if proved.blank and not mended:
        notices.append({"code": "blank", "pages": proved.blank, "of": pages})
    return notices + [{"code": "not_compared", "pages": proved.left}] * bool(proved.left)


def _emptied(pdf: pikepdf.Pdf, came: bytes) -> list[dict[str, Any]]:
    """Takes out what must not stay; what of it somebody should know."""
    forms.check_pages_are_the_document(pdf)
    notices: list[dict[str, Any]] = signed.read(pdf, came)
    signed.flatten(pdf)
    if names := forms.take_out_attachments(pdf):
        listed = list(dict.fromkeys(filter(None, names)))[: forms.MAX_NAMES]
        notices.append({"code": "attachments_removed", "names": listed, "more": len(names) - len(listed)})
    silence(pdf)
    metadata.take_out(pdf)
    return notices

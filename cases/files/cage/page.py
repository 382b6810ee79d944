"""A page of a file as a picture, to be looked at: pixels of our own, none of the bytes that came."""

from io import BytesIO

import pypdfium2
from PIL import Image

from . import colour, image
from .refusal import Cleaned, Refusal

SIDE = 1600
"""Pixels of the longer side: a page of A4 is read at this size."""
QUALITY = 80


def draw_page(form: str, data: bytes, number: int) -> Cleaned:
    """`number` counts from 1. A JPEG; its `pages`: how many the file has. Raises Refusal."""
    if form == "pdf":
        picture, pages = _of_pdf(data, number)
    else:
        picture, pages = image.frame(form, data, number)
        picture = colour.plain(picture, opaque=True)
        picture.thumbnail((SIDE, SIDE))
    picture.info = {}
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return Cleaned(out.getvalue(), "jpg", pages, picture.width, picture.height)


def _of_pdf(data: bytes, number: int) -> tuple[Image.Image, int]:
    """Comments and fields are drawn as their own drawings have them; scripts never run."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        if not 1 <= number <= len(document):
            raise Refusal("damaged")
        page = document[number - 1]
        width, height = page.get_size()
        bitmap = page.render(scale=SIDE / max(width, height), draw_annots=True)
        return bitmap.to_pil().convert("RGB"), len(document)
    finally:
        document.close()

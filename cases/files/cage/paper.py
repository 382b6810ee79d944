"""Pictures and PDFs bound into one PDF: a page for each picture, all pages of each PDF, in this order."""

import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from . import proof
from .joining import add_pages
from .refusal import Cleaned, Refusal

MAX_PAGES = 200
LONG_SIDE = 842  # of A4, in points
_GREY = {"1": 1, "L": 8}


def bind(parts: Sequence[Cleaned], notices: Sequence[dict[str, Any]] = ()) -> Cleaned:
    """Cleaned parts in, a PDF out; raises Refusal when there are too many pages or one would not look the same."""
    pdf = pikepdf.new()
    sources: list[tuple[bytes, int] | None] = []
    for part in parts:
        if part.extension == "pdf":
            sources += [(part.data, number) for number in range(_add_pdf(pdf, part.data))]
        else:
            _add_picture(pdf, part.data)
            sources.append(None)
        if len(pdf.pages) > MAX_PAGES:
            raise Refusal("too_many_pages", pages=len(pdf.pages), limit=MAX_PAGES)
    out = BytesIO()
    pdf.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    proof.prove_bound(sources, out.getvalue())
    return Cleaned(out.getvalue(), "pdf", pages=len(sources), notices=list(notices))


def _add_pdf(pdf: pikepdf.Pdf, data: bytes) -> int:
    """How many pages."""
    with pikepdf.open(BytesIO(data)) as part:
        add_pages(pdf, part)
        return len(part.pages)


def _add_picture(pdf: pikepdf.Pdf, data: bytes) -> None:
    with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as image:
        width, height = image.size
        picture = _jpeg(pdf, image, data) if image.format == "JPEG" else _png(pdf, image)
    scale = LONG_SIDE / max(width, height)
    size = (round(width * scale, 2), round(height * scale, 2))
    pdf.add_blank_page(page_size=size)
    page = pdf.pages[-1]
    page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
    page.Contents = pdf.make_stream(f"{size[0]} 0 0 {size[1]} 0 0 cm /Im0 Do".encode())


def _jpeg(pdf: pikepdf.Pdf, image: Image.Image, data: bytes) -> pikepdf.Object:
    """As it is: nothing is packed a second time."""
    return _picture(pdf, image, data, Name.DCTDecode, 8)


def _png(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Object:
    if image.mode not in ("1", "L", "RGB"):
        paper = Image.new("RGB", image.size, "white")
        layer = image.convert("RGBA")
        paper.paste(layer, mask=layer.getchannel("A"))
        image = paper
    return _picture(pdf, image, zlib.compress(image.tobytes()), Name.FlateDecode, _GREY.get(image.mode, 8))


def _picture(pdf: pikepdf.Pdf, image: Image.Image, data: bytes, packing: Name, bits: int) -> pikepdf.Object:
    colours = Name.DeviceGray if image.mode in _GREY else Name.DeviceRGB
    stream = pdf.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=colours,
        BitsPerComponent=bits,
    )
    stream.write(data, filter=packing, decode_parms=None)
    return stream

"""The QR code on a photo of a paper."""

import zxingcpp

from . import image
from .refusal import Cleaned, Refusal

LONGEST = 300
"""Characters of a code that are of use."""
SIDE = 2400
"""Pixels: a code that fills a tenth of a picture of this size is read."""


def code_on(form: str, data: bytes) -> Cleaned:
    """The text of the first code, in UTF-8. Raises Refusal."""
    picture = image.upright_picture(form, data).convert("L")
    picture.thumbnail((SIDE, SIDE))
    codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    texts = [code.text.strip() for code in codes if code.text.strip()]
    if not texts:
        raise Refusal("no_code")
    return Cleaned(texts[0][:LONGEST].encode(), "txt")

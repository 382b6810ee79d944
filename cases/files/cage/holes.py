"""Whether a piece of a picture was overwritten with zeros or ones, as a broken copy leaves it.

Decoders say nothing of it: they draw whatever zeros mean. A packed picture has no such run, whatever it shows;
how long one may be by nature depends on the packing. JPEG has rules of its own (`jpeg`).
"""

import re
import zlib
from collections.abc import Iterator

from PIL import Image

from . import boxes, heif_warnings, jpeg, raster, strips

# Bytes of one value; see `jpeg.BLANK_RUN`.
RUN = 64
# Pixels that a byte of zeros may stand for in a WEBP: blank blocks without loss, blank pixels with it. Measured on
# blank pages of every quality: 9,300 and 270.
PIXELS_A_BYTE = {b"VP8 ": 5_000, b"VP8L": 128}
PNG_CRITICAL = (b"IHDR", b"PLTE", b"IDAT")
# A unit of nothing but ones, by which cameras come to a round size.
FILLER = 38
# No NAL unit holds these: encoders put a 3 between (ITU-T H.265, 7.4.2).
_NO_NAL = re.compile(rb"\0\0[\0-\2]")


def is_blanked(form: str, data: bytes, image: Image.Image) -> bool:
    """`image`: at the frame in question, decoded."""
    if form == "heic":
        return any(map(_breaks_nal, boxes.items(data, b"hvc1"))) or heif_warnings.warns(data)
    if form == "avif":
        return any(has_run(item) for item in boxes.items(data, b"av01"))
    if form == "webp":
        pixels = image.width * image.height
        return any(
            has_run(body, max(RUN, pixels // PIXELS_A_BYTE[name]))
            for name, body in _riff(data)
            if name in PIXELS_A_BYTE
        )
    if form == "png":
        return any(zlib.crc32(body) != crc for body, crc in _png(data))
    if form == "tiff":
        return _tiff(data, image)
    return form == "bmp" and raster.has_hole(image.transpose(Image.Transpose.FLIP_TOP_BOTTOM))


def has_run(data: bytes, length: int = RUN) -> bool:
    return bytes(length) in data or b"\xff" * length in data


def _breaks_nal(item: bytes) -> bool:
    """Units one behind the other, each behind its length in four bytes, as every writer has it."""
    at, whole = 0, item.rstrip(b"\0")
    if len(item) - len(whole) >= RUN:
        return True
    while at + 4 <= len(whole):
        start, at = at + 4, at + 4 + int.from_bytes(item[at : at + 4], "big")
        if not start < at <= len(whole) or _NO_NAL.search(item, start, at):
            return True
        if item[start] >> 1 != FILLER and b"\xff" * RUN in item[start:at]:
            return True
    return False


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _png(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Of each critical chunk what its checksum covers, and the checksum: Pillow does not ask for that of the pixels."""
    at = 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in PNG_CRITICAL:
            yield data[at + 4 : end], int.from_bytes(data[end : end + 4], "big")
        at = end + 4


def _tiff(data: bytes, image: Image.Image) -> bool:
    packing = strips.packing(image)
    if packing == strips.NONE:
        return raster.has_hole(image)
    packed = strips.strips(data, image)
    if packing == strips.JPEG:
        return not all(map(jpeg.is_sound, packed))
    if packing in strips.FLATE:
        return any(map(_is_broken_flate, packed))
    if packing in strips.FAX:
        return any(bytes(RUN) in each for each in packed)  # ones are blank lines
    return any(map(has_run, packed))


def _is_broken_flate(packed: bytes) -> bool:
    """Read to its end, which the drawing does not need; the checksum is not verified, as in a PDF."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = packed[2:]
    try:
        while rest and not inflater.eof:
            inflater.decompress(rest, 1 << 20)
            rest = inflater.unconsumed_tail
    except zlib.error:
        return True
    return not inflater.eof and has_run(packed)

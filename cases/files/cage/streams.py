"""How much the streams of a PDF hold once unpacked, found out without ever holding it."""

import zlib
from io import BytesIO

import pikepdf
from PIL import Image

from .refusal import Refusal

FLATE_MEMORY = 64 * 1024**2
MAX_UNPACKED = 512 * 1024**2
# A3 at 600 dpi is 70 megapixels.
MAX_PIXELS = 100_000_000
STEP = 256 * 1024
# qpdf sets no limit to LZW; a code of at most 12 bits stands for at most 3,838 bytes, some 1,300 a byte all in all.
LZW_MEMORY = 256 * 1024**2
LZW_GAIN = 1300

_PACKERS = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
_LZW = {"/LZWDecode", "/LZW"}
_GENERAL = _PACKERS | {"/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"}
_PICTURES = {"/DCTDecode": "JPEG", "/DCT": "JPEG", "/JPXDecode": "JPEG2000"}


def weigh(pdf: pikepdf.Pdf) -> None:
    """Raises Refusal when a picture, a stream or all streams together are larger than a document's can be."""
    left = MAX_UNPACKED
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        _check_picture(thing)
        left -= _unpacked(thing, left)
        if left < 0:
            raise Refusal("bomb")


def _filters(stream: pikepdf.Stream) -> list[str]:
    named = stream.stream_dict.get("/Filter", pikepdf.Array())
    return [str(name) for name in (named if isinstance(named, pikepdf.Array) else [named])]  # type: ignore[union-attr]


def _check_picture(stream: pikepdf.Stream) -> None:
    """What the dictionary says, and what the picture says of itself: a viewer may believe either."""
    entries = stream.stream_dict
    if entries.get("/Subtype") != "/Image":
        return
    sizes = [(int(entries.get("/Width", 0)), int(entries.get("/Height", 0)))]
    filters = _filters(stream)
    if len(filters) == 1 and filters[0] in _PICTURES:
        sizes.append(_own_size(stream.read_raw_bytes(), _PICTURES[filters[0]]))
    if any(width * height > MAX_PIXELS for width, height in sizes):
        raise Refusal("too_many_pixels", limit=MAX_PIXELS // 1_000_000)


def _own_size(data: bytes, form: str) -> tuple[int, int]:
    try:
        with Image.open(BytesIO(data), formats=[form]) as image:
            return image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("too_many_pixels", limit=MAX_PIXELS // 1_000_000) from error


def _unpacked(stream: pikepdf.Stream, limit: int) -> int:
    """Bytes; may stop counting once over `limit`. Pictures' own packings are bounded by their pixels instead."""
    filters = _filters(stream)
    if sum(name in _PACKERS for name in filters) > 1:
        raise Refusal("bomb")
    if filters in (["/FlateDecode"], ["/Fl"]):
        return _inflated(stream.read_raw_bytes(), limit)
    if _LZW.intersection(filters) and len(stream.read_raw_bytes()) * LZW_GAIN > LZW_MEMORY:
        raise Refusal("too_complex")
    if filters and _GENERAL.issuperset(filters):
        return len(stream.read_bytes(pikepdf.StreamDecodeLevel.generalized))
    return 0


def _inflated(data: bytes, limit: int) -> int:
    inflater = zlib.decompressobj()
    total, rest = 0, data
    while rest and not inflater.eof and total <= limit:
        total += len(inflater.decompress(rest, STEP))
        rest = inflater.unconsumed_tail
    return total

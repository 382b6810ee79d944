"""How much the streams of a PDF hold once unpacked, found out without ever holding it."""

from io import BytesIO

import pikepdf
from PIL import Image

from . import packing
from .refusal import Refusal

FLATE_MEMORY = 64 * 1024**2
MAX_UNPACKED = 512 * 1024**2
# A3 at 600 dpi is 70 megapixels.
MAX_PIXELS = 100_000_000

FLATE = {"/FlateDecode", "/Fl"}
LZW = {"/LZWDecode", "/LZW"}
RUNS = {"/RunLengthDecode", "/RL"}
LETTERS = {"/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"}
_PACKERS = FLATE | LZW | RUNS
_PICTURES = {"/DCTDecode": "JPEG", "/DCT": "JPEG", "/JPXDecode": "JPEG2000"}

# Packings that a viewer alone undoes.
PICTURES = {*_PICTURES, "/JBIG2Decode", "/CCITTFaxDecode", "/CCF"}

Sizes = dict[tuple[int, int], int]
"""Of each stream the bytes that it unpacks to, as far as its packing is one that is counted."""


def weigh(pdf: pikepdf.Pdf) -> Sizes:
    """Raises Refusal when a picture, a stream or all streams together are larger than a document's can be."""
    left, sizes = MAX_UNPACKED, {}
    for thing in list(pdf.objects):
        if not isinstance(thing, pikepdf.Stream):
            continue
        sizes[thing.objgen] = unpacked(thing, left)
        left -= sizes[thing.objgen]
        if left < 0:
            raise Refusal("bomb")
        _check_picture(thing)
    return sizes


def filters(stream: pikepdf.Stream) -> list[str]:
    return [str(name) for name in _listed(stream.stream_dict.get("/Filter"))]


def _listed(value: object) -> list[pikepdf.Object]:
    """/Filter and /DecodeParms may be one or several."""
    if isinstance(value, pikepdf.Array):
        return list(value)  # type: ignore[call-overload, no-any-return]
    return [] if value is None else [value]  # type: ignore[list-item]


def _check_picture(stream: pikepdf.Stream) -> None:
    """What the dictionary says, and what the picture says of itself: a viewer may believe either."""
    entries = stream.stream_dict
    if entries.get("/Subtype") != "/Image":
        return
    sizes = [(int(entries.get("/Width", 0)), int(entries.get("/Height", 0)))]
    names = filters(stream)
    if names and names[-1] in _PICTURES and (data := innermost(stream)) is not None:
        sizes += _own_size(data, _PICTURES[names[-1]])
    if any(width * height > MAX_PIXELS for width, height in sizes):
        raise Refusal("too_many_pixels", limit=MAX_PIXELS // 1_000_000)


def _own_size(data: bytes, form: str) -> list[tuple[int, int]]:
    """Empty where the picture can not be read: a viewer leaves it out, and `proof` compares the page."""
    try:
        with Image.open(BytesIO(data), formats=[form]) as image:
            return [image.size]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("too_many_pixels", limit=MAX_PIXELS // 1_000_000) from error
    except (OSError, ValueError, SyntaxError):
        return []


def unpacked(stream: pikepdf.Stream, limit: int) -> int:
    """Bytes; may stop counting once over `limit`. Pictures' own packings are bounded by their pixels instead."""
    names = filters(stream)
    packers = [at for at, name in enumerate(names) if name in _PACKERS]
    if len(packers) > 1:
        raise Refusal("bomb")
    if not packers or not LETTERS.issuperset(names[: packers[0]]):
        return 0  # what the letters stand for is shorter than they are
    at = packers[0]
    return _counted(names[at], _without(stream, at), parameters(stream, at), limit)


def _counted(packer: str, data: bytes, parameters: pikepdf.Object, limit: int) -> int:
    if packer in FLATE:
        return packing.inflate(data, limit)
    if packer in RUNS:
        return packing.run_length(data, limit)
    if (count := packing.unpack_lzw(data, limit, int(parameters.get("/EarlyChange", 1)))) > limit:
        raise Refusal("too_complex")
    return count


def innermost(stream: pikepdf.Stream) -> bytes | None:
    """Without its packings but the last, as a picture's own; None where the others make no sense."""
    try:
        return _without(stream, len(filters(stream)) - 1)
    except (pikepdf.PdfError, ValueError):
        return None


def _without(stream: pikepdf.Stream, count: int) -> bytes:
    """`count` packings undone, from the outermost."""
    raw = stream.read_raw_bytes()
    if count <= 0:
        return raw
    with pikepdf.new() as pdf:
        outer = pikepdf.Stream(pdf, raw)
        outer.stream_dict["/Filter"] = pikepdf.Array([pikepdf.Name(name) for name in filters(stream)[:count]])
        # Letters bear no parameters, not even empty ones.
        undone = [dict(parameters(stream, at).items()) for at in range(count)]
        outer.stream_dict["/DecodeParms"] = pikepdf.Array([pikepdf.Dictionary(e) if e else None for e in undone])
        return outer.read_bytes(pikepdf.StreamDecodeLevel.specialized)


def parameters(stream: pikepdf.Stream, at: int) -> pikepdf.Object:
    named = _listed(stream.stream_dict.get("/DecodeParms"))
    return named[at] if at < len(named) and isinstance(named[at], pikepdf.Dictionary) else pikepdf.Dictionary()

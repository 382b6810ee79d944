"""Whether the pictures of a PDF are there as a whole, checked for each as for an uploaded one, whatever it is packed
in.

A viewer draws what it can of a broken picture, before the cleaning and after it: the comparison of pages sees nothing.
"""

import zlib
from collections.abc import Callable

import pikepdf

from . import inline, jpeg, jpeg2000, packing
from .holes import RUN, has_run
from .refusal import Refusal
from .resources import PageReferences
from .streams import FLATE, LETTERS, LZW, MAX_UNPACKED, RUNS, Sizes, filters, innermost, unpacked

# Less than this share of the pixels is half a picture; a scanner may forget the last row.
LEAST = 0.98
# A writer may leave out the end mark of Flate, and pack nothing for blank rows; zeros in such a number it does not.
BLANK_FLATE = 512
# Of JBIG2 a blank page has some hundred bytes, whatever they are.
BLANK, BLANK_SHARE = 1024, 4
_JPEG, _FAX = {"/DCTDecode", "/DCT"}, {"/CCITTFaxDecode", "/CCF"}
_JPEG2000, _JBIG2 = {"/JPXDecode"}, {"/JBIG2Decode"}
# What ISO 32000-2, 7.4, names; Crypt is undone with the encryption.
_KNOWN = _JPEG | _FAX | _JPEG2000 | _JBIG2 | FLATE | LZW | RUNS | LETTERS | {"/Crypt"}
_COMPONENTS = {
    **dict.fromkeys(("/DeviceGray", "/G", "/CalGray", "/Indexed", "/I", "/Separation"), 1),
    **dict.fromkeys(("/DeviceRGB", "/RGB", "/CalRGB", "/Lab"), 3),
    **dict.fromkeys(("/DeviceCMYK", "/CMYK"), 4),
}


def checker(called: list[PageReferences], sizes: Sizes) -> Callable[[int, bool], None]:
    """To be called page by page, counted from 0; raises Refusal. Without time only what costs none is looked at."""
    known: set[tuple[int, int]] = set()
    seen: set[int] = set()

    def check(number: int, in_time: bool) -> None:
        for picture in called[number].pictures():
            if picture.objgen not in known:
                known.add(picture.objgen)
                if _is_broken(picture, sizes.get(picture.objgen, 0), in_time):
                    raise Refusal("picture_damaged", page=number + 1)
        for content in called[number].inline if in_time else ():
            if (key := hash(content)) not in seen:
                seen.add(key)
                _check_inline(content, number)

    return check


def _check_inline(content: bytes, number: int) -> None:
    with pikepdf.new() as holder:
        for picture in inline.pictures(content, holder):
            try:
                broken = _is_broken(picture, unpacked(picture, MAX_UNPACKED), in_time=True)
            except (zlib.error, ValueError):
                broken = True
            if broken:
                raise Refusal("picture_damaged", page=number + 1)


def _is_broken(picture: pikepdf.Stream, size: int, in_time: bool) -> bool:
    names = filters(picture)
    last = names[-1] if names else ""
    if not _KNOWN.issuperset(names):
        return True  # no viewer unpacks it: it would be stored as a blank place
    if not in_time:
        return last in _JPEG and (data := innermost(picture)) is not None and jpeg.is_blanked(data)
    for known, verdict in _VERDICTS:
        if last in known:
            data = innermost(picture)
            return data is not None and verdict(data)
    if last not in FLATE | LZW | RUNS or not LETTERS.issuperset(names[:-1]):
        return False
    lacks = size < _size(picture) * LEAST
    return lacks or (names == [last] and last in FLATE and _has_hole(picture.read_raw_bytes()))


_VERDICTS: tuple[tuple[set[str], Callable[[bytes], bool]], ...] = (
    (_JPEG, lambda data: not jpeg.is_sound(data)),
    (_JPEG2000, jpeg2000.is_cut),
    (_FAX, lambda data: bytes(RUN) in data),
    (_JBIG2, lambda data: bytes(max(BLANK, len(data) // BLANK_SHARE)) in data),
)


def _has_hole(data: bytes) -> bool:
    """Not read to its end mark, and blank in a place."""
    return has_run(data, BLANK_FLATE) and not packing.is_complete(data)


def _size(picture: pikepdf.Stream) -> int:
    """Bytes of the pixels, though a writer may forget that a row begins with a byte; 0 where it can not be known."""
    entries = picture.stream_dict
    mask = bool(entries.get("/ImageMask", False))
    channels = 1 if mask else _channels(entries.get("/ColorSpace"))
    bits = 1 if mask else int(entries.get("/BitsPerComponent", 0))
    return int(entries.get("/Width", 0)) * bits * channels * int(entries.get("/Height", 0)) // 8


def _channels(colours: object) -> int:
    if isinstance(colours, pikepdf.Name):
        return _COMPONENTS.get(str(colours), 0)
    if not isinstance(colours, pikepdf.Array) or not len(colours):  # type: ignore[arg-type]
        return 0
    kind, more = str(colours[0]), list(colours)[1:]  # type: ignore[index, call-overload]
    if kind == "/ICCBased":
        return int(more[0].get("/N", 0)) if more and isinstance(more[0], pikepdf.Stream) else 0
    if kind == "/DeviceN":
        return len(more[0]) if more and isinstance(more[0], pikepdf.Array) else 0
    return _COMPONENTS.get(kind, 0)

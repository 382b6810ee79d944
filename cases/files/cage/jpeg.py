"""Whether a JPEG's picture is there as a whole, judged from its data.

Pillow takes half a picture for a whole one: what libjpeg says of it is a warning that Pillow never sees. So libjpeg is
called by `jpeg_warnings`, and again without what may be filling. Where it cannot be called, the picture is compared
with what other data make of it."""

import re
from collections.abc import Callable, Iterator

from PIL import Image, ImageChops

from .jpeg_segments import END, Scan, decoded_part, is_complete, scans, whole
from .jpeg_warnings import warns

__all__ = ["decode_or_none", "is_blanked", "is_sound", "whole"]

# Bytes of one value that no encoder writes in a row: the least of them are a block of 63 equal values.
BLANK_RUN = 64
# A refinement of a progressive picture may hold a plane of bits that are all zero for a while.
BLANK_PLANE = 512
# Zeros at the end of a scan may be filling, up to this share of it; and where libjpeg cannot be called, a camera that
# forgets the last few rows is forgiven.
FORGIVEN = 0.02
# Bytes of any value that a camera leaves between the last of the picture and its end mark.
FILLING = 4
MAX_CHECKED = 3

_BLANK = re.compile(rb"\x00{%d,}|\xff{%d,}" % (BLANK_RUN, BLANK_RUN))
_PAD = bytes.fromhex("5ac3963ca7182b6d") * 64

Decode = Callable[[bytes], Image.Image]


def decode_or_none(data: bytes, decode: Decode) -> Image.Image | None:
    """`data` as `whole` gives it. None when the picture is damaged. Raises what `decode` does."""
    if (sound := _verdict(data)) is False:
        return None
    plain = decode(data)
    return None if sound is None and _looks_cut(data, plain, decode) else plain


def is_sound(data: bytes) -> bool:
    """As far as it can be judged without another decoder."""
    return _verdict(whole(data)) is not False


def _verdict(data: bytes) -> bool | None:
    """None: libjpeg cannot be called."""
    if not is_complete(data) or is_blanked(data):
        return False
    packed = decoded_part(data)
    if not (warning := warns(packed + END)):
        return None if warning is None else True
    return any(warns(each + END) is False for each in _without_filling(packed))


def _without_filling(data: bytes) -> Iterator[bytes]:
    """`data` as `decoded_part` returns it. Cameras fill up its end: with zeros to a round size, or with a few bytes
    of anything. Without them a sound picture brings no warning."""
    stripped = data.rstrip(b"\0")
    for zeros in range(min(3, len(data) - len(stripped))):
        yield stripped + bytes(zeros)
    for size in range(1, FILLING + 1):
        yield data[:-size]


def is_blanked(data: bytes) -> bool:
    """A piece of the packed picture was overwritten with zeros or ones, as a broken copy leaves it."""
    return any(_is_hole(data, scan, hole) for scan in scans(data) for hole in _holes(data, scan))


def _holes(data: bytes, scan: Scan) -> Iterator[re.Match[bytes]]:
    return _BLANK.finditer(data, scan.start, scan.end)


def _is_hole(data: bytes, scan: Scan, hole: re.Match[bytes]) -> bool:
    if data[hole.start()] == 0xFF:
        return hole.end() < scan.end  # filling before a marker is allowed
    size = hole.end() - hole.start()
    if hole.end() == scan.end and size <= FORGIVEN * (scan.end - scan.start):
        return False  # cameras fill up with zeros, too
    if scan.progressive and scan.refines:
        return scan.first > 0 and size >= BLANK_PLANE
    return not scan.flat


def _looks_cut(data: bytes, plain: Image.Image, decode: Decode) -> bool:
    """Decoded once more with other bytes behind each scan: the picture of a whole file never gets there, that of a cut
    one changes from the cut on."""
    listed = scans(data)
    padded = decode(_padded(data, listed))
    changed = ImageChops.difference(plain, padded).getbbox(alpha_only=False)
    if changed and (plain.height - changed[1]) > FORGIVEN * plain.height:
        return True
    return _has_left_over(data, listed, plain, decode)


def _padded(data: bytes, listed: list[Scan]) -> bytes:
    out, at = bytearray(), 0
    for scan in listed:
        out += data[at : scan.end] + _PAD
        at = scan.end
    return bytes(out + data[at:])


def _has_left_over(data: bytes, listed: list[Scan], plain: Image.Image, decode: Decode) -> bool:
    """Zeros that mean "as before" fill the picture too soon: then the last twentieth of the scan is never read, and
    other bytes in its place change nothing. A picture of one colour has nothing to lose; a bit that refines may make
    white no whiter, and proves nothing."""
    if all(low == high for low, high in _extremes(plain)):
        return False
    for scan in [scan for scan in listed if not scan.refines and any(_holes(data, scan))][:MAX_CHECKED]:
        size = max(BLANK_RUN, (scan.end - scan.start) // 20)
        other = data[: scan.end - size] + (_PAD * (size // len(_PAD) + 1))[:size] + data[scan.end :]
        if ImageChops.difference(plain, decode(other)).getbbox(alpha_only=False) is None:
            return True
    return False


def _extremes(image: Image.Image) -> list[tuple[int, int]]:
    """Of each channel."""
    return [channel.getextrema() for channel in image.split()]  # type: ignore[misc]

"""Whether a JPEG's picture is there as a whole, told from its data (ITU T.81, annex B): Pillow asks libjpeg, and what
libjpeg has to say of half a picture ("premature end", "extraneous bytes") is a warning that Pillow never sees.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops

END = b"\xff\xd9"
# Bytes of one value that no encoder writes in a row: the least of them are a block of 63 equal values.
BLANK_RUN = 64
# A refinement of a progressive picture may hold a plane of bits that are all nought for a while.
BLANK_PLANE = 512
# A camera that forgets the last few rows is forgiven.
FORGIVEN = 0.02
MAX_ASKED = 3

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_BLANK = re.compile(rb"\x00{%d,}|\xff{%d,}" % (BLANK_RUN, BLANK_RUN))
_PAD = bytes.fromhex("5ac3963ca7182b6d") * 64
_ALONE = {0x01, *range(0xD0, 0xD9)}
SOF_PROGRESSIVE, DHT, EOI, SOS = 0xC2, 0xC4, 0xD9, 0xDA

Decode = Callable[[bytes], Image.Image]


@dataclass(frozen=True, slots=True)
class Scan:
    """`start`, `end`: where its packed data lies. `first`, `refines`: of a progressive picture, the first coefficient
    and whether it adds a bit to what is known. `flat`: a nought packed in it means "as the block before"."""

    start: int
    end: int
    first: int
    refines: bool
    flat: bool
    progressive: bool


def scans(data: bytes) -> list[Scan]:
    return list(_scans(data))


def _scans(data: bytes) -> Iterator[Scan]:
    """Up to the end of the first picture, or of the data. Stops where the structure does."""
    at, progressive = 2, False
    tables: dict[int, int] = {}
    while (at := data.find(b"\xff", at)) >= 0 and at + 4 <= len(data):
        marker = data[at + 1]
        if marker == EOI:
            return
        if marker in _ALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        body = data[at + 4 : at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")]
        at += 4 + len(body)
        if marker == DHT:
            tables |= _shortest(body)
        progressive = progressive or marker == SOF_PROGRESSIVE
        if marker == SOS and body:
            found = _MARKER.search(data, at)
            end = found.start() if found else len(data)
            yield _scan(body, tables, at, end, progressive)
            at = end


def _shortest(body: bytes) -> dict[int, int]:
    """By table (class and number, as DHT names it): what a code of noughts only stands for."""
    tables, at = {}, 0
    while at + 17 < len(body):
        tables[body[at]] = body[at + 17]
        at += 17 + sum(body[at + 1 : at + 17])
    return tables


def _scan(body: bytes, tables: dict[int, int], start: int, end: int, progressive: bool) -> Scan:
    count = body[0]
    used = [body[2 + 2 * at] for at in range(count) if 2 + 2 * at < len(body)]
    tail = body[1 + 2 * count : 4 + 2 * count].ljust(3, b"\0")
    direct = [tables.get(each >> 4) == 0 for each in used] if tail[0] == 0 else []
    rest = [tables.get(0x10 | each & 15) == 0 for each in used] if not progressive or tail[0] else []
    return Scan(start, end, tail[0], tail[2] >> 4 > 0, all(direct + rest), progressive)


def is_blanked(data: bytes) -> bool:
    """A piece of the packed picture was overwritten with noughts or ones, as a broken copy leaves it."""
    return any(_is_hole(data, scan, hole) for scan in scans(data) for hole in _holes(data, scan))


def _holes(data: bytes, scan: Scan) -> Iterator[re.Match[bytes]]:
    return _BLANK.finditer(data, scan.start, scan.end)


def _is_hole(data: bytes, scan: Scan, hole: re.Match[bytes]) -> bool:
    if data[hole.start()] == 0xFF:
        return hole.end() < scan.end  # filling before a marker is allowed
    if scan.progressive and scan.refines:
        return scan.first > 0 and hole.end() - hole.start() >= BLANK_PLANE
    return not scan.flat


def whole(data: bytes) -> bytes:
    """The first picture alone: what a telephone hangs behind it (a film, a second picture) goes."""
    last = scans(data)
    return data[: last[-1].end] + END if last else data


def is_cut(data: bytes, plain: Image.Image, decode: Decode) -> bool:
    """`data` as `whole` gives it, `plain`: decoded. Decoded once more with other bytes behind each scan: the picture of
    a whole file never gets there, that of a cut one changes from the cut on."""
    found = scans(data)
    padded = decode(_padded(data, found))
    changed = ImageChops.difference(plain, padded).getbbox(alpha_only=False)
    if changed and (plain.height - changed[1]) > FORGIVEN * plain.height:
        return True
    return _has_left_over(data, found, plain, decode)


def _padded(data: bytes, found: list[Scan]) -> bytes:
    out, at = bytearray(), 0
    for scan in found:
        out += data[at : scan.end] + _PAD
        at = scan.end
    return bytes(out + data[at:])


def _has_left_over(data: bytes, found: list[Scan], plain: Image.Image, decode: Decode) -> bool:
    """Noughts that mean "as before" fill the picture too soon: then the last twentieth of the scan is never read, and
    other bytes in its place change nothing. A picture of one colour has nothing to lose; a bit that refines may make
    white no whiter, and tells nothing."""
    if all(low == high for low, high in _extremes(plain)):
        return False
    for scan in [scan for scan in found if not scan.refines and any(_holes(data, scan))][:MAX_ASKED]:
        size = max(BLANK_RUN, (scan.end - scan.start) // 20)
        other = data[: scan.end - size] + (_PAD * (size // len(_PAD) + 1))[:size] + data[scan.end :]
        if ImageChops.difference(plain, decode(other)).getbbox(alpha_only=False) is None:
            return True
    return False


def _extremes(image: Image.Image) -> list[tuple[int, int]]:
    """Of each channel."""
    return [channel.getextrema() for channel in image.split()]  # type: ignore[misc]

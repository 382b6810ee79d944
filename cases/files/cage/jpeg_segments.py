"""What a JPEG consists of: its segments and scans (ITU T.81, annex B)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

END = b"\xff\xd9"
SOF_PROGRESSIVE, DHT, DAC, EOI, SOS, DQT, DRI = 0xC2, 0xC4, 0xCC, 0xD9, 0xDA, 0xDB, 0xDD
# C8 is reserved.
_FRAMES = set(range(0xC0, 0xD0)) - {DHT, 0xC8, DAC}
_DECODED = _FRAMES | {DHT, DAC, DQT, DRI, SOS}
_ALONE = {0x01, *range(0xD0, 0xD9)}
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
LAST_COEFFICIENT = 63
# How a scan of all coefficients describes itself.
_SEQUENTIAL = bytes([0, LAST_COEFFICIENT, 0])


@dataclass(frozen=True, slots=True)
class Segment:
    """`data[start:end]` is a marker with its body."""

    marker: int
    start: int
    end: int
    packed: int
    """Of a scan: the end of the compressed data behind the body."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Scan:
    """A pass over the picture; a progressive one (ITU T.81, annex G) brings a part of the coefficients each time."""

    start: int
    """Of its compressed data."""
    end: int
    """Of its compressed data."""
    components: tuple[int, ...]
    first: int
    """Of a progressive picture: the first coefficient that it brings."""
    last: int
    """Of a progressive picture: the last coefficient that it brings."""
    bit: int
    """Of a progressive picture: the lowest bit of the coefficients that it brings."""
    refines: bool
    """It adds a bit to coefficients that an earlier scan brought."""
    flat: bool
    """A zero difference in it means "as the block before"."""
    progressive: bool


def segments(data: bytes) -> Iterator[Segment]:
    """Up to the end of the first picture, or of the data. Stops where the structure does."""
    at = 2
    while (at := data.find(b"\xff", at)) >= 0 and at + 4 <= len(data):
        marker = data[at + 1]
        if marker == EOI:
            return
        if marker in _ALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        body = data[at + 4 : at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")]
        end = packed = at + 4 + len(body)
        if marker == SOS and body:
            match = _MARKER.search(data, end)
            packed = match.start() if match else len(data)
        yield Segment(marker, at, end, packed, body)
        at = packed


def scans(data: bytes) -> list[Scan]:
    return list(_scans(data))


def _scans(data: bytes) -> Iterator[Scan]:
    progressive = False
    tables: dict[int, int] = {}
    for segment in segments(data):
        if segment.marker == DHT:
            tables |= _shortest(segment.body)
        progressive = progressive or segment.marker == SOF_PROGRESSIVE
        if segment.marker == SOS and segment.body:
            yield _scan(segment, tables, progressive)


def _shortest(body: bytes) -> dict[int, int]:
    """By table (class and number, as DHT names it): what a code of zeros only means."""
    tables, at = {}, 0
    while at + 17 < len(body):
        tables[body[at]] = body[at + 17]
        at += 17 + sum(body[at + 1 : at + 17])
    return tables


def _scan(segment: Segment, tables: dict[int, int], progressive: bool) -> Scan:
    body = segment.body
    count = body[0]
    used = [body[2 + 2 * at] for at in range(count) if 2 + 2 * at < len(body)]
    first, last, bits = body[1 + 2 * count : 4 + 2 * count].ljust(3, b"\0")
    direct = [tables.get(each >> 4) == 0 for each in used] if first == 0 else []
    rest = [tables.get(0x10 | each & 15) == 0 for each in used] if not progressive or first else []
    components = tuple(body[1 : 1 + 2 * count : 2])
    flat = all(direct + rest)
    return Scan(segment.end, segment.packed, components, first, last, bits & 15, bits >> 4 > 0, flat, progressive)


def whole(data: bytes) -> bytes:
    """The first picture alone: what a telephone appends to it (a film, a second picture) is removed."""
    last = scans(data)
    return data[: last[-1].end] + END if last else data


def is_complete(data: bytes) -> bool:
    """Every component came, of a progressive picture every coefficient to its last bit: readers draw the others as if
    they were zero, and say nothing."""
    came = {
        (component, at) for scan in scans(data) if not scan.bit for component in scan.components for at in _brings(scan)
    }
    return all((component, at) in came for component in _components(data) for at in range(LAST_COEFFICIENT + 1))


def _brings(scan: Scan) -> range:
    return range(scan.first, scan.last + 1) if scan.progressive else range(LAST_COEFFICIENT + 1)


def _components(data: bytes) -> bytes:
    """Their numbers in the frame."""
    frame = next((each.body for each in segments(data) if each.marker in _FRAMES), b"")
    return frame[6 : 6 + 3 * frame[5] : 3] if len(frame) > 6 else b""


def decoded_part(data: bytes) -> bytes:
    """Only what is decoded, up to the end mark: libjpeg also warns of what applications left in their own segments, and
    of a scan of all coefficients that does not call itself one."""
    out, progressive = bytearray(data[:2]), False
    for each in segments(data):
        progressive = progressive or each.marker == SOF_PROGRESSIVE
        if each.marker in _DECODED:
            head = data[each.start : each.end]
            sequential = each.marker == SOS and not progressive
            out += (head[:-3] + _SEQUENTIAL if sequential else head) + data[each.end : each.packed]
    return bytes(out)

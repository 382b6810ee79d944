"""The packed pictures in a HEIC or AVIF (ISO/IEC 14496-12, 8.11: items of the `meta` box)."""

from collections.abc import Iterator

Span = tuple[int, int]
MAX_ITEMS = 5_000
_COMPANIONS = (b"thmb", b"auxl", b"prem")


def items(data: bytes, kind: bytes) -> list[bytes]:
    """What each item of this type ("hvc1", "av01") consists of, without the companions of a picture; empty where the
    boxes make no sense."""
    return [item for _number, item in _items(data, kind)]


def configured_items(data: bytes, kind: bytes, setting: bytes) -> list[tuple[bytes, bytes]]:
    """The same, each behind the body of its setting ("hvcC"), which its decoder needs first; b"" where it has none."""
    try:
        known = dict(_settings(data, setting))
    except (KeyError, IndexError):
        known = {}
    return [(known.get(number, b""), item) for number, item in _items(data, kind)]


def _items(data: bytes, kind: bytes) -> list[tuple[int, bytes]]:
    try:
        boxes = dict(_boxes(data, *_meta(data)))
        kinds = dict(_kinds(data, *boxes[b"iinf"]))
        for companion in _companions(data, *boxes.get(b"iref", (0, 0))):
            kinds.pop(companion, None)
        return [
            (number, b"".join(data[start:end] for start, end in spans))
            for number, spans in _places(data, *boxes[b"iloc"])
            if kinds.get(number) == kind
        ]
    except (KeyError, IndexError):
        return []


def _settings(data: bytes, setting: bytes) -> Iterator[tuple[int, bytes]]:
    """Of each item the body of that property (`ipco`, `ipma`)."""
    within = dict(_boxes(data, *dict(_boxes(data, *_meta(data)))[b"iprp"]))
    properties = list(_boxes(data, *within[b"ipco"]))
    at = within[b"ipma"][0]
    wide_number, wide_index = data[at] > 0, data[at + 3] & 1
    count, at = _number(data, at + 4, 4), at + 8
    for _ in range(min(count, MAX_ITEMS)):
        number, at = _number(data, at, 4 if wide_number else 2), at + (4 if wide_number else 2)
        listed, at = _number(data, at, 1), at + 1
        for _ in range(listed):
            index = _number(data, at, 2) & 0x7FFF if wide_index else _number(data, at, 1) & 0x7F
            at += 2 if wide_index else 1
            if 0 < index <= len(properties) and properties[index - 1][0] == setting:
                yield number, data[slice(*properties[index - 1][1])]


def _number(data: bytes, at: int, size: int) -> int:
    """Raises IndexError behind the end."""
    if at + size > len(data):
        raise IndexError(at)
    return int.from_bytes(data[at : at + size], "big")


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, Span]]:
    """Name and body of each box."""
    while start + 8 <= end:
        size, head = _number(data, start, 4), 8
        if size == 1:
            size, head = _number(data, start + 8, 8), 16
        size = size or end - start
        if size < head:
            return
        yield data[start + 4 : start + 8], (start + head, min(start + size, end))
        start += size


def _meta(data: bytes) -> Span:
    """Behind its version and flags. Raises KeyError."""
    start, end = dict(_boxes(data, 0, len(data)))[b"meta"]
    return start + 4, end


def _kinds(data: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Number and type of each item (`iinf`, of `infe` from version 2 on)."""
    start += 6 if data[start] == 0 else 8
    for name, (at, _end) in _boxes(data, start, end):
        if name == b"infe" and data[at] >= 2:
            width = 2 if data[at] == 2 else 4
            yield _number(data, at + 4, width), data[at + 6 + width : at + 10 + width]


def _companions(data: bytes, start: int, end: int) -> Iterator[int]:
    """Thumbnails, depths and the like: who refers to a picture as one (`iref`)."""
    width = 4 if end and data[start] else 2
    for name, (at, _end) in _boxes(data, start + 4, end):
        if name in _COMPANIONS:
            yield _number(data, at, width)


def _places(data: bytes, start: int, end: int) -> Iterator[tuple[int, list[Span]]]:
    """Number and extents of each item (`iloc`); those that do not lie in the file itself are left out."""
    version, wide = data[start], data[start] == 2
    sizes = _number(data, start + 4, 2)
    offset, length, base, index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15 if version else 0
    count, at = _number(data, start + 6, 4 if wide else 2), start + (10 if wide else 8)
    for _ in range(min(count, MAX_ITEMS)):
        number, at = _number(data, at, 4 if wide else 2), at + (4 if wide else 2)
        method = _number(data, at, 2) & 15 if version else 0
        at += 4 if version else 2
        first, at = _number(data, at, base), at + base
        extents, at = _number(data, at, 2), at + 2
        spans = []
        for _ in range(min(extents, MAX_ITEMS)):
            begin = first + _number(data, at + index, offset)
            spans.append((begin, begin + _number(data, at + index + offset, length)))
            at += index + offset + length
        if method == 0:
            yield number, spans

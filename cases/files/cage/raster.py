"""Pictures without any packing: a hole in them is black, and so is many a border; what tells them apart is where it
begins and ends.

A border keeps to rows or to an edge that goes on in the next row. A hole begins and ends in the middle of a row,
between bright pixels, wherever the copy broke.
"""

import re

from PIL import Image

LEAST_ROWS = 4
BRIGHT = 32
# Pixels that an end must lie away from the edges of the picture, and how many are looked at beside it.
AWAY, BESIDE = 4, 16

_BLACK = re.compile(rb"\0{1024,}")


def has_hole(image: Image.Image) -> bool:
    """`image`: in the order in which its rows lie in the file."""
    if image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        return False
    data, pixel = image.tobytes(), len(image.getbands())
    row = image.width * pixel
    return any(
        hole.end() - hole.start() >= LEAST_ROWS * row and _is_torn(data, hole.start(), hole.end(), row, pixel)
        for hole in _BLACK.finditer(data)
    )


def _is_torn(data: bytes, start: int, end: int, row: int, pixel: int) -> bool:
    """At either end, where it lies inside the picture: the other may lie in something black."""
    return any(_is_bright(data, at, row, pixel) for at in (start, end) if row <= at < len(data) - row)


def _is_bright(data: bytes, at: int, row: int, pixel: int) -> bool:
    """On the one side of `at` in its own row, and above or below the other to the end of that row: an edge would go on
    there."""
    before = min(BESIDE * pixel, at % row)
    behind = min(BESIDE * pixel, row - at % row)
    if min(before, behind) < AWAY * pixel:
        return False
    if data[at] == 0:
        above = data[at - row : at - at % row]
        return min(map(_mean, (data[at - before : at], above[:behind], above[-behind:]))) >= BRIGHT
    below = data[at - at % row + row : at + row]
    return min(map(_mean, (data[at : at + behind], below[-before:], below[:before]))) >= BRIGHT


def _mean(data: bytes) -> float:
    return sum(data) / len(data) if data else 0.0

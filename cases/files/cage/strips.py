"""The packed pieces of a TIFF's page (TIFF 6.0, sections 3, 8 and 15)."""

from PIL import Image

NONE, JPEG = 1, 7
FAX, FLATE = (2, 3, 4), (8, 32946)
_COMPRESSION, _TABLES = 259, 347
_PLACES = ((273, 279), (324, 325))  # of strips and of tiles: where, and how long


def packing(image: Image.Image) -> int:
    return int(image.tag_v2.get(_COMPRESSION, NONE))  # type: ignore[attr-defined]


def strips(data: bytes, image: Image.Image) -> list[bytes]:
    """Each as it lies there; a strip of JPEG with the tables of the page."""
    tags = image.tag_v2  # type: ignore[attr-defined]
    places = [place for where, size in _PLACES for place in zip(tags.get(where, ()), tags.get(size, ()), strict=False)]
    pieces = [data[at : at + size] for at, size in places]
    tables = bytes(tags.get(_TABLES, b""))
    if packing(image) != JPEG or len(tables) < 4:
        return pieces
    return [tables[:-2] + strip[2:] for strip in pieces]

"""What a camera wrote into the pictures of a PDF besides the picture: place and time (EXIF), history (XMP), comments,
thumbnails, a second picture. Cut out of the data; nothing is packed again.
"""

from collections.abc import Iterator

import pikepdf

from .jpeg_segments import END, segments
from .streams import filters, innermost, parameters

_COMMENT, _APP0, _APP15 = 0xFE, 0xE0, 0xEF
# What decides on colours: JFIF, the profile, Adobe's word on how they are packed.
_ALLOWED = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_JPEG, _JPEG2000 = {"/DCTDecode", "/DCT"}, {"/JPXDecode"}
_BOXES = {b"uuid", b"xml ", b"jp2i", b"uinf"}
_JP2 = b"\0\0\0\x0cjP  "


def take_out(pdf: pikepdf.Pdf) -> None:
    """In place."""
    for thing in list(pdf.objects):
        if isinstance(thing, pikepdf.Stream) and (names := filters(thing)) and names[-1] in _JPEG | _JPEG2000:
            data = innermost(thing)
            if data is not None and (bare := strip(data)) != data:
                last = parameters(thing, len(names) - 1)
                thing.write(bare, filter=pikepdf.Name(names[-1]), decode_parms=pikepdf.Dictionary(dict(last.items())))


def strip(data: bytes) -> bytes:
    """`data`: a JPEG or JPEG 2000; anything else comes back as it is."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(_JP2):
        return b"".join(data[start:end] for name, start, end in _boxes(data) if name not in _BOXES)
    return data


def _jpeg(data: bytes) -> bytes:
    out, at, last = bytearray(), 0, 0
    for each in segments(data):
        if each.marker == _COMMENT or (_APP0 <= each.marker <= _APP15 and not _is_allowed(each.marker, each.body)):
            out += data[at : each.start]
            at = each.end
        last = each.packed
    end = last + len(END) if data[last : last + len(END)] == END else len(data)
    return bytes(out + data[at:end])


def _is_allowed(marker: int, body: bytes) -> bool:
    return marker in _ALLOWED and body.startswith(_ALLOWED[marker])


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of each box at the top (ITU-T T.800, I.4); what makes no sense belongs to the last one."""
    at = 0
    while at < len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        end = at + size if 8 <= size <= len(data) - at else len(data)
        yield name, at, end
        at = end

"""What libde265 warns of while it decodes a HEIC: data that means nothing, a row of blocks that does not end where it
should.

Through libheif nobody learns of it, and the picture comes out with a piece of noise in it. So the library is called by
itself, the same that `pillow_heif` brings along; where that was built otherwise, there is no answer.
"""

import ctypes
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pillow_heif

from . import boxes

# Not of the data: parts of the standard that the decoder leaves out, its queue of warnings full.
_HARMLESS = {502, 1000}
_WAITING = 13
MAX_STEPS = 10_000
# Of a setting (ISO/IEC 14496-15, 8.3.3.1): where its lists of parameters begin; how long an item's lengths are.
_LISTS, _LENGTH_SIZE = 22, 21
# Types of units from here on hold no picture (ITU-T H.265, table 7-1).
_FIRST_OTHER = 32
# Of a piece of a picture: shorter ones are not checked, and how many of one picture are.
LEAST, MAX_CHECKED = 200, 4
_PAD = bytes.fromhex("5ac3963ca7182b6d")


@cache
def library() -> Any:
    """None where it is not beside `pillow_heif`. Loaded before the cage is locked: later no file opens any more."""
    folder = Path(pillow_heif.__file__).parent.with_name("pillow_heif.libs")
    place = next(folder.glob("libde265*"), None)
    if place is None:
        return None
    loaded: Any = ctypes.CDLL(str(place))
    loaded.de265_new_decoder.restype = ctypes.c_void_p
    loaded.de265_get_next_picture.restype = ctypes.c_void_p
    loaded.de265_get_image_plane.restype = ctypes.c_void_p
    for name in ("free_decoder", "flush_data", "get_warning", "get_next_picture"):
        getattr(loaded, f"de265_{name}").argtypes = [ctypes.c_void_p]
    for name in ("width", "height"):
        getattr(loaded, f"de265_get_image_{name}").argtypes = [ctypes.c_void_p, ctypes.c_int]
    loaded.de265_get_bits_per_pixel.argtypes = [ctypes.c_void_p, ctypes.c_int]
    loaded.de265_get_image_plane.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
    loaded.de265_decode.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_int)]
    loaded.de265_push_NAL.argtypes = [
        *(ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int),
        *(ctypes.c_int64, ctypes.c_void_p),
    ]
    return loaded


def warns(data: bytes) -> bool:
    """Of any picture of the file."""
    if library() is None:
        return False
    return any(_is_broken(setting, item) for setting, item in boxes.configured_items(data, b"hvc1", b"hvcC") if setting)


def _is_broken(setting: bytes, item: bytes) -> bool:
    if len(setting) <= _LISTS or setting[_LENGTH_SIZE] & 3 != 3:
        return False
    first, units = list(_parameters(setting)), list(_units(item))
    drawn = _decoded([*first, *units])
    return drawn is None or any(_is_never_read(first, units, at, drawn) for at in _slices(units))


def _slices(units: list[bytes]) -> list[int]:
    """The units with a piece of the picture that is large enough."""
    return [at for at, unit in enumerate(units) if unit[0] >> 1 < _FIRST_OTHER and len(unit) >= LEAST][-MAX_CHECKED:]


def _is_never_read(first: list[bytes], units: list[bytes], at: int, drawn: bytes) -> bool:
    """Noise that happens to mean "the end" ends the piece too soon, and no warning comes: then other bytes in
    place of the last ones change nothing. In a sound piece each byte is read."""
    unit = units[at].rstrip(b"\0\3")
    size = max(LEAST // 4, len(unit) // 20)
    other = unit[:-size] + (_PAD * (size // len(_PAD) + 1))[:size]
    return _decoded([*first, *units[:at], other, *units[at + 1 :]]) == drawn


def _decoded(units: list[bytes]) -> bytes | None:
    """A digest of what they draw; None where the library has something to say."""
    ask = library()
    decoder = ask.de265_new_decoder()
    try:
        for unit in units:
            ask.de265_push_NAL(decoder, unit, len(unit), 0, None)
        ask.de265_flush_data(decoder)
        drawn = _drawn(ask, decoder)
        return None if any(code not in _HARMLESS for code in _warnings(ask, decoder)) else drawn
    finally:
        ask.de265_free_decoder(decoder)


def _drawn(ask: Any, decoder: int) -> bytes | None:
    more, drawn = ctypes.c_int(1), hashlib.sha256()
    for _ in range(MAX_STEPS):
        fault = ask.de265_decode(decoder, ctypes.byref(more))
        while picture := ask.de265_get_next_picture(decoder):
            for channel in range(3):
                _feed(ask, picture, channel, drawn)
        if fault not in (0, _WAITING):
            return None
        if fault or not more.value:
            break
    return drawn.digest()


def _feed(ask: Any, picture: int, channel: int, drawn: Any) -> None:
    stride = ctypes.c_int(0)
    plane = ask.de265_get_image_plane(picture, channel, ctypes.byref(stride))
    if plane and stride.value > 0:
        width, height = ask.de265_get_image_width(picture, channel), ask.de265_get_image_height(picture, channel)
        row = width * ((ask.de265_get_bits_per_pixel(picture, channel) + 7) // 8)
        for at in range(height):
            drawn.update(ctypes.string_at(plane + at * stride.value, min(row, stride.value)))


def _warnings(ask: Any, decoder: int) -> Iterator[int]:
    while code := ask.de265_get_warning(decoder):
        yield code


def _parameters(setting: bytes) -> Iterator[bytes]:
    at = _LISTS + 1
    for _ in range(setting[_LISTS]):
        count, at = int.from_bytes(setting[at + 1 : at + 3], "big"), at + 3
        for _ in range(count):
            size, at = int.from_bytes(setting[at : at + 2], "big"), at + 2
            yield setting[at : at + size]
            at += size


def _units(item: bytes) -> Iterator[bytes]:
    at = 0
    while at + 4 <= len(item):
        start, at = at + 4, at + 4 + int.from_bytes(item[at : at + 4], "big")
        if start < at <= len(item):
            yield item[start:at]

"""A JPEG of which a part is missing is refused at every quality; what telephones leave in a sound one is not minded."""

import io
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from PIL import Image

from cases.files import BadFile, inspect
from cases.files.cage import jpeg, jpeg_warnings
from tests import bad_files, odd_files

END = b"\xff\xd9"
QUALITIES = (1, 5, 10, 30, 75, 95)
ENCODINGS: dict[str, dict[str, Any]] = {
    "sequential": {},
    "with tables of its own": {"optimize": True},
    "progressive": {"progressive": True},
    "with restarts": {"restart_marker_rows": 1},
}


def middle(data: bytes, filling: bytes) -> bytes:
    """A third of it is replaced."""
    third = len(data) // 3
    return data[:third] + filling + data[2 * third :]


HARM: dict[str, Callable[[bytes], bytes]] = {
    "half nought": lambda data: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
    "half nought, with its end mark": lambda data: data[: len(data) // 2] + bytes(len(data) // 2 - 2) + END,
    "cut": bad_files.truncated,
    "cut, with an end mark": odd_files.ended_early,
    "a third left out": lambda data: middle(data, b""),
    "a third nought": lambda data: middle(data, bytes(len(data) // 3)),
    "a third of another file": lambda data: middle(data, Random(3).randbytes(len(data) // 3).replace(b"\xff", b"\xfe")),
}


def is_taken(data: bytes) -> bool:
    try:
        inspect(io.BytesIO(data), "photo.jpg", "cv", caged=False)
    except BadFile as bad:
        assert bad.code == "damaged"
        return False
    return True


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("harm", HARM)
def test_refuses_at_every_quality(harm: str, encoding: str, mode: str) -> None:
    made = {quality: odd_files.scenery(mode=mode, quality=quality, **ENCODINGS[encoding]) for quality in QUALITIES}
    assert [quality for quality, data in made.items() if is_taken(HARM[harm](data))] == []


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_takes_sound_pictures_at_every_quality(encoding: str, mode: str) -> None:
    made = {quality: odd_files.scenery(mode=mode, quality=quality, **ENCODINGS[encoding]) for quality in QUALITIES}
    assert [quality for quality, data in made.items() if not is_taken(data)] == []


def mpo() -> bytes:
    """Two pictures in one file, as telephones with two lenses make them."""
    first, second = (Image.open(io.BytesIO(odd_files.scenery(quality=quality))) for quality in (80, 60))
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def with_unknown_segments() -> bytes:
    """An Adobe segment with a transform nobody knows, and bytes between the segments."""
    data = odd_files.scenery()
    return data[:2] + b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x09" + b"\x00\x00\x00" + data[2:]


def with_odd_scan() -> bytes:
    """A sequential scan that does not say that it has all the coefficients."""
    data = odd_files.scenery()
    scan = data.index(b"\xff\xda")
    tail = scan + 2 + int.from_bytes(data[scan + 2 : scan + 4], "big")
    return data[: tail - 3] + bytes(3) + data[tail:]


ODD: dict[str, Callable[[], bytes]] = {
    "two pictures": mpo,
    "segments nobody knows": with_unknown_segments,
    "an odd scan": with_odd_scan,
    "no end mark": lambda: odd_files.scenery()[:-2],
    "a film behind it": lambda: odd_files.scenery() + b"\0\0\0\x18ftypmp42" + b"film" * 500,
    **{
        f"{size} bytes before the end mark": lambda size=size: odd_files.scenery()[:-2] + b"\x5a" * size + END  # type: ignore[misc]
        for size in (1, 2, 4)
    },
    "noughts before the end mark": lambda: odd_files.scenery(quality=95)[:-2] + bytes(500) + END,
}


@pytest.mark.parametrize("odd", ODD)
def test_takes_what_telephones_leave_in_a_sound_picture(odd: str) -> None:
    assert is_taken(ODD[odd]())


def test_libjpeg_warns_of_what_pillow_takes() -> None:
    whole = odd_files.scenery(progressive=True)
    assert jpeg_warnings.warns(whole) is False
    assert jpeg_warnings.warns(odd_files.ended_early(whole)) is True
    assert jpeg_warnings.warns(b"no picture") is None


@pytest.mark.parametrize("harm", [name for name in HARM if "cut" in name])
def test_compares_pictures_where_libjpeg_can_not_be_asked(harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of one too large for the memory."""
    monkeypatch.setattr(jpeg, "warns", lambda data: None)
    assert not is_taken(HARM[harm](odd_files.scenery()))
    assert is_taken(odd_files.scenery())

"""A picture with a piece overwritten is refused in every form; one that is blank by nature is not."""

import io
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageDraw

from cases.files import BadFile, inspect
from cases.files.cage import boxes, holes
from tests import bad_files, odd_files


def packed(form: str, image: Image.Image, **options: Any) -> bytes:
    if form == "HEIF":
        return odd_files.as_heic(image, **options)
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "heic": ("HEIF", "RGB", {"quality": 70}),
    "heic in tiles": ("HEIF", "RGB", {"quality": 70, "tile_size": 128}),
    "avif": ("AVIF", "RGB", {}),
    "webp": ("WEBP", "RGB", {}),
    "webp without loss": ("WEBP", "RGB", {"lossless": True}),
    "png": ("PNG", "RGB", {}),
    "bmp": ("BMP", "RGB", {}),
    "tiff": ("TIFF", "RGB", {}),
    "tiff by lzw": ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    "tiff by flate": ("TIFF", "RGB", {"compression": "tiff_adobe_deflate"}),
    "tiff by packbits": ("TIFF", "RGB", {"compression": "packbits"}),
    "tiff by jpeg": ("TIFF", "RGB", {"compression": "jpeg"}),
    "tiff by fax": ("TIFF", "1", {"compression": "group4"}),
}
HARM: dict[str, Callable[[bytes], bytes]] = {
    "the second half nought": lambda data: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
    "a third nought": odd_files.with_a_hole,
    "half missing": lambda data: data[: len(data) // 2],
}


@cache
def whole(name: str) -> bytes:
    form, mode, options = FORMS[name]
    return packed(form, odd_files.scene((400, 300)).convert(mode), **options)


def refused(data: bytes) -> str:
    try:
        inspect(io.BytesIO(data), "scan.bin", "cv", caged=False)
    except BadFile as bad:
        return bad.code
    return ""


@pytest.fixture
def in_a_single_strip(monkeypatch: pytest.MonkeyPatch) -> None:
    """As scanners write, and where a fault is harder to see."""
    monkeypatch.setattr("PIL.TiffImagePlugin.STRIP_SIZE", 10**9)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.usefixtures("in_a_single_strip")
def test_refuses_what_is_not_whole(name: str) -> None:
    assert refused(whole(name)) == ""
    assert {harm: refused(HARM[harm](whole(name))) for harm in HARM} == dict.fromkeys(HARM, "damaged")


def test_refuses_a_png_whose_end_is_nought_below_the_last_that_is_drawn() -> None:
    """Pillow stops where the picture is full, and never asks for the checksum."""
    page = Image.new("RGB", (620, 877), "white")
    page.paste(odd_files.scene((400, 300)), (100, 100))
    data = packed("PNG", page)
    tail = len(data) // 50
    assert refused(data[:-tail] + bytes(tail)) == "damaged"


def sheet(mode: str) -> Image.Image:
    """A few lines of writing on an empty A4."""
    page = Image.new("L", (620, 877), 255)
    for number in range(6):
        ImageDraw.Draw(page).rectangle((60, 75 + 20 * number, 450, 80 + 20 * number), fill=0)
    return page.convert(mode)


BLANK: dict[str, tuple[str, str, dict[str, Any]]] = {
    "webp": ("WEBP", "RGB", {"quality": 50}),
    "webp without loss": ("WEBP", "RGB", {"lossless": True, "quality": 80, "method": 0}),
    "avif": ("AVIF", "RGB", {"speed": 9}),
    "heic": ("HEIF", "RGB", {"quality": 50}),
    "tiff": ("TIFF", "L", {}),
    "tiff by flate": ("TIFF", "L", {"compression": "tiff_adobe_deflate"}),
    "tiff by fax": ("TIFF", "1", {"compression": "group4"}),
    "tiff by older fax": ("TIFF", "1", {"compression": "group3"}),
    "tiff by packbits": ("TIFF", "1", {"compression": "packbits"}),
    "tiff by jpeg": ("TIFF", "L", {"compression": "jpeg"}),
}


@pytest.mark.parametrize("name", BLANK)
@pytest.mark.usefixtures("in_a_single_strip")
def test_takes_a_sheet_that_is_nearly_empty(name: str) -> None:
    form, mode, options = BLANK[name]
    assert refused(packed(form, sheet(mode), **options)) == ""


@pytest.mark.parametrize("form", ["TIFF", "BMP"])
def test_takes_a_black_border(form: str) -> None:
    """As a scanner with its lid open sees it, and lying a little askew."""
    page = Image.new("RGB", (300, 400))
    page.paste(odd_files.scene((200, 250)), (0, 50))
    assert refused(packed(form, page)) == refused(packed(form, page.rotate(2))) == ""


def test_takes_a_camera_that_fills_up_with_set_bits_and_a_thumbnail_that_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = bytes(range(1, 90))
    units = [picture, bytes([holes.FILLER << 1, 1]) + b"\xff" * 900, picture]
    item = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
    monkeypatch.setattr("cases.files.cage.boxes.items", lambda data, kind: [item])
    assert not holes.is_blanked("heic", b"", Image.new("L", (1, 1)))
    monkeypatch.setattr("cases.files.cage.boxes.items", lambda data, kind: [item.replace(b"\x4c\x01", b"\x28\x01")])
    assert holes.is_blanked("heic", b"", Image.new("L", (1, 1)))


def test_looks_at_the_picture_and_not_at_its_thumbnail() -> None:
    image = odd_files.scene((320, 240))
    with_thumbnail = odd_files.as_heic(image, quality=50, thumbnails=[64])
    assert len(boxes.items(with_thumbnail, b"hvc1")) == len(boxes.items(odd_files.as_heic(image), b"hvc1")) == 1


def noisy(data: bytes, size: int, seed: int) -> bytes:
    """Random bytes in place of some of the packed picture; none that could not stand there."""
    random = Random(seed)
    (item,) = boxes.items(data, b"hvc1")
    at = data.index(item) + random.randrange(100, len(item) - size - 20)
    return data[:at] + bytes(random.choices(range(4, 255), k=size)) + data[at + size :]


@pytest.mark.parametrize("wavefront", ["0", "1"])
def test_refuses_a_photo_of_a_telephone_with_noise_in_it(wavefront: str) -> None:
    """Telephones pack without wavefronts: then no row says where it ends."""
    whole = odd_files.as_heic(odd_files.scene((400, 300)), quality=70, enc_params={"x265:wpp": wavefront})
    assert refused(whole) == ""
    assert [refused(noisy(whole, size, seed)) for seed, size in enumerate((16, 64, 300, 900))] == ["damaged"] * 4


def test_takes_a_photo_without_a_thumbnail_or_with() -> None:
    """What stands beside the picture in the file may be empty."""
    exif = Image.Exif()
    exif[0xEA1C] = bytes(4000)
    assert refused(odd_files.as_heic(odd_files.scene((320, 240)), exif=exif.tobytes())) == ""
    assert refused(bad_files.picture("WEBP", exif=exif.tobytes())) == ""

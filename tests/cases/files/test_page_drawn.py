"""A page of a file as it came, drawn in the cage as a picture of our own."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from cases.files import BadFile
from cases.files.inspection import picture_of
from tests import bad_files, odd_files


def drawn(data: bytes, number: int = 1, *, caged: bool = False) -> Image.Image:
    made = picture_of(data, number, caged=caged)
    assert made.startswith(b"\xff\xd8\xff") and made != data
    return Image.open(BytesIO(made))


@pytest.mark.parametrize("caged", [True, False])
def test_each_page_of_a_pdf(caged: bool) -> None:
    data = odd_files.plainly(odd_files.drawn_pdf(2))
    pages = [drawn(data, number, caged=caged) for number in (1, 2)]
    assert {max(page.size) for page in pages} == {1600} and pages[0].tobytes() != pages[1].tobytes()


def test_a_photo_from_a_telephone_in_the_cage() -> None:
    picture = drawn(odd_files.heic(), caged=True)
    assert picture.format == "JPEG" and not picture.getexif() and max(picture.size) <= 1600


def test_what_shines_through_is_white_paper() -> None:
    assert drawn(bad_files.picture("PNG", (200, 300), "RGBA")).size == (200, 300)


@pytest.mark.parametrize("number", [0, 3])
def test_no_page_is_drawn_that_is_not_there(number: int) -> None:
    with pytest.raises(BadFile):
        picture_of(odd_files.plainly(odd_files.drawn_pdf(2)), number, caged=False)
    with pytest.raises(BadFile):
        picture_of(bad_files.picture("PNG", (200, 300), "RGB"), number, caged=False)


def test_what_is_no_file_of_ours_is_refused() -> None:
    with pytest.raises(BadFile):
        picture_of(b"MZ\x90\x00", 1, caged=False)
    with pytest.raises(BadFile):
        picture_of(b"%PDF-1.7 and nothing", 1, caged=False)

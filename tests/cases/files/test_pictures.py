"""Pictures as telephones and scanners make them come in as JPEG, PNG or PDF; one that is not whole does not."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pillow_heif
import pytest
from django.utils import translation
from PIL import Image, ImageCms, ImageDraw, ImageFilter

from cases.files import BadFile, CleanFile, inspect
from cases.files.notices import sentences
from tests import bad_files, odd_files

Maker = Callable[[], bytes]


def inspected(data: bytes, kind: str = "cv", *, caged: bool = False) -> CleanFile:
    return inspect(io.BytesIO(data), "scan.bin", kind, caged=caged)


def refusal(data: bytes, kind: str = "cv") -> BadFile:
    with pytest.raises(BadFile) as caught:
        inspected(data, kind)
    return caught.value


def opened(clean: CleanFile) -> Image.Image:
    return Image.open(io.BytesIO(clean.data))


CONVERTED: dict[str, tuple[Maker, str]] = {
    "heic": (odd_files.heic, "jpg"),
    "avif": (lambda: bad_files.picture("AVIF"), "jpg"),
    "webp": (lambda: bad_files.picture("WEBP"), "jpg"),
    "tiff": (odd_files.tiff, "jpg"),
    "bmp": (lambda: bad_files.picture("BMP"), "jpg"),
}


@pytest.mark.parametrize("caged", [True, False])
@pytest.mark.parametrize("form", CONVERTED)
def test_converts(form: str, caged: bool) -> None:
    make, extension = CONVERTED[form]
    data = make()
    clean = inspected(data, caged=caged)
    assert (clean.extension, clean.original, clean.original_extension[:3]) == (extension, data, form[:3])
    assert clean.notices == ({"code": "converted", "from": form},)
    assert opened(clean).size == (clean.width, clean.height)
    assert clean.name == f"scan.{extension}"


@pytest.mark.parametrize("mode", ["1", "P"])
def test_keeps_black_and_white_as_it_is(mode: str) -> None:
    assert inspected(odd_files.tiff(mode=mode)).extension == "png"


def test_makes_a_pdf_of_the_pages_of_a_tiff() -> None:
    clean = inspected(odd_files.tiff(3), caged=True)
    assert (clean.mime, clean.pages, clean.original_extension) == ("application/pdf", 3, "tif")
    with pikepdf.open(io.BytesIO(clean.data)) as pdf:
        sizes = [(round(float(page.mediabox[2])), float(page.mediabox[3])) for page in pdf.pages]
    assert sizes == [(595, 842)] * 3


def test_takes_a_photo_from_a_telephone() -> None:
    clean = inspected(odd_files.heic((700, 900)), "photo")
    assert (clean.mime, clean.width, clean.height) == ("image/jpeg", 700, 900)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: odd_files.heic((900, 700)), "photo_shape"),
        (lambda: odd_files.heic((350, 450)), "photo_small"),
        (lambda: odd_files.tiff(2), "photo_format"),
        (lambda: bad_files.truncated(odd_files.heic()), "damaged"),
        (lambda: bad_files.truncated(bad_files.picture("WEBP")), "damaged"),
        (lambda: bad_files.truncated(odd_files.tiff()), "damaged"),
    ],
)
def test_holds_other_forms_to_the_same_rules(make: Maker, code: str) -> None:
    assert refusal(make(), "photo" if code.startswith("photo") else "cv").code == code


def moving(form: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


def test_refuses_what_moves() -> None:
    assert refusal(moving("WEBP")).code == "animation"


def test_says_that_a_single_picture_of_several_is_kept() -> None:
    clean = inspected(moving("PNG"))
    assert clean.notices == ({"code": "first_of_several", "of": 2},)
    several = pillow_heif.from_pillow(odd_files.scene((700, 900)))
    several.add_from_pillow(odd_files.scene((700, 900)))
    out = io.BytesIO()
    several.save(out)
    assert {"code": "first_of_several", "of": 2} in inspected(out.getvalue(), "photo").notices
    with translation.override("en"):
        assert str(sentences(clean.notices)[0]).startswith("The file holds 2 pictures")


def test_says_when_next_to_nothing_can_be_seen_on_a_photo() -> None:
    for how, shades in {"dark": (0, 60), "bright": (230, 255), "": (120, 255)}.items():
        picture = Image.linear_gradient("L").point(lambda v, a=shades[0], b=shades[1]: a + v * (b - a) // 255)
        out = io.BytesIO()
        picture.resize((413, 531)).save(out, "PNG")
        notices = [n for n in inspected(out.getvalue(), "photo").notices if n["code"] == "exposure"]
        assert [n["how"] for n in notices] == [how] * bool(how)
        assert len({str(sentence) for sentence in sentences(notices)}) == bool(how)
        assert inspected(out.getvalue(), "cv").notices == (), "of a photo alone"


def test_refuses_a_photo_of_a_single_shade_and_names_what_papers_do_not_take() -> None:
    """An official sees the rest; whom the photo shows, nobody but people can tell."""
    black = io.BytesIO()
    Image.new("RGB", (413, 531)).save(black, "PNG")
    assert refusal(black.getvalue(), "photo").code == "photo_blank"
    sharp = Image.effect_noise((413, 531), 60).convert("RGB")
    wall = Image.new("RGB", (413, 531), (225, 225, 225))
    good, soft, dark, uneven = wall.copy(), wall.copy(), Image.new("RGB", (413, 531), (60, 60, 60)), wall.copy()
    head = sharp.crop((100, 120, 313, 500))
    good.paste(head, (100, 120))
    soft.paste(head, (100, 120))
    dark.paste(head, (100, 120))
    uneven.paste(head, (100, 120))
    uneven.paste((110, 110, 110), (0, 0, 206, 531))
    noticed = []
    for picture in (good, soft.filter(ImageFilter.GaussianBlur(8)), dark, uneven):
        out = io.BytesIO()
        picture.save(out, "PNG")
        noticed.append([(n["code"], n.get("how")) for n in inspected(out.getvalue(), "photo").notices])
    assert noticed == [[], [("blurred", None)], [("background", "dark")], [("background", "uneven")]]
    with translation.override("en"):
        assert all(
            str(sentence) for sentence in sentences([{"code": "blurred"}, {"code": "background", "how": "dark"}])
        )


# -- large -------------------------------------------------------------------------------------------------------------


def test_makes_a_large_photo_smaller() -> None:
    clean = inspected(odd_files.huge_photo(), caged=True)
    assert (clean.width, clean.height) == (4080, 3060)
    assert clean.notices == ({"code": "scaled", "from": [8160, 6120], "to": [4080, 3060]},)


def test_makes_a_large_photo_smaller_that_lies_on_its_side() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = inspected(bad_files.picture("JPEG", (8160, 6120), "L", exif=exif.tobytes()))
    assert (clean.width, clean.height) == (3060, 4080)
    assert clean.notices[0]["from"] == [6120, 8160]


def test_leaves_a_photo_of_forty_megapixels_alone() -> None:
    assert inspected(bad_files.picture("JPEG", (8000, 5000), "L")).notices == ()


def test_keeps_a_limit_all_the_same() -> None:
    """20,000 × 15,000 in the header: refused before any of it is decoded."""
    data = bytearray(bad_files.picture("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = (15_000).to_bytes(2) + (20_000).to_bytes(2)
    bad = refusal(bytes(data))
    assert (bad.code, bad.params["limit"]) == ("too_many_pixels", 220)


def page_of_a3(form: str, **options: Any) -> bytes:
    """In black and white at 600 dpi: 70 megapixels, less than a thousandth of a byte for each."""
    sheet = Image.new("1", (7016, 9921), 1)
    sheet.paste(odd_files.scene((600, 600)).convert("1"), (700, 1000))
    out = io.BytesIO()
    sheet.save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(("form", "options"), [("TIFF", {"compression": "group4"}), ("PDF", {"resolution": 600})])
def test_takes_a_large_page_in_black_and_white(form: str, options: dict[str, Any]) -> None:
    clean = inspected(page_of_a3(form, **options))
    assert "scaled" not in str(clean.notices)
    assert clean.pages or (clean.width, clean.height) == (7016, 9921)


# -- not whole ---------------------------------------------------------------------------------------------------------

ENCODINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "with tables of its own": {"optimize": True},
    "progressive": {"progressive": True},
    "fine": {"quality": 95, "subsampling": 0},
    "with restarts": {"restart_marker_rows": 1},
}
HARM: dict[str, Callable[[bytes], bytes]] = {
    "a hole of noughts": odd_files.with_a_hole,
    "a hole of ones": lambda data: odd_files.with_a_hole(data, 0xFF),
    "an early end": odd_files.ended_early,
    "a cut": bad_files.truncated,
    "noughts to the end": lambda data: bad_files.truncated(data) + bytes(len(data) - int(len(data) * 0.6)),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("harm", HARM)
def test_refuses_a_jpeg_with(harm: str, encoding: str) -> None:
    assert refusal(HARM[harm](odd_files.photo(**ENCODINGS[encoding]))).code == "damaged"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_takes_a_photo_with_a_plain_sky(encoding: str) -> None:
    assert inspected(odd_files.photo(**ENCODINGS[encoding])).width == 640


def page(shade: int = 255) -> Image.Image:
    """A white sheet with a line of writing: nearly all of it is one colour."""
    sheet = Image.new("L", (620, 877), shade)
    ImageDraw.Draw(sheet).rectangle((60, 60, 400, 70), fill=0)
    return sheet


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("shade", [255, 128, 0])
def test_takes_a_sheet_that_is_nearly_empty(encoding: str, shade: int) -> None:
    out = io.BytesIO()
    page(shade).save(out, "JPEG", **ENCODINGS[encoding])
    assert inspected(out.getvalue()).height == 877


def test_refuses_a_hole_where_noughts_have_a_meaning() -> None:
    """With tables of its own a plain sheet is packed as noughts; a hole fills the sheet too soon."""
    out = io.BytesIO()
    sheet = page().resize((1240, 1754))
    sheet.paste(Image.effect_noise((1240, 500), 80), (0, 1200))
    sheet.save(out, "JPEG", optimize=True)
    assert refusal(odd_files.with_a_hole(out.getvalue())).code == "damaged"


@pytest.mark.parametrize("behind", [b"", b"\0" * 5000, b"\0\0\0\x18ftypmp42" + b"film" * 500])
def test_forgets_what_hangs_behind_a_photo(behind: bytes) -> None:
    clean = inspected(odd_files.photo() + behind)
    assert clean.sha256 == inspected(odd_files.photo()).sha256


def test_forgives_a_missing_end_mark() -> None:
    assert inspected(odd_files.photo()[:-2]).width == 640


# -- colours -----------------------------------------------------------------------------------------------------------


def swapped_profile() -> bytes:
    """As a telephone's wide profile, and plainer to see: what is red by number is blue to the eye."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    renamed = plain.replace("sRGB".encode("utf-16-be"), "Wide".encode("utf-16-be"))
    return renamed.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")


def test_brings_the_colours_of_a_profile_to_srgb() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (255, 0, 0)).save(out, "PNG", icc_profile=swapped_profile())
    assert opened(inspected(out.getvalue())).getpixel((20, 20)) == (0, 0, 255)


def test_takes_a_photo_in_the_colours_of_printing() -> None:
    clean = inspected(bad_files.picture("JPEG", mode="CMYK"))
    assert opened(clean).mode == "RGB"


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_a_picture_that_nobody_could_see_is_seen(mode: str) -> None:
    """The channel for what shines through was left empty, as some writers do; viewers leave it out."""
    picture = Image.linear_gradient("L").convert(mode)
    picture.putalpha(0)
    out = io.BytesIO()
    picture.save(out, "PNG")
    kept = opened(inspected(out.getvalue()))
    assert kept.mode == mode[:-1]
    assert kept.convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize("quality", [50, 95])
def test_a_white_page_with_a_mark_at_the_top_is_whole(quality: int) -> None:
    """Its last bits, which refine white, change nothing that can be seen."""
    page = Image.new("RGB", (900, 1200), "white")
    page.paste("black", (10, 10, 60, 60))
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality, progressive=True)
    assert inspected(out.getvalue(), caged=False).width == 900


@pytest.mark.parametrize(
    ("mode", "white"),
    [("F", 1.0), ("F", 255.0), ("F", 65535.0), ("I", 255), ("I", 65535), ("I", 10**6), ("I;16", 255), ("I;16", 4095)],
)
def test_numbers_of_any_size_become_grey(mode: str, white: float) -> None:
    """A page of them was kept black."""
    page = Image.new(mode, (90, 120), white)
    page.paste(0, (10, 10, 60, 60))
    out = io.BytesIO()
    page.save(out, "TIFF")
    assert opened(inspected(out.getvalue())).convert("L").getextrema() == (0, 255)

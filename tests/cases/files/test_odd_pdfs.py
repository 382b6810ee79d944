"""PDFs that every viewer opens come in, look as they did, and bring nothing that acts; what got lost is refused."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.utils import translation
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from cases.files import BadFile, CleanFile, inspect
from cases.files.cage import packing
from cases.files.notices import sentences
from tests import bad_files, odd_files

Maker = Callable[[], bytes]

ODD: dict[str, Maker] = {
    "a picture whose length is short": odd_files.wrong_length,
    "a picture whose length is long": lambda: odd_files.wrong_length(+40),
    "contents without a length": odd_files.no_length,
    "a page that is elsewhere": odd_files.index_points_elsewhere,
    "a checksum that is off": odd_files.wrong_checksum,
    "run lengths": odd_files.run_lengths,
    "a scan by LZW": odd_files.lzw_scan,
    "a byte-order mark": odd_files.behind_junk,
    "the head of a mail": lambda: odd_files.behind_junk(b"Content-Type: application/pdf\r\n\r\n"),
    "a printer's prologue": lambda: odd_files.behind_junk(b"\x1b%-12345X@PJL JOB\n"),
    "a way in that is off": odd_files.way_in_is_off,
    "a way in that is far off": lambda: odd_files.way_in_is_off(-90),
    "noughts behind": odd_files.with_noughts_behind,
    "restrictions without a password": odd_files.restricted,
}


def inspected(data: bytes, **options: Any) -> CleanFile:
    return inspect(io.BytesIO(data), "file.pdf", "cv", **options)


def refusal(data: bytes) -> BadFile:
    with pytest.raises(BadFile) as caught:
        inspected(data, caged=False)
    assert str(caught.value)
    return caught.value


def pictures(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        return [page.render(scale=0.3, grayscale=True).to_pil().copy() for page in document]


def same(first: Image.Image, other: Image.Image) -> bool:
    return (
        first.size == other.size and not ImageChops.difference(first, other).point(lambda shade: shade > 32).getbbox()
    )


@pytest.mark.parametrize("name", ODD)
def test_takes_what_every_viewer_opens_and_shows_it_as_it_was(name: str) -> None:
    whole = pictures(odd_files.plainly(odd_files.drawn_pdf(3 if name == "a page that is elsewhere" else 1)))
    clean = inspected(ODD[name](), caged=False)
    shown = pictures(clean.data)
    assert len(shown) == clean.pages == len(whole)
    for picture, wanted in zip(shown, whole, strict=True):
        assert len(picture.getcolors(65536) or ()) > 1
        assert name == "a scan by LZW" or same(picture, wanted)


def test_counts_what_lzw_unpacks_to() -> None:
    plain = bytes(range(256)) * 40
    assert packing.unpack_lzw(odd_files.lzw(plain), 10**6) == len(plain)


def test_takes_the_same_in_the_cage() -> None:
    data = odd_files.wrong_length()
    assert inspected(data, caged=True).sha256 == inspected(data, caged=False).sha256


def test_tells_that_it_was_put_right() -> None:
    assert inspected(odd_files.wrong_length(), caged=False).notices == ({"code": "repaired"},)
    assert inspected(odd_files.plainly(odd_files.drawn_pdf()), caged=False).notices == ()


def test_keeps_the_original_beside_the_cleaned_copy() -> None:
    data = odd_files.wrong_length()
    clean = inspected(data, caged=False)
    assert (clean.original, clean.original_extension) == (data, "pdf")


def test_restores_what_a_transfer_as_text_broke() -> None:
    clean = inspected(odd_files.with_line_ends_of_windows(), caged=False)
    assert same(pictures(clean.data)[0], pictures(odd_files.plainly(odd_files.drawn_pdf()))[0])


def test_keeps_no_protection() -> None:
    with pikepdf.open(io.BytesIO(inspected(odd_files.restricted(), caged=False).data)) as pdf:
        assert not pdf.is_encrypted


@pytest.mark.parametrize("user", ["secret", "пароль"])
def test_refuses_a_file_that_opens_by_a_password_only(user: str) -> None:
    assert refusal(odd_files.restricted(user)).code == "encrypted"


# -- losses ------------------------------------------------------------------------------------------------------------


def page_without_its_object() -> bytes:
    return odd_files.replaced(odd_files.plainly(odd_files.drawn_pdf(2)), rb"/Kids \[ (\d+) 0 R", rb"/Kids [ 9 9 R")


def contents_without_their_object() -> bytes:
    """And an index that is off, as after a cut and a repair."""
    data = odd_files.replaced(odd_files.way_in_is_off(), rb"/Contents \d+ 0 R", b"/Contents 77 0 R")
    return odd_files.replaced(data, rb"\n(\d) 0 obj\n<< /Length 26 >>", b"\n99 0 obj\n<< /Length 26 >>")


def picture_without_its_object() -> bytes:
    return odd_files.replaced(odd_files.way_in_is_off(), rb"/Im0 \d+ 0 R", b"/Im0 88 0 R")


def cut_inside_the_picture() -> bytes:
    data = odd_files.plainly(odd_files.drawn_pdf())
    at = data.index(odd_files.gradient()) + 200
    return data[:at] + b"\nstartxref\n0\n%%EOF\n"


def hole_in_a_packed_stream() -> bytes:
    """A viewer shows what it can up to the hole; contents would be a blank page."""
    pdf = odd_files.drawn_pdf()
    pdf.pages[0].Contents = pdf.make_stream(b"")
    packed = zlib.compress(b"".join(b"%d %d m 300 300 l S\n" % (at, at * 7 % 800) for at in range(500)))
    pdf.pages[0].Contents.write(packed[:100] + b"\r" + packed[100:], filter=Name.FlateDecode, decode_parms=None)
    return odd_files.plainly(pdf)


def cut_inside_the_latest_edition() -> bytes:
    """What was added to a file is gone, and what it was before is whole."""
    whole = odd_files.signed()
    return whole[: whole.rindex(b"xref\n", 0, whole.rindex(b"startxref"))]


LOSSES: dict[str, Maker] = {
    "a page": page_without_its_object,
    "contents": contents_without_their_object,
    "a picture": picture_without_its_object,
    "half a picture and all behind it": cut_inside_the_picture,
    "the middle of a picture": hole_in_a_packed_stream,
    "its latest edition": cut_inside_the_latest_edition,
    "the end": lambda: bad_files.truncated(odd_files.plainly(odd_files.drawn_pdf(3))),
}


@pytest.mark.parametrize("name", LOSSES)
def test_refuses_a_file_that_lost(name: str) -> None:
    assert refusal(LOSSES[name]()).code in ("damaged", "page_differs")


def test_refuses_a_page_that_would_not_look_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever loses it: here the cleaning itself."""

    def wipe(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].Contents = pdf.make_stream(b"")

    monkeypatch.setattr("cases.files.cage.pdf.silence", wipe)
    bad = refusal(odd_files.plainly(odd_files.drawn_pdf(3)))
    assert (bad.code, bad.params["page"]) == ("page_differs", 2)


def test_refuses_a_page_less_than_came(monkeypatch: pytest.MonkeyPatch) -> None:
    def drop(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[2]

    monkeypatch.setattr("cases.files.cage.pdf.silence", drop)
    assert refusal(odd_files.plainly(odd_files.drawn_pdf(3))).code == "page_differs"


def of_scans(pages: int = 4, *, mended: bool = False, also: bytes = b"") -> bytes:
    """`also`: drawn on each page besides its picture."""
    pdf = odd_files.drawn_pdf(pages)
    for page in pdf.pages:
        page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q " + also)
        page.Resources.Font = Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    data = odd_files.plainly(pdf)
    return odd_files.replaced(data, rb"startxref\n\d+", b"startxref\n12") if mended else data


@pytest.fixture
def no_time_to_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a busy machine: each page is looked at, and the first one is drawn."""
    spent = iter([False])
    monkeypatch.setattr(
        "cases.files.cage.budget.Budget.is_spent", lambda self, share=1: share < 1 and next(spent, True)
    )


INVISIBLE = b"BT 3 Tr /F1 12 Tf 9 9 Td (words) Tj ET"
LINE = b"1 0 0 RG 10 10 m 200 200 l S"


@pytest.mark.usefixtures("no_time_to_draw")
@pytest.mark.parametrize("also", [b"", INVISIBLE])
@pytest.mark.parametrize("mended", [False, True])
def test_compares_scans_that_there_is_no_time_to_draw(mended: bool, also: bytes) -> None:
    clean = inspected(of_scans(mended=mended, also=also), caged=False)
    assert (clean.pages, clean.notices) == (4, ({"code": "repaired"},) if mended else ())


@pytest.mark.usefixtures("no_time_to_draw")
def test_compares_by_all_it_draws_what_is_no_scan() -> None:
    """Of one that was put right both would be read by the same eyes: it needs to be drawn."""
    assert inspected(of_scans(also=LINE), caged=False).notices == ()
    assert refusal(of_scans(also=LINE, mended=True)).code == "too_complex"


@pytest.mark.usefixtures("no_time_to_draw")
@pytest.mark.parametrize("also", [b"", LINE])
@pytest.mark.parametrize("thing", ["picture", "contents", "size"])
def test_sees_a_page_that_got_lost_without_drawing_it(thing: str, also: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2]
        if thing == "picture":
            page.Resources.XObject.Im0.write(odd_files.gradient(9), filter=Name.FlateDecode, decode_parms=None)
        elif thing == "contents":
            page.Contents = pdf.make_stream(b"q 100 0 0 842 0 0 cm /Im0 Do Q " + also)
        else:
            page.MediaBox = Array([0, 0, 595, 300])

    monkeypatch.setattr("cases.files.cage.pdf.silence", lose)
    assert inspected(of_scans(also=also), caged=False).notices == ({"code": "not_compared", "pages": [3]},)
    assert refusal(of_scans(also=also, mended=True)).code == "too_complex"


def test_says_which_pages_it_had_no_time_to_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor to look at as a whole."""
    spent = iter([False, False, False, False])
    monkeypatch.setattr("cases.files.cage.budget.Budget.is_spent", lambda self, share=1: next(spent, True))
    clean = inspected(of_scans(also=LINE), caged=False)
    assert (clean.pages, clean.notices) == (4, ({"code": "not_compared", "pages": [3, 4]},))
    with translation.override("en"):
        assert "these pages were not compared with the file as it was sent: 3–4." in str(sentences(clean.notices)[0])


@pytest.mark.parametrize(
    ("blank", "words"),
    [
        ([2], "Nothing is to be seen on these pages: 2."),
        ([1, 2, 3], "Nothing is to be seen in this file: it is blank."),
    ],
)
def test_says_where_a_sound_file_is_blank(blank: list[int], words: str) -> None:
    pdf = odd_files.drawn_pdf(3)
    for number in blank:
        pdf.pages[number - 1].Contents = pdf.make_stream(b"")
    clean = inspected(odd_files.plainly(pdf), caged=False)
    assert clean.notices == ({"code": "blank", "pages": blank, "of": 3},)
    with translation.override("en"):
        assert words in str(sentences(clean.notices)[0])


def test_says_where_a_mended_file_is_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = odd_files.drawn_pdf(3)
    pdf.pages[1].Contents = pdf.make_stream(b"")
    data = odd_files.replaced(odd_files.plainly(pdf), rb"startxref\n\d+", b"startxref\n12")
    clean = inspected(data, caged=False)
    assert clean.notices == ({"code": "repaired", "blank": [2]},)
    with translation.override("en"):
        text = str(sentences(clean.notices)[0])
    assert "Nothing is to be seen on these pages: 2." in text and "looks as it did" not in text


# -- more than pages ---------------------------------------------------------------------------------------------------


def everything(data: bytes) -> bytes:
    """All objects and all that their streams hold."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
        parts = [thing.unparse(resolved=True) for thing in pdf.objects] + [each.read_bytes() for each in streams]
        return b"".join([*parts, pdf.trailer.unparse(resolved=True)])


def test_takes_attachments_out_and_names_them() -> None:
    clean = inspected(odd_files.with_attachments(), caged=False)
    assert clean.notices == ({"code": "attachments_removed", "names": ["invoice.xml", "table xcod.exe"], "more": 0},)
    for gone in (b"secret", b"EmbeddedFile", b"/EF", b"table.xlsx", b"FileAttachment"):
        assert gone not in everything(clean.data)


MANY = [f"{number}.xml" for number in range(23)]


@pytest.mark.parametrize("place", ["catalogue", "page", "note"])
@pytest.mark.parametrize(
    ("names", "shown", "more"), [([""], [], 1), (["a.xml", "", "a.xml"], ["a.xml"], 2), (MANY, MANY[:20], 3)]
)
def test_tells_of_each_attachment(place: str, names: list[str], shown: list[str], more: int) -> None:
    clean = inspected(odd_files.with_attachments_in(place, *names), caged=False)
    assert clean.notices == ({"code": "attachments_removed", "names": shown, "more": more},)
    assert b"inside" not in everything(clean.data)
    with translation.override("en"):
        assert f" {more} " in str(sentences(clean.notices)[0])


def test_leaves_no_way_out_and_no_author() -> None:
    left = everything(inspected(odd_files.with_references_outside(), caged=False).data)
    assert b"kept note" in left
    for gone in (b"evil", b"share", b"/FS", b"Secret", b"/Author", b"/Metadata", b"xmpmeta"):
        assert gone not in left


def test_keeps_a_font_called_as_a_file_is() -> None:
    pdf = odd_files.drawn_pdf()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(F=font, UF=pdf.make_indirect(font)))
    pdf.pages[0].Contents = pdf.make_stream(b"BT /F 40 Tf 50 400 Td (One) Tj /UF 40 Tf (Two) Tj ET")
    data = odd_files.plainly(pdf)
    assert same(pictures(inspected(data, caged=False).data)[0], pictures(data)[0])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (odd_files.portfolio, "collection"),
        (lambda: odd_files.xfa(needs_rendering=True), "xfa"),
        (lambda: odd_files.xfa(needs_rendering=True, widget=True), "xfa"),
        (lambda: odd_files.xfa(packets=b"<acrobat7><dynamicRender>required</dynamicRender></acrobat7>"), "xfa"),
        (lambda: odd_files.xfa(packets=b'<dynamicRender lock="1">required</dynamicRender>', widget=True), "xfa"),
        (
            lambda: odd_files.xfa(packets=b"<x:dynamicRender\n>\n<!-- a -->required</x:dynamicRender>", widget=True),
            "xfa",
        ),
        (lambda: odd_files.xfa(packets="<dynamicRender>required".encode("utf-16"), widget=True), "xfa"),
        (odd_files.xfa, "xfa"),
    ],
)
def test_refuses_a_file_whose_pages_are_a_cover(make: Maker, code: str) -> None:
    assert refusal(make()).code == code


def test_keeps_the_pages_of_a_form_that_can_be_drawn_without_xfa() -> None:
    data = odd_files.xfa(widget=True, packets=b"<dynamicRender lock='1'>forbidden</dynamicRender>")
    clean = inspected(data, caged=False)
    assert b"XFA" not in everything(clean.data)
    assert same(pictures(clean.data)[0], pictures(data)[0])
    assert not same(pictures(clean.data)[0], pictures(odd_files.plainly(odd_files.drawn_pdf()))[0])


def test_stops_counting_what_lzw_unpacks_to() -> None:
    """Of 7 MB no more than the limit, and the run by which it is passed. How a bomb is refused is in test_files.py."""
    assert 10**6 < packing.unpack_lzw(bad_files.lzw_run(), 10**6) < 10**6 + 4096


def test_finds_a_hole_in_a_picture_of_a_scan() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=bad_files.A4)
    odd_files.add_picture(pdf, pdf.pages[0], odd_files.with_a_hole(odd_files.photo((300, 300))), Name.DCTDecode, 300)
    assert refusal(odd_files.plainly(pdf)).code == "picture_damaged"


def test_draws_fields_and_comments_on_both_sides() -> None:
    """A link goes, and its frame stays; else every page with a link would look different."""
    pdf = odd_files.drawn_pdf()
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([50, 50, 300, 300]),
        Border=Array([0, 0, 9]),
        A=Dictionary(S=Name.URI, URI="https://evil.example/"),
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])
    assert b"evil" not in everything(inspected(odd_files.plainly(pdf), caged=False).data)


# -- words of the writer's own -----------------------------------------------------------------------------------------

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
BLOT = b"0 0 300 300 re f"
NAMES = ["AA", "AF", "EF", "FS", "JS", "Metadata", "Movie", "Perms", "Sound", "Thumb", "URLS", "XFA"]


def fonts_of(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(pdf.pages[0].Resources.Font.keys())


@pytest.mark.parametrize("name", NAMES)
def test_a_font_may_be_called_as_an_action_is(name: str) -> None:
    """One viewer takes another font for a lost one, the next writes nothing: the drawing alone does not tell."""
    called = name.encode()
    data = odd_files.written(
        b"BT /%s 40 Tf 50 500 Td (Diploma) Tj ET" % called, b"/Font<</%s 5 0 R>>" % called, HELVETICA
    )
    assert fonts_of(inspected(data, caged=False).data) == [f"/{name}"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("resources", [b"/XObject<</%s 5 0 R>>", b"/XObject 6 0 R"])
def test_a_picture_may_be_called_as_an_action_is(name: str, resources: bytes) -> None:
    called = name.encode()
    form = odd_files.stream(BLOT, b"/Type/XObject/Subtype/Form/BBox[0 0 300 300]")
    resources = resources % called if b"%" in resources else resources
    data = odd_files.written(b"/%s Do" % called, resources, form, b"<</%s 5 0 R>>" % called)
    assert inspected(data, caged=False).pages == 1


def test_a_glyph_may_be_called_as_an_action_is() -> None:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</AA 6 0 R>>"
        b"/Encoding<</Differences[97/AA]>>/FirstChar 97/LastChar 97/Widths[1000]/Resources<<>>>>"
    )
    glyph = odd_files.stream(b"1000 0 0 0 750 750 d1 0 0 750 750 re f")
    data = odd_files.written(b"BT /F1 48 Tf 72 700 Td (aaa) Tj ET", b"/Font<</F1 5 0 R>>", font, glyph)
    assert inspected(data, caged=False).pages == 1


def test_what_acts_goes_wherever_it_is_called_a_font() -> None:
    """The catalogue named as a list of fonts: nothing in it is one."""
    action = b"<</Type/Font/Subtype/Type1/S/JavaScript/JS(app.alert\\(1\\))>>"
    files = b"<</EmbeddedFiles<</Type/Font/Subtype/Type1/Names[(x)<</EF<</F 7 0 R>>>>]>>>>"
    attached = odd_files.stream(b"attached", b"/Type/EmbeddedFile")
    data = odd_files.written(
        BLOT, b"/Font 1 0 R/XObject 6 0 R", action, files, attached, root=b"/OpenAction 5 0 R/Names 6 0 R"
    )
    kept = inspected(data, caged=False).data
    assert not any(word in kept for word in (b"JavaScript", b"app.alert", b"EmbeddedFile", b"attached"))


def test_notices_a_font_that_got_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def forget(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].Resources.Font["/F1"]

    monkeypatch.setattr("cases.files.cage.pdf.silence", forget)
    data = odd_files.written(b"BT /F1 40 Tf 50 500 Td (Diploma) Tj ET", b"/Font<</F1 5 0 R>>", HELVETICA)
    assert refusal(data).code == "page_differs"


# -- an index that leaves things out -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [4, 5, 6], ids=["contents", "picture", "colours"])
def test_finds_what_the_index_leaves_out(number: int) -> None:
    entries = b"/Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace 6 0 R/BitsPerComponent 8"
    picture = odd_files.stream(bytes(range(0, 160, 10)), entries)
    whole = odd_files.written(b"300 0 0 300 99 99 cm /Im0 Do", b"/XObject<</Im0 5 0 R>>", picture, b"/DeviceGray")
    clean = inspected(odd_files.not_in_the_index(number, whole), caged=False)
    assert same(pictures(clean.data)[0], pictures(whole)[0])
    with pikepdf.open(io.BytesIO(clean.data)) as pdf:
        assert "/ColorSpace" in pdf.pages[0].Resources.XObject["/Im0"]


def test_a_page_that_is_nowhere_is_not_let_go() -> None:
    assert refusal(odd_files.written(BLOT, b"", kids=b"3 0 R 20 0 R")).code == "page_differs"


def test_however_little_was_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def wipe(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(b"")

    monkeypatch.setattr("cases.files.cage.pdf.silence", wipe)
    assert refusal(odd_files.written(b"300 20 4 4 re f", b"")).code == "page_differs"

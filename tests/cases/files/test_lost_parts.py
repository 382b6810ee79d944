"""A PDF that speaks of what it does not have is refused, however sound it looks; so is one with half a picture."""

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode
from PIL import Image, ImageCms

from cases.files import BadFile, inspect
from cases.files.cage import metadata
from cases.files.cage.copies import check_copied
from cases.files.cage.refusal import Refusal
from tests import bad_files, odd_files

PICTURE = b"/Type/XObject/Subtype/Image/Width 64/Height 64/BitsPerComponent 8"
GREY = b"/ColorSpace/DeviceGray"
FONT = b"<</Type/Font/Subtype/TrueType/BaseFont/A+B/FontDescriptor 6 0 R>>"
DESCRIPTOR = b"<</Type/FontDescriptor/FontName/A+B/Flags 4/FontFile2 77 0 R>>"
DRAW, WRITE = b"300 0 0 300 99 99 cm /Im0 Do", b"BT /F1 40 Tf 50 500 Td (Diploma) Tj ET"


def drawn(entries: bytes, resources: bytes = b"/XObject<</Im0 5 0 R>>") -> bytes:
    return odd_files.written(DRAW, resources, odd_files.stream(bytes(range(256)) * 16, PICTURE + entries))


def inside_a_form() -> bytes:
    form = odd_files.stream(DRAW, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</Im0 77 0 R>>>>")
    return odd_files.written(b"/Fm0 Do", b"/XObject<</Fm0 5 0 R>>", form)


def within(category: bytes, call: bytes, entries: bytes, *, key: bytes = b"") -> bytes:
    """The picture is called by a pattern, by a mask or by a letter of a font."""
    inner = odd_files.stream(DRAW, entries + b"/Resources<</XObject<</Im0 77 0 R>>>>")
    holder = [b"<<%s>>" % key] if key else []
    return odd_files.written(call, b"%s<</X %d 0 R>>" % (category, 6 if key else 5), inner, *holder)


def of_a_field() -> bytes:
    page = odd_files.written(b"0 0 9 9 re f", b"", b"<</Type/Annot/Subtype/Widget/Rect[9 9 99 99]/AP<</N 77 0 R>>>>")
    return odd_files.replaced(page, rb"/Contents 4 0 R>>\n", b"/Contents 4 0 R/Annots[5 0 R]>>\n")


def packed_away() -> bytes:
    """Everything but the streams in a packed list of objects, as most writers have it."""
    with pikepdf.open(io.BytesIO(drawn(GREY))) as pdf:
        data = bad_files.saved(pdf, object_stream_mode=ObjectStreamMode.generate, compress_streams=False)
    assert b"/ObjStm" in data
    return odd_files.replaced(data, rb"/Im0 \d 0 R", b"/Im0 9 0 R")


LOST: dict[str, Callable[[], bytes]] = {
    "a picture": lambda: drawn(GREY, b"/XObject<</Im0 77 0 R>>"),
    "a picture in no list": lambda: drawn(GREY, b"/XObject<<>>"),
    "all pictures": lambda: drawn(GREY, b"/XObject 77 0 R"),
    "a picture of a form": inside_a_form,
    "a picture of a pattern": lambda: within(
        b"/Pattern",
        b"/Pattern cs /X scn 0 0 99 99 re f",
        b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9",
    ),
    "a picture of a mask": lambda: within(
        b"/ExtGState",
        b"/X gs 0 0 99 99 re f",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]",
        key=b"/SMask<</S/Luminosity/G 5 0 R>>",
    ),
    "a picture of a letter": lambda: within(
        b"/Font",
        b"BT /X 9 Tf (a) Tj ET",
        b"",
        key=b"/Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 5 0 R>>"
        b"/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9]",
    ),
    "a picture in a packed list": packed_away,
    "what shines through a picture": lambda: drawn(GREY + b"/SMask 77 0 R"),
    "the colours of a picture": lambda: drawn(b"/ColorSpace 77 0 R"),
    "a font": lambda: odd_files.written(WRITE, b"/Font<</F1 77 0 R>>"),
    "the letters of a font": lambda: odd_files.written(WRITE, b"/Font<</F1 5 0 R>>", FONT, DESCRIPTOR),
    "contents": lambda: odd_files.replaced(drawn(GREY), rb"/Contents 4 0 R", b"/Contents 9 0 R"),
    "one of its contents": lambda: odd_files.replaced(
        drawn(GREY), rb"/Contents 4 0 R>>\n", b"/Contents[4 0 R 9 0 R]>>\n"
    ),
    "resources": lambda: odd_files.replaced(drawn(GREY), rb"/Resources<<.*?>>>>/C", b"/Resources 77 0 R/C"),
    "the look of a field": of_a_field,
}


def code(data: bytes) -> str:
    try:
        inspect(io.BytesIO(data), "file.pdf", "cv", caged=False)
    except BadFile as bad:
        assert "page" not in bad.params or bad.params["page"] == 1
        return bad.code
    return ""


@pytest.mark.parametrize("name", LOST)
def test_refuses_a_file_that_lacks(name: str) -> None:
    assert code(LOST[name]()) in ("page_lacks", "page_differs")


def test_takes_a_file_that_speaks_of_what_no_page_shows() -> None:
    """What tells of the file, and a font that nobody ever listed."""
    data = odd_files.written(WRITE + DRAW[:0], b"/Font<<>>", root=b"/Metadata 77 0 R/Outlines 78 0 R")
    assert code(data) == ""


# -- pictures ----------------------------------------------------------------------------------------------------------

SIDE = 300
GREYS = odd_files.scene((SIDE, SIDE)).convert("L").tobytes()
PHOTO = odd_files.scenery((SIDE, SIDE), "L")
HARM: dict[str, Callable[[bytes], bytes]] = {
    "a hole": odd_files.with_a_hole,
    "half": odd_files.ended_early,
    "its first half": lambda data: data[: len(data) // 2],
}


def pictured(data: bytes, *packing: Name) -> bytes:
    """`packing`: from the outermost."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=bad_files.A4)
    odd_files.add_picture(pdf, pdf.pages[0], data, Name.DCTDecode, SIDE)
    pdf.pages[0].Resources.XObject.Im0.write(data, filter=Array(packing), decode_parms=None)
    return odd_files.plainly(pdf)


CHAINS: dict[str, tuple[tuple[Name, ...], Callable[[bytes], bytes]]] = {
    "as it is": ((Name.DCTDecode,), lambda data: data),
    "behind Flate": ((Name.FlateDecode, Name.DCTDecode), zlib.compress),
    "behind letters": ((Name.ASCIIHexDecode, Name.DCTDecode), lambda data: data.hex().encode() + b">"),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_asks_each_picture_as_if_uploaded(chain: str) -> None:
    packing, pack = CHAINS[chain]
    assert code(pictured(pack(PHOTO), *packing)) == ""
    broken = {harm: code(pictured(pack(HARM[harm](PHOTO)), *packing)) for harm in HARM}
    assert broken == dict.fromkeys(HARM, "picture_damaged")


def jpeg2000() -> bytes:
    out = io.BytesIO()
    odd_files.scene((SIDE, SIDE)).convert("L").save(out, "JPEG2000", no_jp2=True)
    return out.getvalue()


def fax() -> bytes:
    out = io.BytesIO()
    odd_files.scene((SIDE, SIDE)).convert("1").save(out, "TIFF", compression="group4")
    return out.getvalue()[8:-200]


@pytest.mark.parametrize(
    ("whole", "packing", "harm"),
    [
        (zlib.compress(GREYS), Name.FlateDecode, odd_files.with_a_hole),
        (zlib.compress(GREYS), Name.FlateDecode, HARM["its first half"]),
        (odd_files.lzw(GREYS), Name.LZWDecode, HARM["its first half"]),
        (jpeg2000(), Name.JPXDecode, HARM["its first half"]),
        (jpeg2000(), Name.JPXDecode, odd_files.with_a_hole),
        (fax(), Name.CCITTFaxDecode, odd_files.with_a_hole),
    ],
)
def test_asks_pictures_of_every_packing(whole: bytes, packing: Name, harm: Callable[[bytes], bytes]) -> None:
    assert code(pictured(whole, packing)) in ("", "picture_damaged" * (packing == Name.CCITTFaxDecode))
    assert code(pictured(harm(whole), packing)) in ("picture_damaged", "damaged")


@pytest.mark.parametrize(
    ("data", "packing"),
    [
        (GREYS, (Name("/FooDecode"),)),
        (zlib.compress(GREYS), (Name.FlateDecode, Name("/BrotliDecode"))),
        (bad_files.picture("PNG"), (Name.JPXDecode,)),
        (bytes(range(1, 200)) * 9, (Name.JPXDecode,)),
    ],
)
def test_takes_no_picture_that_no_viewer_draws(data: bytes, packing: tuple[Name, ...]) -> None:
    """Its place is blank before the cleaning and after it, so the pages compared are the same."""
    assert code(pictured(data, *packing)) == "picture_damaged"


def test_unpacks_no_picture_to_learn_what_a_page_calls() -> None:
    """JBIG2 can not even be unpacked here."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=bad_files.A4)
    odd_files.add_picture(pdf, pdf.pages[0], bytes(range(1, 201)) * 20, Name.JBIG2Decode)
    assert code(odd_files.plainly(pdf)) == ""
    pdf.pages[0].Resources.XObject.Im0.write(bytes(range(1, 201)) * 10 + bytes(2000), filter=Name.JBIG2Decode)
    assert code(odd_files.plainly(pdf)) == "picture_damaged"


# -- written into the page ---------------------------------------------------------------------------------------------


def written_into(packed: bytes, packing: bytes) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=bad_files.A4)
    about = b"/W 64 /H 64 /BPC 8 /CS /G /F %s" % packing
    page.Contents = pdf.make_stream(b"q 300 0 0 300 9 9 cm BI %s ID %s\nEI Q" % (about, packed))
    return odd_files.plainly(pdf)


JPEG = bad_files.picture(size=(64, 64), mode="L")
WRITTEN: dict[str, tuple[bytes, bytes]] = {
    "flate": (odd_files.gradient(), b"/Fl"),
    "flate in letters": (odd_files.gradient().hex().encode() + b">", b"[/AHx /Fl]"),
    "jpeg": (JPEG, b"/DCT"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_asks_pictures_that_are_written_into_the_page(name: str) -> None:
    whole, packing = WRITTEN[name]
    middle = len(whole) // 2
    assert code(written_into(whole, packing)) == ""
    assert code(written_into(whole[:middle], packing)) in ("picture_damaged", "damaged")


# -- beside the picture ------------------------------------------------------------------------------------------------


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def with_place_and_time(image: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Kaiyrat"
    exif.get_ifd(0x8825)[1] = "N43.238949"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"Kaiyrat at home", icc_profile=PROFILE)
    return out.getvalue() + JPEG.replace(b"JFIF", b"home")


@pytest.mark.parametrize("chain", [(Name.DCTDecode,), (Name.FlateDecode, Name.DCTDecode)])
def test_takes_place_and_time_out_of_a_photo_and_leaves_the_photo(chain: tuple[Name, ...]) -> None:
    photo = with_place_and_time(odd_files.scene((SIDE, SIDE)).convert("L"))
    packed = zlib.compress(photo) if len(chain) > 1 else photo
    clean = inspect(io.BytesIO(pictured(packed, *chain)), "scan.pdf", "cv", caged=False)
    assert clean.notices == ()
    with pikepdf.open(io.BytesIO(clean.data)) as pdf:
        kept = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
    assert not [each for each in (b"Kaiyrat", b"N43", b"Exif", b"home") if each in kept or each in clean.data]
    came, now = (Image.open(io.BytesIO(each)) for each in (photo, kept))
    assert came.tobytes() == now.tobytes() and now.info["icc_profile"] == came.info["icc_profile"]
    scan = photo[photo.index(b"\xff\xda") : photo.index(b"\xff\xd9")]
    assert scan in kept


def test_takes_place_and_time_out_of_a_jpeg_2000() -> None:
    whole, box = bad_files.picture("JPEG2000"), (20).to_bytes(4, "big") + b"uuid" + b"Kaiyrat home"
    at = whole.index(b"jp2h") - 4
    assert metadata.strip(whole[:at] + box + whole[at:]) == whole == metadata.strip(whole)
    assert metadata.strip(jpeg2000()) == jpeg2000()


# -- bound -------------------------------------------------------------------------------------------------------------


def test_compares_object_by_object_when_there_is_no_time_to_draw() -> None:
    source = odd_files.plainly(odd_files.drawn_pdf(2))
    other = pikepdf.new()
    for number in (0, 1):
        with pikepdf.open(io.BytesIO(source)) as again:
            other.pages.append(again.pages[number])
    check_copied([(source, 0), (source, 1)], odd_files.plainly(other), 0)
    other.pages[1].Resources.XObject.Im0.write(odd_files.gradient(), filter=Name.FlateDecode, decode_parms=Dictionary())
    with pytest.raises(Refusal) as caught:
        check_copied([(source, 0), (source, 1)], odd_files.plainly(other), 0)
    assert caught.value.params == {"page": 2}

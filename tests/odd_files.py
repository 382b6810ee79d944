"""Files as scanners, printers, telephones and transfers make them: odd, and yet good; a function each."""

import datetime
import re
import zlib
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
import pillow_heif
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.bad_files import A4, AS_IT_IS, picture, saved

Pdf = pikepdf.Pdf
SIDE = 64


def drawn_pdf(pages: int = 1) -> Pdf:
    """Each page a grey picture of its own, packed by Flate and as large as the page."""
    pdf = pikepdf.new()
    for number in range(pages):
        pdf.add_blank_page(page_size=A4)
        add_picture(pdf, pdf.pages[-1], gradient(number), Name.FlateDecode)
    return pdf


def gradient(number: int = 0) -> bytes:
    """Packed; no two rows are alike, and no two numbers."""
    plain = bytes((x * 3 + y * 2 + number * 40) % 256 for y in range(SIDE) for x in range(SIDE))
    return zlib.compress(plain)


def add_picture(pdf: Pdf, page: pikepdf.Page, packed: bytes, packing: Name, side: int = SIDE) -> None:
    image = pdf.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=side,
        Height=side,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    image.write(packed, filter=packing, decode_parms=None)
    page.Resources = Dictionary(XObject=Dictionary(Im0=image))
    page.Contents = pdf.make_stream(b"595 0 0 842 0 0 cm /Im0 Do")


def plainly(pdf: Pdf) -> bytes:
    """With an index in letters and each object by itself, so that a test can break one thing."""
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, **AS_IT_IS)


def replaced(data: bytes, pattern: bytes, by: bytes) -> bytes:
    """Exactly as long as before where the index must stay right; the caller sees to it."""
    out, count = re.subn(pattern, by, data, count=1)
    assert count == 1
    return out


# -- as scanners write -------------------------------------------------------------------------------------------------


def wrong_length(by: int = -3) -> bytes:
    """The length of a picture is a little off."""
    data = plainly(drawn_pdf())
    length = len(gradient())
    return replaced(data, b"/Length %d" % length, b"/Length %d" % (length + by))


def no_length() -> bytes:
    data = plainly(drawn_pdf())
    return replaced(data, rb"/Length 26\b", b"/Lxxxxx 26")


def index_points_elsewhere(pages: int = 3) -> bytes:
    """The second page is not where the index says."""
    pdf = drawn_pdf(pages)
    data = plainly(pdf)
    with pikepdf.open(BytesIO(data)) as again:
        number = again.pages[1].obj.objgen[0]
    lines = data[(at := data.rindex(b"\nxref\n") + 1) :].split(b"\n")
    lines[2 + number] = b"0000000015 00000 n "
    return data[:at] + b"\n".join(lines)


def written(content: bytes, resources: bytes, *others: bytes, root: bytes = b"", kids: bytes = b"3 0 R") -> bytes:
    """A page of these contents, letter by letter; `others` are the objects from 5 on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, kids.count(b"R")),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents 4 0 R>>" % resources,
        stream(content),
        *others,
    ]
    out, index = bytearray(b"%PDF-1.7\n"), b"0000000000 65535 f \n"
    for number, each in enumerate(objects, start=1):
        index += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, index, size, len(out))
    return bytes(out) + tail


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), entries, content)


def not_in_the_index(number: int, data: bytes) -> bytes:
    """The object is there, its entry says that it is free."""
    lines = data[data.index(b"xref\n0 ") :].split(b"\n")
    lines[2 + number] = lines[2 + number].replace(b" n ", b" f ")
    return data[: data.index(b"xref\n0 ")] + b"\n".join(lines)


def wrong_checksum() -> bytes:
    """Of a stream packed by Flate: the last byte of Adler's sum."""
    packed = gradient()
    return _with_picture(packed[:-1] + bytes([packed[-1] ^ 1]), Name.FlateDecode)


def run_lengths() -> bytes:
    plain = zlib.decompress(gradient())
    packed = b"".join(b"\x3f" + plain[at : at + 64] for at in range(0, len(plain), 64)) + b"\x80"
    return _with_picture(packed, Name.RunLengthDecode)


@cache
def lzw_scan(side: int = 460) -> bytes:
    """More than 206 KB once packed: noise does not pack."""
    return _with_picture(lzw(Image.effect_noise((side, side), 90).tobytes()), Name.LZWDecode, side)


def lzw(plain: bytes) -> bytes:
    """As PDF 32000-1, 7.4.4 has it, with an early change."""
    table = {bytes([value]): value for value in range(256)}
    codes, width, word = ["100000000"], 9, b""
    for at in range(len(plain)):
        longer = word + plain[at : at + 1]
        if longer in table:
            word = longer
            continue
        codes.append(f"{table[word]:0{width}b}")
        table[longer] = len(table) + 2
        word = longer[-1:]
        width = max(9, (len(table) + 2).bit_length())
        if len(table) + 2 >= 4094:
            codes.append(f"{256:0{width}b}")
            table, width = {bytes([value]): value for value in range(256)}, 9
    codes += [f"{table[word]:0{width}b}", f"{257:0{max(9, (len(table) + 3).bit_length())}b}"]
    bits = "".join(codes)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8)


def _with_picture(packed: bytes, packing: Name, side: int = SIDE) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=A4)
    add_picture(pdf, pdf.pages[0], packed, packing, side)
    return plainly(pdf)


# -- as transfers and printers leave them ------------------------------------------------------------------------------


def behind_junk(junk: bytes = b"\xef\xbb\xbf") -> bytes:
    return junk + plainly(drawn_pdf())


def with_line_ends_of_windows() -> bytes:
    """A transfer as text: each line feed became two bytes, those inside the picture too."""
    data = plainly(drawn_pdf())
    assert b"\r\n" not in data
    assert b"\n" in gradient()
    return data.replace(b"\n", b"\r\n")


def way_in_is_off(by: int = 7) -> bytes:
    data = plainly(drawn_pdf())
    at = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    return replaced(data, rb"startxref\s+\d+", b"startxref\n%d" % (at + by))


def with_noughts_behind(count: int = 1200) -> bytes:
    return plainly(drawn_pdf()) + bytes(count)


def restricted(user: str = "") -> bytes:
    """Opens without a password, and its printer forbade to change it."""
    out = BytesIO()
    drawn_pdf().save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
    return out.getvalue()


# -- with more than pages ----------------------------------------------------------------------------------------------


def with_attachments() -> bytes:
    pdf = drawn_pdf()
    pdf.attachments["invoice.xml"] = b"<secret-invoice/>"
    spec = Dictionary(
        Type=Name.Filespec,
        F="table.xlsx",
        UF="table\u202excod.exe",
        EF=Dictionary(F=pdf.make_stream(b"secret table", Type=Name.EmbeddedFile)),
    )
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([10, 10, 30, 30]), FS=spec)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
    return plainly(pdf)


def with_attachments_in(place: str, *names: str) -> bytes:
    """In /AF of the catalogue or of the page, or as a note there; each specification direct, "" without a name."""
    pdf = drawn_pdf()
    specs = [_attachment(pdf, name) for name in names]
    if place == "note":
        pdf.pages[0].Annots = Array([_note(spec) for spec in specs])
    else:
        (pdf.Root if place == "catalogue" else pdf.pages[0].obj).AF = Array(specs)
    return plainly(pdf)


def _attachment(pdf: Pdf, name: str) -> Dictionary:
    spec = Dictionary(Type=Name.Filespec, EF=Dictionary(F=pdf.make_stream(b"inside", Type=Name.EmbeddedFile)))
    if name:
        spec.UF = name
    return spec


def _note(spec: Dictionary) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([10, 10, 30, 30]), FS=spec)


def with_references_outside() -> bytes:
    """To a share and to an address, in the places where a file may be named; and an author."""
    pdf = drawn_pdf()
    share = Dictionary(Type=Name.Filespec, F="\\\\evil\\share\\a.pdf", UF="\\\\evil\\share\\a.pdf")
    address = Dictionary(FS=Name.URL, F="https://evil.example/track")
    notes = [
        Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([10, 10, 30, 30]), FS=share),
        Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 40, 30, 60]), F=4, Contents="kept note"),
        Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=Array([0, 0, 5, 5]), F=address),
    ]
    pdf.pages[0].Annots = Array([pdf.make_indirect(note) for note in notes])
    pdf.pages[0].Resources.XObject.Im0.Metadata = pdf.make_stream(b"<x>Secret Author</x>")
    pdf.docinfo["/Author"] = "Secret Author"
    pdf.docinfo["/Producer"] = "Secret Printer"
    pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta>Secret Author</x:xmpmeta>")
    return plainly(pdf)


def portfolio() -> bytes:
    pdf = drawn_pdf()
    pdf.attachments["passport.pdf"] = b"%PDF-"
    pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)
    return plainly(pdf)


def xfa(*, needs_rendering: bool = False, packets: bytes = b"", widget: bool = False) -> bytes:
    """`widget`: its field is on the page too, so that the page is the document."""
    pdf = drawn_pdf()
    template = b"<template><subform><field name='surname'/></subform></template>"
    fields = Array()
    if widget:
        look = pdf.make_stream(
            b"0 g 0 0 100 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 100, 20])
        )
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T="surname",
                V="Ivanov",
                AP=Dictionary(N=look),
                Rect=Array([100, 100, 200, 120]),
                F=4,
            )
        )
        pdf.pages[0].Annots = Array([field])
        fields = Array([field])
    parts = Array(["config", pdf.make_stream(packets), "template", pdf.make_stream(template)])
    pdf.Root.AcroForm = Dictionary(Fields=fields, XFA=parts)
    if needs_rendering:
        pdf.Root.NeedsRendering = True
    return plainly(pdf)


# -- signed ------------------------------------------------------------------------------------------------------------


@cache
def signed(
    name: str = "Ministry of Foreign Affairs", stamper: str = "", stamped: datetime.datetime | None = None
) -> bytes:
    """By a key of its own making, with a visible field; with a time stamp of the authority `stamper`."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    writer = IncrementalPdfFileWriter(BytesIO(plainly(drawn_pdf())))
    meta = signers.PdfSignatureMetadata(field_name="Apostille")
    spec = fields.SigFieldSpec("Apostille", box=(100, 100, 300, 160))
    clock = _stamper(stamper, stamped) if stamper else None
    out: Any = signers.PdfSigner(meta, _signer(name), timestamper=clock, new_field_spec=spec).sign_pdf(writer)
    return bytes(out.getvalue())


def _signer(name: str) -> Any:
    from pyhanko.sign import signers

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    packed = serialization.pkcs12.serialize_key_and_certificates(
        b"x", key, cert, None, serialization.BestAvailableEncryption(b"x")
    )
    return signers.SimpleSigner.load_pkcs12_data(packed, [], b"x")


def _stamper(name: str, at: datetime.datetime | None) -> Any:
    from pyhanko.sign.timestamps import DummyTimeStamper

    own = _signer(name)
    return DummyTimeStamper(own.signing_cert, own.signing_key, fixed_dt=at)


def signed_and_changed() -> bytes:
    """One number on the page is another; every length stays."""
    return replaced(signed(), rb"595 0 0 842 0 0 cm", b"595 0 0 841 0 0 cm")


def signed_and_added_to() -> bytes:
    """Something behind the signature replaces the page's content: the signed bytes themselves are whole."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(signed()))
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.NameObject("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 50 50 re f"))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


# -- as telephones take them -------------------------------------------------------------------------------------------


@cache
def heic(size: tuple[int, int] = (320, 240), mode: str = "RGB") -> bytes:
    return as_heic(Image.linear_gradient("L").resize(size).convert(mode), quality=60)


def as_heic(image: Image.Image, **options: Any) -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(image).save(out, **options)
    return out.getvalue()


@cache
def tiff(pages: int = 1, mode: str = "RGB") -> bytes:
    frames = [
        Image.linear_gradient("L").rotate(90 * number).resize((210, 297)).convert(mode) for number in range(pages)
    ]
    out = BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    return out.getvalue()


@cache
def photo(size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    """A JPEG with a plain sky above and a lively ground below."""
    image = Image.new("RGB", size, (120, 170, 230))
    image.paste(Image.effect_noise((size[0], size[1] // 2), 80).convert("RGB"), (0, size[1] // 2))
    out = BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


@cache
def scenery(size: tuple[int, int] = (320, 240), mode: str = "RGB", **options: Any) -> bytes:
    """As a JPEG."""
    out = BytesIO()
    scene(size).convert(mode).save(out, "JPEG", **options)
    return out.getvalue()


def scene(size: tuple[int, int]) -> Image.Image:
    """Without a plain place, the same each time."""
    grain = Image.frombytes("RGB", (40, 30), Random(7).randbytes(3 * 40 * 30))
    return grain.resize(size, Image.Resampling.BICUBIC)


@cache
def huge_photo(size: tuple[int, int] = (8160, 6120)) -> bytes:
    return picture("JPEG", size, "L")


def with_a_hole(data: bytes, filling: int = 0) -> bytes:
    """A third in the middle is overwritten, as a broken copy leaves it."""
    third = len(data) // 3
    return data[:third] + bytes([filling]) * third + data[2 * third :]


def ended_early(data: bytes, share: float = 0.5) -> bytes:
    """Cut, and given the end it lost: no reader complains."""
    return data[: int(len(data) * share)] + b"\xff\xd9"

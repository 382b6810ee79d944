"""Files that should not get in, or not as they are; each a function giving the bytes."""

import struct
import zlib
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

A4 = (595, 842)
AS_IT_IS = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}


@cache
def plain_pdf(pages: int = 1, size: tuple[int, int] = A4, user_unit: float = 1) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=A4)
        page.MediaBox = Array([0, 0, *size])
        page.Contents = pdf.make_stream(b"1 0 0 RG 10 10 m 200 200 l S")
        if user_unit != 1:
            page.UserUnit = user_unit
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = BytesIO()
    pdf.save(out, static_id=True, **options)
    return out.getvalue()


@cache
def picture(form: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: Any) -> bytes:
    """A gradient, so that it has something to lose when cut."""
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, form, **options)
    return out.getvalue()


def executable() -> bytes:
    return b"MZ\x90\x00" + bytes(56) + struct.pack("<I", 64) + b"PE\x00\x00" + bytes(400)


def web_page() -> bytes:
    return b"\n<!DOCTYPE html><html><script>alert(1)</script></html>"


def drawing() -> bytes:
    return b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def encrypted_pdf(user: str = "secret") -> bytes:
    """With `user` empty it opens without asking and is restricted all the same."""
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        return saved_encrypted(pdf, user)


def saved_encrypted(pdf: pikepdf.Pdf, user: str) -> bytes:
    out = BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
    return out.getvalue()


def truncated(data: bytes, share: float = 0.6) -> bytes:
    return data[: int(len(data) * share)]


def pdf_with_archive_behind() -> bytes:
    return plain_pdf() + b"PK\x03\x04" + b"\x00" * 4096


def png_bomb(side: int = 30_000) -> bytes:
    """A megabyte at most that asks for `side` × `side` pixels."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\x00" * (side // 8 + 1)) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@cache
def zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1024**2)) for _ in range(megabytes)) + packer.flush()


def flate_bomb(megabytes: int = 600, layers: int = 1) -> bytes:
    """A page whose content unpacks to `megabytes`; with two layers a few kilobytes are enough."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    packed = zeros(megabytes)
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    page.Contents = pdf.make_stream(b"")
    page.Contents.write(packed, filter=Array([Name.FlateDecode] * layers), decode_parms=Array([Dictionary()] * layers))
    return saved(pdf, **AS_IT_IS)


def lzw_bomb(turns: int = 100) -> bytes:
    """A page whose content unpacks to 7 MB a turn."""
    return _page_with(lzw_run(turns), Name.LZWDecode)


def lzw_run(turns: int = 1) -> bytes:
    """Zeros packed by LZW, 7 MB a turn: each code stands for a run one longer than the code before."""
    codes = [(0, 9), *((code, max(9, (code + 1).bit_length())) for code in range(258, 4094)), (256, 12)]
    bits = f"{256:09b}" + "".join(f"{code:0{width}b}" for code, width in codes) * turns
    whole = bits.ljust(len(bits) + -len(bits) % 8, "0")
    return int(whole, 2).to_bytes(len(whole) // 8)


def _page_with(content: bytes, packing: Name) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    page.Contents = pdf.make_stream(b"")
    page.Contents.write(content, filter=packing)
    return saved(pdf, **AS_IT_IS)


def pdf_with_picture(width: int, height: int, content: bytes = b"", packing: Name | None = None) -> bytes:
    """`width` × `height` is what the dictionary says; `content` may say otherwise."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height)
    image.write(content, filter=packing)
    page.Resources = Dictionary(XObject=Dictionary(Im0=image))
    return saved(pdf, **AS_IT_IS)


def pdf_with_lying_picture() -> bytes:
    """Ten by ten, says the dictionary; 108 megapixels, says the JPEG."""
    return pdf_with_picture(10, 10, picture("JPEG", (12_000, 9_000), "L"), Name.DCTDecode)


def active_pdf() -> bytes:
    """Scripts in five places, an attachment, a form of XFA, a link, a launch; and the words "kept text"."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A4)
    page.Contents = pdf.make_stream(b"BT /F1 12 Tf (kept text) Tj ET")
    script = Dictionary(S=Name.JavaScript, JS="app.alert('script')")
    pdf.attachments["payload.exe"] = b"MZ payload"
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names.JavaScript = Dictionary(Names=Array(["a", script]))
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp:xdp>script</xdp:xdp>"))
    page.AA = Dictionary(O=script)
    nested = Dictionary(S=Name.GoTo, Next=Array([script, Dictionary(S=Name.Launch, F="payload.exe")]))
    link = Dictionary(S=Name.URI, URI="https://evil.example/")
    page.Annots = Array([_annotation(nested), pdf.make_indirect(_annotation(link))])
    return saved(pdf)


def _annotation(action: Dictionary) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 10, 10]), A=action, PA=action)


def photo_with_place() -> bytes:
    """A JPEG lying on its side, with the place it was taken at, a comment, a maker and an XMP packet."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn right
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 7.0, 0.0), 3: "E", 4: (71.0, 25.0, 0.0)})
    return picture("JPEG", (300, 200), exif=exif.tobytes(), comment=b"Secret comment", xmp=b"<x>Secret packet</x>")

"""What a file is, by its first bytes; its name and the type that the browser sends are never used."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.files.refusals import refuse

HEAD = 8192
# Viewers look for the beginning of a PDF this far: a byte-order mark, a printer's prologue, a mail's head.
PROLOGUE = 1024

_ACCEPTED = (
    ("pdf", b"%PDF-"),
    ("jpeg", b"\xff\xd8\xff"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("tiff", b"II*\0"),
    ("tiff", b"MM\0*"),
    ("tiff", b"II+\0"),
    ("tiff", b"MM\0+"),
)
# ISO base media files tell what they are by their brands (ISO 14496-12, 4.3).
_BRANDS = {"avif": {b"avif"}, "heic": {b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"}}
# Sizes of the second header of a BMP.
_BITMAPS = {size.to_bytes(4, "little") for size in (12, 16, 40, 52, 56, 64, 108, 124)}
_PROGRAM, _ARCHIVE, _OFFICE = _("a program"), _("an archive"), _("an office document")
_OTHERS: tuple[tuple[tuple[bytes, ...], Any], ...] = (
    ((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\0asm", b"dex\n", b"!<arch>"), _PROGRAM),
    ((b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"), _ARCHIVE),
    ((b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"MSCF", b"LZIP", b"\x1f\x9d", b"\x1f\xa0"), _ARCHIVE),
    ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"), _OFFICE),
    ((b"GIF8",), "GIF"),
    ((b"AT&TFORM",), "DjVu"),
    ((b"8BPS",), "PSD"),
    ((b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"), "JPEG 2000"),
    ((b"\xff\x0a", b"\0\0\0\x0cJXL "), "JPEG XL"),
    ((b"%!PS", b"\xc5\xd0\xd3\xc6"), "PostScript"),
    ((b"ID3", b"OggS", b"fLaC", b"\xff\xfb"), _("a sound recording")),
    ((b"\x1aE\xdf\xa3", b"\0\0\x01\xba", b"FLV\x01"), _("a film")),
    ((b"SQLite format 3",), _("a database")),
)
# Order matters: an SVG may begin as XML does.
_TEXTS = (
    ((b"<!doctype html", b"<html", b"<head", b"<body", b"<script"), _("a web page (HTML)")),
    ((b"<svg", b"<!doctype svg"), _("an SVG drawing")),
    ((b"<?xml",), _("an XML file")),
    ((b"#!", b"@echo off"), _PROGRAM),
)
# Names inside a ZIP that make an office document of it.
_OFFICE_PARTS = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis")


def sniff(head: bytes) -> str:
    """A key of `kinds.FORMS`; raises BadFile naming what the file is instead, where that is known."""
    for form, beginning in _ACCEPTED:
        if head.startswith(beginning):
            return form
    if form := _contained(head):
        return form
    if other := _other(head) or _text_of(head):
        raise refuse("type_refused", found=other)
    if b"%PDF-" in head[:PROLOGUE]:
        return "pdf"
    raise refuse("type_unknown")


def _contained(head: bytes) -> str:
    """Formats that are recognised by a word further in."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and head[14:18] in _BITMAPS:
        return "bmp"
    brands = _brands(head)
    return next((form for form, known in _BRANDS.items() if known & brands), "")


def _brands(head: bytes) -> set[bytes]:
    if head[4:8] != b"ftyp":
        return set()
    box = head[8 : int.from_bytes(head[:4], "big")]
    return {box[at : at + 4] for at in range(0, len(box) - 3, 4) if at != 4}


def _other(head: bytes) -> str | Promise:
    if head.startswith(b"PK\x03\x04") and any(part in head for part in _OFFICE_PARTS):
        return _OFFICE
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"AVI "):
        return _("a film")
    name: str | Promise = next((words for beginnings, words in _OTHERS if head.startswith(beginnings)), "")
    return name


def _text_of(head: bytes) -> str | Promise:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml") and b"<svg" in start:
        return _("an SVG drawing")
    name: str | Promise = next((words for beginnings, words in _TEXTS if start.startswith(beginnings)), "")
    return name

"""What a file is, told from its first bytes; its name and the browser's word are never asked."""

from typing import Any

import filetype
from django.utils.translation import gettext_lazy as _

from cases.files.refusals import refuse

ACCEPTED = {"application/pdf": "pdf", "image/jpeg": "jpeg", "image/png": "png"}
HEAD = 8192

_PROGRAMS = {"exe", "elf", "dex", "dey", "wasm", "deb", "rpm", "swf", "crx", "nes"}
_ARCHIVES = {"zip", "tar", "rar", "gz", "bz2", "7z", "xz", "zst", "lz", "lz4", "lzo", "Z", "cab", "ar", "br"}
_OFFICE = {"doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf"}
# Order matters: an SVG may begin as XML does.
_TEXTS = (
    ((b"<!doctype html", b"<html", b"<head", b"<body", b"<script"), _("a web page (HTML)")),
    ((b"<svg", b"<!doctype svg"), _("an SVG drawing")),
    ((b"<?xml",), _("an XML file")),
    ((b"#!", b"@echo off"), _("a program")),
)


def sniff(head: bytes) -> str:
    """One of "pdf", "jpeg", "png"; raises BadFile naming what the file is instead, where that is known."""
    guessed = filetype.guess(head)
    accepted = ACCEPTED.get(guessed.mime) if guessed else None
    if accepted == "pdf" and not head.startswith(b"%PDF-"):
        raise refuse("damaged")
    if accepted:
        return accepted
    found = _in_words(guessed) if guessed else _text_of(head)
    raise refuse("type_refused", found=found) if found else refuse("type_unknown")


def _in_words(guessed: Any) -> Any:
    for extensions, words in (
        (_PROGRAMS, _("a program")),
        (_ARCHIVES, _("an archive")),
        (_OFFICE, _("an office document")),
    ):
        if guessed.extension in extensions:
            return words
    return guessed.extension.upper()


def _text_of(head: bytes) -> Any:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml") and b"<svg" in start:
        return _("an SVG drawing")
    for beginnings, words in _TEXTS:
        if start.startswith(beginnings):
            return words
    return None

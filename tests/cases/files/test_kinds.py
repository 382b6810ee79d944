"""What the door takes is told once: to the file chooser, in words, and in what it does."""

from collections.abc import Callable

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from cases.files import BadFile, kinds
from cases.files.sniff import sniff
from cases.programmes.nomad.forms.documents import DocumentForm
from tests import bad_files, odd_files

FORMS: dict[str, Callable[[], bytes]] = {
    "pdf": bad_files.plain_pdf,
    "jpeg": bad_files.picture,
    "png": lambda: bad_files.picture("PNG"),
    "heic": odd_files.heic,
    "avif": lambda: bad_files.picture("AVIF"),
    "tiff": odd_files.tiff,
    "webp": lambda: bad_files.picture("WEBP"),
    "bmp": lambda: bad_files.picture("BMP"),
}


def test_knows_every_form_it_takes() -> None:
    assert set(FORMS) == set(kinds.FORMS)
    assert {form: sniff(make()) for form, make in FORMS.items()} == {form: form for form in FORMS}


def test_stands_beside_each_field() -> None:
    form = DocumentForm(kind="passport", current=None, today=timezone.localdate())
    html = str(form["file"])
    for each in ("application/pdf", ".pdf", "image/heic", ".heic", ".jpeg", ".tif"):
        assert each in html
    with translation.override("en"):
        assert "PDF" in str(form["file"].help_text) and "10\xa0MB" in str(form["file"].help_text)


def test_says_where_several_files_may_be_chosen() -> None:
    with translation.override("en"):
        assert "several files" in str(kinds.help_text("passport"))
        assert "several files" not in str(kinds.help_text("photo"))


def test_offers_no_pdf_where_a_photo_is_asked() -> None:
    form = DocumentForm(kind="photo", current=None, today=timezone.localdate())
    assert "pdf" not in str(form["file"]).lower().replace("photo", "")
    assert "PDF" not in str(form["file"].help_text)


@override_settings(DNR_UPLOAD_MAX_BYTES=1_572_864)
def test_tells_the_limit_that_is_set() -> None:
    with translation.override("en"):
        assert "1.5\xa0MB" in str(kinds.help_text("cv"))


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (b"PK\x03\x04" + bytes(20) + b"[Content_Types].xml", "an office document"),
        (b"PK\x03\x04" + bytes(20) + b"x%PDF-1.7", "an archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
        (b"MZ" + bytes(10) + b"%PDF-1.7", "a program"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>%PDF-1.7", "a web page (HTML)"),
        (b"GIF89a", "GIF"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a film"),
        (b"AT&TFORM", "DjVu"),
    ],
)
def test_says_what_else_a_file_is(head: bytes, word: str) -> None:
    with pytest.raises(BadFile) as caught, translation.override("en"):
        sniff(head)
    with translation.override("en"):
        assert word in str(caught.value)

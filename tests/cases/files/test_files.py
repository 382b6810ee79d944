"""An upload is either a clean file or refused with a reason; nothing else ever happens."""

import errno
import hashlib
import io
import os
import re
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Name
from PIL import Image

from cases.files import BadFile, CleanFile, inspect, open_stored, own_file, store
from cases.files.refusals import SENTENCES
from tests import bad_files

PHOTO = bad_files.picture("JPEG", (413, 531))
Maker = Callable[[], bytes]


def inspected(data: bytes, kind: str = "cv", name: str = "file.pdf", **options: Any) -> CleanFile:
    return inspect(io.BytesIO(data), name, kind, **options)


def refused(data: bytes, kind: str = "cv", name: str = "file.pdf", **options: Any) -> BadFile:
    with pytest.raises(BadFile) as caught:
        inspected(data, kind, name, **options)
    assert "%(" not in str(caught.value)
    assert str(caught.value)
    return caught.value


def opened(clean: CleanFile) -> Image.Image:
    return Image.open(io.BytesIO(clean.data))


@pytest.mark.parametrize("caged", [True, False])
@pytest.mark.parametrize(
    ("make", "kind", "mime", "measured"),
    [
        (lambda: bad_files.plain_pdf(3), "cv", "application/pdf", (3, None, None)),
        (lambda: bad_files.picture("JPEG"), "diploma", "image/jpeg", (None, 300, 200)),
        (lambda: bad_files.picture("PNG"), "diploma", "image/png", (None, 300, 200)),
        (lambda: PHOTO, "photo", "image/jpeg", (None, 413, 531)),
        (lambda: bad_files.picture("PNG", (700, 900), "RGBA"), "photo", "image/jpeg", (None, 700, 900)),
    ],
)
def test_accepts_a_good_file(make: Maker, kind: str, mime: str, measured: tuple[Any, ...], caged: bool) -> None:
    data = make()
    clean = inspected(data, kind, caged=caged)
    assert clean.mime == mime
    assert (clean.pages, clean.width, clean.height) == measured
    assert clean.sha256 == hashlib.sha256(clean.data).hexdigest()
    assert clean.original_sha256 == hashlib.sha256(data).hexdigest()
    assert clean.size == len(clean.data)


@pytest.mark.parametrize("make", [bad_files.active_pdf, lambda: PHOTO, lambda: bad_files.picture("PNG")])
def test_gives_the_same_bytes_for_the_same_file(make: Maker) -> None:
    data = make()
    assert inspected(data).sha256 == inspected(data, caged=False).sha256


def test_goes_by_content_and_not_by_name() -> None:
    clean = inspected(bad_files.picture("PNG"), name="C:\\scans\\my <b>passport.pdf")
    assert (clean.extension, clean.name) == ("png", "my _b_passport.png")


def test_names_a_nameless_file() -> None:
    assert inspected(bad_files.plain_pdf(), name="../..").name == "document.pdf"


BAD: dict[str, tuple[Maker, str]] = {
    "nothing": (bytes, "empty"),
    "text": (lambda: b"just a line of text", "type_unknown"),
    "a program": (bad_files.executable, "type_refused"),
    "HTML": (bad_files.web_page, "type_refused"),
    "SVG": (bad_files.drawing, "type_refused"),
    "GIF": (lambda: bad_files.picture("GIF"), "type_refused"),
    "a locked PDF": (bad_files.encrypted_pdf, "encrypted"),
    "half a PDF": (lambda: bad_files.truncated(bad_files.plain_pdf()), "damaged"),
    "half a JPEG": (lambda: bad_files.truncated(bad_files.picture("JPEG")), "damaged"),
    "half a PNG": (lambda: bad_files.truncated(bad_files.picture("PNG")), "damaged"),
    "PDF and ZIP in one": (bad_files.pdf_with_archive_behind, "damaged"),
    "the head of a PDF": (lambda: b"%PDF-1.7", "damaged"),
    "the head of a JPEG": (lambda: b"\xff\xd8\xff\xe0", "damaged"),
    "201 pages": (lambda: bad_files.plain_pdf(201), "too_many_pages"),
    "a page of 100 m": (lambda: bad_files.plain_pdf(size=(595, 300_000)), "page_too_large"),
    "a page of 100 m by its unit": (lambda: bad_files.plain_pdf(user_unit=350), "page_too_large"),
    "a page without extent": (lambda: bad_files.plain_pdf(size=(0, 0)), "damaged"),
    "a PDF with a huge picture": (lambda: bad_files.pdf_with_picture(60_000, 60_000), "too_many_pixels"),
    "a PDF with a picture huger than it says": (bad_files.pdf_with_lying_picture, "too_many_pixels"),
    "a PNG bomb": (bad_files.png_bomb, "too_many_pixels"),
    "a small PNG bomb": (lambda: bad_files.png_bomb(7_000), "too_many_pixels"),
    "a PDF bomb": (bad_files.flate_bomb, "bomb"),
    "a PDF bomb by LZW": (bad_files.lzw_bomb, "too_complex"),
    "a PDF bomb in a bomb": (lambda: bad_files.flate_bomb(layers=2), "bomb"),
}


@pytest.mark.parametrize("caged", [True, False])
@pytest.mark.parametrize("name", BAD)
def test_refuses_with_the_reason(name: str, caged: bool) -> None:
    make, code = BAD[name]
    assert refused(make(), name=name, caged=caged).code == code


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("caged", [True, False])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_refuses_a_cut_image_even_after_weasyprint_asked_pillow_not_to(
    form: str, caged: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    assert refused(bad_files.truncated(bad_files.picture(form)), caged=caged).code == "damaged"


def test_says_what_the_file_is_instead(english: None) -> None:
    assert "a program" in str(refused(bad_files.executable(), name="passport.pdf"))
    assert "SVG" in str(refused(bad_files.drawing(), name="photo.png"))


class Endless(io.RawIOBase):
    """An upload of any length; counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += size
        return b"%PDF-1.7" + bytes(size - 8) if size > 8 else bytes(size)


@override_settings(DNR_UPLOAD_MAX_BYTES=1_572_864)
def test_takes_a_single_byte_over_the_limit_and_no_more(english: None) -> None:
    upload = Endless()
    with pytest.raises(BadFile) as caught:
        inspect(upload, "huge.pdf", "cv")  # type: ignore[arg-type]
    assert caught.value.code == "too_large"
    assert "1.5\xa0MB" in str(caught.value)
    assert upload.taken == 1_572_865


def test_reads_an_upload_that_a_form_has_read_before() -> None:
    upload = SimpleUploadedFile("cv.pdf", bad_files.plain_pdf())
    upload.read()
    assert inspect(upload, "cv.pdf", "cv").pages == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((600, 600), "photo_shape"),
        ((531, 413), "photo_shape"),
        ((413, 560), "photo_shape"),
        ((350, 450), "photo_small"),
        ((413, 530), "photo_small"),
    ],
)
def test_refuses_a_photo_of_wrong_shape_or_size(size: tuple[int, int], code: str) -> None:
    bad = refused(bad_files.picture("JPEG", size), "photo", caged=False)
    assert bad.code == code
    assert f"{size[0]} × {size[1]}" in str(bad)


def test_refuses_a_photo_as_pdf() -> None:
    assert refused(bad_files.plain_pdf(), "photo").code == "photo_format"


def test_measures_a_photo_as_it_stands_when_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = bad_files.picture("JPEG", (531, 413), exif=exif.tobytes())
    assert inspected(lying, "photo").height == 531


def test_leaves_only_the_picture_of_an_image() -> None:
    clean = inspected(bad_files.photo_with_place())
    assert b"Secret" not in clean.data
    picture = opened(clean)
    assert picture.size == (200, 300)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_leaves_only_the_picture_of_a_png() -> None:
    data = bad_files.picture("PNG", icc_profile=b"Secret profile" * 20, exif=b"Exif\0\0Secret")
    clean = inspected(data, caged=False)
    assert not opened(clean).info
    assert b"eXIf" not in clean.data
    assert b"iCCP" not in clean.data


@pytest.mark.parametrize(
    ("form", "mode", "kept"),
    [("JPEG", "CMYK", "RGB"), ("JPEG", "L", "L"), ("PNG", "I;16", "L"), ("PNG", "RGBA", "RGBA"), ("PNG", "1", "1")],
)
def test_brings_colours_to_a_plain_kind(form: str, mode: str, kept: str) -> None:
    assert opened(inspected(bad_files.picture(form, mode=mode), caged=False)).mode == kept


def test_neither_swells_nor_fades_a_scan() -> None:
    data = bad_files.picture("JPEG", (1240, 1754), quality=45)
    assert inspected(data, caged=False).size <= len(data) * 1.05


def test_strips_a_pdf_of_all_that_acts() -> None:
    clean = inspected(bad_files.active_pdf())
    with pikepdf.open(io.BytesIO(clean.data)) as pdf:
        everything = b"".join(thing.unparse(resolved=True) for thing in pdf.objects) + b"".join(
            thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream)
        )
        assert not pdf.attachments
    assert b"kept text" in everything
    for gone in (b"JavaScript", b"/JS", b"alert", b"payload", b"XFA", b"xdp", b"evil", b"/URI", b"/Launch", b"/AA"):
        assert gone not in everything


@pytest.mark.parametrize(("returncode", "code"), [(-9, "too_complex"), (1, "unreadable"), (0, "unreadable")])
def test_outlives_a_cage_that_died(returncode: int, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    died = subprocess.CompletedProcess([], returncode, stdout=b"")
    monkeypatch.setattr("cases.files.caging.subprocess.run", lambda *args, **options: died)
    assert refused(bad_files.plain_pdf()).code == code


def test_gives_up_on_a_file_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.files.caging.SECONDS", 0.001)
    assert refused(bad_files.plain_pdf()).code == "too_complex"


def test_has_a_sentence_for_every_code_the_code_uses() -> None:
    folder = Path(str(inspect.__code__.co_filename)).parent
    used = {
        code
        for source in folder.rglob("*.py")
        for code in re.findall(r"(?:Refusal|refuse)\(\s*\"(\w+)\"", source.read_text())
    }
    assert used <= set(SENTENCES)


def test_speaks_the_readers_language_when_read() -> None:
    bad = refused(b"")
    with translation.override("en"):
        assert str(bad) == "The file is empty."


# -- hostile bytes ---------------------------------------------------------------------------------------------------

SEEDS = [
    bad_files.plain_pdf(2),
    bad_files.active_pdf(),
    bad_files.pdf_with_picture(10, 10, zlib.compress(bytes(300)), Name.FlateDecode),
    bad_files.picture("JPEG", (40, 30)),
    bad_files.picture("PNG", (40, 30)),
    bad_files.picture("PNG", (40, 30), "P"),
    bad_files.photo_with_place(),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.integers(0, 12))
        data[at : at + cut] = draw(st.binary(max_size=12))
    return bytes(data)


def only_clean_or_bad(data: bytes, kind: str, caged: bool) -> None:
    try:
        assert isinstance(inspected(data, kind, caged=caged), CleanFile)
    except BadFile as bad:
        assert bad.code in SENTENCES
        assert str(bad)


KINDS = st.sampled_from(["photo", "cv"])
HEADS = st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"])


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(), KINDS)
def test_survives_mutated_files(data: bytes, kind: str) -> None:
    only_clean_or_bad(data, kind, caged=False)


@settings(max_examples=150, deadline=None)
@given(HEADS, st.binary(max_size=400), KINDS)
def test_survives_random_bytes(head: bytes, tail: bytes, kind: str) -> None:
    only_clean_or_bad(head + tail, kind, caged=False)


@settings(max_examples=12, deadline=None)
@given(mutated(), KINDS)
def test_survives_mutated_files_in_the_cage(data: bytes, kind: str) -> None:
    only_clean_or_bad(data, kind, caged=True)


# -- storage ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"documents": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_stores_by_the_hash_of_the_content(folder: Path) -> None:
    clean = inspected(PHOTO, caged=False)
    path = store(clean)
    assert path == f"{clean.sha256[:2]}/{clean.sha256[2:4]}/{clean.sha256}.jpg"
    assert (folder / path).read_bytes() == clean.data
    with open_stored(path) as opened_again:
        assert opened_again.read() == clean.data


def test_stores_the_same_content_once(folder: Path) -> None:
    clean = own_file(b"%PDF-1.7 a letter", "pdf", "letter.pdf")
    written = os.stat(folder / store(clean)).st_ino
    assert os.stat(folder / store(clean)).st_ino == written
    assert len(files_in(folder)) == 1


def test_heals_a_half_written_file(folder: Path) -> None:
    clean = own_file(b"%PDF-1.7 a letter", "pdf", "letter.pdf")
    path = folder / store(clean)
    path.write_bytes(b"%PDF")
    store(clean)
    assert path.read_bytes() == clean.data


@pytest.mark.parametrize("call", ["os.fsync", "os.replace", "cases.files.storing.tempfile.mkstemp"])
def test_leaves_nothing_on_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def full(*args: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(call, full)
    with pytest.raises(BadFile) as caught:
        store(own_file(b"%PDF-1.7 a letter", "pdf", "letter.pdf"))
    assert caught.value.code == "storage_full"
    assert files_in(folder) == []


def test_stores_where_there_is_no_disk(settings: Any) -> None:
    backend = "django.core.files.storage.InMemoryStorage"
    settings.STORAGES = settings.STORAGES | {"documents": {"BACKEND": backend}}
    clean = own_file(b"%PDF-1.7 a letter", "pdf", "letter.pdf")
    assert store(clean) == store(clean)
    assert isinstance(storages["documents"], InMemoryStorage)
    with open_stored(store(clean)) as opened_again:
        assert opened_again.read() == clean.data


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "ab/cd/ef.pdf", ""])
def test_opens_only_what_it_stored(folder: Path, path: str) -> None:
    with pytest.raises(FileNotFoundError):
        open_stored(path)

"""From an upload to a CleanFile: read with a cap, recognised by content, cleaned in the cage."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import IO

from django.conf import settings

from cases.files import kinds
from cases.files.cage.refusal import Cleaned
from cases.files.caging import clean, page_jpeg, qr_text, to_pdf
from cases.files.names import display_name
from cases.files.notices import Notice
from cases.files.refusals import refuse
from cases.files.sniff import HEAD, sniff
from cases.values.sizes import in_words_later

CHUNK = 64 * 1024
MIME = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
# A file bound of several may weigh as much as this many uploads.
JOINED_LIMITS = 3
MAX_PARTS = 50


@dataclass(frozen=True, slots=True)
class CleanFile:
    """An uploaded file that was inspected and cleaned."""

    data: bytes
    """The cleaned bytes, which are stored."""
    mime: str
    extension: str
    sha256: str
    """Of `data`."""
    original_sha256: str
    """Of the bytes as received, for the applicant to compare with the file at home."""
    size: int
    """Bytes of `data`."""
    name: str
    """For display."""
    pages: int | None = None
    width: int | None = None
    """Pixels of an image."""
    height: int | None = None
    """Pixels of an image."""
    original: bytes = b""
    """The bytes as received, which are never sent to a browser for display."""
    original_extension: str = ""
    """What the content of `original` is: "pdf", "jpg", "heic" …"""
    notices: tuple[Notice, ...] = ()
    """What the owner and the officer should know, see `cases.files.notices`."""


def inspect(stream: IO[bytes], name: str, kind: str, *, caged: bool | None = None) -> CleanFile:
    """Raises BadFile, and nothing else. `kind` is a document kind of the edition; "photo" has a shape to keep.

    `caged=False` cleans in this process, ten times faster: for bytes that the portal made itself (the demo), never
    for a stranger's. Default: setting DNR_FILES_CAGED, true.
    """
    data = _read(stream, kinds.limit())
    form = sniff(data[:HEAD])
    if form not in kinds.forms(kind):
        raise refuse("photo_format")
    cleaned = clean(form, data, photo=kind == kinds.PHOTO, caged=_caged(caged))
    return _clean_file(cleaned, name, original=data, original_extension=kinds.ending(form))


CODE_FORMS = ("jpeg", "png", "webp")
"""Of a photo of a code: what a camera returns to a page."""


def code_on(stream: IO[bytes], *, caged: bool | None = None) -> str:
    """The text of the QR code on a photo. Raises BadFile, CagesBusyError."""
    data = _read(stream, kinds.limit())
    form = sniff(data[:HEAD])
    if form not in CODE_FORMS:
        raise refuse("code_format")
    return qr_text(form, data, caged=_caged(caged))


def picture_of(data: bytes, number: int, *, caged: bool | None = None) -> bytes:
    """A page, which counts from 1, of a file as it came, drawn as a JPEG. Raises BadFile, CagesBusyError."""
    return page_jpeg(sniff(data[:HEAD]), data, number, caged=_caged(caged)).data


def _caged(wanted: bool | None) -> bool:
    return bool(getattr(settings, "DNR_FILES_CAGED", True)) if wanted is None else wanted


def join(parts: Sequence[CleanFile], name: str, *, caged: bool | None = None) -> CleanFile:
    """One PDF of several cleaned files, in this order: a page for each picture, all pages of each PDF.

    Raises BadFile, and nothing else. `original` is the PDF itself (each part has its own), `notices` those of the
    parts in turn.
    """
    if not parts:
        raise refuse("empty")
    if len(parts) > MAX_PARTS:
        raise refuse("too_many_parts", parts=len(parts), limit=MAX_PARTS)
    if (size := sum(part.size for part in parts)) > (limit := JOINED_LIMITS * kinds.limit()):
        raise refuse("joined_too_large", size=in_words_later(size), limit=in_words_later(limit))
    cleaned = to_pdf([(part.extension, part.data) for part in parts], caged=_caged(caged))
    notices = [notice for part in parts for notice in part.notices]
    return replace(_clean_file(cleaned, name, original=cleaned.data, original_extension="pdf"), notices=tuple(notices))


def own_file(data: bytes, extension: str, name: str, pages: int | None = None) -> CleanFile:
    """A file the portal itself made (a letter): nothing to clean, the same way to keep it."""
    return _clean_file(Cleaned(data, extension, pages), name, original=data, original_extension=extension)


def _clean_file(cleaned: Cleaned, name: str, *, original: bytes, original_extension: str) -> CleanFile:
    return CleanFile(
        data=cleaned.data,
        mime=MIME[cleaned.extension],
        extension=cleaned.extension,
        sha256=hashlib.sha256(cleaned.data).hexdigest(),
        original_sha256=hashlib.sha256(original).hexdigest(),
        size=len(cleaned.data),
        name=display_name(name, cleaned.extension),
        pages=cleaned.pages,
        width=cleaned.width,
        height=cleaned.height,
        original=original,
        original_extension=original_extension,
        notices=tuple(cleaned.notices),
    )


def _read(stream: IO[bytes], limit: int) -> bytes:
    """At most one byte over the limit is ever in memory, however long the upload claims or turns out to be."""
    data = bytearray()
    try:
        if stream.seekable():
            stream.seek(0)
        while len(data) <= limit and (chunk := stream.read(min(CHUNK, limit + 1 - len(data)))):
            data += chunk
    except (OSError, ValueError) as error:
        raise refuse("unreadable") from error
    if not data:
        raise refuse("empty")
    if len(data) > limit:
        raise refuse("too_large", limit=in_words_later(limit))
    return bytes(data)

"""From an upload to a CleanFile: read with a cap, told by content, cleaned in the cage."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.conf import settings

from cases.files.caging import clean
from cases.files.notices import Notice
from cases.files.refusals import refuse
from cases.files.sniff import HEAD, sniff

CHUNK = 64 * 1024
MEGABYTE = 1024 * 1024
MIME = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class CleanFile:
    """`sha256`, `size`: of `data`, the cleaned bytes that are stored; `original_sha256`: of the bytes that came,
    for the applicant to compare with the file at home. `width`, `height`: pixels of an image. `name`: for display.

    `original`: the bytes that came, never to be shown in a browser; `original_extension`: what they are by content
    ("pdf", "jpg", "heic" …). `notices`: what its owner and the officer should know, see `cases.files.notices`.
    """

    data: bytes
    mime: str
    extension: str
    sha256: str
    original_sha256: str
    size: int
    name: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    original: bytes = b""
    original_extension: str = ""
    notices: tuple[Notice, ...] = ()


def inspect(stream: IO[bytes], name: str, kind: str, *, caged: bool | None = None) -> CleanFile:
    """Raises BadFile, and nothing else. `kind` is a document kind of the edition; "photo" has a shape to keep.

    `caged=False` cleans in this process, ten times faster: for bytes that the portal made itself (the demo), never
    for a stranger's. Default: setting DNR_FILES_CAGED, true.
    """
    limit = int(getattr(settings, "DNR_UPLOAD_MAX_BYTES", 10 * MEGABYTE))
    data = _read(stream, limit)
    form = sniff(data[:HEAD])
    if kind == "photo" and form == "pdf":
        raise refuse("photo_format")
    if caged is None:
        caged = bool(getattr(settings, "DNR_FILES_CAGED", True))
    cleaned = clean(form, data, photo=kind == "photo", caged=caged)
    return _clean_file(
        cleaned.data,
        cleaned.extension,
        name,
        original_sha256=hashlib.sha256(data).hexdigest(),
        pages=cleaned.pages,
        width=cleaned.width,
        height=cleaned.height,
        original=data,
        original_extension="jpg" if form == "jpeg" else form,
        notices=tuple(cleaned.notices),
    )


def join(parts: Sequence[CleanFile], name: str, *, caged: bool | None = None) -> CleanFile:
    """One PDF of several cleaned files, in the order given: a page for each picture, all pages of each PDF.

    Raises BadFile, and nothing else. `original` is the PDF itself (each part has its own), `notices` those of the
    parts in turn.
    """
    raise NotImplementedError


def made_here(data: bytes, extension: str, name: str, pages: int | None = None) -> CleanFile:
    """A file the portal itself made (a letter): nothing to clean, the same way to keep it."""
    return _clean_file(
        data,
        extension,
        name,
        original_sha256=hashlib.sha256(data).hexdigest(),
        pages=pages,
        original=data,
        original_extension=extension,
    )


def _clean_file(data: bytes, extension: str, name: str, **facts: Any) -> CleanFile:
    return CleanFile(
        data=data,
        mime=MIME[extension],
        extension=extension,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        name=_display_name(name, extension),
        **facts,
    )


def _read(stream: IO[bytes], limit: int) -> bytes:
    """At most one byte over the limit is ever held, however long the upload claims or turns out to be."""
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
        raise refuse("too_large", limit=_megabytes(limit))
    return bytes(data)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.2f}".rstrip("0").rstrip(".")


def _display_name(name: str, extension: str) -> str:
    """The sender's name for the file, without path, control characters or a wrong extension; at most 100 characters."""
    base = PurePosixPath(name.replace("\\", "/")).name
    stem = re.sub(r"[^\w .()+-]+", "_", PurePosixPath(base).stem).strip(" ._")
    return f"{stem[:95] or 'document'}.{extension}"

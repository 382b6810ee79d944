"""What the counters print besides letters: the registry that the courier signs, and the file that goes to КНБ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import pikepdf
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image

from cases import letters
from cases.evidence.storage import scanning
from cases.files.storing import ChangedError, open_verified
from cases.letters.printing import to_pdf
from cases.models import Blob, Case, CourierRegistry, Handback, Letter, RegistryItem, User

LANGUAGES = ("ru", "kk")
REQUEST = "knb_request"
UNREADABLE = (ChangedError, OSError, pikepdf.PdfError)
"""What a stored file raises that is not what it was."""


def security_letter(case: Case) -> Letter | None:
    """The newest request to КНБ that this case was sent with."""
    return Letter.objects.filter(case=case, kind=REQUEST).order_by("-id").first()


def security_file(letter: Letter, language: str) -> bytes:
    """PDF: the request with its list, then all pages of each document on it, as they were sent: by their checksums.

    Raises ChangedError, OSError where a stored file is not what it was.
    """
    whole = pikepdf.new()
    parts = [_cover(letter, language), *(_pages(item["sha256"]) for item in letter.facts["enclosed"])]
    opened = [pikepdf.open(BytesIO(part)) for part in parts]
    for part in opened:
        whole.pages.extend(part.pages)
    out = BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def _cover(letter: Letter, language: str) -> bytes:
    if language not in letter.files:
        return letters.draft(letter, language)
    return _stored(Blob.objects.get(pk=letter.files[language]))


def _pages(sha256: str) -> bytes:
    blob = Blob.objects.get(pk=sha256)
    with scanning.open_scanned(blob) as stream:
        data = stream.read()
    if blob.mime == "application/pdf":
        return data
    out = BytesIO()
    with Image.open(BytesIO(data)) as picture:
        picture.convert("RGB").save(out, "PDF", resolution=150)
    return out.getvalue()


def _stored(blob: Blob) -> bytes:
    with open_verified(blob.name, blob.sha256) as stream:
        return stream.read()


def registry(row: CourierRegistry, items: Sequence[RegistryItem], language: str) -> bytes:
    """PDF in "ru" or "kk"; the same registry gives the same bytes."""
    left = (RegistryItem.REFUSED,)
    context = {
        "registry": row,
        "items": [item for item in items if item.state not in left],
        "sheets": sum(item.sheets for item in items if item.state not in left),
        "language": language,
    }
    with translation.override(language):
        return to_pdf(render_to_string("con/counter/printed.html", context)).data


def originals(rows: Sequence[tuple[Handback, str]], number: str, user: User, at: datetime, language: str) -> bytes:
    """PDF in "ru" or "kk": the list that people sign who take their originals; `rows`: each with who takes them."""
    context = {"rows": rows, "number": number, "user": user, "at": at, "language": language}
    with translation.override(language):
        return to_pdf(render_to_string("con/counter/originals_list.html", context)).data

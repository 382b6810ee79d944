"""The files themselves: attached twice, scanned for viruses, a photo on which somebody can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.findings import FilingFinding, Severity
from cases.files import notices
from cases.models.blob import NOT_SCANNED, PENDING, SCAN_FAILED
from cases.programmes.nomad.preflight.subject import LookedAt

if TYPE_CHECKING:
    from cases.models import Document

_advice = partial(FilingFinding, severity=Severity.ADVISORY)
UNKNOWN = (NOT_SCANNED, PENDING, SCAN_FAILED)


def each_its_own_file(s: LookedAt) -> Iterator[FilingFinding]:
    """One file attached twice is most often the wrong one in one of the two places."""
    first: dict[str, str] = {}
    for kind in s.rules:
        files = _files(s.documents.get(kind))
        other = next((first[file] for file in files if file in first), "")
        first |= {file: kind for file in files if file not in first}
        if other:
            yield _advice(
                code="same_file",
                paragraph=s.paragraph(kind),
                what=format_lazy(
                    _("{title}: the same file stands under “{other}”."), title=s.title(kind), other=s.title(other)
                ),
                todo=_("Look which document it is, and attach the right one here, unless one document serves both."),
                place=f"doc-{kind}",
            )


def _files(document: Document | None) -> list[str]:
    """SHA-256 of what is displayed and of the files as they were sent."""
    if document is None:
        return []
    parts = document.parts.all()  # type: ignore[attr-defined]
    return [document.blob_id, *(part.original_id for part in parts if part.original_id)]


def scanned_for_viruses(s: LookedAt) -> Iterator[FilingFinding]:
    """Nobody opens a file before it is known to be clean; a filing counts all the same."""
    if not settings.CLAMD_URL:
        return
    waiting = [kind for kind in s.rules if kind in s.documents and s.documents[kind].blob.scan in UNKNOWN]
    if not waiting:
        return
    failed = any(s.documents[kind].blob.scan == SCAN_FAILED for kind in waiting)
    yield _advice(
        code="not_scanned",
        paragraph="",
        what=format_lazy(
            _("Not scanned for viruses yet, so that nobody can open it: {titles}."),
            titles=", ".join(s.title(kind) for kind in waiting),
        ),
        todo=_AWAY if failed else _SOON,
        place=f"doc-{waiting[0]}",
    )


_SOON = _("The scan takes a minute as a rule. You need not wait: what is filed counts from the moment of filing.")
_AWAY = _(
    "The antivirus does not answer. The portal asks it again every ten minutes, and nothing is to be done by you: what "
    "is filed counts from the moment of filing."
)


def photo_can_be_seen(s: LookedAt) -> Iterator[FilingFinding]:
    """What was noticed when the picture was taken in; whether it is a good one, the official sees (п. 4(4), 10(2))."""
    photo = s.documents.get("photo")
    for part in photo.parts.all() if photo else ():  # type: ignore[attr-defined]
        for sentence in notices.sentences(n for n in part.notices if n.get("code") in notices.OF_A_PHOTO):
            yield _advice(
                code="photo",
                paragraph=s.paragraph("photo"),
                what=sentence,
                todo=_("Take another: the face in full, even light, a plain bright background."),
                place="doc-photo",
            )

"""How much one case may store, and a sentence for a person who reaches a limit. The limits are in
`dnr.settings.storage`."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.evidence.storage import tidying
from cases.law.errors import NotNowError
from cases.models import Case, Document, DocumentPart
from cases.values.sizes import in_words


class TooMuchError(NotNowError):
    """A limit of files, of their size or their versions; `str()` says which, and what to do."""


def ensure_count(kind: str, count: int) -> None:
    """Before a file is looked at. A photo is one picture."""
    if kind == "photo" and count > 1:
        raise TooMuchError(_("The photo is one picture: choose one file."))
    most = settings.DNR_DOCUMENT_FILES
    if count > most:
        raise TooMuchError(
            ngettext(
                "One document may consist of %(most)s file at most.",
                "One document may consist of %(most)s files at most. Put several pages into one PDF file.",
                most,
            )
            % {"most": most}
        )


def make_room(case: Case, kind: str, coming: int, now: datetime) -> None:
    """Within the lock on the case. Drafts that nobody saw go early, the oldest first, before anybody is refused.

    `coming`: bytes. Raises TooMuchError.
    """
    _ensure_versions(case, kind, now)
    most = settings.DNR_CASE_MAX_BYTES
    if stored_bytes(case) + coming > most:
        tidying.remove(tidying.removable(case, now), now)
        if stored_bytes(case) + coming > most:
            raise TooMuchError(
                _(
                    "The files of this case have reached %(most)s, the most the portal keeps. Save the file in a lower "
                    "quality, or write to the body that considers your case."
                )
                % {"most": in_words(most)}
            )


def _ensure_versions(case: Case, kind: str, now: datetime) -> None:
    most = settings.DNR_DOCUMENT_VERSIONS
    over = Document.objects.filter(case=case, kind=kind).count() + 1 - most
    if over <= 0:
        return
    drafts = [row for row in tidying.removable(case, now) if row.kind == kind][:over]
    if len(drafts) < over:
        raise TooMuchError(
            _(
                "This document has been replaced %(most)s times, and all its versions must be kept. If it has to be "
                "replaced once more, write to the body that considers your case."
            )
            % {"most": most}
        )
    tidying.remove(drafts, now)


def stored_bytes(case: Case) -> int:
    """Of all versions of all documents, with their parts and originals."""
    documents = Document.objects.filter(case=case).aggregate(n=Sum("blob__size"))["n"] or 0
    parts = DocumentPart.objects.filter(document__case=case)
    own = Sum("blob__size", filter=~Q(blob=F("document__blob")))
    sums = parts.aggregate(own=own, originals=Sum("original__size"))
    return documents + (sums["own"] or 0) + (sums["originals"] or 0)

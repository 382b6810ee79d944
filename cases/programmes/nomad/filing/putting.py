"""Pieces become the current document of a kind: checked, stored, checked again and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.writing import amend
from cases.evidence.storage import limits, parts, scanning
from cases.evidence.storage.parts import Piece
from cases.files import CleanFile, store
from cases.law.errors import NotNowError
from cases.law.places import STATES
from cases.models import Case, Document, User
from cases.programmes.nomad.filing.changeable import every_attachable, retire, unchanged
from cases.programmes.nomad.filing.preparing import lock_to_fill_today
from cases.programmes.nomad.filing.repeats import repeated_pieces
from cases.programmes.nomad.filing.seen import Seen


@dataclass(frozen=True, slots=True)
class Put:
    case: Case
    user: User
    now: datetime
    kind: str
    pieces: Sequence[Piece]
    """All the files of the document."""
    facts: Mapping[str, Any]
    """What is recorded of it besides."""
    request_id: str
    had: Document | None = None
    """The document these pieces were taken from, which must still be current."""
    seen: Seen | None = None
    """What may be replaced; None for anything."""


def put_document(what: Put) -> Document:
    """Raises NotNowError, NewerError, TooMuchError. The same pieces again change nothing."""
    clean = parts.whole(what.pieces, what.kind)
    with transaction.atomic():
        _place(what, clean)  # what is refused is not stored: no record would name it, and nobody could take it away
    parts.store_all(clean, what.pieces, store)
    with transaction.atomic():
        case, current, repeated = _place(what, clean)
        if repeated:
            return repeated
        retire(current, what.now)
        return _write(what, case, clean)


def _place(what: Put, clean: CleanFile) -> tuple[Case, Document | None, Document | None]:
    """The case under lock, the document these pieces displace, and the one that is already of them."""
    case = lock_to_fill_today(what.case.pk, what.user, list(STATES), what.now)
    if what.kind not in every_attachable(case, what.user):
        raise NotNowError(_("This document cannot be changed now."))
    if repeated := repeated_pieces(case, what.kind, what.pieces, what.facts):
        return case, None, repeated
    current = unchanged(case, what.kind, what.had.pk) if what.had else case.dossier.documents.get(what.kind)
    if what.seen:
        what.seen.ensure_current(current)
    coming = sum(len(piece.clean.original) for piece in what.pieces) + clean.size
    limits.make_room(case, what.kind, coming, what.now)
    return case, current, None


def _write(what: Put, case: Case, clean: CleanFile) -> Document:
    document = Document(
        case=case,
        kind=what.kind,
        blob=parts.blob_row(clean, what.now, store),
        name=clean.name[-200:],
        uploaded_at=what.now,
        uploaded_by=what.user,
        **what.facts,
    )
    document.save(force_insert=True)
    parts.write(document, what.pieces, what.now, store)
    scanning.ask_for_scan(document, what.now, what.request_id)
    recorded: dict[str, Any] = {"kind": what.kind, "name": document.name, "sha256": document.blob_id}
    recorded |= {"files": [p.clean.name for p in what.pieces]} if len(what.pieces) > 1 else {}
    amend(case, what.user, what.now, "attach", recorded, request_id=what.request_id)
    return document

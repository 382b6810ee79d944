"""Documents of a case: attached, arranged again of their files, taken out, their data changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.writing import amend
from cases.evidence.storage import limits, parts
from cases.evidence.storage.parts import Piece
from cases.files import BadFile, inspect
from cases.files.refusals import refuse
from cases.law.errors import NotNowError
from cases.law.places import STATES, May, states_where
from cases.models import Document, User
from cases.programmes.nomad.correcting.corrections import correctable_documents
from cases.programmes.nomad.filing.changeable import CHANGED, attachable, ensure_attachable, retire, unchanged
from cases.programmes.nomad.filing.preparing import lock_to_fill_today
from cases.programmes.nomad.filing.putting import Put, put_document
from cases.programmes.nomad.filing.repeats import each_once, repeated_upload
from cases.programmes.nomad.filing.seen import Seen

FACTS = (
    "country",
    "issued_on",
    "valid_from",
    "expires_on",
    "no_end",
    "legalisation",
    "legalisation_note",
    "notarised",
    "bars_entry",
)
"""What is recorded of a document besides its files."""


class BadFilesError(Exception):
    """Some of the files sent together cannot be taken, so none was: `files` names each with its BadFile."""

    def __init__(self, files: Sequence[tuple[str, BadFile]]) -> None:
        super().__init__(", ".join(name for name, _error in files))
        self.files = tuple(files)


Upload = tuple[IO[bytes], str]
"""A file and its name as it was sent."""


def attach(
    pk: UUID, user: User, now: datetime, kind: str, upload: IO[bytes], name: str, *, request_id: str = "", **facts: Any
) -> Document:
    """Keep an uploaded file as the current document of its kind; see `attach_files`. Raises BadFile too."""
    try:
        return attach_files(pk, user, now, kind, [(upload, name)], request_id=request_id, **facts)
    except BadFilesError as error:
        raise error.files[0][1] from error


def attach_files(
    pk: UUID,
    user: User,
    now: datetime,
    kind: str,
    uploads: Sequence[Upload],
    *,
    add: bool = False,
    seen: Seen | None = None,
    request_id: str = "",
    **facts: object,
) -> Document:
    """Keep uploaded files as the current document of its kind, several as one PDF; with `add`, behind those it has.

    `facts`: those of FACTS; `seen`: what may be displaced, None for anything. All files or none: raises BadFilesError
    naming each that cannot be taken, TooMuchError, NewerError, NotNowError when this kind is not to be attached now.
    The same files again change nothing; a file that comes twice for one document is stored once.
    """
    case = ensure_attachable(pk, user, now, kind)  # before the work, so that a stranger's file is not even stored
    repeated = repeated_upload(case, kind, [upload for upload, _name in uploads], facts)
    # Without `add` they go on: storing the same content again heals a file that was damaged on disk.
    if add and repeated:
        return repeated
    had = case.dossier.documents.get(kind) if add else None
    if seen and not add and not repeated:
        seen.ensure_current(case.dossier.documents.get(kind))
    before = parts.pieces_of(had) if had else []
    limits.ensure_count(kind, len(before) + len(uploads))
    pieces = _joined(before, uploads, kind)
    return put_document(Put(case, user, now, kind, pieces, facts, request_id, had, None if add else seen))


def arrange(
    pk: UUID, user: User, now: datetime, kind: str, seen: UUID, order: Sequence[int], *, request_id: str = ""
) -> Document:
    """Make the document `seen` again of some of its files: `order` names their positions, from 1."""
    case = ensure_attachable(pk, user, now, kind)
    had = unchanged(case, kind, seen)
    pieces = parts.pieces_of(had)
    if not order or len(set(order)) != len(order) or not set(order) <= set(range(1, len(pieces) + 1)):
        raise NotNowError(CHANGED)
    facts = {name: getattr(had, name) for name in FACTS}
    return put_document(Put(case, user, now, kind, [pieces[n - 1] for n in order], facts, request_id, had))


def detach(pk: UUID, user: User, now: datetime, kind: str, seen: UUID, *, request_id: str = "") -> None:
    """Take a document out of what is still to be filed (п. 4, 10). What was returned is replaced, not taken out."""
    ensure_attachable(pk, user, now, kind)
    with transaction.atomic():
        case = lock_to_fill_today(pk, user, states_where(May.PREPARE), now)
        document = unchanged(case, kind, seen)
        retire(document, now)
        recorded = {"kind": kind, "name": document.name, "sha256": document.blob_id}
        amend(case, user, now, "detach", recorded, request_id=request_id)


def _joined(before: Sequence[Piece], uploads: Sequence[Upload], kind: str) -> list[Piece]:
    """Each file once. Raises BadFilesError, also where nothing is added to what is there."""
    pieces = each_once([*before, *_inspected(uploads, kind)])
    if before and len(pieces) == len(before):
        raise BadFilesError([(name, refuse("already_there")) for _upload, name in uploads])
    return pieces


def _inspected(uploads: Sequence[Upload], kind: str) -> list[Piece]:
    """Each file by itself, all of them: who sent three learns of every one that is bad."""
    good, bad = [], []
    for upload, name in uploads:
        try:
            good.append(Piece(inspect(upload, name, kind), name))
        except BadFile as error:
            bad.append((name, error))
    if bad:
        raise BadFilesError(bad)
    return good


def describe(
    pk: UUID, user: User, now: datetime, kind: str, *, seen: Seen | None = None, request_id: str = "", **facts: object
) -> Document:
    """Change what is recorded of a document (a date, its legalisation) without sending the file again.

    `seen`: as of `attach_files`. The same facts again change nothing.
    """
    with transaction.atomic():
        case = lock_to_fill_today(pk, user, list(STATES), now)
        document = case.dossier.documents.get(kind)
        if document is None or kind not in attachable(case, user):
            raise NotNowError(_("This document cannot be changed now."))
        if kind in correctable_documents(case):  # before an official: with a reason, by a step of its own
            raise NotNowError(_("What is recorded is corrected with a reason: choose “Correct its data”."))
        if all(getattr(document, name) == value for name, value in facts.items()):
            return document
        if seen:
            seen.ensure_current(document)
        for name, value in facts.items():
            setattr(document, name, value)
        document.save()
        amend(case, user, now, "attach", {"kind": kind, **facts}, request_id=request_id)
        return document

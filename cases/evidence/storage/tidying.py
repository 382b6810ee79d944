"""Superseded drafts that nobody saw go after a set time. What was filed, signed, or read by staff never does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from cases.engine.steps import STEPS
from cases.evidence.storage import parts
from cases.files.storing import DOCUMENTS, ORIGINALS, remove_stored
from cases.law.actors import Role
from cases.models import (
    Blob,
    Case,
    Document,
    DocumentPart,
    Event,
    Letter,
    Original,
    ReadLog,
    RemovedDocument,
    Signature,
)
from cases.models.row import in_chunks

log = structlog.get_logger(__name__)

REASON = "a draft nobody saw"
WINDOW = timedelta(days=60)
"""For so long the job looks back: what may not go when its time has come may never go, so older rows need no look."""
BATCH = 200
"""Rows, of cases or of one case's documents, that are in memory and under lock at once."""


def removable(case: Case, before: datetime) -> list[Document]:
    """Superseded until `before`, the oldest first: read by nobody of the staff, named by no signed sheet, and not in
    the file of the case at the moment of any step."""
    return _unseen(case, list(_superseded(case).filter(retired_at__lte=before)))


def drafts(case: Case) -> list[Document]:
    """As `removable`, whenever they were superseded."""
    return _unseen(case, list(_superseded(case)))


def _superseded(case: Case) -> QuerySet[Document]:
    return Document.objects.filter(case=case, current=False).order_by("id").select_related("blob")


def _unseen(case: Case, rows: list[Document]) -> list[Document]:
    if not rows:
        return []
    parts.load(rows)
    protected = _read_by_staff(case) | _signed(case)
    steps = list(Event.objects.filter(case=case, step__in=list(STEPS)).values_list("at", flat=True))
    return [row for row in rows if not (_sums(row) & protected or _was_there(row, steps))]


def _sums(row: Document) -> set[str]:
    return {row.blob_id, *(p.blob_id for p in row.parts.all()), *(p.original_id or "" for p in row.parts.all())}


def _was_there(row: Document, steps: Iterable[datetime]) -> bool:
    return any(row.uploaded_at <= at and (row.retired_at is None or at <= row.retired_at) for at in steps)


def _read_by_staff(case: Case) -> set[str]:
    reads = ReadLog.objects.filter(case=case, what__in=("document", "original"))
    return set(reads.exclude(user__role=Role.APPLICANT).values_list("ref", flat=True)) - {""}


def _signed(case: Case) -> set[str]:
    sheets = Signature.objects.filter(case=case).values_list("sheet", flat=True)
    return {entry.get("sha256", "") for sheet in sheets for entry in json.loads(sheet).get("documents", [])} - {""}


def remove(documents: Sequence[Document], now: datetime) -> None:
    """The rows now, each remembered by its checksums; the files when the transaction is over, if no row names them."""
    if not documents:
        return
    with transaction.atomic():
        RemovedDocument.objects.bulk_create([_remembered(row, now) for row in documents])
        blobs = {row.blob_id for row in documents} | {p.blob_id for row in documents for p in row.parts.all()}
        originals = {p.original_id for row in documents for p in row.parts.all() if p.original_id}
        for row in documents:
            row._change_reason, row._history_date = REASON, now  # type: ignore[attr-defined]
            row.delete()
        transaction.on_commit(partial(forget_files, blobs, originals))


def _remembered(row: Document, now: datetime) -> RemovedDocument:
    originals = [part.original_id for part in row.parts.all() if part.original_id]
    return RemovedDocument(
        case_id=row.case_id,
        kind=row.kind,
        name=row.name,
        sha256=row.blob_id,
        originals=originals,
        uploaded_at=row.uploaded_at,
        retired_at=row.retired_at or now,
        at=now,
    )


def forget_files(blobs: Iterable[str], originals: Iterable[str]) -> None:
    for sha256 in sorted(blobs):
        _forget(Blob, sha256, DOCUMENTS, _names_blob)
    for sha256 in sorted(originals):
        _forget(Original, sha256, ORIGINALS, _names_original)


def _names_blob(sha256: str) -> bool:
    return (
        Document.objects.filter(blob=sha256).exists()
        or DocumentPart.objects.filter(blob=sha256).exists()
        or Letter.objects.filter(Q(file_ru=sha256) | Q(file_kk=sha256)).exists()
    )


def _names_original(sha256: str) -> bool:
    return DocumentPart.objects.filter(original=sha256).exists()


def _forget(model: type[Blob] | type[Original], sha256: str, place: str, is_named: Callable[[str], bool]) -> None:
    """Under the lock of the row, which whoever stores the same content meanwhile waits for (`parts.blob_row`)."""
    with transaction.atomic():
        row = model.objects.select_for_update().filter(pk=sha256).first()
        if row is None or is_named(sha256):
            return
        row.delete()
        remove_stored(row.name, place)


def remove_drafts(now: datetime) -> int:
    """What the nightly job does; returns how many documents are gone."""
    before = now - timedelta(days=settings.DNR_DRAFT_DAYS)
    old = Document.objects.filter(current=False, retired_at__lte=before, retired_at__gt=before - WINDOW)
    cases = Case.objects.filter(pk__in=old.order_by().values("case")).only("number")
    return sum(_remove_of(case, before, now) for case in in_chunks(cases, BATCH))


def _remove_of(case: Case, before: datetime, now: datetime) -> int:
    """Each batch in a transaction of its own, so that nobody waits long for the case."""
    gone, batch, after = 0, BATCH, UUID(int=0)
    while batch == BATCH:
        with transaction.atomic():
            Case.objects.select_for_update().only("pk").get(pk=case.pk)
            rows = list(_superseded(case).filter(retired_at__lte=before, pk__gt=after)[:BATCH])
            drafts = _unseen(case, rows)
            after, batch = rows[-1].pk if rows else after, len(rows)
            remove(drafts, now)
        gone += len(drafts)
    if gone:
        log.info("drafts removed", case=case.number, documents=gone)
    return gone

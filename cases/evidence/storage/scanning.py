"""Whether stored files hold a virus, as clamd says where one is set (`CLAMD_URL`); and who may be opened before.

A document is of its own file and of the originals it was made of. The verdict on each stands in its row; that on a
document in the row of its own file, which is infected where one of its originals is. Scanned by the outbox alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cases.engine.people import notices, owners
from cases.engine.writing import amend, locking
from cases.evidence.storage import parts
from cases.files.storing import DOCUMENTS, ORIGINALS, ChangedError, open_verified
from cases.law.actors import DESK_ROLES
from cases.models import Blob, Case, Document, DocumentPart, Effect, Event, Notice, Original, User
from cases.models.blob import CLEAN, INFECTED, NOT_SCANNED, PENDING, SCAN_FAILED, StoredFile
from cases.models.row import in_chunks
from cases.net.clamd import NoVerdictError, find_virus, version
from cases.outbox import leases, writing

log = structlog.get_logger(__name__)

KIND = "scan"
"""Of the effect, whose subject is a document."""
EVENT = "infected"
"""The event and the notice of the applicant."""
AT_DESK = "infected_at_desk"
"""The notice of those who work on the case."""
UNKNOWN = (NOT_SCANNED, PENDING, SCAN_FAILED)
SECONDS = 20.0
"""In which the files of a document are begun in one attempt: a job has two minutes."""
BATCH = 200
"""Documents of one round of the repair job."""
NAME = 100


class HeldBackError(OSError):
    """The file is infected, or not known yet to be clean."""


def is_open(row: StoredFile) -> bool:
    """An infected file is opened by nobody, whether a scanner is set today or not."""
    return row.scan != INFECTED and (row.scan == CLEAN or not settings.CLAMD_URL)


def open_scanned(row: StoredFile, place: str = DOCUMENTS) -> IO[bytes]:
    """Raises HeldBackError, ChangedError, FileNotFoundError."""
    if not is_open(row):
        raise HeldBackError(row.scan)
    return open_verified(row.name, row.sha256, place)


def ask_for_scan(document: Document, now: datetime, request_id: str = "") -> None:
    """In the transaction that writes the document; without a scanner nothing."""
    if not settings.CLAMD_URL:
        return
    for row in files_of(document):
        _set(row, PENDING, (NOT_SCANNED, SCAN_FAILED))
    writing.enqueue(now, [(KIND, document.pk)], request_id=request_id)


def files_of(document: Document) -> list[StoredFile]:
    """The originals it was made of, and its own file; of parts from before originals were stored their own files."""
    rows = [part.original or part.blob for part in parts.rows().filter(document=document)]
    return list({(type(row), row.sha256): row for row in (*rows, document.blob)}.values())


def _set(row: StoredFile, scan: str, only: Sequence[str], **facts: object) -> bool:
    model = type(row)
    return bool(model._default_manager.filter(pk=row.pk, scan__in=only).update(scan=scan, **facts))


# ------------------------------------------------------------------------------------------------ by the worker


def scan_document(ref: UUID, now: datetime, request_id: str = "") -> None:
    """Scan what is not known yet of a document. Raises NoVerdictError, ChangedError, OSError: a failed attempt."""
    document = Document.objects.select_related("blob").filter(pk=ref).first()
    if document is None or not settings.CLAMD_URL:  # a draft that is gone; or nobody to ask any more
        return
    end, virus = time.monotonic() + SECONDS, ""
    for row in files_of(document):
        if row.scan in UNKNOWN:
            _scan(row, now, end)
        if row.scan == INFECTED:
            virus = row.virus
    if virus:
        for other in _with_a_file_of(document):
            _report(other, virus, now, request_id)


def _scan(row: StoredFile, now: datetime, end: float) -> None:
    if time.monotonic() > end:
        raise NoVerdictError("many files: the rest with the next attempt")
    place = DOCUMENTS if isinstance(row, Blob) else ORIGINALS
    try:
        with open_verified(row.name, row.sha256, place) as stream:
            row.virus = find_virus(stream)[:NAME]
    except (NoVerdictError, ChangedError, OSError):
        _set(row, SCAN_FAILED, UNKNOWN)
        raise
    row.scan = INFECTED if row.virus else CLEAN
    _set(row, row.scan, UNKNOWN, virus=row.virus, scanned_at=now)
    log.info("file scanned", place=place, sha256=row.sha256, scan=row.scan)


def _with_a_file_of(document: Document) -> Iterable[Document]:
    """It, and those in which the same infected content stands, of other cases too."""
    bad = [row.pk for row in files_of(document) if row.scan == INFECTED]
    same = Q(pk=document.pk) | Q(blob__in=bad) | Q(pk__in=_documents_of(bad))
    return Document.objects.filter(same).select_related("case").distinct()


def _documents_of(originals: Sequence[str]) -> Iterable[UUID]:
    return DocumentPart.objects.filter(original__in=originals).values_list("document", flat=True)


def _report(document: Document, virus: str, now: datetime, request_id: str) -> None:
    """On record once, and to the person where it is still the document of its kind."""
    Blob.objects.filter(pk=document.blob_id).exclude(scan=INFECTED).update(scan=INFECTED, virus=virus)
    with transaction.atomic():
        case = locking.lock([document.case_id], None)[0]
        if Event.objects.filter(case=case, step=EVENT, facts__document=str(document.pk)).exists():
            return
        facts = {"kind": document.kind, "name": document.name, "virus": virus, "document": str(document.pk)}
        amend(case, None, now, EVENT, facts, request_id=request_id)
        named = {"file": document.name, "virus": virus}
        for reader, what in _informed(case, now) if document.current else ():
            notices.send(Notice(case=case, user=reader, what=what, facts=named, at=now), now)


def _informed(case: Case, now: datetime) -> Iterator[tuple[User, str]]:
    """The applicant; and, where an official has the case, who works on it, or the whole desk where nobody does."""
    owner = getattr(case.person, "user", None)
    if owner is not None:
        yield owner, EVENT
    if not case.open or case.waits_on not in DESK_ROLES:
        return
    row = owners.assignment_of(case)
    ours = row is not None and owners.is_in_charge(row, case, now)
    people = [row.user] if row and ours else notices.people_of(notices.desk_of(case.waits_on, case.city_id, case.body))
    yield from ((person, AT_DESK) for person in people)


# ------------------------------------------------------------------------------------------------ once more


def repair(now: datetime, most: int = BATCH) -> int:
    """How many documents are scanned again: attempts that failed or were given up, and files never looked at.

    Raises NoVerdictError where clamd still does not answer: nothing is tried then.
    """
    version()
    waiting = Effect.objects.filter(kind=KIND, state="pending", attempts__gt=0, lease=None)
    renewed = waiting.update(next_at=now)
    unknown = Original.objects.filter(scan__in=UNKNOWN).order_by("pk").values_list("pk", flat=True)[:most]
    dead = Effect.objects.filter(kind=KIND, state="dead").order_by("id").values_list("ref", flat=True)[:most]
    return renewed + scan_again({*_documents_of(list(unknown)), *dead}, now)


def scan_all(now: datetime) -> int:
    """Every document of which something is not known, from before originals were stored too."""
    rows = Document.objects.filter(Q(blob__scan__in=UNKNOWN) | Q(parts__original__scan__in=UNKNOWN)).only("pk")
    return scan_again({row.pk for row in in_chunks(rows.distinct(), BATCH)}, now)


def doubt(sha256: str) -> int:
    """An infected file is not known to be so any more: scanned again it may be clean by newer signatures."""
    unknown = {"scan": PENDING, "virus": ""}
    rows = [model._default_manager.filter(pk=sha256, scan=INFECTED).update(**unknown) for model in (Blob, Original)]
    Blob.objects.filter(pk__in=_blobs_made_of(sha256), scan=INFECTED).update(**unknown)
    return sum(rows)


def _blobs_made_of(original: str) -> Iterable[str]:
    return Document.objects.filter(pk__in=_documents_of([original])).values_list("blob", flat=True)


def scan_again(documents: Iterable[UUID], now: datetime) -> int:
    """Those that no worker has before it already."""
    refs = list(documents)
    known = dict(Effect.objects.filter(kind=KIND, ref__in=refs).values_list("ref", "state"))
    over = [pk for pk, state in known.items() if state != "pending"]
    leases.renew(Effect.objects.filter(kind=KIND, ref__in=over), now)
    new = [pk for pk in refs if pk not in known]
    with transaction.atomic():
        writing.enqueue(now, [(KIND, pk) for pk in new])
    return len(over) + len(new)

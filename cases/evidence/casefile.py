"""The whole file of a case as one archive: documents, letters, signatures with their bundles, and what happened.

For a body that has to decide about it elsewhere, such as that to which a complaint is handed on. The list of that
moment is stored with the step, and lies in every later archive beside the list of its own day: a checksum of it that
was printed can be checked, and what went along be compared."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.utils.text import slugify

from cases.eds import sheets
from cases.engine.steps.readers import document_readers, event_readers, reads
from cases.evidence import bundles
from cases.evidence.sight import may_read
from cases.evidence.storage import scanning, tidying
from cases.files.storing import open_verified
from cases.models import Blob, Case, Document, Event, Letter, Signature, User
from cases.models.queries import horizon

LIST = "file.json"
WENT = "handed-on"
"""The folder of what is of the moment in which the file went along."""
FILE_LIST = "file_list"
"""The fact in which the step keeps the list."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A line of the manifest."""

    path: str
    """Its place in the archive."""
    what: str
    sha256: str
    """Of a stored file, of what was signed, or of the events as text."""


def cases_of(case: Case) -> list[Case]:
    """The case itself and, of a complaint, the one complained of."""
    return [case, case.about] if case.about else [case]


def file_entries(case: Case, user: User) -> list[FileEntry]:
    """All that belongs to the file now, in one order, as far as `user` reads it: neither what came after the part of
    the way that is his, nor what another body noted for itself. A letter that is not printed yet is there once it is.
    """
    return [item for part in cases_of(case) for item in _of(part, user)]


def _of(case: Case, user: User) -> list[FileEntry]:
    until = horizon(case, user)
    story = FileEntry(f"{case.number}/events.json", "events", sheets.text_digest(_story(case, user)))
    role = user.reads_as
    return [*_documents(case, role, until), *_letters(case, role, until), *_signatures(case, role, until), story]


def _up_to(until: datetime | None, field: str) -> dict[str, Any]:
    return {f"{field}__lte": until} if until else {}


def entries_digest(items: Sequence[FileEntry]) -> str:
    return sheets.text_digest(_text(items))


def _text(items: Sequence[FileEntry]) -> str:
    return sheets.canonical([asdict(item) for item in items])


def event_rows(items: Sequence[FileEntry]) -> list[list[str]]:
    """As an event keeps them: [path, what, sha256]."""
    return [[item.path, item.what, item.sha256] for item in items]


def as_sent(case: Case, user: User) -> Iterator[tuple[str, str]]:
    """(path, text) of the list that a step has recorded, byte for byte what its checksum is of, and of what had
    happened until then; nothing where the file went nowhere."""
    event = Event.objects.filter(case=case, facts__has_key=FILE_LIST).order_by("id").last()
    if event is None:
        return
    items = [FileEntry(*row) for row in event.facts[FILE_LIST]]
    yield f"{WENT}/{LIST}", _text(items)
    went = {item.sha256 for item in items}
    for part in cases_of(case):
        story = _story(part, user, before=event.pk)
        if sheets.text_digest(story) in went:
            yield f"{WENT}/{part.number}/events.json", story


def write(case: Case, user: User, into: IO[bytes]) -> None:
    """ZIP with the list as `file.json`, and `as_sent`. Raises ChangedError, OSError when a stored file is not what
    it was."""
    items = file_entries(case, user)
    signed, happened = sources(case, user)
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(LIST, json.dumps([asdict(item) for item in items], ensure_ascii=False, indent=1))
        for item in items:
            with open_entry(item, signed, happened) as stream:
                archive.writestr(item.path, stream.read())
        for path, text in as_sent(case, user):
            archive.writestr(path, text)


def sources(case: Case, user: User) -> tuple[dict[str, Signature], dict[str, str]]:
    """What entries of the list are made of besides stored files, by their SHA-256: signatures, and events as text."""
    parts = cases_of(case)
    stories = [_story(part, user) for part in parts]
    signed = {row.sha256: row for row in Signature.objects.filter(case__in=parts)}
    return signed, {sheets.text_digest(story): story for story in stories}


def open_entry(item: FileEntry, signed: Mapping[str, Signature], happened: Mapping[str, str]) -> IO[bytes]:
    """Raises ChangedError, OSError when a stored file is not what it was."""
    if item.what == "signature":
        return BytesIO(bundles.bundle(signed[item.sha256]))
    if item.what == "events":
        return BytesIO(happened[item.sha256].encode())
    blob = Blob.objects.get(pk=item.sha256)
    return open_verified(blob.name, blob.sha256) if item.what == "letter" else scanning.open_scanned(blob)


def _documents(case: Case, role: str, until: datetime | None) -> Iterator[FileEntry]:
    """With those that were replaced, apart and numbered: an official or a signature may have relied on them. What
    nobody saw, a draft replaced before any step, is none of the file."""
    rows = Document.objects.filter(case=case, **_up_to(until, "uploaded_at")).select_related("blob")
    unseen = {row.pk for row in tidying.drafts(case)}
    earlier = Counter[str]()
    for row in rows.order_by("kind", "id"):
        if not reads(role, document_readers(case, row.kind)):
            continue
        ending = row.blob.name.rpartition(".")[2]
        if row.current:
            yield FileEntry(f"{case.number}/documents/{row.kind}.{ending}", "document", row.blob_id)
        elif row.pk not in unseen:
            earlier[row.kind] += 1
            path = f"{case.number}/documents/replaced/{row.kind}-{earlier[row.kind]}.{ending}"
            yield FileEntry(path, "replaced document", row.blob_id)


def _letters(case: Case, role: str, until: datetime | None) -> Iterator[FileEntry]:
    for row in Letter.objects.filter(case=case, **_up_to(until, "at")).order_by("id"):
        for language, sha256 in sorted(row.files.items()) if reads(role, row.readers) else ():
            yield FileEntry(f"{case.number}/letters/{slugify(row.number)}-{language}.pdf", "letter", sha256)


def _signatures(case: Case, role: str, until: datetime | None) -> Iterator[FileEntry]:
    rows = Signature.objects.filter(case=case, **_up_to(until, "at")).order_by("id")
    for number, row in enumerate(rows, 1):
        if may_read(row, role):
            yield FileEntry(f"{case.number}/signatures/{number:02}-{row.step}.zip", "signature", row.sha256)


def _story(case: Case, user: User, before: UUID | None = None) -> str:
    """What happened, as it is recorded, with the notes of the body itself: the higher body judges the whole of it.
    `before`: the key of the event from which on nothing is included."""
    until = _up_to(horizon(case, user), "at") | ({"id__lt": before} if before else {})
    rows = Event.objects.filter(case=case, **until).order_by("id")
    role = user.reads_as
    rows_of_events = [
        {
            "at": row.at.isoformat(),
            "step": row.step,
            "by": row.user_name,
            "from": row.source,
            "to": row.target,
            "paragraph": row.paragraph,
            "facts": {key: value for key, value in row.facts.items() if reads(role, event_readers(row.step, key))},
        }
        for row in rows
        if reads(role, event_readers(row.step))
    ]
    return sheets.canonical(rows_of_events)

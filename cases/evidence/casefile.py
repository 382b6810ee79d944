"""The whole file of a case as one archive: documents, letters, signatures with their bundles, and what happened.

For who has to decide about it elsewhere, such as the body to which a complaint is handed on. Its list alone is kept
with the case, by the SHA-256 of its canonical form: the archive can be made again, and compared, on any later day.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import IO

from django.utils.text import slugify

from cases.eds import sheets
from cases.evidence import bundles
from cases.files.storing import open_verified
from cases.models import Blob, Case, Document, Event, Letter, Signature

LIST = "file.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """`path`: its place in the archive; `sha256`: of a stored file, of what was signed, or of the events as text."""

    path: str
    what: str
    sha256: str


def cases_of(case: Case) -> list[Case]:
    """The case itself and, of a complaint, the one complained of."""
    about = case.about_letter.case if case.about_letter_id and case.about_letter else None
    return [case, about] if about else [case]


def listed(case: Case) -> list[FileEntry]:
    """All that belongs to the file now, in one order. A letter that is not printed yet is there once it is."""
    return [item for part in cases_of(case) for item in _of(part)]


def _of(case: Case) -> list[FileEntry]:
    return [*_documents(case), *_letters(case), *_signatures(case), _events(case)]


def digest(items: Sequence[FileEntry]) -> str:
    return sheets.digest(sheets.canonical([asdict(item) for item in items]))


def write(case: Case, into: IO[bytes]) -> None:
    """ZIP with the list as `file.json`. Raises ChangedError, OSError when a stored file is not what it was."""
    items = listed(case)
    parts = cases_of(case)
    signed = {row.sha256: row for row in Signature.objects.filter(case__in=parts)}
    happened = {_events(part).sha256: _story(part) for part in parts}
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(LIST, json.dumps([asdict(item) for item in items], ensure_ascii=False, indent=1))
        for item in items:
            archive.writestr(item.path, _content(item, signed, happened))


def _content(item: FileEntry, signed: dict[str, Signature], happened: dict[str, str]) -> bytes:
    if item.what == "signature":
        return bundles.bundle(signed[item.sha256])
    if item.what == "events":
        return happened[item.sha256].encode()
    blob = Blob.objects.get(pk=item.sha256)
    with open_verified(blob.name, blob.sha256) as stream:
        return stream.read()


def _documents(case: Case) -> Iterator[FileEntry]:
    rows = Document.objects.filter(case=case, current=True).select_related("blob").order_by("kind", "id")
    for row in rows:
        ending = row.blob.name.rpartition(".")[2]
        yield FileEntry(f"{case.number}/documents/{row.kind}.{ending}", "document", row.blob_id)


def _letters(case: Case) -> Iterator[FileEntry]:
    for row in Letter.objects.filter(case=case).order_by("id"):
        for language, sha256 in sorted(row.files.items()):
            yield FileEntry(f"{case.number}/letters/{slugify(row.number)}-{language}.pdf", "letter", sha256)


def _signatures(case: Case) -> Iterator[FileEntry]:
    for number, row in enumerate(Signature.objects.filter(case=case).order_by("id"), 1):
        yield FileEntry(f"{case.number}/signatures/{number:02}-{row.step}.zip", "signature", row.sha256)


def _events(case: Case) -> FileEntry:
    return FileEntry(f"{case.number}/events.json", "events", sheets.digest(_story(case)))


def _story(case: Case) -> str:
    """What happened, as it is recorded; the internal notes too: the higher body judges the whole of it."""
    rows = Event.objects.filter(case=case).order_by("id")
    rows_of_events = [
        {"at": row.at.isoformat(), "step": row.step, "by": row.user_name, "from": row.source, "to": row.target,
         "paragraph": row.paragraph, "facts": row.facts}
        for row in rows
    ]  # fmt: skip
    return sheets.canonical(rows_of_events)

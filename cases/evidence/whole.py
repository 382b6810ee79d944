"""All that the portal stores of a case as one archive, for an auditor or a court: the file as a complaint takes it
(`casefile`), the originals as they came, every record about the case, who has read it, the proofs that its rows are
what was written (`proved`), and a manifest.

It is written while it is sent: one member at a time is in memory, whatever the size of the case. A stored file that is
not what it was stops nothing: the manifest says so in its place.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import translation

from cases.engine.steps.readers import document_readers, reads
from cases.evidence import casefile, proved
from cases.evidence.storage import scanning
from cases.evidence.storage.parts import name_as_sent, rows
from cases.evidence.withholding import Withheld, columns
from cases.files.storing import ORIGINALS, ChangedError, StorageAwayError
from cases.law import names
from cases.models import Case, User
from cases.models.row import in_chunks

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MANIFEST, SUMS, README = "manifest.json", "SHA256SUMS", "README.txt"
CHUNK = 1 << 16
ROWS = 500
PARTS = {
    "cases.attempt": "exchange__case",
    "cases.documentpart": "document__case",
    "cases.historicalcase": "id",
    "cases.signaturecheck": "signature__case",
}
"""Rows that belong to the case through another, and what its own row was."""
LEFT_OUT = frozenset({"cases.mobilesigning", "cases.presence", "cases.searchentry", "cases.stepdraft"})
"""Who has a page open now, what waits for a telephone, what the search repeats, and drafts, which only their authors
see: the README says so."""
LANGUAGES = ("ru", "kk")


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A file of the archive, as the manifest lists it."""

    path: str
    what: str
    sha256: str
    size: int
    fault: str = ""
    """Why a file is absent that the portal should have; "" where it is there."""


Source = tuple[str, str, Iterable[bytes]]
"""(path, what, content in pieces)."""


def archive(
    case: Case, user: User, now: datetime, more: Iterable[Source] = (), withheld: Withheld | None = None
) -> Iterator[bytes]:
    """ZIP, in pieces. `more`: what the caller adds, such as the history in words. `withheld`: what is left out."""
    about = {"case": case.number, "at": now.isoformat(), "by": user.full_name}
    if withheld is not None:
        about["withheld"] = ", ".join(sorted(names.WITHHELD))
    return packed(_sources(case, user, more, withheld), about)


def without_answers(case: Case) -> Withheld:
    """Of an archive that may be given to the other side."""
    return Withheld(casefile.cases_of(case), list(tables()))


def packed(sources: Iterable[Source], about: dict[str, str]) -> Iterator[bytes]:
    """ZIP, in pieces, with the manifest, which begins with `about`, and the sums. Of two sources with one path the
    first is taken."""
    sink, members, seen = _Sink(), list[ArchiveMember](), set[str]()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as out:
        for path, what, pieces in sources:
            if path not in seen:
                seen.add(path)
                yield from _written(out, sink, members, path, what, pieces)
        listed = {**about, "members": [*map(asdict, members)]}
        sums = "".join(f"{member.sha256}  {member.path}\n" for member in members if not member.fault)
        out.writestr(MANIFEST, json.dumps(listed, ensure_ascii=False, indent=1))
        out.writestr(SUMS, sums)
    yield sink.drain()


class _Sink(io.RawIOBase):
    """A place to write to that gives away what was written; it has no way back."""

    def __init__(self) -> None:
        self.buffer = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        self.buffer += data
        return memoryview(data).nbytes

    def drain(self) -> bytes:
        data, self.buffer = bytes(self.buffer), bytearray()
        return data


def _written(
    out: zipfile.ZipFile, sink: _Sink, members: list[ArchiveMember], path: str, what: str, pieces: Iterable[bytes]
) -> Iterator[bytes]:
    digest, size, fault = hashlib.sha256(), 0, ""
    with out.open(zipfile.ZipInfo(path), "w", force_zip64=True) as member:
        try:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                member.write(piece)
                yield sink.drain()
        except (ChangedError, StorageAwayError, OSError) as error:
            fault = type(error).__name__
    members.append(ArchiveMember(path, what, digest.hexdigest(), size, fault))
    yield sink.drain()


# ------------------------------------------------------------------------------------------------ what is in it


def _sources(case: Case, user: User, more: Iterable[Source], withheld: Withheld | None) -> Iterator[Source]:
    yield README, "about this archive", [_readme(case, withheld)]
    yield from file_parts(case, user, withheld)
    for part in casefile.cases_of(case):
        yield from originals(part, withheld=withheld)
        yield from _records(part, withheld)
    yield from more
    yield from proved.sources(casefile.cases_of(case), list(tables()), withheld)


def _readme(case: Case, withheld: Withheld | None) -> bytes:
    texts = []
    for language in LANGUAGES:
        with translation.override(language):
            texts.append(render_to_string("cases/whole_readme.txt", {"case": case, "withheld": withheld}).strip())
    return ("\n\n\n".join(texts) + "\n").encode()


def file_parts(case: Case, user: User, withheld: Withheld | None = None) -> Iterator[Source]:
    """What belongs to the file of a case, as far as `user` reads it (`casefile`). With `withheld`, without the events
    as a list, which the records have, and without the lists of what was handed on."""
    items = casefile.file_entries(case, user)
    signed, happened = casefile.sources(case, user)
    for item in items:
        if withheld is not None and (item.what == "events" or item.sha256 in withheld.keys):
            continue
        yield item.path, item.what, _pieces(partial(casefile.open_entry, item, signed, happened))
    for path, words in casefile.as_sent(case, user) if withheld is None else ():
        yield path, "the file as it was handed on", [words.encode()]


def originals(case: Case, role: str = "", withheld: Withheld | None = None) -> Iterator[Source]:
    """Files as they were sent; with `role`, those of documents that it reads."""
    for part in rows().filter(document__case=case, original__isnull=False).select_related("document"):
        if role and not reads(role, document_readers(case, part.document.kind)):
            continue
        if withheld is not None and part.original_id in withheld.keys:
            continue
        original = part.original
        assert original is not None
        path = f"{case.number}/originals/{part.document_id}-{part.position:02}-{_plain(name_as_sent(part))}"
        yield path, "original", _pieces(partial(scanning.open_scanned, original, ORIGINALS))


def _plain(name: str) -> str:
    """No name of a file leads out of its folder."""
    return name.replace("/", "_").replace("\\", "_").replace("\0", "_")


def _pieces(opened: Callable[[], IO[bytes]]) -> Iterator[bytes]:
    with opened() as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _records(case: Case, withheld: Withheld | None) -> Iterator[Source]:
    """Each table that has something of the case, the case and its person too: rows with all columns, as they are
    stored. It reads the models, not a list of them: what is added later is there too."""
    yield f"{case.number}/records/case.json", "record", _rows([case], None)
    yield f"{case.number}/records/person.json", "record", _rows([case.person], None)
    for model, way in tables():
        mine = model._default_manager.filter(**{way: case.pk})
        if mine.exists():
            yield (
                f"{case.number}/records/{model._meta.model_name}.json",
                "record",
                _rows(in_chunks(mine, ROWS), withheld),
            )


def tables() -> Iterator[tuple[type[Model], str]]:
    """(model, its way to the case): of what names a case, and of the parts of that (`PARTS`)."""
    for model in sorted(apps.get_app_config("cases").get_models(), key=lambda model: model._meta.label_lower):
        label, names = model._meta.label_lower, {field.name for field in model._meta.fields}
        if "case" in names and label not in LEFT_OUT:
            yield model, "case"
        elif label in PARTS:
            yield model, PARTS[label]


def _rows(rows: Iterable[Model], withheld: Withheld | None) -> Iterator[bytes]:
    """A JSON array, a row at a time."""
    before = b"[\n"
    for row in rows:
        facts = columns(row)
        if withheld is not None and withheld.is_withheld(type(row), row.pk, facts):
            continue
        yield before + json.dumps(facts, ensure_ascii=False, cls=_Encoder).encode()
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


class _Encoder(DjangoJSONEncoder):
    def default(self, value: object) -> Any:
        return value.hex() if isinstance(value, bytes | memoryview) else super().default(value)

"""What a document is made of: the files a person sent, each cleaned by itself, each with its original."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from cases import files
from cases.files import CleanFile
from cases.files.names import display_name
from cases.files.storing import DOCUMENTS, ORIGINALS, is_there, open_verified, path_of, store_original
from cases.models import Blob, Document, DocumentPart, Original
from cases.models.prepared import prepared

NAME = 200
Store = Callable[[CleanFile], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of which a document is composed."""

    clean: CleanFile
    sent_as: str
    kept_original: str | None = None
    """SHA-256 of an original that is already stored; None for a new file."""

    @property
    def is_new(self) -> bool:
        return bool(self.clean.original)


def rows() -> QuerySet[DocumentPart]:
    return DocumentPart.objects.select_related("blob", "original").order_by("document", "position")


@prepared
def _of_current(case: UUID) -> QuerySet[DocumentPart]:
    return rows().filter(document__case=case, document__current=True)


def load(documents: Iterable[Document]) -> None:
    """The parts of all these documents, in one statement; none for those that have them."""
    loaded = [row for row in documents if "parts" not in row.__dict__.get("_prefetched_objects_cache", {})]
    if not loaded:
        return
    if len({document.case_id for document in loaded}) != 1 or not all(document.current for document in loaded):
        prefetch_related_objects(loaded, Prefetch("parts", rows()))
        return
    by_document: dict[UUID, list[DocumentPart]] = {document.pk: [] for document in loaded}
    for part in _of_current(loaded[0].case_id):
        by_document.get(part.document_id, []).append(part)
    for document in loaded:
        document.set_parts(by_document[document.pk])


def originals(document: Document) -> list[str | None]:
    """SHA-256 of each file as it was sent, in order; None where the original was not stored then."""
    return list(document.parts.order_by("position").values_list("original_id", flat=True))


def name_as_sent(part: DocumentPart) -> str:
    """The sender's name for the file, with the ending that its original truly has; the only name of it to show."""
    blob = part.original or part.blob
    return display_name(part.sent_as, blob.name.rpartition(".")[2])


def pieces_of(document: Document) -> list[Piece]:
    """A document from before parts were stored has one: its own file. Raises ChangedError and FileNotFoundError."""
    pieces = [
        Piece(_clean(part.blob, part.name, part.notices), part.sent_as, part.original_id)
        for part in rows().filter(document=document)
    ]
    return pieces or [Piece(_clean(document.blob, document.name, []), document.name)]


def _clean(blob: Blob, name: str, notices: Sequence[dict[str, object]]) -> CleanFile:
    with open_verified(blob.name, blob.sha256) as opened:
        data = opened.read()
    return CleanFile(
        data=data,
        mime=blob.mime,
        extension=blob.name.rpartition(".")[2],
        sha256=blob.sha256,
        original_sha256=blob.original_sha256,
        size=blob.size,
        name=name,
        pages=blob.pages,
        width=blob.width,
        height=blob.height,
        notices=tuple(notices),
    )


def whole(pieces: Sequence[Piece], kind: str) -> CleanFile:
    """The one file that is displayed and signed: a single one as it is, several as one PDF, which has the name of the
    first. Raises BadFile."""
    if len(pieces) == 1:
        return pieces[0].clean
    return files.join([piece.clean for piece in pieces], display_name(pieces[0].clean.name, "pdf"))


def store_all(document: CleanFile, pieces: Sequence[Piece], store: Store) -> None:
    """Bytes first, rows after: a row never names a file that was never written. Raises BadFile("storage_full")."""
    for clean in (document, *(piece.clean for piece in pieces if piece.is_new)):
        store(clean)
    for piece in pieces:
        if piece.is_new:
            store_original(piece.clean)


def blob_row(clean: CleanFile, now: datetime, store: Store) -> Blob:
    """Locked until the end of the transaction, so that `tidying` cannot take the file away in between."""
    place = path_of(clean.sha256, clean.extension)
    facts = {"name": place, "mime": clean.mime, "size": clean.size, "stored_at": now}
    facts |= {n: getattr(clean, n) for n in ("pages", "width", "height", "original_sha256")}
    locked = Blob.objects.select_for_update(no_key=True)
    row, _made = locked.get_or_create(sha256=clean.sha256, defaults=facts)
    if not is_there(row.name, DOCUMENTS):
        store(clean)
    return row


def write(document: Document, pieces: Sequence[Piece], now: datetime, store: Store) -> None:
    """The rows of the parts; in the transaction of the document's own row."""
    for position, piece in enumerate(pieces, 1):
        clean = piece.clean
        own = clean.sha256 == document.blob_id
        DocumentPart(
            document=document,
            position=position,
            blob=document.blob if own else blob_row(clean, now, store),
            original_id=_original(piece, now),
            name=clean.name[-NAME:],
            sent_as=piece.sent_as[-NAME:],
            notices=list(clean.notices),
        ).save(force_insert=True)


def _original(piece: Piece, now: datetime) -> str | None:
    if not piece.is_new:
        return piece.kept_original
    clean = piece.clean
    place = path_of(clean.original_sha256, clean.original_extension)
    facts = {"name": place, "size": len(clean.original), "extension": clean.original_extension, "stored_at": now}
    locked = Original.objects.select_for_update(no_key=True)
    row, _made = locked.get_or_create(sha256=clean.original_sha256, defaults=facts)
    if not is_there(row.name, ORIGINALS):
        store_original(clean)
    return row.sha256


def carry(earlier: Document, document: Document) -> None:
    """The same parts under the row of another case."""
    for part in DocumentPart.objects.filter(document=earlier):
        part.pk, part._state.adding, part.document = DocumentPart._meta.pk.get_default(), True, document
        part.save(force_insert=True)

"""What came twice: a button pressed twice, or sent again since the answer was lost. It leaves one row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import IO, Any

from cases.evidence.storage import parts
from cases.evidence.storage.parts import Piece
from cases.models import Case, Document


def repeated_upload(case: Case, kind: str, files: Sequence[IO[bytes]], facts: Mapping[str, Any]) -> Document | None:
    """The current document, where it ends with these files already."""
    document = _candidate(case, kind, facts)
    if document is None:
        return None
    present, sent = parts.originals(document), [_sha256(file) for file in files]
    return document if present[-len(sent) :] == sent else None


def repeated_pieces(case: Case, kind: str, pieces: Sequence[Piece], facts: Mapping[str, Any]) -> Document | None:
    """As `repeated_upload`, under the lock: of two requests at once the second finds what the first made."""
    document = _candidate(case, kind, facts)
    made = [_sent(piece) for piece in pieces]
    return document if document and all(made) and parts.originals(document) == made else None


def each_once(pieces: Sequence[Piece]) -> list[Piece]:
    """Each file once, in the order in which they came first; the one that came again says so."""
    firsts: dict[str, Piece] = {}
    rest = list[Piece]()
    for piece in pieces:
        key = _sent(piece)
        if key is None:
            rest.append(piece)
        elif key not in firsts:
            firsts[key] = piece
            rest.append(piece)
    again = {key for key in firsts if sum(_sent(piece) == key for piece in pieces) > 1}
    return [_marked(piece) if _sent(piece) in again else piece for piece in rest]


def _sent(piece: Piece) -> str | None:
    """SHA-256 of the file as it was sent; None where that was not stored."""
    return piece.clean.original_sha256 if piece.is_new else piece.kept_original


def _marked(piece: Piece) -> Piece:
    others = [notice for notice in piece.clean.notices if notice.get("code") != "doubled"]
    return replace(piece, clean=replace(piece.clean, notices=(*others, {"code": "doubled"})))


def _candidate(case: Case, kind: str, facts: Mapping[str, Any]) -> Document | None:
    """What was returned is answered by a file of its own, even by the same one."""
    document = case.dossier.documents.get(kind)
    if document is None or kind in case.dossier.unanswered():
        return None
    return document if all(getattr(document, name) == value for name, value in facts.items()) else None


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def same_answers(case: Case, filled: Mapping[str, Any]) -> bool:
    """Whether the анкета holds exactly this; when it was saved is no part of it, unless it was returned since."""
    returned = "questionnaire" in case.dossier.unanswered()
    return not returned and {**case.questionnaire, "saved_at": ""} == {**filled, "saved_at": ""}

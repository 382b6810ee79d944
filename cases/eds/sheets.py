"""What is signed: a small text of facts and checksums that can be made again, byte for byte, from the case.

Canonical form: one JSON object (RFC 8259) in UTF-8, keys sorted, no blanks, so that two parties who know the facts
write the same bytes; SHA-256 in hex; moments in ISO 8601 with their offset. What is long (the answers of the анкета,
the data of a consent) is an annex, of which the sheet has the SHA-256. What is agreed to is in the sheet
itself, word for word. A sheet signed before has fewer keys and is read as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from cases.eds.base import EdsError, Purpose, Verified
from cases.law.actors import Actor
from cases.law.calendar import ALMATY
from cases.law.regulations import Edition
from cases.law.titles import documents_of_list
from cases.models import Case, Consent, User
from cases.models.delegation import delegated_to

FORM = "dnr-sheet/1"
"""Named in every sheet, so that one signed today is still understood after the form has changed."""

SECOND = timedelta(seconds=1)
LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is signed with a step."""

    text: str
    """The canonical text under the signature."""
    facts: dict[str, Any]
    """The same as an object."""
    annexes: dict[str, str] = field(default_factory=dict)
    """By name: texts whose SHA-256 is among the facts."""

    @property
    def content(self) -> bytes:
        return self.text.encode()

    @property
    def sha256(self) -> str:
        return text_digest(self.text)

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.facts["at"])


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class SignedAnnex(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def content(self) -> Callable[[Case], Mapping[str, Any]]: ...


class Enclosed(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def sha256(self) -> str: ...


class Signable(Protocol):
    """What is read here of a step (`cases.engine.steps.Step`, which lies above this module)."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Promise: ...
    @property
    def paragraph(self) -> str: ...
    @property
    def by(self) -> Actor: ...
    @property
    def documents(self) -> str: ...
    @property
    def encloses(self) -> Callable[[Case], Sequence[Enclosed]] | None: ...
    @property
    def consent(self) -> str: ...
    @property
    def annexes(self) -> tuple[SignedAnnex, ...]: ...
    @property
    def words(self) -> Callable[[Case], Mapping[str, Sequence[str]]] | None: ...
    @property
    def signed(self) -> bool: ...
    @property
    def may_be_signed(self) -> bool: ...


def sheet(case: Case, step: Signable, user: User, at: datetime, data: Mapping[str, Any], language: str = "") -> Sheet:
    """`at`: when it is drawn up; `data`: the facts of the step, as plain JSON values.

    `language`: "ru", "kk" or "en", that of the page on which it is read; "" takes the signer's own.
    """
    annexes = {annex.name: canonical(annex.content(case)) for annex in step.annexes}
    with translation.override(language or user.language):
        facts = {
            "form": FORM,
            "language": language or user.language,
            "case": case.number,
            "version": case.version,
            "edition": _edition(case.law),
            "step": step.name,
            "what": str(step.label),
            "paragraph": step.paragraph,
            "applicant": {"name": case.person.full_name, "iin": case.person.iin},
            "signer": {"name": user.full_name, "iin": user.signing_iin},
            "authority": _authority(user, at),
            "at": at.astimezone(ALMATY).isoformat(timespec="seconds"),
            "documents": _documents(case, step),
            "consents": _consents(case, step.consent) if step.consent else [],
            "words": dict(step.words(case)) if step.words else {},
            "annexes": {name: text_digest(text) for name, text in annexes.items()},
            "data": data,
        }
    filled = {key: value for key, value in facts.items() if value not in ([], {})}
    return Sheet(canonical(filled), filled, annexes)


def _authority(user: User, at: datetime) -> dict[str, str]:
    """By whose delegation, and by which document of it, one signs who has no right of signature; {} for others."""
    row = delegated_to(user.pk, at) if user.signs_by_delegation else None
    if row is None:
        return {}
    days = {"first": row.first.isoformat(), "last": row.last.isoformat()}
    return {"by": row.by.full_name, "document": row.document, "on": row.document_on.isoformat(), **days}


def _edition(law: Edition) -> dict[str, Any]:
    return {"key": law.key, "number": law.number} | ({"code": True} if law.code else {})


def _documents(case: Case, step: Signable) -> list[dict[str, str]]:
    """The documents that this step is about, and no others: titled and ordered by its list (п. 4, 10, 20); then what it
    encloses."""
    rows = documents_of_list(case, step.documents) if step.documents else []
    listed = [{"kind": rule.kind, "title": str(rule.title), "sha256": str(uploaded.blob_id)} for rule, uploaded in rows]
    more = step.encloses(case) if step.encloses else ()
    return listed + [{"kind": file.kind, "title": file.title, "sha256": file.sha256} for file in more]


def _consents(case: Case, purpose: str) -> list[dict[str, str]]:
    """The consent that goes with the step (п. 4): its wording and the checksum of it, and when it was declared."""
    row = Consent.objects.filter(case=case, purpose=purpose, given=True).order_by("-id").first()
    if row is None:
        return []
    return [{"purpose": row.purpose, "at": row.at.isoformat(), "sha256": text_digest(row.text), "text": row.text}]


# ------------------------------------------------------------------------------------------------ who signs what


def needed(step: Signable) -> bool:
    """Whether this step is taken only with a signature: the order says so (п. 4, 8, 10), or the portal's setting."""
    return step.signed or (step.may_be_signed and settings.EDS_SIGNED_DECISIONS)


def purpose_of(step: Signable) -> Purpose:
    if step.by == Actor.APPLICANT:
        return Purpose.PERSON
    return Purpose.MINISTRY if step.by == Actor.SIGNER else Purpose.STAFF


def ensure(
    wanted: Callable[[datetime, str], Sheet], step: Signable, user: User, now: datetime, verified: Verified | None
) -> Sheet:
    """The sheet that `verified` signs, if it is what `user` has to sign for this step now.

    `wanted` draws up the sheet of a moment, in a language, from the locked case. Raises EdsError.
    """
    if verified is None:
        raise EdsError("required", paragraph=step.paragraph)
    if not user.signing_iin:
        raise EdsError("account_without_iin")
    if verified.signer.iin != user.signing_iin:
        raise EdsError("other_iin")
    if verified.purpose != purpose_of(step):
        raise EdsError("usage")
    at, language = drawn_up(verified.content)
    fresh(at, now)
    current = wanted(at, language)
    if current.content != verified.content:
        raise EdsError("wrong_content")
    return current


def drawn_up(content: bytes) -> tuple[datetime, str]:
    """When, and in which language, a signed sheet was drawn up. EdsError("wrong_content") for what is no sheet."""
    try:
        content_read = json.loads(content)
        at, language = datetime.fromisoformat(content_read["at"]), content_read["language"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EdsError("wrong_content") from error
    if at.tzinfo is None or language not in LANGUAGES:
        raise EdsError("wrong_content")
    return at, language


def fresh(drawn_up: datetime, now: datetime) -> None:
    """Raises EdsError("sheet_old") for a sheet of too long ago, or of a moment still to come."""
    if not now - timedelta(minutes=settings.EDS_SHEET_MINUTES) <= drawn_up <= now + SECOND:
        raise EdsError("sheet_old")

"""What the portal holds of one person, for that person: the data as JSON, and the file of each case as far as the
person reads it, with the files as they were sent.

What others have noted for themselves (remarks among colleagues, answers of systems) is no part of it: the person reads
it where the law opens the file, on asking the body.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import translation

from cases.engine.steps.readers import reads_document
from cases.evidence import whole
from cases.law.actors import Role
from cases.models import (
    Case,
    CaseMessage,
    Consent,
    Document,
    EmailClaim,
    Helper,
    Letter,
    Notice,
    Payment,
    Person,
    ReadLog,
    SignIn,
    StepDraft,
    User,
)

DATA = "my-data.json"
LANGUAGES = ("ru", "kk", "en")
CASES = 200
Rows = list[dict[str, Any]]

_CASE: tuple[str, ...] = ("id", "number", "programme", "edition", "state", "state_since", "opened_at", "closed_at")
_CASE += ("submitted_at",)
_CASE += ("petition_signed_at", "filed_at", "approved_at", "preliminary_number", "arrived_on", "granted_at")
_CASE += ("permit_number", "residence_address", "residence_on", "card_number", "card_issued_on", "profession")
_CASE += ("profession_kk", "language", "questionnaire")
_HELPER = ("case_id", "email", "may", "invited_at", "joined_at", "ended_at", "late")
_DOCUMENT: tuple[str, ...] = ("case_id", "kind", "name", "current", "uploaded_at", "retired_at", "issued_on")
_DOCUMENT += ("valid_from", "expires_on", "no_end", "country", "legalisation", "blob_id")


def all_cases_of(user: User) -> list[Case]:
    """All of the person's, complaints too, oldest first."""
    rows = Case.objects.visible_to(user).select_related("person", "city", "about_letter__case", "about_term__case")
    return list(rows.order_by("id")[:CASES])


def own_archive(user: User, cases: list[Case], now: datetime) -> Iterator[bytes]:
    """ZIP, in pieces."""
    return whole.packed(_sources(user, cases, now), {"of": user.full_name, "at": now.isoformat()})


def _sources(user: User, cases: list[Case], now: datetime) -> Iterator[whole.Source]:
    yield whole.README, "about this archive", [_readme()]
    held = json.dumps(held_data(user, cases, now), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    yield DATA, "data", [held.encode()]
    for case in cases:
        yield from whole.file_parts(case, user)
        yield from whole.originals(case, user.reads_as)


def _readme() -> bytes:
    texts = []
    for language in LANGUAGES:
        with translation.override(language):
            texts.append(render_to_string("cases/own_readme.txt").strip())
    return ("\n\n\n".join(texts) + "\n").encode()


def held_data(user: User, cases: list[Case], now: datetime) -> dict[str, Any]:
    """One statement for each list; days in ISO 8601, moments with their offset."""
    person = user.person
    return {
        "made_at": now,
        "account": _row(user, ["email", "email_confirmed_at", "full_name", "language", "joined_at", "last_login"]),
        "person": _row(person, _fields(Person)) if person else {},
        "person_versions": _versions(person) if person else [],
        "addresses": _rows(EmailClaim.objects.filter(user=user), ["email", "state", "asked_at", "done_at"]),
        "cases": [_row(case, _CASE) for case in cases],
        "consents": _of(Consent, cases, ["case_id", "purpose", "given", "at", "text"]),
        "documents": [_row(row, _DOCUMENT) for row in documents_read_by(user, cases)],
        "letters": [_letter(row) for row in Letter.objects.filter(case__in=cases).order_by("id") if row.for_applicant],
        "payments": _of(Payment, cases, ["case_id", "kind", "amount", "code", "state", "created_at", "settled_at"]),
        "messages": _of(CaseMessage, cases, ["case_id", "desk", "from_applicant", "text", "at", "read_at"]),
        "notices": _rows(Notice.objects.filter(user=user), ["case_id", "what", "at", "read_at", "mailed_to"]),
        "drafts": _rows(StepDraft.objects.filter(user=user), ["case_id", "step", "data", "at"]),
        "sign_ins": _rows(SignIn.objects.filter(user=user), ["at", "way", "address", "certificate_serial"]),
        "helpers": _of(Helper, cases, _HELPER),
        "readings": [_reading(row) for row in readings_of(user, cases)],
    }


def documents_read_by(user: User, cases: list[Case]) -> list[Document]:
    """Those that the person reads, with earlier versions, oldest first."""
    by_id = {case.pk: case for case in cases}
    rows = Document.objects.filter(case__in=cases).order_by("id")
    return [row for row in rows if reads_document(user, by_id[row.case_id], row)]


def consents_of(cases: list[Case]) -> list[Consent]:
    """Each consent given, declined or withdrawn, the newest first, with its case."""
    return list(Consent.objects.filter(case__in=cases).select_related("case").order_by("-id"))


def readings_of(user: User, cases: list[Case], limit: int | None = None) -> list[ReadLog]:
    """Who else has read something of these cases, the newest first."""
    rows = ReadLog.objects.filter(case__in=cases).exclude(user=user).select_related("user__city", "case")
    return list(rows.order_by("-id")[:limit])


def _reading(row: ReadLog) -> dict[str, Any]:
    """By role and city: who it was is on record, and an office answers for its people. A helper by name."""
    city = row.user.city
    read = {"case_id": row.case_id, "at": row.at, "what": row.what, "role": row.user.role, "city": city and city.code}
    return read | ({"helper": row.user.full_name} if row.user.role == Role.APPLICANT else {})


def _letter(row: Letter) -> dict[str, Any]:
    return {"case_id": row.case_id, "kind": row.kind, "number": row.number, "at": row.at, "files": row.files}


def _versions(person: Any) -> Rows:
    """As they stood from `history_date` on, to the next one."""
    return _rows(person.history.all(), [*_fields(Person), "history_date"], "history_id")


def _fields(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.editable]


def _of(model: Any, cases: list[Case], names: Iterable[str]) -> Rows:
    return _rows(model.objects.filter(case__in=cases), names)


def _rows(rows: Any, names: Iterable[str], order: str = "id") -> Rows:
    return list(rows.order_by(order).values(*names))


def _row(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}

"""A case as it stood at a moment of the past, and what of it somebody could read then: out of the versions of its rows
and its events, which are never changed."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from cases.engine.steps.readers import check_readers, document_readers, note_readers, reads
from cases.law.actors import Role
from cases.law.terms import end_of
from cases.models import Case, Check, Deadline, Document, Event, Letter, Person, TermRecount, User
from cases.models.queries import SIGHTS, as_seen


@dataclass(frozen=True)
class PastCase:
    """All of it; `as_read_by` leaves what one reader could see."""

    case: Case
    """A copy as it was, which is never saved."""
    at: datetime
    version: UUID
    """The key of its version."""
    events: Sequence[Event]
    """The newest first, as all lists here."""
    documents: Sequence[Document]
    """Those that counted then."""
    terms: Sequence[Deadline]
    """Copies with the state and the last day that they had."""
    letters: Sequence[Letter]
    checks: Sequence[Check]

    @cached_property
    def running(self) -> list[Deadline]:
        return [term for term in self.terms if term.state == Deadline.RUNNING]


def past_case(case: Case, at: datetime) -> PastCase | None:
    """None where there was no such case yet."""
    version = _versions(Case, id=case.pk, history_date__lte=at).order_by("-history_id").first()
    if version is None:
        return None
    then = _as_it_was(case, version, at)
    rows: dict[str, Any] = {"case": case, "at__lte": at}
    return PastCase(
        case=then,
        at=at,
        version=version.pk,
        events=_of(then, Event.objects.filter(**rows)),
        documents=_documents(case, at),
        terms=_terms(case, at),
        letters=_letters(rows, at),
        checks=list(Check.objects.filter(**rows).select_related("by").order_by("-id")),
    )


def _versions(model: type[Model], **which: object) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.history.filter(**which)  # type: ignore[attr-defined]
    return rows


def _as_it_was(case: Case, version: Any, at: datetime) -> Case:
    then = copy(case)
    then.forget_dossier()
    then._state.fields_cache = {"city": case.city} if version.city_id == case.city_id else {}
    for field in version.tracked_fields:
        if field.attname != "state":
            setattr(then, field.attname, getattr(version, field.attname))
    then.shown_in(version.state)
    then.person = _person(case, at)
    return then


def _person(case: Case, at: datetime) -> Person:
    """The data of then; the oldest that are known where no version is so old."""
    rows = _versions(Person, id=case.person_id)
    row = rows.filter(history_date__lte=at).order_by("-history_id").first() or rows.order_by("history_id").first()
    if row is None:
        return case.person
    person = Person(**{field.attname: getattr(row, field.attname) for field in row.tracked_fields})
    person._state.fields_cache["user"] = None  # where to write to is that of today
    return person


def _of(case: Case, events: Any) -> list[Event]:
    newest_first = list(events.order_by("-id"))
    for event in newest_first:
        event.case = case
    return newest_first


def _documents(case: Case, at: datetime) -> list[Document]:
    """Those that counted. A draft that nobody saw and that was replaced is none of the file (`tidying`)."""
    rows = Document.objects.filter(case=case, uploaded_at__lte=at)
    return list(rows.filter(Q(current=True) | Q(retired_at__gt=at)).order_by("-id"))


def _letters(rows: dict[str, Any], at: datetime) -> list[Letter]:
    letters = list(Letter.objects.filter(**rows).order_by("-id"))
    for letter in letters:
        if letter.set_aside_at is not None and letter.set_aside_at > at:
            letter.set_aside_at = None
    return letters


def _terms(case: Case, at: datetime) -> list[Deadline]:
    """A term has the key before that of the event with which it began, on whatever day of the past that was."""
    events = list(Event.objects.filter(case=case).order_by("id").values_list("pk", "at"))
    terms = []
    for row in Deadline.objects.filter(case=case).order_by("-id"):
        began = next((moment for pk, moment in events if pk > row.pk), None)
        if began is not None and began <= at:
            terms.append(_term(row, at))
    return terms


def _term(row: Deadline, at: datetime) -> Deadline:
    later = TermRecount.objects.filter(deadline=row, at__gt=at).order_by("id").first()
    if later is not None:
        row.last_day, row.due_at, row.days = later.before, end_of(later.before), later.days_before
    if row.stopped_at is not None and row.stopped_at > at:
        row.state, row.stopped_at, row.met_on = Deadline.RUNNING, None, None
    return row


# ------------------------------------------------------------------------------------------------ as somebody read it


def reader_then(role: str, past: PastCase) -> User:
    """Somebody of this role, of the city of the case; the applicant is the person of the case. Never saved."""
    mine = {"person_id": past.case.person_id} if role == Role.APPLICANT else {"city_id": past.case.city_id}
    return User(role=role, is_active=True, **mine)


def was_visible(past: PastCase, reader: User) -> bool:
    """Whether the case was among those of this reader at that moment."""
    return _versions(Case, pk=past.version).filter(SIGHTS[past.case.programme].scope(reader)).exists()


def as_read_by(past: PastCase, *readers: User) -> PastCase:
    """What all of these readers could read then: a head sees of an applicant's view no more than the head reads."""
    roles = [reader.reads_as for reader in readers]
    ends = [SIGHTS[past.case.programme].horizon(past.case, reader) for reader in readers]
    end = min((moment for moment in ends if moment is not None), default=past.at)

    def seen(moment: datetime, *readable: Any) -> bool:
        return moment <= end and all(reads(role, each) for role in roles for each in readable)

    case = past.case
    for reader in readers:
        case = as_seen(case, reader)
    events = [e for e in past.events if seen(e.at, note_readers(e), document_readers(case, e.facts.get("kind", "")))]
    return PastCase(
        case=case,
        at=past.at,
        version=past.version,
        events=[_facts_read_by(event, roles) for event in events],
        documents=[row for row in past.documents if seen(row.uploaded_at, document_readers(case, row.kind))],
        terms=[row for row in past.terms if seen(row.starts_at, row.readers)],
        letters=[row for row in past.letters if seen(row.at, row.readers)],
        checks=[row for row in past.checks if seen(row.at, check_readers(row.kind))],
    )


def _facts_read_by(event: Event, roles: Sequence[str]) -> Event:
    shown = copy(event)
    shown.facts = {k: v for k, v in event.facts.items() if all(reads(role, note_readers(event, k)) for role in roles)}
    return shown

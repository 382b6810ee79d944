"""How a case begins and how its file grows before a step: consent, documents, questionnaire, city."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.locking import lock_in
from cases.engine.opening import insert, new_case
from cases.engine.programmes import PROGRAMMES
from cases.engine.writing import amend
from cases.evidence.keeping import limits, parts
from cases.evidence.keeping.parts import Piece
from cases.files import BadFile, inspect, store
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.law.places import STATES, May, states_where
from cases.law.titles import HEARING, rules_of
from cases.models import Case, City, Consent, Document, Person, Slot, User
from cases.programmes.nomad import KEY, eligibility, taking_over
from cases.programmes.nomad.corrections import correctable_documents
from cases.programmes.nomad.repeats import repeated_pieces, repeated_upload, same_answers
from cases.programmes.nomad.seen import Seen
from cases.programmes.nomad.states import State

FACTS = ("country", "issued_on", "valid_from", "expires_on", "no_end", "legalisation", "legalisation_note", "notarised")
"""What is recorded of a document besides its files."""
CHANGED = _("The list of files has changed in the meantime. Look at it again.")
CARRIED = (
    "profession",
    "profession_kk",
    "profession_code",
    "petition_signed_at",
    "sent_to_ministry_at",
    "submitted_at",
)


class BadFilesError(Exception):
    """Some of the files sent together cannot be taken, so none was: `files` names each with its BadFile."""

    def __init__(self, files: Sequence[tuple[str, BadFile]]) -> None:
        super().__init__(", ".join(name for name, _error in files))
        self.files = tuple(files)


def open_petition(user: User, now: datetime, *, request_id: str = "") -> Case:
    """A new draft, pre-filled with the documents of the person's last closed case (interpretation 4).

    Raises NotNowError when another case is open, the person holds a card or no edition accepts filings today.
    """
    earlier = eligibility.last_case(_person(user))
    return _open(user, now, State.PETITION_DRAFT, earlier, None, request_id)


def open_application(user: User, now: datetime, *, request_id: str = "") -> Case:
    """A new case on an earlier petition, which stays valid after `annul` (п. 12, interpretation 2)."""
    _ensure_no_card(_person(user))
    petition = eligibility.living_petition(_person(user), now)
    if petition is None:
        raise NotNowError(_("There is no signed petition to apply with."))
    return _open(user, now, State.PETITION_SIGNED, petition, petition, request_id)


def _open(
    user: User, now: datetime, state: State, earlier: Case | None, based_on: Case | None, request_id: str
) -> Case:
    person = _person(user)
    edition = eligibility.intake_edition(local_day(now), based_on.petition_law if based_on else None)
    if edition is None:
        raise NotNowError(_("No edition of the order accepts new filings on this day."))
    try:
        with transaction.atomic():
            if eligibility.open_case(person):
                raise NotNowError(_("You already have an open case: one person, one case."))
            _ensure_no_card(person)
            case = new_case(PROGRAMMES[KEY], person, edition, state, now)
            if earlier is not None:
                taking_over.take(earlier, case, now)
            if based_on is not None:
                case.based_on = based_on.based_on or based_on
                case.petition_edition = based_on.petition_law.key
                for name in CARRIED:
                    setattr(case, name, getattr(based_on, name))
            based = {"based_on": case.based_on.number} if case.based_on else {}
            insert(case, user, now, based | taking_over.facts(earlier, case), request_id=request_id)
            if earlier is not None:
                _carry_documents(earlier, case, user, now)
                taking_over.carry_duty(earlier, case, now)
    except IntegrityError as error:  # two clicks at once: the database lets one of them through
        if "person" not in str(error):
            raise
        raise NotNowError(_("You already have an open case: one person, one case.")) from error
    return case


def _ensure_no_card(person: Person) -> None:
    """Raises NotNowError for who has what the order leads to: it knows no second way there."""
    if eligibility.held_card(person):
        raise NotNowError(_("You hold the permit and the residence card: no petition and no application is needed."))


def _person(user: User) -> Person:
    """Raises NotFoundError for who is no applicant."""
    if user.person is None:
        raise NotFoundError
    return user.person


def _carry_documents(earlier: Case, case: Case, user: User, now: datetime) -> None:
    """The same files, as new rows of the new case: each case's file stands on its own."""
    rows = Document.objects.filter(case=earlier, current=True)
    for row in rows:
        held = Document(pk=row.pk)
        row.pk, row._state.adding, row.case = Document._meta.pk.get_default(), True, case
        row.uploaded_at, row.uploaded_by = now, user
        row.save(force_insert=True)
        parts.carry(held, row)


def give_consent(pk: UUID, user: User, now: datetime, text: str, *, request_id: str = "") -> Case:
    """Record consent to processing with the wording shown (п. 4)."""
    with transaction.atomic():
        case = _lock(pk, user, states_where(May.CONSENT), now)
        if not case.dossier.consented:
            Consent.objects.create(case=case, purpose="processing", given=True, at=now, text=text)
            amend(case, user, now, "consent", {}, request_id=request_id)
        return case


def _lock(pk: UUID, user: User, states: Collection[str], now: datetime) -> Case:
    """As `lock_in`; what is still to be filed is prepared under the order of today (interpretation 7)."""
    case = lock_in(pk, user, states)
    case.read_under(case.dossier.intake_edition(local_day(now)))
    return case


def attachable(case: Case, user: User) -> list[str]:
    """Kinds of documents `user` may attach or replace now, in the order of the edition's list."""
    if May.HEAR in case.place.may:
        return _papers_of_the_hearing(case, user)
    mine = May.ATTACH in case.place.may and case.place.waits_on == user.role
    lists = (case.place.documents if mine else "", case.place.proofs if user.role == Role.APPLICANT else "")
    rules = [r for key in lists for r in rules_of(case, key) if r.source in ("applicant", "clerk")]
    return [r.kind for r in rules if case.dossier.may_change(r.kind)]


Upload = tuple[IO[bytes], str]
"""A file and its name as it was sent."""


def _papers_of_the_hearing(case: Case, user: User) -> list[str]:
    """The person's to the objection, the official's to the protocol (art. 73, 74 of the АППК)."""
    side = {Role.APPLICANT.value: "applicant", case.place.waits_on: "official"}.get(user.role)
    return [r.kind for r in rules_of(case, HEARING) if r.source == side]


def attach(
    pk: UUID, user: User, now: datetime, kind: str, upload: IO[bytes], name: str, *, request_id: str = "", **facts: Any
) -> Document:
    """Keep an uploaded file as the current document of its kind; see `attach_files`. Raises BadFile too."""
    try:
        return attach_files(pk, user, now, kind, [(upload, name)], request_id=request_id, **facts)
    except BadFilesError as error:
        raise error.files[0][1] from error


def attach_files(
    pk: UUID,
    user: User,
    now: datetime,
    kind: str,
    uploads: Sequence[Upload],
    *,
    add: bool = False,
    seen: Seen | None = None,
    request_id: str = "",
    **facts: Any,
) -> Document:
    """Keep uploaded files as the current document of its kind, several as one PDF; with `add`, behind those it has.

    `facts`: those of FACTS; `seen`: what may be displaced, None for anything. All files or none: raises BadFilesError
    naming each that cannot be taken, TooMuchError, NewerError, NotNowError when this kind is not to be attached now.
    The same files again change nothing.
    """
    case = _ensure_attachable(pk, user, now, kind)  # before the work, so that a stranger's file is not even kept
    repeated = repeated_upload(case, kind, [upload for upload, _name in uploads], facts)
    # Without `add` they go on: storing the same content again heals a file that was damaged on disk.
    if add and repeated:
        return repeated
    had = case.dossier.documents.get(kind) if add else None
    if seen and not add and not repeated:
        seen.ensure_current(case.dossier.documents.get(kind))
    kept = parts.pieces_of(had) if had else []
    limits.ensure_count(kind, len(kept) + len(uploads))
    pieces = [*kept, *_inspected(uploads, kind)]
    return _put(case, user, now, kind, pieces, had, None if add else seen, request_id, facts)


def arrange(
    pk: UUID, user: User, now: datetime, kind: str, seen: UUID, order: Sequence[int], *, request_id: str = ""
) -> Document:
    """Make the document `seen` again of some of its files: `order` names their positions, from 1."""
    case = _ensure_attachable(pk, user, now, kind)
    had = _unchanged(case, kind, seen)
    pieces = parts.pieces_of(had)
    if not order or len(set(order)) != len(order) or not set(order) <= set(range(1, len(pieces) + 1)):
        raise NotNowError(CHANGED)
    facts = {name: getattr(had, name) for name in FACTS}
    return _put(case, user, now, kind, [pieces[n - 1] for n in order], had, None, request_id, facts)


def detach(pk: UUID, user: User, now: datetime, kind: str, seen: UUID, *, request_id: str = "") -> None:
    """Take a document out of what is still to be filed (п. 4, 10). What was returned is replaced, not taken out."""
    _ensure_attachable(pk, user, now, kind)
    with transaction.atomic():
        case = _lock(pk, user, states_where(May.PREPARE), now)
        document = _unchanged(case, kind, seen)
        _retire(document, now)
        recorded = {"kind": kind, "name": document.name, "sha256": document.blob_id}
        amend(case, user, now, "detach", recorded, request_id=request_id)


def _inspected(uploads: Sequence[Upload], kind: str) -> list[Piece]:
    """Each file by itself, all of them: who sent three learns of every one that is bad."""
    good, bad = [], []
    for upload, name in uploads:
        try:
            good.append(Piece(inspect(upload, name, kind), name))
        except BadFile as error:
            bad.append((name, error))
    if bad:
        raise BadFilesError(bad)
    return good


def _put(
    case: Case,
    user: User,
    now: datetime,
    kind: str,
    pieces: Sequence[Piece],
    had: Document | None,
    seen: Seen | None,
    request_id: str,
    facts: dict[str, Any],
) -> Document:
    """`had`: the document these pieces were taken from, which must still be the current one."""
    clean = parts.whole(pieces, kind)
    coming = sum(len(piece.clean.original) for piece in pieces) + clean.size

    def place() -> tuple[Case, Document | None, Document | None]:
        """The case under lock, the document these pieces displace, and the one that is already of them."""
        locked = _lock(case.pk, user, list(STATES), now)
        if kind not in attachable(locked, user):
            raise NotNowError(_("This document cannot be changed now."))
        if repeated := repeated_pieces(locked, kind, pieces, facts):
            return locked, None, repeated
        current = _unchanged(locked, kind, had.pk) if had else locked.dossier.documents.get(kind)
        if seen:
            seen.ensure_current(current)
        limits.make_room(locked, kind, coming, now)
        return locked, current, None

    with transaction.atomic():
        place()  # what is refused is not stored: no record would name it, and nobody could take it away
    parts.store_all(clean, pieces, store)
    with transaction.atomic():
        case, current, repeated = place()
        if repeated:
            return repeated
        _retire(current, now)
        document = Document(
            case=case,
            kind=kind,
            blob=parts.blob_row(clean, now, store),
            name=clean.name[-200:],
            uploaded_at=now,
            uploaded_by=user,
            **facts,
        )
        document.save(force_insert=True)
        parts.write(document, pieces, now, store)
        recorded: dict[str, Any] = {"kind": kind, "name": document.name, "sha256": document.blob_id}
        recorded |= {"files": [p.clean.name for p in pieces]} if len(pieces) > 1 else {}
        amend(case, user, now, "attach", recorded, request_id=request_id)
        return document


def _unchanged(case: Case, kind: str, seen: UUID) -> Document:
    document = case.dossier.documents.get(kind)
    if document is None or document.pk != seen:
        raise NotNowError(CHANGED)
    return document


def _ensure_attachable(pk: UUID, user: User, now: datetime, kind: str) -> Case:
    case: Case | None = Case.objects.visible_to(user).filter(pk=pk).first()
    if case is None:
        raise NotFoundError
    case.read_under(case.dossier.intake_edition(local_day(now)))
    if kind not in attachable(case, user):
        raise NotNowError(_("This document cannot be changed now."))
    return case


def describe(
    pk: UUID, user: User, now: datetime, kind: str, *, seen: Seen | None = None, request_id: str = "", **facts: Any
) -> Document:
    """Change what is recorded of a document (a date, its legalisation) without sending the file again.

    `seen`: as of `attach_files`. The same facts again change nothing.
    """
    with transaction.atomic():
        case = _lock(pk, user, list(STATES), now)
        document = case.dossier.documents.get(kind)
        if document is None or kind not in attachable(case, user):
            raise NotNowError(_("This document cannot be changed now."))
        if kind in correctable_documents(case):  # before an official: with a reason, by a step of its own
            raise NotNowError(_("What is recorded is corrected with a reason: choose “Correct its data”."))
        if all(getattr(document, name) == value for name, value in facts.items()):
            return document
        if seen:
            seen.ensure_current(document)
        for name, value in facts.items():
            setattr(document, name, value)
        document.save()
        amend(case, user, now, "attach", {"kind": kind, **facts}, request_id=request_id)
        return document


def _retire(document: Document | None, now: datetime) -> None:
    if document is not None:
        document.current, document.retired_at = False, now
        document.save(update_fields=["current", "retired_at"])


def fill_questionnaire(
    pk: UUID, user: User, now: datetime, version: str, answers: dict[str, Any], complete: bool, *, request_id: str = ""
) -> Case:
    """Keep the answers of the анкета (п. 10(5)); `complete` when every required one is there and sound."""
    return amend_questionnaire(pk, user, now, version, lambda _case: (answers, complete), request_id=request_id)


def amend_questionnaire(
    pk: UUID,
    user: User,
    now: datetime,
    version: str,
    fill: Callable[[Case], tuple[dict[str, Any], bool]],
    *,
    request_id: str = "",
) -> Case:
    """`fill` gives answers and `complete` for the case as it stands under the lock, so that of two tabs that save at
    once each sees what the other has saved."""
    with transaction.atomic():
        case = lock_in(pk, user, states_where(May.FILL))
        if not case.dossier.may_change("questionnaire"):
            raise NotNowError(_("The questionnaire was not returned, so it cannot be changed."))
        answers, complete = fill(case)
        filled = {"version": version, "answers": answers, "complete": complete, "saved_at": now.isoformat()}
        if same_answers(case, filled):
            return case
        return amend(case, user, now, "edit", {"questionnaire": complete}, request_id=request_id, questionnaire=filled)


def choose_city(pk: UUID, user: User, now: datetime, city: City, *, request_id: str = "") -> Case:
    """The department that decides (п. 10); fixed once the application is filed."""
    with transaction.atomic():
        case = _lock(pk, user, states_where(May.CHOOSE_CITY), now)
        if city.code not in case.law.cities or not city.active:
            raise NotNowError(_("This edition of the order does not work in that city."))
        if case.city_id == city.code:
            return case
        return amend(case, user, now, "edit", {"city": city.code}, request_id=request_id, city=city)


def add_slots(user: User, starts: Collection[datetime], minutes: int, link: str = "") -> int:
    """Put free interview times into a screener's calendar; those already there stay. Returns how many are new."""
    rows = [Slot(screener=user, starts_at=at, minutes=minutes, link=link) for at in starts]
    had = set(Slot.objects.filter(screener=user, starts_at__in=list(starts)).values_list("starts_at", flat=True))
    return len(Slot.objects.bulk_create([r for r in rows if r.starts_at not in had], ignore_conflicts=True))


def remove_slot(user: User, pk: UUID) -> bool:
    """Take a free time out of the calendar; a booked one stays. True when it is gone."""
    try:
        with transaction.atomic():
            return Slot.objects.filter(pk=pk, screener=user, case__isnull=True).delete()[0] > 0
    except IntegrityError:  # booked in the same moment
        return False

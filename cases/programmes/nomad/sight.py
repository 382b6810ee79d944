"""Which cases of this programme a person may see, and how much of their file."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Role
from cases.law.places import May
from cases.models import Case, Letter, Person, User
from cases.models.queries import NOTHING, Sight
from cases.programmes.nomad.states import PLACES, State

_PETITION_STAGE = Q(submitted_at__isnull=False, petition_signed_at__isnull=True)
_AT_THE_MINISTRY = Q(sent_to_ministry_at__isnull=False, based_on__isnull=True)
_RETURNED = Q(Exists(Letter.objects.filter(case=OuterRef("pk"), kind="petition_return")))
_WITH_DECIDER = [state.value for state, place in PLACES.items() if May.STAY_WITH_DECIDER in place.may]
_ENDED_WITH_THE_CONSENT = Q(state=State.CONSENT_DECLINED, submitted_at__isnull=False)
"""Whoever has relied on it sees that it is withdrawn, up to where the petition was theirs (п. 4; interpretation 23)."""
_WAITING_OR_DECIDED = Q(petition_signed_at__isnull=False) | Q(state__in=_WITH_DECIDER)
"""Of what was sent to the ministry: what waits for it, and what it has signed, the petition or its refusal. What it has
sent back to the screening, and what its owner has withdrawn, is not before it any more."""


def scope(user: User) -> Q:
    """As process.md's table "Who acts" says; a head sees the cases of the body."""
    match user.reads_as:
        case Role.APPLICANT:
            return Q(person_id=user.person_id) if user.person_id else NOTHING
        case Role.SCREENER:
            # Its head rules on the return of a petition, wherever the case is since.
            also = _RETURNED if user.role == Role.HEAD else NOTHING
            return (_PETITION_STAGE | _ENDED_WITH_THE_CONSENT | also) & Q(based_on__isnull=True)
        case Role.SIGNER:
            # Its head rules on acts and ends of all that was sent to it, wherever the case is since.
            return _AT_THE_MINISTRY if user.role == Role.HEAD else _AT_THE_MINISTRY & _WAITING_OR_DECIDED
        case Role.OFFICER:
            return Q(city_id=user.city_id, filed_at__isnull=False)
        case Role.CLERK:
            return Q(city_id=user.city_id) & ~Q(preliminary_number="")
        case Role.AUDITOR:
            return Q()
        case _:
            return NOTHING


def horizon(case: Case, user: User) -> datetime | None:
    """Astana Hub and the ministry see the petition they worked on, not the papers and letters that came after it; their
    head sees how a way ended that went to nobody else, since a ruling on it is theirs."""
    if user.role == Role.HEAD and case.closed_at and case.filed_at is None:
        return None
    return case.petition_signed_at if user.reads_as in (Role.SCREENER, Role.SIGNER) else None


OF_PETITION = (
    "id",
    "number",
    "programme",
    "person_id",
    "edition",
    "petition_edition",
    "based_on_id",
    "version",
    "opened_at",
    "one_at_a_time",
    "profession",
    "profession_kk",
    "profession_code",
    "submitted_at",
    "language",
    "slot_id",
    "sent_to_ministry_at",
    "petition_signed_at",
)
"""What a case holds when its petition is signed. Whatever else it has, or will have one day, has come later."""


def as_left(cases: Sequence[Case]) -> list[Case]:
    persons = _persons_then(cases)
    return [_left(case, persons[case.pk]) for case in cases]


def _left(case: Case, person: Person) -> Case:
    left = copy(case)
    left.forget_dossier()
    for field in Case._meta.concrete_fields:
        if field.attname not in (*OF_PETITION, "state"):
            setattr(left, field.attname, field.get_default())
    left.shown_in(PLACES.beginning("application"))
    left.state_since = case.petition_signed_at or case.state_since
    left.person = person
    return left


def _persons_then(cases: Sequence[Case]) -> dict[UUID, Person]:
    """The person's data as the petition was signed on them; where to write to is no affair of who is done."""
    versions: dict[UUID, list[Any]] = {}
    history: Any = Person.history.filter(id__in={case.person_id for case in cases})  # type: ignore[attr-defined]
    for row in history.order_by("history_id"):
        versions.setdefault(row.id, []).append(row)
    then: dict[UUID, Person] = {}
    for case in cases:
        known, at = versions.get(case.person_id, []), case.petition_signed_at or case.opened_at
        row = next((row for row in reversed(known) if row.history_date <= at), known[0] if known else None)
        then[case.pk] = _as_stored(row) if row else copy(case.person)
        then[case.pk]._state.fields_cache["user"] = None
    return then


def _as_stored(row: Any) -> Person:
    """What `row.instance` would give, which asks the table for the fields that have no history."""
    return Person(**{field.attname: getattr(row, field.attname) for field in row.tracked_fields})


GONE_ON = _("Nothing for you now. The case has gone on to the applicant and the migration service.")

SIGHT = Sight(scope, horizon, as_left, PLACES[PLACES.beginning("petition")].documents, GONE_ON)

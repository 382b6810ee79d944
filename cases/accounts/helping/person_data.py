"""What a helper types: the person's data while nothing is filed, and what was on a page when the help was ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.engine.writing import amend
from cases.engine.writing.locking import lock_to_fill
from cases.law.places import May, states_where
from cases.models import Case, Helper, Person, User

INPUTS, LONGEST = 200, 2000
"""How many texts of a page are kept, and how many signs of each."""


@contextmanager
def person_to_fill(pk: UUID, user: User, now: datetime, request_id: str) -> Iterator[Person]:
    """The data of the person of a case, locked until the end, for a form that writes them; what it has changed stands
    in the journal. Raises NotFoundError, NotNowError, NoHelpError."""
    with transaction.atomic():
        case = lock_to_fill(pk, user, states_where(May.PREPARE))
        person = Person.objects.select_for_update().get(pk=case.person_id)
        before = _values(person)
        yield person
        changed = [name for name, value in _values(person).items() if before[name] != value]
        if changed and changed != ["sort_name"]:
            amend(case, user, now, "edit", {"profile": changed}, request_id=request_id)


def _values(person: Person) -> dict[str, object]:
    return {field.attname: getattr(person, field.attname) for field in Person._meta.concrete_fields}


def keep_late(pk: UUID, user: User, texts: Mapping[str, str], now: datetime) -> bool:
    """Whether it is kept: what a page held when the help was ended by the person, within a day of that. It changes
    nothing of the case."""
    row = Helper.latest(pk, user)
    if row is None or row.ended_at is None or row.ended_by_id == user.pk or now - row.ended_at > Helper.LATE:
        return False
    sound = {name[:100]: text[:LONGEST] for name, text in texts.items() if text.strip()}
    late = dict(list((row.late | sound).items())[:INPUTS])
    if sound:
        Helper.objects.filter(pk=row.pk).update(**{"late": late, "late_at": now})
    return bool(sound)


def discard_late(case: Case, helper: UUID) -> None:
    """`case`: the person's own."""
    Helper.objects.filter(case=case, pk=helper).update(**{"late": {}, "late_at": None})

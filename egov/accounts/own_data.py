"""A person's own data, saved from any number of tabs at once."""

from __future__ import annotations

from contextlib import AbstractContextManager
from copy import copy
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from cases.fields import merging
from cases.models import Person
from cases.service import queries
from cases.service.acts import locked_person
from egov.accounts.profile_form import ProfileForm

VERSIONS = 200
"""How many earlier versions are looked through for the moment at which a field was changed elsewhere."""


def own_data(
    pk: UUID, sent: QueryDict | None, *, save: bool, lock: AbstractContextManager[Person] | None = None
) -> ProfileForm:
    """The form to show; `sent` is laid over what is stored under a lock, and saved if it is sound and `save`. `lock`:
    of somebody else's data.

    What another tab has changed meanwhile stays, and is in `conflicts` where this one changed it too.
    """
    if sent is None:
        form = ProfileForm(instance=queries.person(pk))
        form.show_faults()
        return form
    with lock or locked_person(pk) as person:
        unchanged = copy(person)
        merged = merging.merge(sent, ProfileForm(instance=unchanged), lambda name: _changed_at(unchanged, name))
        form = ProfileForm(merged.data, instance=person)
        if form.is_valid() and save and form.has_changed():
            form.save()
    if merged.conflicts:
        form = ProfileForm(merged.typed, instance=unchanged)
        form.conflicts = merged.conflicts
    return form


def _changed_at(person: Person, name: str) -> datetime | None:
    return merging.changed_at(queries.values_before(person, name, VERSIONS), getattr(person, name))

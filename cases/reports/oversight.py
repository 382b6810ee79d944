"""All cases, narrowed as the auditor's list in the admin is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.law.actors import Actor, Role
from cases.law.places import STATES
from cases.law.regulations import editions
from cases.models import Case, City, User

CHOICES: dict[str, Callable[[], dict[str, str]]] = {
    "state": lambda: {str(key): str(state.label) for key, state in STATES.items()},
    "waits_on": lambda: {actor.value: str(actor.label) for actor in Actor},
    "city": lambda: {city.pk: str(city) for city in City.objects.all()},
    "edition": lambda: {edition.key: edition.number for edition in editions()},
}
"""What the list can be narrowed by: the values, and their words."""


def cases(filters: Mapping[str, str], user: User) -> tuple[str, QuerySet[Case]]:
    """What the list is, in words, and its cases. Raises ValueError for another reader, and for what narrows no list:
    another one than the page shows would be exported."""
    chosen = {name: value for name, value in filters.items() if name != "source"}
    if user.role != Role.AUDITOR or chosen.keys() - CHOICES.keys():
        raise ValueError(user.role, chosen)
    parts = [_("All cases")]
    for name, value in chosen.items():
        choices = CHOICES[name]()
        if value not in choices:
            raise ValueError(name, value)
        parts.append(f"{Case._meta.get_field(name).verbose_name}: {choices[value]}")  # type: ignore[union-attr]
    return "; ".join(parts), Case.objects.visible_to(user).filter(**chosen)

"""How rows are looked for in the lists of the admin: by numbers, IINs and the beginnings of names."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from cases.models import Person
from cases.values import names

IIN_LENGTH = 12
NUMBERS = ("number", "preliminary_number", "permit_number", "mp_number")
MOST_PERSONS = 500


def any_of(fields: tuple[str, ...], text: str) -> Q:
    """`text` is one of the fields, as typed or in capitals (numbers are written in capitals)."""
    wanted = Q()
    for field in fields:
        wanted |= Q(**{f"{field}__in": {text, text.upper()}})
    return wanted


def person_search(text: str) -> Q:
    """By IIN, whole; or by the beginning of the full name, in any spelling of it."""
    if text.isdigit() and len(text) == IIN_LENGTH:
        return Q(iin=text)
    wanted = names.unaccented_key(text)
    return Q(name_key__startswith=wanted) if wanted else Q(pk__in=())


def persons_named(text: str) -> list[UUID]:
    """At most MOST_PERSONS of them."""
    return list(Person.objects.filter(person_search(text)).order_by().values_list("pk", flat=True)[:MOST_PERSONS])


def case_search(text: str) -> Q:
    """One of the numbers of a case, whole; else the cases of those `person_search` finds, at most MOST_PERSONS."""
    if (text.isdigit() and len(text) == IIN_LENGTH) or not any(character.isdigit() for character in text):
        return Q(person__in=persons_named(text))
    return any_of(NUMBERS, text)

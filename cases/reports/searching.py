"""How rows are looked for in lists of the auditor: cases as the desks find them, the rest by whole numbers and the
beginnings of names."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from cases.engine.lists import search, worklist
from cases.models import Case, Person, User
from cases.values import names

IIN_LENGTH = 12
MOST_PERSONS = MOST_CASES = 500


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


def matching_cases(text: str, most: int = MOST_CASES) -> list[UUID]:
    """As the desks find them: by a name in either script, a number or its part, the passport, the IIN, the telephone
    or the e-mail; a whole number by its own index."""
    query = search.parse(text)
    if not query:
        return []
    exact = search.by_whole_number(query)
    for condition in ([exact] if exact is not None else []) + [query.condition]:
        if keys := list(Case.objects.filter(condition).order_by("-id").values_list("pk", flat=True)[:most]):
            return keys
    return []


def similar_cases(text: str, user: User) -> list[UUID]:
    """Of names that are nearly those of `text`."""
    return [case.pk for case in search.similar(Case.objects.all(), user, search.parse(text), worklist.PAGE)]


def case_search(text: str) -> Q:
    return Q(pk__in=matching_cases(text))


def person_condition(text: str) -> Q:
    """A person with a case as the case is found; anybody by `person_search`."""
    with_cases = Case.objects.filter(pk__in=matching_cases(text)).order_by().values_list("person", flat=True)
    return Q(pk__in={*with_cases, *persons_named(text)})

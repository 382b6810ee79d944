"""Lists of a desk as a member of staff asks for them."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from uuid import uuid4

from cases.engine.lists import wanted, worklist
from cases.engine.lists.wanted import DeskUser
from cases.engine.lists.worklist import CasePage
from cases.models import Case, Person, User
from tests import people


def listing(
    user: User,
    state: str = "",
    after: str = "",
    size: int = worklist.PAGE,
    before: str = "",
    now: datetime = people.START,
    **parts: str,
) -> CasePage:
    """`parts`: as an address has them."""
    asked = DeskUser(user, "", now)
    return worklist.page(wanted.read(parts | {"state": state}, asked), asked, after, before, size)


def find(user: User, words: str) -> list[Case]:
    return worklist.find(user, words, people.START)


def crowd(case: Case, number: int) -> list[Case]:
    """So many rows of a list that differ from the case in their person and their number: copies of its row without what
    hangs on it, for pages that show many."""
    people_of, cases = [], []
    for each in range(1, number + 1):
        person = copy(case.person)
        person.pk, person.iin, person.passport_number = uuid4(), f"{each:012}", f"N{each:07}"
        beside = copy(case)
        beside.pk, beside.person, beside.slot, beside.number = (
            uuid4(),
            person,
            None,
            f"{case.number[:-5]}{90000 + each}",
        )
        if case.preliminary_number:
            beside.preliminary_number = f"{case.preliminary_number[:-5]}{90000 + each}"
        people_of.append(person)
        cases.append(beside)
    Person.objects.bulk_create(people_of)
    return Case.objects.bulk_create(cases)

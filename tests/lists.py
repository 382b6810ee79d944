"""Lists of a desk as a member of staff asks for them."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from itertools import count, islice
from uuid import uuid4

from cases.engine.lists import listquery, worklist
from cases.engine.lists.listquery import DeskUser
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
    return worklist.page(listquery.from_parameters(parts | {"state": state}, asked), asked, after, before, size)


def find(user: User, words: str) -> list[Case]:
    return worklist.find(user, words, people.START).cases


_numbers = count(90_001)


def crowd(case: Case, number: int) -> list[Case]:
    """So many rows of a list that differ from the case in their person and their number: copies of its row without what
    hangs on it, for pages that show many."""
    people_of, cases = [], []
    for each in islice(_numbers, number):
        person = copy(case.person)
        person.pk = uuid4()
        person.iin, person.passport_number = f"{person.pk.int}"[:12], f"N{person.pk.int}"[:9]
        beside = copy(case)
        beside.pk, beside.person, beside.slot, beside.number = (
            uuid4(),
            person,
            None,
            f"{case.number[:-5]}{each}",
        )
        beside.about_letter = beside.about_term = None  # of each, one complaint is open
        if case.preliminary_number:
            beside.preliminary_number = f"{case.preliminary_number[:-5]}{each}"
        people_of.append(person)
        cases.append(beside)
    Person.objects.bulk_create(people_of)
    return Case.objects.bulk_create(cases)

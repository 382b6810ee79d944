"""Lists of a desk as a member of staff asks for them."""

from __future__ import annotations

from datetime import datetime

from cases.engine.lists import wanted, worklist
from cases.engine.lists.wanted import DeskUser
from cases.engine.lists.worklist import CasePage
from cases.models import Case, User
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

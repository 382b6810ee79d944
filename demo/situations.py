"""The situations the demo shows, and under which sign-in a visitor finds each of them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from cases.law.actors import Role
from cases.models import City, User
from cases.programmes.nomad.states import State as S
from demo import complaints, inputs
from demo.people import HOST, desks, staff_email
from demo.walk import Journey


@dataclass(frozen=True, slots=True)
class Part:
    """One person's story: where their case is on the last day of the demo, and how it came there.

    The fields are those of situations.toml.
    """

    state: S | None = None
    age: float = 2
    left: int | None = None
    via: tuple[S, ...] = ()
    then: S | None = None
    old: bool = False
    meet: float = 2
    touch: Callable[[Journey], object] | None = None
    city: str = ""
    name: str = ""
    finds: Mapping[str, str] = field(default_factory=dict)
    """What a visitor sees there, by language."""
    language: str = ""

    @property
    def email(self) -> str:
        return f"{self.name}@{HOST}" if self.name else ""


TOUCH: dict[str, Callable[[Journey], object]] = {
    "petition": lambda j: inputs.petition(j, limit=3),
    "application": inputs.begin_application,
    "check": lambda j: j.check("preliminary", limit=1),
    "checks": lambda j: j.check("final", limit=3),
    "complaint": complaints.file_complaint,
    "handed_on": complaints.hand_on,
    "satisfied": complaints.satisfy,
    "back": complaints.go_back,
    "gives_way": complaints.give_way,
    "package": lambda j: inputs.package(j, attached=2, reconciled=4),
}


def _part(row: dict[str, Any]) -> Part:
    row = row | {name: S(row[name]) for name in ("state", "then") if name in row}
    touch = TOUCH[row["touch"]] if "touch" in row else None
    return Part(**row | {"via": tuple(map(S, row.get("via", ()))), "touch": touch})


TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ACCOUNTS = tuple(map(_part, TABLE["accounts"]))
"""Applicants with a sign-in that tells what they are for."""
OTHERS = tuple(map(_part, TABLE["others"]))
CROWD = {S(state): weight for state, weight in TABLE["crowd"].items()}


def parts(number: int, rng: Random, accounts: bool = True) -> Iterator[Part]:
    """`number` stories with a case (and those without one), the named first; cities by turns."""
    cities = sorted(City.objects.values_list("code", flat=True))
    made = 0
    for account in _endless(rng, accounts):
        if made >= number and account.state is not None:
            return
        made += account.state is not None
        yield replace(account, city=account.city or cities[made % len(cities)])


def _endless(rng: Random, accounts: bool) -> Iterator[Part]:
    if accounts:
        yield from ACCOUNTS
        yield from OTHERS
    while True:
        state = rng.choices(list(CROWD), list(CROWD.values()))[0]
        yield Part(state, age=rng.uniform(1, 12), old=state == S.CARD_ISSUED and rng.random() < 0.5)


def sign_ins() -> list[tuple[str, str, str, Mapping[str, str]]]:
    """(role, e-mail, city, what is found there by language) of every demo account that exists, staff first."""
    rows: list[tuple[str, str, str, Mapping[str, str]]] = [
        (role.value, staff_email(role, city), city, TABLE["desks"][role.value]) for role, city in desks()
    ]
    rows += [(Role.APPLICANT.value, part.email, part.city, part.finds) for part in ACCOUNTS]
    there = set(User.objects.filter(email__in=[row[1] for row in rows]).values_list("email", flat=True))
    return [row for row in rows if row[1] in there]

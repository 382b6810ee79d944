"""The situations the demo shows, and under which sign-in a visitor finds each of them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from cases.law.actors import CITY_ACTORS, Actor, Role
from cases.models import City, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.states import State as S
from demo.deeds import fill_questionnaire
from demo.people import HOST, STAFF, staff_email
from demo.walk import Journey


@dataclass(frozen=True, slots=True)
class Part:
    """One person's story: where their case stands on the last day of the demo, and how it came there.

    The fields are those of cast.toml; `finds`: what a visitor finds there, by language.
    """

    state: S | None = None
    age: float = 2
    left: int | None = None
    via: tuple[S, ...] = ()
    then: S | None = None
    old: bool = False
    meet: float = 2
    touch: Callable[[Journey], None] | None = None
    city: str = ""
    name: str = ""
    finds: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    @property
    def email(self) -> str:
        return f"{self.name}@{HOST}" if self.name else ""


def _half_petition(j: Journey) -> None:
    filing.give_consent(j.case.pk, j.owner, j.tick(), "Согласие на сбор и обработку персональных данных")
    j.refresh()
    j.attach_all("petition", j.owner, limit=3)


def _half_application(j: Journey) -> None:
    filing.choose_city(j.case.pk, j.owner, j.tick(), City.objects.get(pk=j.city))
    j.refresh()
    fill_questionnaire(j)


def _half_package(j: Journey) -> None:
    j.attach_all("con", j.crew.of(Actor.CLERK, j.city), limit=2)
    j.reconcile("con", limit=4)


TOUCH: dict[str, Callable[[Journey], None]] = {
    "petition": _half_petition,
    "application": _half_application,
    "check": lambda j: j.check("preliminary", limit=1),
    "checks": lambda j: j.check("final", limit=3),
    "package": _half_package,
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
    for one in _endless(rng, accounts):
        if made >= number and one.state is not None:
            return
        made += one.state is not None
        yield replace(one, city=one.city or cities[made % len(cities)])


def _endless(rng: Random, accounts: bool) -> Iterator[Part]:
    if accounts:
        yield from ACCOUNTS
        yield from OTHERS
    while True:
        state = rng.choices(list(CROWD), list(CROWD.values()))[0]
        yield Part(state, age=rng.uniform(1, 12), old=state == S.CARD_ISSUED and rng.random() < 0.5)


def sign_ins() -> list[tuple[str, str, str, Mapping[str, str]]]:
    """(role, e-mail, city, what is found there by language) of every demo account that exists, staff first."""
    cities = sorted(City.objects.values_list("code", flat=True))
    rows: list[tuple[str, str, str, Mapping[str, str]]] = [
        (role.value, staff_email(role, city), city, TABLE["desks"][role.value])
        for role in dict.fromkeys(role for role, _name in STAFF)
        for city in (cities if role.value in CITY_ACTORS else [""])
    ]
    rows += [(Role.APPLICANT.value, part.email, part.city, part.finds) for part in ACCOUNTS]
    there = set(User.objects.filter(email__in=[row[1] for row in rows]).values_list("email", flat=True))
    return [row for row in rows if row[1] in there]

"""Who appears in the demo: persons with accounts and papers, and the staff of every desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from cases.accounts.demo_password import PASSWORD
from cases.law.actors import CITY_ACTORS, OFFICIAL_ROLES, ActingBody, Actor, Role
from cases.models import BodyHead, City, Person, User
from cases.values.countries import country_name
from demo import synthetic
from demo.keys import TABLE, identity_of

HOST = "example.org"

Paper = Callable[..., tuple[str, bytes]]
"""Gives (file name, content) of a person's document of that kind."""


BODIES = (ActingBody.HUB.value, ActingBody.MINISTRY.value)
"""Bodies of no city; the head of any other one is that of the department of a city."""
DEPUTY = ".2"


def desks() -> Iterator[tuple[Role, str]]:
    """(role, where) of every account of the staff: at each desk two, who share the work out, and two heads of each
    body, since what one records another confirms: "", ".2", "astana", "astana.2", "hub" …
    """
    cities = sorted(City.objects.values_list("code", flat=True))
    for role in map(Role, TABLE["names"]):
        places = (*cities, *BODIES) if role == Role.HEAD else cities if role.value in CITY_ACTORS else ("",)
        ranks = ("", DEPUTY) if role in OFFICIAL_ROLES else ("",)
        yield from ((role, f"{where}{rank}") for where in places for rank in ranks)


@cache
def _hash() -> str:
    """Once for all accounts: a sound hash takes half a second each."""
    return make_password(PASSWORD)


def account(email: str, role: Role, full_name: str, joined_at: datetime, **facts: Any) -> User:
    """A new account that signs in with PASSWORD; `facts`: city, person, language."""
    facts |= {"joined_at": joined_at, "email_confirmed_at": joined_at}
    user = User(email=email, role=role, full_name=full_name, password=_hash(), **facts)
    user.full_clean(exclude=["password"])
    user._history_date = joined_at  # type: ignore[attr-defined]
    user.save(force_insert=True)
    return user


@dataclass(slots=True)
class Crew:
    """The staff: who does what an actor has to do."""

    joined_at: datetime
    hire: Callable[[Role, str, datetime], User] = field(default=lambda role, city, at: staff(role, city, at))
    """Gives each account, made at its first use."""
    _hired: dict[tuple[str, str], User] = field(default_factory=dict)

    def of(self, actor: Actor | Role, city: str = "") -> User:
        key = (actor.value, city if actor in (*CITY_ACTORS, Actor.HEAD) or city == DEPUTY else "")
        if key not in self._hired:
            self._hired[key] = self.hire(Role(key[0]), key[1], self.joined_at)
        return self._hired[key]


def staff_email(role: Role, city: str = "") -> str:
    return f"{role.value}{'.' + city.removeprefix('.') if city else ''}@{HOST}"


def staff(role: Role, city: str, joined_at: datetime) -> User:
    email = staff_email(role, city)
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user
    facts = whereabouts(role, city) | {"language": "kk" if city == "astana" else "ru", "iin": staff_iin(email)}
    facts |= {"signs_by_delegation": True} if role == Role.SIGNER and city == DEPUTY else {}
    facts |= {"leads_office": True} if (role, city) == (Role.CLERK, "astana") else {}
    named = "deputy" if role == Role.HEAD and city.endswith(DEPUTY) else role.value
    position = {f"position_{language}": text for language, text in TABLE["positions"].get(named, {}).items()}
    user = account(email, role, _name(role, city), joined_at, **facts, **position)
    identity_of(user, own_key=True)
    if named == Role.HEAD:
        _head_in_letters(user, joined_at)
    return user


def _head_in_letters(user: User, joined_at: datetime) -> None:
    """The reference data by which letters name the head of the body."""
    row = BodyHead.objects.filter(body=user.body, city=user.city_id).first()
    if row is not None:
        row.name, row.position_ru, row.position_kk = user.full_name, user.position_ru, user.position_kk
        row.source, row._history_date = "Демонстрация", joined_at  # type: ignore[attr-defined]
        row.save()


def whereabouts(role: Role, where: str) -> dict[str, Any]:
    """The city, and of a head the body, of the account at `where`."""
    place = where.removesuffix(DEPUTY)
    if role != Role.HEAD:
        return {"city_id": place or None}
    return {"body": place} if place in BODIES else {"body": ActingBody.DEPARTMENT.value, "city_id": place}


def _name(role: Role, where: str) -> str:
    names = TABLE["names"][role.value]
    places = [place for desk_role, place in desks() if desk_role == role]
    return names[places.index(where) % len(names)]


def staff_iin(email: str) -> str:
    """Invented from the address, so that it is the same in every demo: keys made once keep fitting."""
    rng = Random(email)
    return synthetic.iin(rng, date(1980 + rng.randrange(20), 1 + rng.randrange(12), 1 + rng.randrange(28)), True)


def applicant(rng: Random, joined_at: datetime, email: str = "", language: str = "") -> User:
    """A person new to this database, with an account. Their address is `email` or made of the name."""
    who = synthetic.person(rng, joined_at.date())
    while Person.objects.filter(iin=who["iin"]).exists():
        who = synthetic.person(rng, joined_at.date())
    names = {f.name for f in Person._meta.concrete_fields}
    person = Person(**{k: v for k, v in who.items() if k in names})
    person._history_date = joined_at  # type: ignore[attr-defined]
    person.save(force_insert=True)
    user = account(
        email or _free(who["email"], rng),
        Role.APPLICANT,
        person.full_name,
        joined_at,
        person=person,
        language=language or rng.choice(("ru", "kk", "en")),
    )
    # The named ones hold keys of their own; the crowd shares one, since making an RSA key takes its time.
    identity_of(user, own_key=bool(email))
    return user


def _free(email: str, rng: Random) -> str:
    name, _, host = email.partition("@")
    while User.objects.filter(email=email).exists():
        email = f"{name}{rng.randint(10, 99)}@{host}"
    return email


PASSPORT_LASTS = timedelta(days=3652)


def papers(person: Any, seed: str) -> Paper:
    """The documents of this person, by their kind; the same seed gives the same bytes, a number another paper."""
    who = _as_synthetic(person, Random(seed))
    return lambda kind, number="": synthetic.document(kind, who, Random(f"{seed}:{kind}{number}"))


def _as_synthetic(person: Any, rng: Random) -> synthetic.Person:
    """A row of Person as `synthetic` writes it on paper."""
    issued = person.passport_issued_on or date(2024, 1, 1)
    email = person.user.email if getattr(person, "user", None) else ""
    names = ("iin", "surname", "given_names", "patronymic", "birth_place", "phone", "address", "passport_number")
    return {name: getattr(person, name) for name in names} | {
        "born_on": person.born_on or date(1990, 1, 1),
        "citizenship_name": country_name(person.citizenship, "en"),
        "passport_issued_on": issued,
        "passport_valid_until": issued + PASSPORT_LASTS,
        "email": email,
        "trade": rng.choice(synthetic.TRADES),
    }


def document_fields(kind: str, on: date, person: Any) -> dict[str, Any]:
    """What is entered with a good document of this kind on that day (the fields of `forms.documents`)."""
    issued = person.passport_issued_on or on - timedelta(days=400)
    return {
        "passport": {"expires_on": issued + PASSPORT_LASTS},
        "criminal_record": {"country": person.citizenship, "issued_on": on - timedelta(days=30)},
        "criminal_record_2": {"country": "DE", "issued_on": on - timedelta(days=20)},
        "housing": {"valid_from": on, "expires_on": on + timedelta(days=364), "notarised": True},
        "medical": {"issued_on": on - timedelta(days=5)},
        "fingerprints": {"issued_on": on - timedelta(days=5)},
    }.get(kind, {})

"""Whom a system is asked about, and what a data bank says of them: the shape that several contracts share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cases.gateways.messages import Message, string

if TYPE_CHECKING:
    from cases.models import Case

IIN = r"\d{12}"
PERSONAL = ("iin", "surname", "given_names", "patronymic", "born_on", "born_in", "citizenship", "passport_number")
"""What leaves the portal of a person in a `Subject`."""


@dataclass(frozen=True, kw_only=True)
class Subject(Message):
    """A person, as the portal knows them."""

    case: str = string(30)
    stage: str = string(12, choices=("preliminary", "final"))
    iin: str = string(12, pattern=IIN)
    surname: str = string(100)
    given_names: str = string(100, default="")
    patronymic: str = string(100, default="")
    born_on: date | None = None
    born_in: str = string(7, pattern=r"((19|20)[0-9]{2}(-[0-9]{2})?)?", default="")
    citizenship: str = string(100, default="")
    passport_number: str = string(40, default="")


@dataclass(frozen=True, kw_only=True)
class Verdict(Message):
    """What a data bank says of the person."""

    clear: bool
    reference: str = string(60, default="")
    text: str = string(1000, default="")
    checked_at: datetime | None = None


def about(case: Case) -> dict[str, Any]:
    """The members of a `Subject` as the portal knows them."""
    who = {name: getattr(case.person, name) for name in PERSONAL}
    return who | {"case": case.number, "stage": "final" if case.arrived_on else "preliminary"}

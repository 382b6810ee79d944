"""The person a question is about, and what a data bank answers: the shape that several contracts share.

The descriptions are published. "п." is a paragraph of the order. Days are those of Kazakhstan (UTC+5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from cases.gateways.messages import Day, Message, Moment, choice

if TYPE_CHECKING:
    from cases.models import Case

CaseNumber = Annotated[
    str,
    Field(
        max_length=30,
        description="Number of the case in the portal, as HUB-2026-00017; the same from the petition to the card.",
    ),
]
Department = Annotated[
    str,
    Field(max_length=20, description="Code of the city whose migration service decides, as astana (п. 2, 10)."),
]
Iin = Annotated[str, Field(max_length=12, pattern="^[0-9]{12}$", description="IIN (ИИН) of the applicant, 12 digits.")]
InReplyTo = Annotated[
    str,
    Field(
        max_length=100,
        description="Idempotency-Key of the portal's question that this answers; empty where it is not known.",
    ),
]
Reference = Annotated[
    str,
    Field(
        max_length=60, description="Number under which the system keeps what it says here, for people to ask after it."
    ),
]
Remarks = Annotated[
    str,
    Field(
        max_length=1000,
        description="Remarks in words, shown to the officer; what was found where something speaks against.",
    ),
]
Stage = Annotated[
    str,
    choice("preliminary", "final"),
    Field(description="preliminary: before the applicant has come (п. 10-19); final: after it (п. 20-24)."),
]

PERSONAL = ("iin", "surname", "given_names", "patronymic", "born_on", "born_in", "citizenship", "passport_number")
"""What leaves the portal of a person in a `Subject`. Empty where the portal does not know."""


class Subject(Message):
    """A person, as the portal knows them."""

    case: CaseNumber
    stage: Stage
    iin: Iin
    surname: str = Field(
        max_length=100, description="Surname of the applicant; of a person with one name only, that name."
    )
    given_names: str = Field(
        default="",
        max_length=100,
        description="Given names of the applicant; empty where the person has one name only.",
    )
    patronymic: str = Field(default="", max_length=100, description="Patronymic; empty where there is none.")
    born_on: Day | None = Field(
        default=None, description="Day of birth; left out where the passport has no whole date."
    )
    born_in: str = Field(
        default="",
        max_length=7,
        pattern="^((19|20)[0-9]{2}(-[0-9]{2})?)?$",
        description="Year, or year and month, of birth (1980, 1980-05) where the passport has no whole date; "
        "else empty.",
    )
    citizenship: str = Field(
        default="",
        max_length=100,
        description="Citizenship: two letters of ISO 3166-1, XX for a stateless person; in older files, words.",
    )
    passport_number: str = Field(
        default="", max_length=40, description="Number of the passport with which the applicant comes."
    )


class Verdict(Message):
    """What a data bank says of the person."""

    clear: bool = Field(
        description="true: nothing speaks against the person; for АДИС, the fingerprints are registered (п. 13, 22)."
    )
    reference: Reference = ""
    text: Remarks = ""
    checked_at: Moment | None = Field(default=None, description="Moment for which the answer holds.")


def about(case: Case) -> dict[str, Any]:
    """The members of a `Subject` as the portal knows them."""
    who = {name: getattr(case.person, name) for name in PERSONAL}
    return who | {"case": case.number, "stage": "final" if case.arrived_on else "preliminary"}

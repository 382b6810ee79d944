"""Who acts in an order and who looks on: the words that models, engine and programmes share.

Source: joint order № 241/НҚ – № 301 of 2026, п. 2–4; the official names follow its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Actor(TextChoices):
    """Those who move a case."""

    APPLICANT = "applicant", _("Applicant")
    SCREENER = "screener", _("Astana Hub reviewer")
    SIGNER = "signer", _("Ministry signer")
    OFFICER = "officer", _("Migration officer")
    CLERK = "clerk", _("Public service centre clerk")
    HEAD = "head", _("Head of the body")
    CLOCK = "clock", _("The portal's clock")
    """The portal itself."""


class Role(TextChoices):
    """What a signed-in person may be; the first six are the actors of the same name."""

    APPLICANT = Actor.APPLICANT.value, Actor.APPLICANT.label
    SCREENER = Actor.SCREENER.value, Actor.SCREENER.label
    SIGNER = Actor.SIGNER.value, Actor.SIGNER.label
    OFFICER = Actor.OFFICER.value, Actor.OFFICER.label
    CLERK = Actor.CLERK.value, Actor.CLERK.label
    HEAD = Actor.HEAD.value, Actor.HEAD.label
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


DESK_ROLES = (Role.SCREENER, Role.SIGNER, Role.OFFICER, Role.CLERK)
"""At whose desks a case has an owner. A head decides for the body, and an applicant is one person."""
OFFICIAL_ROLES = (*DESK_ROLES, Role.HEAD)
"""Who acts on a case for a body."""
CASE_STAFF = (*OFFICIAL_ROLES, Role.AUDITOR)
"""Those of the staff who see cases; an administrator sees none."""
ADMIN_ROLES = (Role.AUDITOR, Role.ADMINISTRATOR)
"""Who works in the administration."""
STAFF = tuple(role for role in Role if role != Role.APPLICANT)


class ActingBody(TextChoices):
    """A body whose head judges complaints about its acts."""

    HUB = "hub", _("Astana Hub")
    MINISTRY = "ministry", _("The ministry")
    DEPARTMENT = "department", _("Migration service department of the city")
    """The migration service of one city."""


OFFICIALS: Mapping[str, Role] = MappingProxyType(
    {
        ActingBody.HUB.value: Role.SCREENER,
        ActingBody.MINISTRY.value: Role.SIGNER,
        ActingBody.DEPARTMENT.value: Role.OFFICER,
    }
)
"""Who acts for each body: its head sees the cases, and reads of their files, what they do."""


def body_of(actor: str) -> str:
    """The body for which `actor` acts; the clock's acts are the department's (п. 12, 19). "" for all others."""
    if actor == Actor.CLOCK:
        return ActingBody.DEPARTMENT.value
    return next((body for body, role in OFFICIALS.items() if role.value == actor), "")


def answering_body(actor: str) -> str:
    """The body whose head answers for what `actor` does and leaves undone: for the public service centre the department
    of its city, for which it receives (п. 20, 21). "" for the applicant and a head."""
    return ActingBody.DEPARTMENT.value if actor == Actor.CLERK else body_of(actor)


CITY_BODIES = frozenset({ActingBody.DEPARTMENT.value})
"""Bodies of which there is one a city."""
Readers = frozenset[Role]
EVERYBODY: Readers = frozenset({Role.APPLICANT, *DESK_ROLES})
"""Who takes part in a case. The auditor reads everything besides, the administrator no case file."""
OFFICE: Readers = frozenset({Role.OFFICER})
"""The migration service, which alone checks and decides (п. 13–16, 22)."""
HUB: Readers = frozenset({Role.SCREENER, Role.SIGNER})
"""Those who work on the petition: АКФ ПИТ passes the interview's result to the ministry (п. 7), and to nobody else."""
CITY_ACTORS = frozenset({Actor.OFFICER, Actor.CLERK})
"""Actors bound to one city (п. 2(4), 21): they see no case of another."""

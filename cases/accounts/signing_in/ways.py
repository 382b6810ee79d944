"""By which ways each role comes in. The one table: forms, back end and pages ask it."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings

from cases.law.actors import Role


class Way(StrEnum):
    EDS = "eds"
    """A signature by ЭЦП, and nothing else."""
    PASSWORD = "password+totp"
    """A password and a code of the telephone, or a recovery code in its place."""
    BOTH = "password+totp+eds"
    """All of them, of the same person."""


APPLICANT = frozenset({Way.EDS})
STAFF = frozenset({Way.EDS, Way.PASSWORD})
SIGNER = {"eds": frozenset({Way.EDS}), "both": frozenset({Way.BOTH})}
"""By settings.SIGNER_SIGN_IN: who signs for the ministry (п. 8) never comes in without the key that signs."""

WAYS: dict[Role, frozenset[Way]] = {
    Role.APPLICANT: APPLICANT,  # п. 4 admits only who has an ЭЦП
    Role.SCREENER: STAFF,
    Role.OFFICER: STAFF,
    Role.CLERK: STAFF,
    Role.HEAD: STAFF,
    Role.AUDITOR: STAFF,
    Role.ADMINISTRATOR: STAFF,
}


def ways(role: str) -> frozenset[Way]:
    return SIGNER[settings.SIGNER_SIGN_IN] if role == Role.SIGNER else WAYS[Role(role)]


def by_certificate_alone(role: str) -> bool:
    return Way.EDS in ways(role)


def by_password(role: str) -> bool:
    """Whether a password is looked at; it never opens anything alone."""
    return bool(ways(role) & {Way.PASSWORD, Way.BOTH})


def needs_both(role: str) -> bool:
    return Way.BOTH in ways(role)

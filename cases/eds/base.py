"""The types that every part of ЭЦП uses: who signed, what for, how far it was checked, why it was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from cases.eds.faults import FAULTS
from cases.law.errors import CaseError
from cases.values import moments
from cases.values.names import joined


class Purpose(StrEnum):
    """What a signature is for; decides which certificates will do (`cases.eds.purposes`)."""

    SIGN_IN = "sign_in"
    PERSON = "person"
    """A document of a natural person: the applicant's petition, анкета, consent (п. 4, 10)."""
    MINISTRY = "ministry"
    """The petition of the ministry: its head or who has the right to sign, and its BIN (п. 8)."""
    STAFF = "staff"
    """A decision of an official: any certificate of a legal entity's person."""


class Status(StrEnum):
    """What is known of the certificate's revocation."""

    GOOD = "good"
    UNCHECKED = "unchecked"
    """Neither OCSP nor a CRL could be had. Never displayed as valid; a job queries again."""
    REVOKED = "revoked"
    """Revoked at or before the moment of signing: the signature is invalid."""
    REVOKED_LATER = "revoked_later"
    """Revoked after the moment of signing: the signature remains valid."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """What the check of revocation returned about the signer's certificate."""

    status: Status
    source: str = ""
    """One of "ocsp", "crl", "ncanode" and ""."""
    at: datetime | None = None
    """When the source was queried."""
    evidence: bytes = b""
    """The responder's DER response, where there is one."""
    revoked_at: datetime | None = None
    """None where it is not revoked."""
    reason: str = ""
    """Of a revoked certificate, as RFC 5280, 5.3.1 names it."""


@dataclass(frozen=True, slots=True)
class Signer:
    """The signer's certificate, parsed. Times are aware, in UTC."""

    common_name: str
    surname: str
    given_names: str
    patronymic: str
    """From GIVENNAME; surname and first name are from CN (profiles of НУЦ РК)."""
    iin: str
    bin: str
    organization: str
    email: str
    serial: str
    """Hex in lower case without leading zeros."""
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    algorithm: str
    """A name for people, as "GOST 34.10-2015 (512)"."""
    roles: frozenset[str]
    """OIDs of the extended key usage."""
    policies: frozenset[str]
    """OIDs of the certificate policies."""
    signs: bool
    """Its key usage is that of a certificate for signing (digitalSignature + nonRepudiation)."""
    authenticates: bool
    """Its key usage is that of a certificate for authentication."""
    fingerprint: str
    """SHA-256 of the certificate's DER, hex."""

    @property
    def full_name(self) -> str:
        return joined(self.surname, self.given_names, self.patronymic) or self.common_name


class SigningWay(StrEnum):
    """By which program a signature was made, and who stood between."""

    NCALAYER = "ncalayer"
    FILE = "file"
    """Sent as a file: made by another program, perhaps on another device."""
    MOBILE = "mobile"
    """eGov Mobile, served by the portal itself."""
    SIGEX = "sigex"
    """eGov Mobile, through SIGEX."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that was checked and is valid. Only `cases.eds.verify` makes instances."""

    signer: Signer
    purpose: Purpose
    content: bytes
    """The bytes that were signed."""
    cms: bytes
    """DER."""
    at: datetime
    """Our clock at the check, the moment that counts."""
    claimed_at: datetime | None
    """The signer's own clock (signed attribute signingTime), or None."""
    revocation: Revocation
    backend: str
    way: str = ""
    """A `SigningWay`, by which it came here; "" where that is not known."""


class EdsError(CaseError):
    """A signature that is not accepted. `code`: a key of `cases.eds.faults.FAULTS`, which has the sentences."""

    status = 422

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        assert code in FAULTS, code

    def __str__(self) -> str:
        return str(FAULTS[self.code]) % {name: _in_words(value) for name, value in self.facts.items()}


def _in_words(value: object) -> object:
    return moments.day(value) if isinstance(value, date) else value


class Backend(Protocol):
    """Who does the mathematics and knows the authorities: `cases.eds.builtin`, `cases.eds.ncanode`.

    Content, number of signers, certificate, purpose and identity are compared by `cases.eds.verify` itself, whatever
    the back end says of them.
    """

    NAME: str

    def check(self, message: Any, now: datetime, at: datetime) -> Revocation:
        """Is the signature of `message` (cases.eds.cms.SignedMessage) mathematically right, the certificate's chain
        anchored and in force at `at` (the moment of signing), and what is known of revocation at `now`?

        Raises EdsError. Revoked at or before `at`: EdsError("revoked").
        """


Facts = Mapping[str, Any]

"""What every part of ЭЦП speaks of: who signed, what for, how far it was checked, why it was refused."""

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
    """Neither OCSP nor a CRL could be had. Never shown as valid; a job asks again."""
    REVOKED = "revoked"
    """Revoked at or before the moment of signing: the signature is worth nothing."""
    REVOKED_LATER = "revoked_later"
    """Revoked after the moment of signing: the signature stands."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """`source`: "ocsp", "crl", "ncanode" or "". `evidence`: the DER answer of the responder, where there is one.

    `at`: when it was asked. `revoked_at`, `reason`: of a revoked certificate (RFC 5280, 5.3.1).
    """

    status: Status
    source: str = ""
    at: datetime | None = None
    evidence: bytes = b""
    revoked_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """The signer's certificate, read. `serial` is hex in lower case without leading zeros; times are aware, in UTC.

    `roles` and `policies`: OIDs (extended key usage, certificate policies). `signs` / `authenticates`: key usage of a
    signing (digitalSignature + nonRepudiation) or an authentication certificate. `patronymic` stands in GIVENNAME,
    surname and first name in CN (domain: НУЦ РК profiles). `algorithm`: a name for people, as "GOST 34.10-2015 (512)".
    """

    common_name: str
    surname: str
    given_names: str
    patronymic: str
    iin: str
    bin: str
    organization: str
    email: str
    serial: str
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    algorithm: str
    roles: frozenset[str]
    policies: frozenset[str]
    signs: bool
    authenticates: bool
    fingerprint: str
    """SHA-256 of the certificate's DER, hex."""

    @property
    def full_name(self) -> str:
        return joined(self.surname, self.given_names, self.patronymic) or self.common_name


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that was checked and holds. Only `cases.eds.verify` makes one.

    `content`: the bytes that were signed. `cms`: DER. `claimed_at`: the signer's own clock (signed attribute
    signingTime), or None. `at`: our clock at the check, the moment that counts.
    """

    signer: Signer
    purpose: Purpose
    content: bytes
    cms: bytes
    at: datetime
    claimed_at: datetime | None
    revocation: Revocation
    backend: str


class EdsError(CaseError):
    """A signature that is not accepted. `code`: a key of `cases.eds.faults.FAULTS`, which holds the sentences."""

    status = 422

    def __init__(self, code: str, **facts: Any) -> None:
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

"""A certificate explained to people: whose it is, what it is for, and what its holder may do with it on this portal.

Queries nobody: whether the certificate is revoked is not known here.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.eds import cms, purposes
from cases.eds.base import EdsError, Purpose, Signer
from cases.eds.decode import decode
from cases.eds.pki import anchors, certificates, chain, oids
from cases.eds.pki.anchors import Anchors
from cases.eds.pki.certificates import Certificate
from cases.values.iin import iin_ok

TRUSTED, UNKNOWN, BROKEN = "trusted", "unknown", "broken"

ROLES: dict[str, Promise] = {
    oids.SIGNING: _("signing"),
    oids.AUTHENTICATION: _("signing in"),
    oids.INDIVIDUAL: _("natural person"),
    oids.INDIVIDUAL_SYSTEM: _("information system of a natural person"),
    oids.LEGAL: _("legal entity"),
    oids.HEAD: _("first head of a legal entity"),
    oids.RIGHT_TO_SIGN: _("person with the right to sign for a legal entity"),
    f"{oids.LEGAL}.3": _("person with the right to sign financial documents"),
    f"{oids.LEGAL}.4": _("employee of the personnel department"),
    f"{oids.LEGAL}.5": _("employee of a legal entity"),
    oids.LEGAL_SYSTEM: _("information system of a legal entity"),
    oids.AUTHORITY: _("officer of the certification authority"),
}
"""What the OIDs of the extended key usage mean (order V2000021440); others are displayed as numbers."""


class CertificateFault(NamedTuple):
    """A reason in the reader's language, and its key of `cases.eds.faults.FAULTS`."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The path from a certificate to a root."""

    state: str
    """TRUSTED, UNKNOWN (no authority known to this portal) or BROKEN."""
    names: tuple[str, ...] = ()
    """From the issuer to the root."""
    fault: CertificateFault | None = None


@dataclass(frozen=True, slots=True)
class CertificateReading:
    """A certificate explained to its holder."""

    signer: Signer
    is_authority: bool
    chain: Chain
    may: dict[Purpose, list[CertificateFault]]
    """For each purpose the faults that forbid it; an empty list allows it."""
    notes: list[CertificateFault]
    """Remarks that forbid nothing."""


def find(raw: bytes) -> tuple[Certificate, tuple[Certificate, ...]]:
    """The certificate in a file and those beside it: PEM, DER or Base64 of certificates, or the signer's of a CMS.

    Of several certificates the first that is no authority's. EdsError "not_certificate" and those of `cms.read`.
    """
    raw = raw.removeprefix(BOM_UTF8)  # some editors save PEM with it
    try:
        read = [certificates.load(der) for der in anchors.read_pem(raw)]
    except (EdsError, ValueError):
        return _other(raw)
    first = next((certificate for certificate in read if not certificate.is_authority), read[0])
    return first, tuple(certificate for certificate in read if certificate != first)


def _other(raw: bytes) -> tuple[Certificate, tuple[Certificate, ...]]:
    try:
        packed = decode(raw)
    except EdsError as error:
        raise EdsError("not_certificate") from error
    try:
        return certificates.load(packed), ()
    except EdsError:
        pass
    try:
        return cms.signer_of(packed)
    except EdsError as error:
        raise error if error.code in _OF_A_CMS else EdsError("not_certificate") from error


_OF_A_CMS = ("no_signer", "two_signers", "no_certificate", "other_certificate")


def judge(raw: bytes, now: datetime, trusted: Anchors | None = None) -> CertificateReading:
    """EdsError where the file has no certificate."""
    certificate, beside = find(raw)
    path = _chain(certificate, beside, now, trusted)
    term = _fault(lambda: chain.check_term(certificate.signer, now))
    common = [*filter(None, [path.fault, term])]
    may = {purpose: _once(_against(certificate, purpose) + common) for purpose in (_SIGN_IN, _PERSON, _MINISTRY)}
    return CertificateReading(certificate.signer, certificate.is_authority, path, may, _notes(certificate.signer))


_SIGN_IN, _PERSON, _MINISTRY = Purpose.SIGN_IN, Purpose.PERSON, Purpose.MINISTRY


def _against(certificate: Certificate, purpose: Purpose) -> list[CertificateFault]:
    signer = certificate.signer
    bin_wanted = settings.EDS_MINISTRY_BIN
    fault = _fault(lambda: purposes.ensure(signer, purpose, ministry_bin=bin_wanted))
    if certificate.is_authority and fault is None:
        fault = _as_fault(EdsError("usage"))
    return [*filter(None, [fault, None if signer.iin else _as_fault(EdsError("no_iin"))])]


def _once(faults: list[CertificateFault]) -> list[CertificateFault]:
    """An authority's certificate is wrong for its purpose and wrong at the end of a chain, which is one reason."""
    return list(dict.fromkeys(faults))


def _notes(signer: Signer) -> list[CertificateFault]:
    """What hinders a new account only: see `cases.accounts.signing_in.eds.newcomer`."""
    slip = signer.iin and not iin_ok(signer.iin)
    return [_as_fault(EdsError("iin_digits"))] if slip else []


def _chain(certificate: Certificate, beside: tuple[Certificate, ...], now: datetime, trusted: Anchors | None) -> Chain:
    """The days of the certificate itself are another question, so they are looked at apart from it."""
    day = min(max(now, certificate.not_before), certificate.not_after)
    try:
        path = chain.path(certificate, beside, day, trusted)
    except EdsError as error:
        return Chain(UNKNOWN if error.code == "unknown_issuer" else BROKEN, fault=_as_fault(error))
    return Chain(TRUSTED, tuple(issuer.signer.common_name or issuer.signer.subject for issuer in path[1:]))


def _fault(check: Callable[[], None]) -> CertificateFault | None:
    try:
        check()
    except EdsError as error:
        return _as_fault(error)
    return None


def _as_fault(error: EdsError) -> CertificateFault:
    return CertificateFault(error.code, str(error))


def role_names(signer: Signer) -> list[tuple[str, str]]:
    """(OID, words) in the order of the OIDs; words are "" for one this portal does not know."""
    return [(role, str(ROLES.get(role, ""))) for role in sorted(signer.roles)]

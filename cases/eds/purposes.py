"""Which certificates will do for what: extended key usage, key usage, policy and BIN by purpose (domain 1)."""

from __future__ import annotations

from cases.eds.base import EdsError, Purpose, Signer
from cases.eds.pki import oids

_SYSTEMS = frozenset({oids.INDIVIDUAL_SYSTEM, oids.LEGAL_SYSTEM})
_PERSONS = frozenset({oids.INDIVIDUAL, oids.LEGAL})
_MAY_SIGN = frozenset({oids.HEAD, oids.RIGHT_TO_SIGN})


REQUIRED: dict[Purpose, tuple[str, ...]] = {
    Purpose.SIGN_IN: (),
    Purpose.PERSON: (oids.SIGNING, oids.INDIVIDUAL),
    Purpose.MINISTRY: (oids.SIGNING, oids.LEGAL),
    Purpose.STAFF: (oids.SIGNING, oids.LEGAL),
}
"""By which NCALayer is to offer keys (extKeyUsageOids), so that nobody picks one that is refused afterwards."""


def ensure(signer: Signer, purpose: Purpose, *, ministry_bin: str = "") -> None:
    """EdsError "usage", "auth_certificate", "not_individual", "not_legal", "no_right_to_sign", "bin_not_set",
    "other_organisation".
    """
    _person(signer)
    if purpose is Purpose.SIGN_IN:
        if not (_signs(signer) or _authenticates(signer)):
            raise EdsError("usage")
        return
    _document(signer)
    if purpose is Purpose.PERSON:
        _individual(signer)
    else:
        _legal(signer)
    if purpose is Purpose.MINISTRY:
        _ministry(signer, ministry_bin)


def _person(signer: Signer) -> None:
    """A person's certificate: not that of an information system, nor of the authority's own officers."""
    officer = any(role == oids.AUTHORITY or role.startswith(f"{oids.AUTHORITY}.") for role in signer.roles)
    if officer or signer.roles & _SYSTEMS or not signer.roles & _PERSONS:
        raise EdsError("usage")


def _signs(signer: Signer) -> bool:
    return signer.signs and oids.SIGNING in signer.roles


def _authenticates(signer: Signer) -> bool:
    return signer.authenticates and oids.AUTHENTICATION in signer.roles


def _document(signer: Signer) -> None:
    """A key made to sign documents. One that does both, as new sets may have it, will do."""
    if not _signs(signer):
        raise EdsError("auth_certificate" if _authenticates(signer) else "usage")


def _individual(signer: Signer) -> None:
    if oids.LEGAL in signer.roles:
        raise EdsError("not_individual")
    _policy(signer, oids.POLICY_INDIVIDUAL_SIGNATURE)


def _legal(signer: Signer) -> None:
    if oids.LEGAL not in signer.roles:
        raise EdsError("not_legal")
    _policy(signer, oids.POLICY_LEGAL_SIGNATURE)


def _policy(signer: Signer, wanted: str) -> None:
    """The old profiles tell by policy what the certificate is for; the authority of 2022 has one policy for all."""
    policies = {policy for policy in signer.policies if policy in oids.POLICIES}
    if policies and wanted not in policies:
        authentication = policies <= oids.AUTHENTICATION_POLICIES
        raise EdsError("auth_certificate" if authentication else "usage")


def _ministry(signer: Signer, ministry_bin: str) -> None:
    if not ministry_bin:
        raise EdsError("bin_not_set")
    if signer.bin != ministry_bin:
        raise EdsError("other_organisation", bin=signer.bin)
    if not signer.roles & _MAY_SIGN:
        raise EdsError("no_right_to_sign")

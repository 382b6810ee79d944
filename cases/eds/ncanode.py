"""Back end "ncanode": an NCANode v3 (POST /cms/verify) does the mathematics and knows the authorities.

Its answers are trusted as far as its source code warrants (read at commit 3536745):

- a CMS without signers, or without the signer's certificate, is `valid` to it: exactly one of each is required here;
- content, purpose and identity it does not compare: `cases.eds.verify` does, on our own reading of the CMS;
- with an empty `revocationCheck` nothing is queried and all is `valid`: it is never sent empty;
- "not revoked" is also what it says when nobody answered (issues 144, 184, 198), and of CRLs it does not have: only
  its OCSP entry with the reason "OK" counts as an answer;
- a responder that does not answer makes a good signature invalid: distinguished by asking a second time without it;
- it neither checks the signature of an OCSP answer nor the serial number in it: the way from it to the responder must
  be a trusted one. Whom it trusts is its own configuration (NCANODE_CA_URL), not ours;
- it judges at its own moment: a check of an older signature is refused (`cases.eds.verify.reverify` is builtin).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings

from cases.eds.base import EdsError, Revocation, Signer, Status
from cases.eds.pki.chain import check_term
from cases.eds.revocation.findings import ensure
from cases.net import fetch

log = structlog.get_logger(__name__)

NAME = "ncanode"

_BOTH = ("OCSP", "CRL")
_OFFLINE = ("CRL",)
_LIMIT = 1024 * 1024
_ANSWERED = "OK"
_NO_ISSUER = ("Cannot find root certificate", '"issuer" is null')
"""Its words where none of its authorities fits (OcspService; versions before 3.3: issues 158, 184)."""


@dataclass(frozen=True, slots=True)
class _NcaNodeAnswer:
    """NCANode's answer about our signer."""

    valid: bool
    revocations: tuple[Mapping[str, Any], ...]
    """Its entries, one a source."""
    raw: bytes
    """The response as received."""


def check(message: Any, now: datetime, at: datetime) -> Revocation:
    """See `cases.eds.base.Backend`. EdsError "unavailable" when NCANode does not answer, or not as agreed."""
    if abs(now - at) > timedelta(seconds=settings.EDS_CLOCK_SKEW):
        log.error("ncanode judges at its own moment only", backend=NAME)
        raise EdsError("unavailable")
    signer = message.certificate.signer
    statement = _ask(message, _BOTH)
    _ensure_not_revoked(statement, now, at)
    if statement.valid:
        return _status(statement, now, at)
    _ensure_in_force(signer, statement, now)
    if _answered(statement) or not _ask(message, _OFFLINE).valid:
        raise EdsError("signature")
    return Revocation(Status.UNCHECKED, NAME, now)


def _status(statement: _NcaNodeAnswer, now: datetime, at: datetime) -> Revocation:
    if revoked := _revoked(statement):
        return Revocation(Status.REVOKED_LATER, NAME, now, statement.raw, *revoked)
    if not _answered(statement):
        log.warning("ncanode has no answer about revocation", entries=len(statement.revocations))
        return Revocation(Status.UNCHECKED, NAME, now)
    return Revocation(Status.GOOD, NAME, now, statement.raw)


def _answered(statement: _NcaNodeAnswer) -> bool:
    by_ocsp = [entry.get("reason") for entry in statement.revocations if entry.get("by") == "OCSP"]
    return bool(by_ocsp) and all(reason == _ANSWERED for reason in by_ocsp)


def _revoked(statement: _NcaNodeAnswer) -> tuple[datetime | None, str] | None:
    """Moment and reason of the earliest revocation among the entries; a moment it does not tell comes first."""
    revoked = [entry for entry in statement.revocations if entry["revoked"]]
    if not revoked:
        return None
    unknown = datetime.min.replace(tzinfo=UTC)
    first = min(revoked, key=lambda entry: _moment(entry.get("revocationTime")) or unknown)
    reason = first.get("reason")
    return _moment(first.get("revocationTime")), reason if isinstance(reason, str) and reason != _ANSWERED else ""


def _ensure_not_revoked(statement: _NcaNodeAnswer, now: datetime, at: datetime) -> None:
    """Revoked after `at` but not `valid`: whether the signature itself is valid is not answered, so it is refused
    too."""
    revoked = _revoked(statement)
    if revoked and (revoked[0] is None or revoked[0] <= at or not statement.valid):
        ensure(Revocation(Status.REVOKED, NAME, now, statement.raw, *revoked))


def _ensure_in_force(signer: Signer, statement: _NcaNodeAnswer, now: datetime) -> None:
    """Of what is not valid, the reasons that can be distinguished."""
    check_term(signer, now)
    if any(words in str(entry.get("reason")) for entry in statement.revocations for words in _NO_ISSUER):
        raise EdsError("unknown_issuer", issuer=signer.issuer)


def _ask(message: Any, checks: tuple[str, ...]) -> _NcaNodeAnswer:
    request_body = {
        "revocationCheck": checks,
        "cms": b64encode(message.cms).decode(),
        # Looked at only where the CMS holds no content of its own.
        "data": b64encode(message.content).decode(),
    }
    url, seconds = f"{settings.NCANODE_URL}/cms/verify", settings.EDS_HTTP_TIMEOUT
    try:
        answer = fetch.post(url, json.dumps(request_body).encode(), "application/json", seconds=seconds, limit=_LIMIT)
    except fetch.Unreachable as error:
        log.warning("ncanode does not answer", error=str(error))
        raise EdsError("unavailable") from error
    return _read(answer, message.certificate.signer)


def _read(answer: fetch.Answer, signer: Signer) -> _NcaNodeAnswer:
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise _strange("not JSON", answer.status) from error
    if answer.status == 400 and isinstance(content, dict) and "CRL" not in str(content.get("message")):
        # So it says of a CMS that its library can not read or whose digest does not fit.
        raise EdsError("signature")
    if answer.status != 200 or not isinstance(content, dict) or not isinstance(content.get("valid"), bool):
        raise _strange("no verdict", answer.status)
    certificate = _certificate(content, signer)
    valid = content["valid"] and certificate["valid"]
    return _NcaNodeAnswer(valid, _entries(certificate), answer.body)


def _certificate(content: Mapping[str, Any], signer: Signer) -> Mapping[str, Any]:
    """The entry of the only certificate of the only signer, which must be the one we read ourselves."""
    signed = _only(content.get("signers"), "no_signer", "two_signers")
    # Its description calls the inner list "signers", its code "certificates".
    lists = [signed[key] for key in ("certificates", "signers") if signed.get(key) is not None]
    if len(lists) > 1:
        raise _strange("two lists of certificates", 200)
    certificate = _only(lists[0] if lists else [], "no_certificate", "other_certificate")
    if not isinstance(certificate.get("valid"), bool):
        raise _strange("no verdict on the certificate", 200)
    subject = certificate.get("subject") or {}
    if not isinstance(subject, dict):
        raise _strange("no subject", 200)
    serial = str(certificate.get("serialNumber")).lower().lstrip("0")
    if serial != signer.serial or (subject.get("iin") or "") != signer.iin:
        raise EdsError("other_certificate")
    return certificate


def _only(entries: object, none: str, several: str) -> Mapping[str, Any]:
    """The one object of a list. Raises EdsError with the code that fits the number."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _strange("a list of objects was due", 200)
    if len(entries) != 1:
        raise EdsError(several if entries else none)
    only: Mapping[str, Any] = entries[0]
    return only


def _entries(certificate: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    entries = certificate.get("revocations") or []
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("revoked"), bool) for entry in entries
    ):
        raise _strange("revocations", 200)
    return tuple(entries)


def _moment(text: object) -> datetime | None:
    """ISO 8601 with an offset, or milliseconds of the epoch; else None."""
    try:
        if isinstance(text, int) and not isinstance(text, bool):
            return datetime.fromtimestamp(text / 1000, UTC)
        moment = datetime.fromisoformat(str(text))
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else None


def _strange(what: str, status: int) -> EdsError:
    log.warning("ncanode answers not as agreed", what=what, status=status)
    return EdsError("unavailable")

"""OCSP (RFC 6960): queries the responder about one certificate, and accepts only an authentic and fresh response."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1, sha256

import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID
from django.conf import settings
from django.core.cache import cache

from cases.eds.base import EdsError
from cases.eds.pki import keys, oids, tlv
from cases.eds.pki.certificates import Certificate
from cases.eds.revocation import delegates
from cases.eds.revocation.delegates import Delegate
from cases.eds.revocation.findings import RevocationFinding
from cases.net import fetch

log = structlog.get_logger(__name__)

SLACK = timedelta(minutes=10)
"""How old an answer "not revoked" may be at the moment of signing. It is cached as long: a sign-in and the signature
after it ask once. A key reported stolen can so be used for ten minutes more, not longer, whatever nextUpdate says."""

BREAK = timedelta(seconds=20)
"""A responder that did not answer is let alone so long: else everybody who signs waits for the whole time limit."""

_LIMIT = 1024 * 1024
_NONCE = 16
_ENCLOSED = 8
_ALGORITHM = hashes.SHA256()
"""Of the CertID. The responder of НУЦ РК takes SHA-256 and answers with it (the recorded answers of its test
environment, September 2022; NCANode does so); RFC 6960 leaves the choice to the client."""


class NoAnswer(Exception):
    """No response that can be trusted. The text is for the log: it names no person."""


@dataclass(frozen=True, slots=True)
class _OcspAnswer:
    """An authentic response about the requested certificate."""

    finding: RevocationFinding
    until: datetime | None
    """nextUpdate; None: newer information is available at any time."""
    nonce: bytes | None


def find(certificate: Certificate, issuer: Certificate, *, at: datetime, now: datetime) -> RevocationFinding | None:
    """What the responder says, queried now or within `SLACK`. None when it does not say: the log has the reason."""
    key = f"eds-ocsp-{issuer.signer.fingerprint}-{certificate.serial:x}"
    if (cached := _cached(key, now)) and cached.known_at + slack() >= at:
        return cached
    try:
        answer = _ask(certificate, issuer, now)
    except (NoAnswer, EdsError, fetch.Unreachable) as error:
        log.warning("no answer of the OCSP responder", error=str(error))
        return None
    if answer.finding.revoked_at is None:
        fresh = (now, answer.until, answer.finding.known_at, answer.finding.evidence)
        cache.set(key, fresh, SLACK.total_seconds())
    return answer.finding


def slack() -> timedelta:
    """`SLACK`, and by how much the responder's clock may be behind ours."""
    return SLACK + timedelta(seconds=settings.EDS_CLOCK_SKEW)


def _cached(key: str, now: datetime) -> RevocationFinding | None:
    """The cached good response. Its age is measured by `now`, not by the clock of the cache."""
    cached = cache.get(key)
    if cached is None:
        return None
    queried_at, until, known_at, evidence = cached
    in_force = queried_at <= now < queried_at + SLACK and (until is None or now < until)
    return RevocationFinding("ocsp", known_at, evidence) if in_force else None


def _ask(certificate: Certificate, issuer: Certificate, now: datetime) -> _OcspAnswer:
    url = settings.EDS_OCSP_URL or address(certificate)
    if not url:
        raise NoAnswer("no address")
    resting = f"eds-ocsp-rest-{sha256(url.encode()).hexdigest()}"
    since = cache.get(resting)
    if since is not None and since <= now < since + BREAK:
        raise NoAnswer("did not answer a moment ago")
    nonce = secrets.token_bytes(_NONCE)
    try:
        raw = _post(url, request(certificate, issuer, nonce))
    except fetch.Unreachable:
        cache.set(resting, now, BREAK.total_seconds())
        raise
    answer = read(raw, certificate, issuer)
    # A responder may leave the nonce out (RFC 6960, 4.4.1): then freshness alone keeps an old answer from us.
    if answer.nonce not in (None, nonce):
        raise NoAnswer("another nonce")
    ensure_fresh(answer, now)
    return answer


def _post(url: str, body: bytes) -> bytes:
    seconds = settings.EDS_HTTP_TIMEOUT
    answer = fetch.post(url, body, "application/ocsp-request", seconds=seconds, limit=_LIMIT)
    if answer.status >= 500:
        raise fetch.Unreachable(f"HTTP {answer.status}")
    if answer.status != 200:
        raise NoAnswer(f"HTTP {answer.status}")
    return answer.body


def address(certificate: Certificate) -> str:
    """Where the certificate says its responder is; "" when there is none that can be queried."""
    accesses = certificate.extension(x509.AuthorityInformationAccess) or ()
    urls = (
        way.access_location.value
        for way in accesses
        if way.access_method == AuthorityInformationAccessOID.OCSP
        and isinstance(way.access_location, x509.UniformResourceIdentifier)
    )
    return next((url for url in urls if fetch.allowed(url)), "")


def request(certificate: Certificate, issuer: Certificate, nonce: bytes) -> bytes:
    """OCSPRequest in DER."""
    name, key = (_hash(_ALGORITHM, part) for part in (issuer.subject, _key_bits(issuer.spki)))
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(name, key, certificate.serial, _ALGORITHM)
    return builder.add_extension(x509.OCSPNonce(nonce), critical=False).build().public_bytes(Encoding.DER)


def read(raw: bytes, certificate: Certificate, issuer: Certificate) -> _OcspAnswer:
    """A genuine answer about this certificate, at whatever time. Raises NoAnswer, EdsError."""
    try:
        response = ocsp.load_der_ocsp_response(raw)
        if response.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise NoAnswer(response.response_status.name.lower())
        _ensure_genuine(response, issuer)
        single = _single(response, certificate, issuer)
        return _OcspAnswer(_finding(single, raw), single.next_update_utc, _nonce(response))
    except (NoAnswer, EdsError):
        raise
    except Exception as error:
        # Whatever a library raises at bytes from the net, they are no answer.
        raise NoAnswer(f"not an OCSP answer: {error}"[:200]) from error


def _single(response: ocsp.OCSPResponse, certificate: Certificate, issuer: Certificate) -> ocsp.OCSPSingleResponse:
    """RFC 6960, 3.2 (1). The responder may hash with an algorithm of its own choice."""
    names: dict[str, tuple[bytes, bytes]] = {}
    matching = []
    for single in response.responses:
        algorithm = single.hash_algorithm
        ids = names.setdefault(
            algorithm.name, (_hash(algorithm, issuer.subject), _hash(algorithm, _key_bits(issuer.spki)))
        )
        if single.serial_number == certificate.serial and (single.issuer_name_hash, single.issuer_key_hash) == ids:
            matching.append(single)
    if len(matching) != 1:
        raise NoAnswer("not about the certificate asked for")
    return matching[0]


def ensure_fresh(answer: _OcspAnswer, now: datetime) -> None:
    """RFC 6960, 3.2 (5, 6) and 4.2.2.1: neither of the future nor outlived. Raises NoAnswer."""
    skew = timedelta(seconds=settings.EDS_CLOCK_SKEW)
    known = answer.finding.known_at
    if known > now + skew:
        raise NoAnswer("of the future")
    if answer.until is not None and not known <= answer.until:
        raise NoAnswer("ends before it begins")
    # Without nextUpdate a newer one can be had at any time, so this one must be of now. НУЦ РК answers so.
    if (answer.until or known + SLACK) < now - skew:
        raise NoAnswer("outlived")


def _finding(single: ocsp.OCSPSingleResponse, raw: bytes) -> RevocationFinding:
    status = single.certificate_status
    if status == ocsp.OCSPCertStatus.GOOD:
        return RevocationFinding("ocsp", single.this_update_utc, raw)
    if status != ocsp.OCSPCertStatus.REVOKED:
        raise NoAnswer("unknown to the responder")
    reason = single.revocation_reason
    return RevocationFinding(
        "ocsp", single.this_update_utc, raw, single.revocation_time_utc, reason.value if reason else ""
    )


def _nonce(response: ocsp.OCSPResponse) -> bytes | None:
    try:
        return response.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return None


def _ensure_genuine(response: ocsp.OCSPResponse, issuer: Certificate) -> None:
    """RFC 6960, 4.2.2.2: signed by the issuer itself, or by a responder that the same issuer has certified."""
    fields = tlv.inside(tlv.single(response.tbs_response_bytes, tlv.SEQUENCE))
    responder = fields[1] if fields[0].tag == 0xA0 else fields[0]
    if _is_named(responder, issuer) and _has_signed(issuer.spki, response):
        return
    enclosed = response.certificates
    if len(enclosed) > _ENCLOSED:
        raise NoAnswer("too many certificates")
    for delegate in (delegates.read(each.public_bytes(Encoding.DER)) for each in enclosed):
        allowed = _is_named(responder, delegate) and delegate.may_answer_for(issuer, response.produced_at_utc)
        if allowed and _has_signed(delegate.spki, response):
            return
    raise NoAnswer("not signed by who may answer for the issuer")


def _is_named(responder: tlv.Item, certificate: Certificate | Delegate) -> bool:
    """ResponderID: [1] the name, or [2] the SHA-1 of the key."""
    if responder.tag == 0xA1:
        return responder.body == certificate.subject
    key_hash = tlv.body(tlv.single(responder.body, tlv.OCTETS), tlv.OCTETS)
    return key_hash == sha1(_key_bits(certificate.spki), usedforsecurity=False).digest()


def _has_signed(spki: bytes, response: ocsp.OCSPResponse) -> bool:
    key, dotted = keys.read(spki), response.signature_algorithm_oid.dotted_string
    algorithm, digest = oids.SIGNATURES.get(dotted, ("", ""))
    return key.algorithm == algorithm and key.verify(digest, response.tbs_response_bytes, response.signature)


def _key_bits(spki: bytes) -> bytes:
    """The value of the BIT STRING of the public key, which CertID and ResponderID hash."""
    return tlv.bits(tlv.inside(tlv.single(spki, tlv.SEQUENCE))[1])


def _hash(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()

"""What an authority says about revocation: CRLs (RFC 5280, 5) and OCSP answers (RFC 6960), good ones and all others.

`Authority.crl` and `Authority.ocsp` speak for the demo's authority and know whom it revoked; here is how it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from asn1crypto import core, ocsp

from demo.pki import certificates as x509
from demo.pki import der
from demo.pki.signing import PrivateKey

REASONS = {
    "unspecified": 0,
    "key_compromise": 1,
    "ca_compromise": 2,
    "affiliation_changed": 3,
    "superseded": 4,
    "cessation_of_operation": 5,
    "certificate_hold": 6,
    "remove_from_crl": 8,
    "privilege_withdrawn": 9,
    "aa_compromise": 10,
}
"""RFC 5280, 5.3.1, by the names asn1crypto has for them."""

BASIC, NONCE, NO_CHECK = (f"1.3.6.1.5.5.7.48.1.{n}" for n in (1, 2, 5))
SUCCESSFUL, MALFORMED, INTERNAL_ERROR, TRY_LATER, UNAUTHORIZED = 0, 1, 2, 3, 6
"""Of an OCSP answer as a whole (RFC 6960, 4.2.1)."""


class Revoked(NamedTuple):
    serial: int
    at: datetime
    reason: str = ""
    """A key of REASONS; "" says none."""
    issuer: bytes = b""
    """Name in DER of who had issued it, and says so now."""


@dataclass(frozen=True, slots=True)
class PublishedCrl:
    """A CRL of one authority."""

    issuer: bytes
    """The Name of the authority, in DER."""
    key: PrivateKey
    """Signs it."""
    revoked: tuple[Revoked, ...]
    this_update: datetime
    next_update: datetime | None
    """None leaves it out."""
    number: int = 1
    delta_of: int | None = None
    """The number of the full CRL that this one completes."""
    more: tuple[bytes, ...] = ()
    """Further extensions, in DER."""
    spoil: Callable[[bytes], bytes] = field(default=bytes)
    """What becomes of the signature."""

    def der(self) -> bytes:
        until = der.time(self.next_update) if self.next_update else b""
        entries = der.seq(*map(_entry, self.revoked)) if self.revoked else b""
        tbs = der.seq(
            der.integer(1),
            self.key.signature_algorithm,
            self.issuer,
            der.time(self.this_update),
            until,
            entries,
            der.explicit(0, der.seq(*self._extensions())),
        )
        return self.key.signed(tbs, spoil=self.spoil)

    def _extensions(self) -> Iterable[bytes]:
        yield x509.extension("2.5.29.35", der.seq(der.implicit(0, x509.key_id(self.key.spki))))
        yield x509.extension("2.5.29.20", der.integer(self.number))
        if self.delta_of is not None:
            yield x509.extension("2.5.29.27", der.integer(self.delta_of), critical=True)
        yield from self.more


def _entry(entry: Revoked) -> bytes:
    reason = x509.extension("2.5.29.21", der.enumerated(REASONS[entry.reason])) if entry.reason else b""
    return der.seq(der.integer(entry.serial), der.time(entry.at), der.seq(reason) if reason else b"")


@dataclass(frozen=True, slots=True)
class OcspAnswer:
    """An OCSP answer about one certificate."""

    cert_id: bytes
    """In DER: of the request (`asked`), or made by the function of this name."""
    key: PrivateKey
    """Signs it."""
    this_update: datetime
    next_update: datetime | None = None
    status: str = "good"
    """As "good", "revoked" (the next field says how) or "unknown"."""
    revoked: Revoked | None = None
    produced_at: datetime | None = None
    by_name: bytes = b""
    """The Name it answers under; b"" answers under the key's hash."""
    certificates: tuple[bytes, ...] = ()
    """Enclosed, in DER."""
    nonce: bytes | None = None
    """None leaves it out."""
    outcome: int = SUCCESSFUL
    """With another than SUCCESSFUL there is nothing but that number."""
    spoil: Callable[[bytes], bytes] = field(default=bytes)

    def der(self) -> bytes:
        if self.outcome != SUCCESSFUL:
            return der.seq(der.enumerated(self.outcome))
        data = der.seq(
            der.explicit(1, self.by_name) if self.by_name else der.explicit(2, der.octets(_key_hash(self.key.spki))),
            der.generalized(self.produced_at or self.this_update),
            der.seq(self._single()),
            *([] if self.nonce is None else [der.explicit(1, der.seq(x509.extension(NONCE, der.octets(self.nonce))))]),
        )
        enclosed = [der.explicit(0, der.seq(*self.certificates))] if self.certificates else []
        basic = self.key.signed(data, *enclosed, spoil=self.spoil)
        return der.seq(der.enumerated(SUCCESSFUL), der.explicit(0, der.seq(der.oid(BASIC), der.octets(basic))))

    def _single(self) -> bytes:
        until = der.explicit(0, der.generalized(self.next_update)) if self.next_update else b""
        return der.seq(self.cert_id, self._status(), der.generalized(self.this_update), until)

    def _status(self) -> bytes:
        if self.status != "revoked":
            return der.implicit({"good": 0, "unknown": 2}[self.status], b"")
        assert self.revoked is not None
        reason = self.revoked.reason
        cause = der.explicit(0, der.enumerated(REASONS[reason])) if reason else b""
        return der.explicit(1, der.generalized(self.revoked.at), cause)


def _key_hash(spki: bytes) -> bytes:
    """SHA-1 of the key's own bits (RFC 6960, 4.2.1), which is not what НУЦ РК writes as key identifier."""
    bits = core.Sequence.load(spki)[1].contents
    return x509.key_id(bits[1:])  # without the octet of unused bits


SHA1 = der.algorithm("1.3.14.3.2.26", der.null())


def cert_id(issuer: bytes, issuer_spki: bytes, serial: int) -> bytes:
    """CertID with SHA-1, for answers without a request."""
    return der.seq(SHA1, der.octets(x509.key_id(issuer)), der.octets(_key_hash(issuer_spki)), der.integer(serial))


class Asked(NamedTuple):
    cert_id: bytes
    serial: int
    algorithm: str
    """An OID."""
    name_hash: bytes
    """Of the issuer's Name, by that algorithm."""
    nonce: bytes | None


def read_request(request: bytes) -> Asked:
    """The first certificate of an OCSPRequest. ValueError when it is none."""
    tbs = ocsp.OCSPRequest.load(request, strict=True)["tbs_request"]
    certificate = tbs["request_list"][0]["req_cert"]
    nonces = (e["extn_value"].parsed.native for e in tbs["request_extensions"] if e["extn_id"].dotted == NONCE)
    algorithm = certificate["hash_algorithm"]["algorithm"].dotted
    serial, name_hash = certificate["serial_number"].native, certificate["issuer_name_hash"].native
    return Asked(certificate.dump(), serial, algorithm, name_hash, next(nonces, None))

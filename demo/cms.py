"""CMS as NCALayer makes it (RFC 5652, signed attributes as of CAdES-BES), and every way in which it may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from demo.authority import Identity
from demo.pki import der, files, signing
from demo.pki.signing import PrivateKey

DATA, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE = ATTRIBUTES = (
    "1.2.840.113549.1.9.3",
    "1.2.840.113549.1.9.4",
    "1.2.840.113549.1.9.5",
    "1.2.840.113549.1.9.16.2.47",
)


@dataclass(frozen=True, slots=True)
class Making:
    """How it is made; each field is a way to make it wrong or unusual, but for the first."""

    detached: bool = False
    """The content is left out."""
    signers: tuple[Identity, ...] = ()
    """Who signs besides."""
    nobody: bool = False
    """There is no signer at all."""
    certificates: Sequence[bytes] | None = None
    """In DER, enclosed instead of the signer's own; () none."""
    chain: bool = False
    """Those above it are enclosed too."""
    named: Identity | str | None = None
    """The identity whose issuer and serial number stand as the signer's; "key": a key identifier."""
    altered: bytes | None = None
    """Enclosed instead of what was signed."""
    digest: bytes | None = None
    """The messageDigest that is stated; the algorithms below."""
    digest_oid: str = ""
    signature_oid: str = ""
    sha1: bool = False
    """Signed with SHA-1, truly."""
    bare: bool = False
    """No signed attributes: the content itself is signed."""
    without: tuple[str, ...] = ()
    """Signed attributes left out."""
    twice: str = ""
    """The attribute that is there two times."""
    doubled: str = ""
    """The attribute that has two values."""
    spoil: Callable[[bytes], bytes] = field(default=bytes)
    """What becomes of the signature's bytes."""
    content_type: str = DATA
    attribute_type: str = ""
    """The content type, in the signed attribute only."""
    endless: bool = False
    """BER of indefinite length, the content in pieces."""
    stamp: Callable[[bytes], bytes] | None = None
    """From the signature's bytes to an unsigned attribute in DER."""


def sign(identity: Identity, content: bytes, at: datetime, *, detached: bool = False, **faults: Any) -> bytes:
    """DER CMS SignedData over `content`, signed by the clock `at`; `faults`: fields of `Making`."""
    making = replace(Making(detached=detached), **faults)
    who = () if making.nobody else (identity, *making.signers)
    wrap = der.endless if making.endless else der.tlv
    signed = wrap(
        der.SEQUENCE,
        der.integer(1 if making.content_type == DATA and making.named != "key" else 3),  # RFC 5652, 5.1
        der.set_of(*{_key(signer, making).digest_algorithm for signer in who}),
        _enclosed(content, making),
        wrap(0xA0, *_certificates((identity, *making.signers), making)),
        der.set_of(*(_signer_info(signer, content, at, making) for signer in who)),
    )
    return wrap(der.SEQUENCE, der.oid(SIGNED_DATA), wrap(0xA0, signed))


def pem(cms: bytes) -> str:
    """Wrapped in lines, as old builds of NCALayer give it."""
    return files.pem(cms, "CMS")


def _key(identity: Identity, making: Making) -> PrivateKey:
    key = identity.key
    return signing.Sha1Key(key.private) if making.sha1 and isinstance(key, signing.RsaKey) else key


def _enclosed(content: bytes, making: Making) -> bytes:
    enclosed = content if making.altered is None else making.altered
    kind = der.oid(making.content_type)
    if making.detached:
        return der.seq(kind)
    if not making.endless:
        return der.seq(kind, der.explicit(0, der.octets(enclosed)))
    pieces = (der.octets(enclosed[at : at + 100]) for at in range(0, len(enclosed), 100))
    return der.endless(der.SEQUENCE, kind, der.endless(0xA0, der.endless(0x24, *pieces)))


def _certificates(who: Sequence[Identity], making: Making) -> Sequence[bytes]:
    if making.certificates is not None:
        return making.certificates
    above = who[0].chain if making.chain else ()
    return tuple(dict.fromkeys((*(signer.certificate for signer in who), *above)))


def _signer_info(identity: Identity, content: bytes, at: datetime, making: Making) -> bytes:
    key = _key(identity, making)
    attributes = b"" if making.bare else b"".join(sorted(_attributes(identity, key, content, at, making)))
    # What is signed is the SET itself, although it is in the message under the tag [0] (RFC 5652, 5.4).
    signature = making.spoil(key.sign(content if making.bare else der.tlv(der.SET, attributes)))
    # For RSA the key's own number is here (RFC 3370, 3.2); GOST tells that of the signature.
    oid = making.signature_oid or (signing.RSA_KEY if isinstance(key, signing.RsaKey) else key.signature_oid)
    by_key = making.named == "key"
    return der.seq(
        der.integer(3 if by_key else 1),
        _sid(identity, making),
        der.algorithm(making.digest_oid, der.null()) if making.digest_oid else key.digest_algorithm,
        *([] if making.bare else [der.explicit(0, attributes)]),
        der.algorithm(oid, der.null()),
        der.octets(signature),
        *([der.explicit(1, making.stamp(signature))] if making.stamp else []),
    )


def _sid(identity: Identity, making: Making) -> bytes:
    if making.named == "key":
        return der.implicit(0, identity.key_id)
    signer = making.named if isinstance(making.named, Identity) else identity
    return der.seq(signer.issuer.subject, der.integer(signer.serial))


def _attributes(identity: Identity, key: PrivateKey, content: bytes, at: datetime, making: Making) -> list[bytes]:
    values = {
        CONTENT_TYPE: der.oid(making.attribute_type or making.content_type),
        SIGNING_TIME: der.time(at),
        MESSAGE_DIGEST: der.octets(key.digest(content) if making.digest is None else making.digest),
        SIGNING_CERTIFICATE: _reference(identity, key),
    }
    made = [
        der.seq(der.oid(kind), der.tlv(der.SET, value, value if kind == making.doubled else b""))
        for kind, value in values.items()
        if kind not in making.without
    ]
    return made + [attribute for attribute in made if making.twice and der.oid(making.twice) in attribute[:20]]


@lru_cache(maxsize=1024)
def _fingerprint(digest: Callable[[bytes], bytes], certificate: bytes) -> bytes:
    return digest(certificate)


def _reference(identity: Identity, key: PrivateKey) -> bytes:
    """SigningCertificateV2 (RFC 5035): which certificate signs, so that no other can be put in its place."""
    algorithm = [] if key.digest_oid == signing.SHA256 else [key.digest_algorithm]
    return der.seq(der.seq(der.seq(*algorithm, der.octets(_fingerprint(key.digest, identity.certificate)))))

"""CMS SignedData (RFC 5652) with one signer, as NCALayer and Kalkan write it; each other shape is refused.

`read` judges all that needs no key: the structure, who signed, that the signed bytes are the expected ones, and that
the signed attributes fit it. Nothing may stand in the message unread but unsigned attributes, lists of revoked
certificates, and certificates besides the signer's, which mean nothing to us.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from cases.eds.attributes import Attributes
from cases.eds.base import EdsError
from cases.eds.pki import keys, oids, tlv
from cases.eds.pki.certificates import Certificate, load
from cases.eds.pki.tlv import Item

DATA = "1.2.840.113549.1.7.1"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_MOST = 6
"""Certificates in one message. A chain of НУЦ РК has three; each more is a signature we would have to check."""


@dataclass(frozen=True, eq=False, slots=True)
class SignedMessage:
    """A CMS with a valid structure; its signature and signer are not verified yet."""

    cms: bytes
    """The bytes as received: DER, or BER around the content."""
    content: bytes
    """The bytes that were signed."""
    certificate: Certificate
    digest_oid: str
    signature_oid: str
    signature: bytes
    signed_attributes: bytes
    """The bytes under the signature (RFC 5652, 5.4)."""
    claimed_at: datetime | None
    """signingTime by the signer's clock, in UTC, or None."""
    extra: tuple[Certificate, ...]
    """Further certificates that the message carries."""


def read(raw: bytes, content: bytes | None = None) -> SignedMessage:
    """`content`: what must have been signed; needed where the signature is detached.

    EdsError "not_cms", "malformed", "no_signer", "two_signers", "no_certificate", "other_certificate",
    "wrong_content", "altered", "gost_2004", "algorithm", "point".
    """
    version, digests, enclosed, rest = _signed_data(raw)
    certificates, signer = _parts(rest)
    info = _SignerInfo(signer)
    if version != info.version or digests != [info.digest_oid]:
        raise EdsError("malformed")
    certificate = info.find(certificates)
    info.check_algorithms(certificate)
    attributes = Attributes.read(info.attributes)
    attributes.check_certificate(certificate)
    signed = _content(enclosed, content)
    if not compare_digest(keys.digest(info.digest_oid, signed), attributes.digest):
        raise EdsError("altered")
    extra = _others(certificates, certificate)
    return SignedMessage(
        raw,
        signed,
        certificate,
        info.digest_oid,
        info.signature_oid,
        info.signature,
        attributes.signed,
        attributes.claimed_at,
        extra,
    )


def signer_of(raw: bytes) -> tuple[Certificate, tuple[Certificate, ...]]:
    """Whose certificate a CMS names as its signer's, and the other certificates; nothing is verified.

    EdsError as of `read`, but for content and algorithms.
    """
    certificates, signer = _parts(_signed_data(raw)[3])
    certificate = _SignerInfo(signer).find(certificates)
    return certificate, _others(certificates, certificate)


def _others(certificates: Sequence[Certificate], signer: Certificate) -> tuple[Certificate, ...]:
    return tuple(certificate for certificate in certificates if certificate != signer)


def _signed_data(raw: bytes) -> tuple[int, list[str], Item, Sequence[Item]]:
    """Version, digest algorithms, the enclosed content, and what follows it."""
    try:
        outer = tlv.inside(tlv.single(raw, tlv.SEQUENCE, der=False), der=False)
        if len(outer) != 2 or tlv.oid(tlv.body(outer[0], tlv.OID)) != _SIGNED_DATA:
            raise EdsError("not_cms")
    except EdsError as error:
        raise EdsError("not_cms") from error
    parts = tlv.inside(tlv.single(_explicit(outer[1]), tlv.SEQUENCE, der=False), der=False)
    if len(parts) < 4:
        raise EdsError("malformed")
    return tlv.integer(parts[0]), _digests(parts[1]), parts[2], parts[3:]


def _explicit(item: Item) -> bytes:
    return tlv.body(item, 0xA0)


def _digests(item: Item) -> list[str]:
    algorithms = [tlv.algorithm(entry) for entry in tlv.inside(item, tlv.SET, der=False)]
    if any(parameters for _oid, parameters in algorithms):
        raise EdsError("malformed")
    return [oid for oid, _parameters in algorithms]


def _parts(rest: Sequence[Item]) -> tuple[list[Certificate], Item]:
    """[0] certificates, [1] CRLs (not read: we query revocation ourselves), and the one SignerInfo."""
    *optional, signers = rest
    tags = [item.tag for item in optional]
    if tags not in ([], [0xA0], [0xA1], [0xA0, 0xA1]):
        raise EdsError("malformed")
    infos = tlv.inside(signers, tlv.SET, der=False)
    if len(infos) != 1:
        raise EdsError("two_signers" if infos else "no_signer")
    attached = tlv.inside(optional[0], 0xA0, der=False) if 0xA0 in tags else []
    if not attached:
        raise EdsError("no_certificate")
    if len(attached) > _MOST or any(entry.tag != tlv.SEQUENCE for entry in attached):
        raise EdsError("malformed")  # attribute certificates and other formats (RFC 5652, 10.2.2)
    return [load(entry.raw) for entry in attached], infos[0]


def _content(enclosed: Item, wanted: bytes | None) -> bytes:
    """What was signed: the enclosed bytes, which must be the wanted ones, or the wanted ones."""
    parts = tlv.inside(enclosed, der=False)
    if not 1 <= len(parts) <= 2 or tlv.oid(tlv.body(parts[0], tlv.OID)) != DATA:
        raise EdsError("malformed")
    if len(parts) == 1:
        if wanted is None:
            raise EdsError("wrong_content")
        return wanted
    pieces = tlv.items(_explicit(parts[1]), der=False)
    if len(pieces) != 1:
        raise EdsError("malformed")
    content = tlv.octets(pieces[0])
    if wanted is not None and not compare_digest(content, wanted):
        raise EdsError("wrong_content")
    return content


class _SignerInfo:
    """RFC 5652, 5.3. Signed attributes are required: without them the content could pass for attributes."""

    def __init__(self, item: Item) -> None:
        parts = tlv.inside(item, der=False)
        if not 6 <= len(parts) <= 7 or parts[3].tag != 0xA0 or [part.tag for part in parts[6:]] not in ([], [0xA1]):
            raise EdsError("malformed")
        self.version, self._sid, self.attributes = tlv.integer(parts[0]), parts[1], parts[3]
        if self.version != {tlv.SEQUENCE: 1, 0x80: 3}.get(self._sid.tag):
            raise EdsError("malformed")
        self.digest_oid, parameters = tlv.algorithm(parts[2])
        self.signature_oid, self._parameters = tlv.algorithm(parts[4])
        self.signature = tlv.octets(parts[5])
        if parameters:
            raise EdsError("malformed")
        for unsigned in parts[6:]:
            tlv.items(unsigned.body, der=False)

    def find(self, certificates: Sequence[Certificate]) -> Certificate:
        """The certificate named: by issuer and serial number, byte for byte, or by the key identifier."""
        if self._sid.tag == 0x80:
            fitting = [c for c in certificates if c.key_id == self._sid.body]
        else:
            parts = tlv.inside(self._sid)
            if len(parts) != 2:
                raise EdsError("malformed")
            issuer, serial = parts[0].raw, tlv.integer(parts[1])
            fitting = [c for c in certificates if c.serial == serial and c.issuer == issuer]
        if len(fitting) != 1:
            raise EdsError("other_certificate")
        return fitting[0]

    def check_algorithms(self, certificate: Certificate) -> None:
        """The algorithm declared is that of the key, alone or with the digest, and the digest is the declared one."""
        for oid in (self.digest_oid, self.signature_oid):
            if oids.is_gost_2004(oid):
                raise EdsError("gost_2004")
        key = certificate.key
        if self.digest_oid not in oids.DIGESTS[key.algorithm]:
            raise EdsError("algorithm", oid=self.digest_oid)
        expected = oids.SIGNATURES.get(self.signature_oid, (self.signature_oid, self.digest_oid))
        if expected != (key.algorithm, self.digest_oid):
            raise EdsError("algorithm", oid=self.signature_oid)
        if self._parameters not in (b"", key.parameters):
            raise EdsError("malformed")

"""The signed attributes of a CMS (RFC 5652, 11; RFC 5035): what the signer says of the content, under the signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from hmac import compare_digest

from cases.eds.base import EdsError
from cases.eds.pki import oids, tlv
from cases.eds.pki.certificates import Certificate
from cases.eds.pki.tlv import Item

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"

_LARGEST = 8 * 1024
"""Bytes. NCALayer writes some 300."""
_DATA = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"


@dataclass(frozen=True, slots=True)
class Attributes:
    """The signed attributes of a CMS (RFC 5652, 5.4)."""

    signed: bytes
    """DER of the SET OF, the bytes that are signed."""
    digest: bytes
    claimed_at: datetime | None
    """signingTime in UTC, None where the signer sent none."""
    _values: dict[str, Item]

    @classmethod
    def read(cls, item: Item) -> Attributes:
        """`item`: [0] signedAttrs. Content type and digest are required, each attribute may occur once, with one
        value. EdsError "malformed".
        """
        if len(item.raw) > _LARGEST:
            raise EdsError("malformed")
        listed = tlv.items(item.body)
        values = dict(map(_attribute, listed))
        if len(values) != len(listed) or not {CONTENT_TYPE, MESSAGE_DIGEST} <= values.keys():
            raise EdsError("malformed")
        if tlv.body(values[CONTENT_TYPE], tlv.OID) != _DATA:
            raise EdsError("malformed")
        claimed = values.get(SIGNING_TIME)
        return cls(
            _set(listed), tlv.body(values[MESSAGE_DIGEST], tlv.OCTETS), tlv.time(claimed) if claimed else None, values
        )

    def check_certificate(self, certificate: Certificate) -> None:
        """Where the signer names the certificate, it is this one: no other can be put in its place (RFC 5035, 3)."""
        for kind, otherwise in ((SIGNING_CERTIFICATE_V2, oids.SHA_256), (SIGNING_CERTIFICATE, "")):
            values = self._values.get(kind)
            if values is not None and not _tells(values, certificate, otherwise):
                raise EdsError("other_certificate")


def _attribute(item: Item) -> tuple[str, Item]:
    parts = tlv.inside(item)
    if len(parts) != 2:
        raise EdsError("malformed")
    values = tlv.inside(parts[1], tlv.SET)
    if len(values) != 1:
        raise EdsError("malformed")
    return tlv.oid(tlv.body(parts[0], tlv.OID)), values[0]


def _set(listed: list[Item]) -> bytes:
    """The SET OF in DER, sorted, whatever order they came in."""
    body = b"".join(sorted(attribute.raw for attribute in listed))
    size = len(body)
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    length = bytes((size,)) if size < 0x80 else bytes((0x80 | len(octets),)) + octets
    return bytes((tlv.SET,)) + length + body


def _tells(value: Item, certificate: Certificate, algorithm: str) -> bool:
    """Is the first certificate named the signer's? `algorithm`: the digest where none is named; "" is SHA-1, the only
    one of the first version: it binds nothing that the key and the chain would not.
    """
    inner = tlv.inside(_first(_first(value)))
    if algorithm and inner and inner[0].tag == tlv.SEQUENCE:
        algorithm, _parameters = tlv.algorithm(inner.pop(0))
    if not 1 <= len(inner) <= 2:
        raise EdsError("malformed")
    # IssuerSerial: the name in it is left to the digest, which is over the whole certificate.
    serials = [tlv.inside(serial) for serial in inner[1:]]
    if not all(len(serial) == 2 and tlv.integer(serial[1]) == certificate.serial for serial in serials):
        return False
    digest = certificate.digest(algorithm) if algorithm else sha1(certificate.der, usedforsecurity=False).digest()
    return compare_digest(tlv.body(inner[0], tlv.OCTETS), digest)


def _first(item: Item) -> Item:
    parts = tlv.inside(item)
    if not parts:
        raise EdsError("malformed")
    return parts[0]

"""Public keys and what they say of a signature: RSA by `cryptography`, GOST by `cases.eds.pki.gost`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from cases.eds.base import EdsError
from cases.eds.pki import gost, oids, tlv
from cases.eds.pki.curves import CURVES

RSA_BITS = range(2048, 8192 + 1)
"""НУЦ РК: 2048 for people, 4096 for authorities. Above that a stranger would only make us calculate."""

_HASHES: dict[str, hashes.HashAlgorithm] = {
    oids.SHA_256: hashes.SHA256(),
    oids.SHA_384: hashes.SHA384(),
    oids.SHA_512: hashes.SHA512(),
}
_PADDING = padding.PKCS1v15()


@dataclass(frozen=True, eq=False, slots=True)
class Key:
    """A public key as an SPKI names it."""

    algorithm: str
    """OID."""
    parameters: bytes
    """DER of the parameters in its AlgorithmIdentifier."""
    public: rsa.RSAPublicKey | bytes
    """The RSA key, or the encoded point of a GOST key."""

    def verify(self, digest_oid: str, data: bytes, signature: bytes) -> bool:
        """Is `signature` of `data` made by this key with this digest? EdsError "gost_2004", "algorithm", "point"."""
        if digest_oid not in oids.DIGESTS[self.algorithm]:
            refuse(digest_oid)
        if isinstance(self.public, bytes):
            number = gost.digest(digest_oid, data)
            return gost.verify(CURVES[self.algorithm], self.public, number, signature)
        try:
            self.public.verify(signature, data, _PADDING, _HASHES[digest_oid])
        except InvalidSignature:
            return False
        return True


def refuse(oid: str) -> None:
    """An algorithm that is not accepted: by name if it is the old GOST."""
    raise EdsError("gost_2004") if oids.is_gost_2004(oid) else EdsError("algorithm", oid=oid)


def digest(oid: str, data: bytes) -> bytes:
    """SHA-2 or Streebog. EdsError "gost_2004" or "algorithm" for another."""
    name = oids.SHA_2.get(oid)
    return hashlib.new(name, data).digest() if name else gost.digest(oid, data)


def signature_algorithm(item: tlv.Item) -> tuple[str, str]:
    """Of a certificate, a CRL, an OCSP answer: the OIDs of the key and of the digest. No parameters but NULL."""
    oid, parameters = tlv.algorithm(item)
    if oid not in oids.SIGNATURES:
        refuse(oid)
    if parameters:
        raise EdsError("malformed")
    return oids.SIGNATURES[oid]


def read(spki: bytes) -> Key:
    """SubjectPublicKeyInfo in DER. EdsError "gost_2004", "algorithm", "point", "malformed"."""
    parts = tlv.inside(tlv.single(spki, tlv.SEQUENCE))
    if len(parts) != 2:
        raise EdsError("malformed")
    oid, parameters = tlv.algorithm(parts[0])
    if oid in CURVES:
        return _gost(oid, parameters, tlv.bits(parts[1]))
    if oid != oids.RSA:
        refuse(oid)
    return _rsa(spki)


def algorithm_name(spki: bytes) -> str:
    """The algorithm of a key for people, whether accepted or not. EdsError "malformed"."""
    oid, _parameters = tlv.algorithm(tlv.inside(tlv.single(spki, tlv.SEQUENCE))[0])
    return "GOST 34.310-2004" if oids.is_gost_2004(oid) else oids.NAMES.get(oid, oid)


def _gost(oid: str, parameters: bytes, packed: bytes) -> Key:
    """НУЦ РК writes the point as an OCTET STRING inside the BIT STRING, and curve and digest as parameters."""
    named = [tlv.oid(tlv.body(item, tlv.OID)) for item in tlv.inside(tlv.single(parameters, tlv.SEQUENCE))]
    curve = CURVES[oid]
    if not 1 <= len(named) <= 2 or named[0] != curve.parameters:
        refuse(named[0] if named else oid)
    if len(named) == 2 and named[1] not in oids.DIGESTS[oid]:
        refuse(named[1])
    try:
        public = tlv.single(packed, tlv.OCTETS).body
    except EdsError as error:
        raise EdsError("point") from error
    gost.point(curve, public)
    return Key(oid, parameters, public)


def _rsa(spki: bytes) -> Key:
    try:
        public = load_der_public_key(spki)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise EdsError("malformed") from error
    if not isinstance(public, rsa.RSAPublicKey) or public.key_size not in RSA_BITS:
        raise EdsError("algorithm", oid=f"RSA {getattr(public, 'key_size', '')}".strip())
    return Key(oids.RSA, b"", public)

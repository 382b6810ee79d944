"""Private keys that sign. No such thing exists in `cases.eds`: the portal never holds a person's key."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import cast

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from cases.eds.pki.curves import CURVES, Curve
from cases.eds.pki.gost import digest as streebog
from demo.pki import der, files, gost

RSA, GOST512, GOST256, GOST2004 = "rsa", "gost512", "gost256", "gost2004"

SHA1, SHA256 = "1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1"
STREEBOG256, STREEBOG512, GOST_34_311 = "1.2.398.3.10.1.3.2", "1.2.398.3.10.1.3.3", "1.2.398.3.10.1.3.1"
_GOST_2015, _GOST_2004 = "1.2.398.3.10.1.1.2", "1.2.398.3.10.1.1.1.1"
RSA_KEY, RSA_SHA256, RSA_SHA1 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.5"
PRIVATE = "PRIVATE KEY"

OIDS = {
    RSA: (SHA256, RSA_SHA256),
    "sha1": (SHA1, RSA_SHA1),
    GOST512: (STREEBOG512, f"{_GOST_2015}.3.2"),
    GOST256: (STREEBOG256, f"{_GOST_2015}.3.1"),
    GOST2004: (GOST_34_311, "1.2.398.3.10.1.1.1.2"),
}
"""(digest, signature) that a key names."""

_GOST = {GOST256: f"{_GOST_2015}.1", GOST512: f"{_GOST_2015}.2"}


def digest(oid: str, data: bytes) -> bytes:
    """By the digest's number. EdsError for one that neither `hashlib` nor `cases.eds.pki.gost` knows."""
    by_name = {SHA1: hashlib.sha1, SHA256: hashlib.sha256}.get(oid)
    return by_name(data).digest() if by_name else streebog(oid, data)


class PrivateKey:
    algorithm: str
    """A name of OIDS."""

    @property
    def digest_oid(self) -> str:
        return OIDS[self.algorithm][0]

    @property
    def signature_oid(self) -> str:
        return OIDS[self.algorithm][1]

    @property
    def digest_algorithm(self) -> bytes:
        """AlgorithmIdentifier in DER, as the next."""
        return der.algorithm(self.digest_oid, der.null())

    @property
    def signature_algorithm(self) -> bytes:
        return der.algorithm(self.signature_oid, der.null())

    @property
    def spki(self) -> bytes:
        """SubjectPublicKeyInfo in DER."""
        raise NotImplementedError

    def digest(self, data: bytes) -> bytes:
        return digest(self.digest_oid, data)

    def sign(self, data: bytes) -> bytes:
        raise NotImplementedError

    def signed(self, data: bytes, *more: bytes, spoil: Callable[[bytes], bytes] = bytes) -> bytes:
        """`data` with the algorithm and the signature, as certificates, CRLs and OCSP answers have them, and `more`."""
        return der.seq(data, self.signature_algorithm, der.bits(spoil(self.sign(data))), *more)

    def pem(self) -> str:
        """PKCS #8, unencrypted: these keys open nothing outside the demo."""
        raise NotImplementedError


@dataclass(frozen=True)
class RsaKey(PrivateKey):
    """RSA-2048 with SHA-256. Making one takes some 80 ms, signing 1 ms."""

    private: rsa.RSAPrivateKey
    algorithm: str = RSA

    @cached_property
    def spki(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, data: bytes) -> bytes:
        digest = hashes.SHA256() if self.digest_oid == SHA256 else hashes.SHA1()
        return self.private.sign(data, padding.PKCS1v15(), digest)

    def pem(self) -> str:
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()


Sha1Key = partial(RsaKey, algorithm="sha1")
"""The same key as it signed until SHA-1 fell: must be refused."""


@dataclass(frozen=True)
class GostKey(PrivateKey):
    """GOST 34.10-2015 under Kazakhstan's numbers. Making one takes some 10 ms.

    Byte orders as on the certificates of НУЦ РК: digest, coordinates, r and s are little-endian.
    """

    algorithm: str
    secret: int
    """The d of the standard."""

    @property
    def _curve(self) -> Curve:
        return CURVES[_GOST[self.algorithm]]

    @property
    def key_algorithm(self) -> bytes:
        """As in `nca_gost_2022`: the curve, then the digest."""
        number = _GOST[self.algorithm]
        return der.algorithm(number, der.seq(der.oid(f"{number}.1"), der.oid(self.digest_oid)))

    @cached_property
    def point(self) -> bytes:
        """The public key: x then y."""
        return gost.public(self._curve, self.secret)

    @cached_property
    def spki(self) -> bytes:
        return self.spki_of(self.point)

    def spki_of(self, point: bytes) -> bytes:
        """SubjectPublicKeyInfo that says `point`: cut short, or on no curve."""
        return der.seq(self.key_algorithm, der.bits(der.octets(point)))

    def sign(self, data: bytes) -> bytes:
        return gost.sign(self._curve, self.secret, self.digest(data))

    def pem(self) -> str:
        secret = self.secret.to_bytes(self._curve.size, "little")
        return files.pem(der.seq(der.integer(0), self.key_algorithm, der.octets(secret)), PRIVATE)


@dataclass(frozen=True)
class Gost2004Key(PrivateKey):
    """Looks like GOST 34.310-2004 and is nothing: who is refused by name needs no true signature."""

    seed: bytes
    algorithm: str = GOST2004

    @property
    def key_algorithm(self) -> bytes:
        return der.algorithm(_GOST_2004, der.seq(der.oid(f"{_GOST_2004}.1"), der.oid(GOST_34_311)))

    @property
    def spki(self) -> bytes:
        return der.seq(self.key_algorithm, der.bits(der.octets(hashlib.sha512(self.seed).digest())))

    def digest(self, data: bytes) -> bytes:
        return hashlib.sha256(self.seed + data).digest()

    def sign(self, data: bytes) -> bytes:
        return hashlib.sha512(self.seed + data).digest()

    def pem(self) -> str:
        return files.pem(der.seq(der.integer(0), self.key_algorithm, der.octets(self.seed)), PRIVATE)


def new_key(algorithm: str) -> PrivateKey:
    if algorithm == RSA:
        return RsaKey(rsa.generate_private_key(65537, 2048))
    if algorithm == GOST2004:
        return Gost2004Key(secrets.token_bytes(32))
    return GostKey(algorithm, gost.new_secret(CURVES[_GOST[algorithm]]))


@lru_cache(maxsize=64)
def load_key(pem: str) -> PrivateKey:
    """What `Key.pem` wrote."""
    raw = b64decode("".join(line for line in pem.splitlines() if not line.startswith("-----")))
    if der.oid(_GOST_2004) in raw:
        return Gost2004Key(raw[-32:])
    for algorithm, number in _GOST.items():
        if der.oid(number) in raw:
            return GostKey(algorithm, int.from_bytes(raw[-CURVES[number].size :], "little"))
    private = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    return RsaKey(cast(rsa.RSAPrivateKey, private))

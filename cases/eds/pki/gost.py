"""GOST 34.10-2015 (the signature) and GOST 34.11-2015 (the digest, "Streebog") under Kazakhstan's numbers.

The same mathematics as GOST R 34.10-2012 (RFC 7091) on the curves of RFC 7836. The byte orders are measured on the
certificates of НУЦ РК: the digest is one little-endian number; the key is x then y, the signature r then s, each
little-endian and of the curve's size. libgcrypt calculates (docs/decisions/gost.md).
"""

from __future__ import annotations

from functools import lru_cache

from cases.eds.base import EdsError
from cases.eds.pki import libgcrypt, oids
from cases.eds.pki.curves import Curve

_STREEBOG = {oids.STREEBOG_256: libgcrypt.STREEBOG_256, oids.STREEBOG_512: libgcrypt.STREEBOG_512}
_POINTS = 256
"""Decoded keys that are cached: the authorities' and those of the day's busiest signers."""


def digest(oid: str, *pieces: bytes) -> bytes:
    """Streebog of the pieces one behind the other. EdsError "gost_2004" or "algorithm" for another digest."""
    algorithm = _STREEBOG.get(oid)
    if algorithm is None:
        raise EdsError("gost_2004") if oids.is_gost_2004(oid) else EdsError("algorithm", oid=oid)
    return libgcrypt.digest(algorithm, pieces)


@lru_cache(maxsize=_POINTS)
def point(curve: Curve, public: bytes) -> tuple[int, int]:
    """(x, y). EdsError "point" when the length is wrong, or it is not on the curve, or not in the right group.

    Where the cofactor is 1 every point of the curve is in the group; on the 256-bit curve it is 4, and a point of
    small order would let a signature fit several texts.
    """
    if len(public) != 2 * curve.size:
        raise EdsError("point")
    x, y = _pair(public)
    if not curve.contains(x, y) or (curve.cofactor != 1 and not libgcrypt.is_in_group(curve, x, y)):
        raise EdsError("point")
    return x, y


def verify(curve: Curve, public: bytes, digest: bytes, signature: bytes) -> bool:
    """GOST 34.10-2015, 6.2. EdsError "point" when the key itself is damaged."""
    key = point(curve, public)
    if len(signature) != 2 * curve.size or len(digest) != curve.size:
        return False
    r, s = _pair(signature)
    if not (0 < r < curve.order and 0 < s < curve.order):
        return False
    number = int.from_bytes(digest, "little") % curve.order or 1
    return libgcrypt.verify(curve, key, number, r, s)


def _pair(octets: bytes) -> tuple[int, int]:
    half = len(octets) // 2
    return int.from_bytes(octets[:half], "little"), int.from_bytes(octets[half:], "little")

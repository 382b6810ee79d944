"""GOST 34.10-2015 (the signature) and GOST 34.11-2015 (the digest, "Streebog") under Kazakhstan's numbers.

The same mathematics as GOST R 34.10-2012 (RFC 7091) on the curves of RFC 7836. The byte orders are measured on the
certificates of НУЦ РК: the digest is one little-endian number; the key is x then y, the signature r then s, each
little-endian and of the curve's size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ecdsa.ellipticcurve import INFINITY, CurveFp, PointJacobi
from gostcrypto import gosthash
from gostcrypto.gostsignature import CURVES_R_1323565_1_024_2019 as PARAMETERS

from cases.eds.base import EdsError
from cases.eds.pki import oids

_STREEBOG = {oids.STREEBOG_256: "streebog256", oids.STREEBOG_512: "streebog512"}
_POINTS = 256
"""Decoded keys kept: the authorities' and those of the day's busiest signers."""


@dataclass(frozen=True, eq=False)
class Curve:
    """`size`: bytes of a coordinate, of r and of s. `parameters`: the OID that stands beside the key in an SPKI."""

    name: str
    parameters: str
    size: int
    field: Any
    generator: Any
    order: int


def _curve(name: str, parameters: str, size: int) -> Curve:
    numbers = PARAMETERS[name]
    order = numbers["q"]
    field = CurveFp(numbers["p"], numbers["a"], numbers["b"], numbers["m"] // order)
    generator = PointJacobi(field, numbers["x"], numbers["y"], 1, order, generator=True)
    return Curve(name, parameters, size, field, generator, order)


CURVES = {
    oids.GOST_256: _curve("id-tc26-gost-3410-2012-256-paramSetA", oids.GOST_256_CURVE, 32),
    oids.GOST_512: _curve("id-tc26-gost-3410-12-512-paramSetA", oids.GOST_512_CURVE, 64),
}


def digest(oid: str, data: bytes) -> bytes:
    """Streebog of `data`, some 15 ms per KB. EdsError "gost_2004" or "algorithm" for another digest."""
    name = _STREEBOG.get(oid)
    if name is None:
        raise EdsError("gost_2004") if oids.is_gost_2004(oid) else EdsError("algorithm", oid=oid)
    return bytes(gosthash.new(name, data=bytearray(data)).digest())


@lru_cache(maxsize=_POINTS)
def point(curve: Curve, public: bytes) -> Any:
    """The point x‖y. EdsError "point" when the length is wrong, or it is not on the curve, or not in the right group.

    Where the cofactor is 1 every point of the curve is in the group; on the 256-bit curve it is 4, and a point of
    small order would let a signature fit several texts.
    """
    if len(public) != 2 * curve.size:
        raise EdsError("point")
    x, y = (int.from_bytes(half, "little") for half in (public[: curve.size], public[curve.size :]))
    prime = int(curve.field.p())
    if x >= prime or y >= prime or not curve.field.contains_point(x, y):
        raise EdsError("point")
    if curve.field.cofactor() != 1 and not _in_group(curve, x, y):
        raise EdsError("point")
    return PointJacobi(curve.field, x, y, 1, curve.order)


def _in_group(curve: Curve, x: int, y: int) -> bool:
    """order · P = 0, asked as (order - 1) · P = -P: `ecdsa` takes every point with y = 0 for the point at infinity.

    The point is given no order: PointJacobi would take the multiplier modulo it.
    """
    free = PointJacobi(curve.field, x, y, 1)
    return y != 0 and bool(free * (curve.order - 1) == -free)


def verify(curve: Curve, public: bytes, digest: bytes, signature: bytes) -> bool:
    """GOST 34.10-2015, 6.2, some 25 ms for 512 bits. EdsError "point" when the key itself is damaged."""
    key = point(curve, public)
    if len(signature) != 2 * curve.size or len(digest) != curve.size:
        return False
    r, s = (int.from_bytes(half, "little") for half in (signature[: curve.size], signature[curve.size :]))
    if not (0 < r < curve.order and 0 < s < curve.order):
        return False
    inverse = pow(int.from_bytes(digest, "little") % curve.order or 1, -1, curve.order)
    found = curve.generator.mul_add(s * inverse % curve.order, key, -r * inverse % curve.order)
    return found != INFINITY and int(found.x()) % curve.order == r

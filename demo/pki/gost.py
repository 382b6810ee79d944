"""Making GOST 34.10-2015 signatures: the arithmetic of `ecdsa` on the portal's numbers of the curves.

`ecdsa` takes a time that depends on the secret (CVE-2024-23342), so it is for keys that open nothing: the demo's.
"""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from ecdsa.ellipticcurve import CurveFp, PointJacobi

from cases.eds.pki.curves import Curve


@cache
def generator(curve: Curve) -> Any:
    field = CurveFp(curve.prime, curve.a, curve.b, curve.cofactor)
    return PointJacobi(field, curve.x, curve.y, 1, curve.order, generator=True)


def new_secret(curve: Curve) -> int:
    """d of the standard."""
    return secrets.randbelow(curve.order - 1) + 1


def public(curve: Curve, secret: int) -> bytes:
    """x then y, each little-endian."""
    point = generator(curve) * secret
    return b"".join(int(value).to_bytes(curve.size, "little") for value in (point.x(), point.y()))


def sign(curve: Curve, secret: int, digest: bytes) -> bytes:
    """GOST 34.10-2015, 6.1. r or s of zero, which the standard asks to try again, comes once in 2 ** 256."""
    number = int.from_bytes(digest, "little") % curve.order or 1
    k = new_secret(curve)
    r = int((generator(curve) * k).x()) % curve.order
    s = (r * secret + k * number) % curve.order
    return r.to_bytes(curve.size, "little") + s.to_bytes(curve.size, "little")

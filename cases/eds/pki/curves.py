"""The elliptic curves of GOST 34.10-2015 that НУЦ РК uses, under Kazakhstan's numbers: the parameter sets of RFC 7836.

A.1 gives the 512-bit set as it is written here. A.2 gives the 256-bit set, a twisted Edwards curve, in the form of
Weierstrass, which is what is written here: y² = x³ + ax + b modulo `prime`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.eds.pki import oids


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """An elliptic curve y² = x³ + ax + b over a prime field."""

    name: str
    parameters: str
    """The OID beside the key in an SPKI."""
    size: int
    """Bytes of a coordinate, of r and of s."""
    prime: int
    a: int
    b: int
    order: int
    """Of the group that the generator generates: the curve's own order divided by `cofactor`."""
    cofactor: int
    x: int
    """Of the generator."""
    y: int
    """Of the generator."""

    def contains(self, x: int, y: int) -> bool:
        return 0 <= x < self.prime and 0 <= y < self.prime and (y * y - (x * x + self.a) * x - self.b) % self.prime == 0


PARAM_SET_256_A = Curve(
    name="id-tc26-gost-3410-2012-256-paramSetA",
    parameters=oids.GOST_256_CURVE,
    size=32,
    prime=2**256 - 617,
    a=0xC2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335,
    b=0x295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513,
    order=0x400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67,
    cofactor=4,
    x=0x91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28,
    y=0x32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C,
)
PARAM_SET_512_A = Curve(
    name="id-tc26-gost-3410-12-512-paramSetA",
    parameters=oids.GOST_512_CURVE,
    size=64,
    prime=2**512 - 569,
    a=2**512 - 572,
    b=int(
        "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265"
        "EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
        16,
    ),
    order=int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
        16,
    ),
    cofactor=1,
    x=3,
    y=int(
        "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921"
        "DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
        16,
    ),
)
CURVES = {oids.GOST_256: PARAM_SET_256_A, oids.GOST_512: PARAM_SET_512_A}
"""By the OID of the key's algorithm."""

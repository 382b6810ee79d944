"""The curves, the digest and the byte orders: known answers of the RFCs, and another implementation's signatures."""

from __future__ import annotations

from typing import Any

import pytest
from ecdsa.ellipticcurve import CurveFp, PointJacobi
from gostcrypto import gostsignature

from cases.eds.base import EdsError
from cases.eds.pki import gost, oids
from cases.eds.pki.gost import CURVES, Curve
from tests.cases.eds import workshop

M1 = b"012345678901234567890123456789012345678901234567890123456789012"
C256, C512 = CURVES[oids.GOST_256], CURVES[oids.GOST_512]


@pytest.mark.parametrize(
    ("oid", "answer"),
    [
        (oids.STREEBOG_256, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
        (
            oids.STREEBOG_512,
            "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
            "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
        ),
    ],
)
def test_it_digests_as_rfc_6986_10_1_does(oid, answer):
    assert gost.digest(oid, M1).hex() == answer


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128])
def test_it_digests_whole_blocks_and_parts_of_them_differently(size):
    assert gost.digest(oids.STREEBOG_512, bytes(size)) != gost.digest(oids.STREEBOG_512, bytes(size + 1))


@pytest.mark.parametrize(
    ("oid", "code"),
    [("1.2.398.3.10.1.3.1", "gost_2004"), ("1.2.398.3.10.1.3.4", "algorithm"), (oids.SHA_256, "algorithm")],
)
def test_it_digests_with_nothing_but_streebog(oid, code):
    with pytest.raises(EdsError) as caught:
        gost.digest(oid, b"")
    assert caught.value.code == code


def test_it_has_the_curves_of_rfc_7836():
    assert int(C512.field.p()) == 2**512 - 569
    assert int(C256.field.p()) == 2**256 - 617
    assert C256.order == 0x400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67
    assert int(C256.generator.x()) == 0x91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28
    assert int(C256.generator.y()) == 0x32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C
    assert int(C512.generator.x()) == 3
    assert (C256.field.cofactor(), C512.field.cofactor()) == (4, 1)


def test_it_verifies_the_example_of_rfc_7091_7_1():
    order = 57896044618658097711785492504343953927082934583725450622380973592137631069619
    prime = 57896044618658097711785492504343953926634992332820282019728792003956564821041
    field = CurveFp(prime, 7, 43308876546767276905765904595650931995942111794451039583252968842033849580414, 1)
    y = 4018974056539037503335449422937059775635739389905545080690979365213431566280
    curve = Curve("example", "", 32, field, PointJacobi(field, 2, y, 1, order, generator=True), order)
    public = _little(
        57520216126176808443631405023338071176630104906313632182896741342206604859403,
        17614944419213781543809391949654080031942662045363639260709847859438286763994,
    )
    e = _little(20798893674476452017134061561508270130637142515379653289952617252661468872421)
    r = 29700980915817952874371204983938256990422752107994319651632687982059210933395
    s = 574973400270084654178925310019147038455227042649098563933718999175515839552
    assert gost.verify(curve, public, e, _little(r, s))
    assert not gost.verify(curve, public, e, _little(r, s + 1))


def test_it_verifies_what_another_library_signed_on_the_256_bit_curve():
    name = "id-tc26-gost-3410-2012-256-paramSetA"
    other = gostsignature.new(gostsignature.MODE_256, gostsignature.CURVES_R_1323565_1_024_2019[name])
    private, digest = bytearray(range(1, 33)), bytearray(range(33, 65))
    signature, public = bytes(other.sign(private, digest)), bytes(other.public_key_generate(private))
    assert gost.verify(C256, _turn(public), bytes(reversed(digest)), _turn(signature))


@pytest.mark.parametrize("curve", [C256, C512], ids=["256", "512"])
def test_it_refuses_r_and_s_outside_the_group(curve):
    public = _little(int(curve.generator.x()), int(curve.generator.y()), size=curve.size)
    digest = bytes(curve.size)
    for r, s in ((0, 1), (1, 0), (curve.order, 1), (1, curve.order), (1, 1)):
        assert not gost.verify(curve, public, digest, _little(r, s, size=curve.size))
    for wrong in (b"", bytes(2 * curve.size - 1), bytes(2 * curve.size + 1)):
        assert not gost.verify(curve, public, digest, wrong)
    assert not gost.verify(curve, public, bytes(curve.size - 1), _little(1, 1, size=curve.size))


@pytest.mark.parametrize("algorithm", [workshop.GOST256, workshop.GOST512])
def test_it_signs_and_verifies_with_the_workshop(algorithm):
    key: Any = workshop.authority().shared_key(algorithm)
    curve = C256 if algorithm == workshop.GOST256 else C512
    signature = key.sign(b"sheet")
    assert gost.verify(curve, key.point, key.digest(b"sheet"), signature)
    assert not gost.verify(curve, key.point, key.digest(b"other"), signature)


def test_it_refuses_points_that_are_no_keys():
    good = _little(int(C512.generator.x()), int(C512.generator.y()), size=64)
    beyond = _little(int(C512.generator.x()) + int(C512.field.p()), int(C512.generator.y()), size=65)
    for wrong in (b"", good[:-1], good + b"\0", good[:127] + b"\xff", bytes(128), b"\xff" * 128, beyond[:128]):
        with pytest.raises(EdsError) as caught:
            gost.point(C512, wrong)
        assert caught.value.code == "point"


def test_it_refuses_points_outside_the_group():
    """On the 256-bit curve (cofactor 4): the generator and a point of order two and four, and those alone."""
    inside = PointJacobi(C256.field, int(C256.generator.x()), int(C256.generator.y()), 1)
    small = _of_order_four()
    for wrong in (small, small + small, inside + small, inside + small + small):
        assert C256.field.contains_point(int(wrong.x()), int(wrong.y()))
        with pytest.raises(EdsError) as caught:
            gost.point(C256, _little(int(wrong.x()), int(wrong.y())))
        assert caught.value.code == "point"
    assert gost.point(C256, _little(int((inside + inside).x()), int((inside + inside).y())))


def _of_order_four():
    """What `order` times some point of the curve leaves; y² = x³ + ax + b is solved for x = 2, 3, … (p = 3 mod 4)."""
    p, a, b = (int(part()) for part in (C256.field.p, C256.field.a, C256.field.b))
    for x in range(2, 200):
        square = (x**3 + a * x + b) % p
        y = pow(square, (p + 1) // 4, p)
        free = PointJacobi(C256.field, x, y, 1)
        if y * y % p == square and (left := free * (C256.order - 1) + free) != gost.INFINITY and int(left.y()):
            return left
    raise AssertionError("no such point")


def _little(*numbers: int, size: int = 32) -> bytes:
    return b"".join(number.to_bytes(size, "little") for number in numbers)


def _turn(pair: bytes) -> bytes:
    """Two big-endian numbers into two little-endian ones."""
    half = len(pair) // 2
    return pair[:half][::-1] + pair[half:][::-1]

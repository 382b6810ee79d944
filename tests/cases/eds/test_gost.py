"""The curves, the digest and the byte orders: known answers of the RFCs, and another implementation's signatures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import product
from typing import Any

import pytest
from ecdsa.ellipticcurve import INFINITY, PointJacobi

from cases.eds.base import EdsError
from cases.eds.pki import gost, libgcrypt, oids
from cases.eds.pki.curves import PARAM_SET_256_A as C256
from cases.eds.pki.curves import PARAM_SET_512_A as C512
from cases.eds.pki.curves import Curve
from demo.pki import gost as making
from tests.cases.eds import workshop

BOTH = pytest.mark.parametrize("curve", [C256, C512], ids=["256", "512"])
STREEBOG = pytest.mark.parametrize("oid", [oids.STREEBOG_256, oids.STREEBOG_512], ids=["256", "512"])
M1 = b"012345678901234567890123456789012345678901234567890123456789012"
M2 = "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы".encode("cp1251")


# --------------------------------------------------------------------------------------------------- the digest
@pytest.mark.parametrize(
    ("oid", "text", "answer"),
    [
        (oids.STREEBOG_256, M1, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
        (oids.STREEBOG_256, M2, "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"),
        (
            oids.STREEBOG_512,
            M1,
            "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
            "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
        ),
        (
            oids.STREEBOG_512,
            M2,
            "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
            "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28",
        ),
    ],
)
def test_it_digests_as_rfc_6986_10_does(oid, text, answer):
    assert gost.digest(oid, text).hex() == answer


@pytest.mark.parametrize(
    ("oid", "answer"),
    [
        (oids.STREEBOG_256, "457fe5de671ea9ab742dec7556b5c483d9852404d12d16777b41718a5ae56fb7"),
        (oids.STREEBOG_512, "0f4dbc05852965f605c8953646553a8f434043cfdd225784e07532b1f01c9d6a"),
    ],
)
def test_it_digests_texts_of_every_length_as_another_library_does(oid, answer):
    """SHA-256 over the digests that `gostcrypto` 1.2.5 gave of 0 to 199 bytes, each fed whole."""
    text = bytes(i * 7 & 255 for i in range(200))
    assert sha256(b"".join(gost.digest(oid, text[:size]) for size in range(200))).hexdigest() == answer


@STREEBOG
def test_pieces_of_every_length_give_what_the_whole_gives(oid):
    text = bytes(i * 11 & 255 for i in range(330))
    whole = gost.digest(oid, text)
    for size in (*range(1, 131), 200, 329, 330, 331):
        assert gost.digest(oid, *(text[at : at + size] for at in range(0, len(text), size))) == whole, size
    assert gost.digest(oid, b"", text, b"") == whole


@pytest.mark.parametrize(
    ("oid", "answer"),
    [
        (oids.STREEBOG_256, "a57bf074455539c1f3284628d3d33e54927cb76f0abbb224169141d25a3524dd"),
        (oids.STREEBOG_512, "bb9342b1a9aaad9e788ae85ab6f2199b1172c2d47b745a08bac9d864ca4cb092"),
    ],
)
def test_the_carry_is_kept_through_full_words(oid, answer):
    """Which libgcrypt lost before 1.9. SHA-256 over the digests of another library, as above."""
    words = (b"\xff" * 8, b"\0" * 8, b"\1" + b"\0" * 7, b"\xee" * 7 + b"\x16")
    texts = ((a + b) * 4 + (b + c) * 4 + c * 3 for a, b, c in product(words, repeat=3))
    assert sha256(b"".join(gost.digest(oid, text) for text in texts)).hexdigest() == answer


@STREEBOG
def test_threads_do_not_disturb_each_other(oid):
    texts = [bytes((i,)) * 5000 for i in range(40)]
    alone = [gost.digest(oid, text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: gost.digest(oid, text[:77], text[77:]), texts)) == alone


@pytest.mark.parametrize(
    ("oid", "code"),
    [("1.2.398.3.10.1.3.1", "gost_2004"), ("1.2.398.3.10.1.3.4", "algorithm"), (oids.SHA_256, "algorithm")],
)
def test_it_digests_with_nothing_but_streebog(oid, code):
    with pytest.raises(EdsError) as caught:
        gost.digest(oid, b"")
    assert caught.value.code == code


# --------------------------------------------------------------------------------------------------- the curves
@BOTH
def test_a_curve_is_what_it_says(curve):
    """RFC 7836 gives the numbers; the generator lies on the curve and in the group of the order told (Hasse's bound
    then leaves one size for the curve, and so one cofactor)."""
    generator = making.generator(curve)
    assert curve.contains(curve.x, curve.y) and (4 * curve.a**3 + 27 * curve.b**2) % curve.prime
    assert pow(3, curve.order - 1, curve.order) == pow(3, curve.prime - 1, curve.prime) == 1
    assert PointJacobi(generator.curve(), curve.x, curve.y, 1) * (curve.order - 1) == -generator
    assert (curve.prime + 1 - curve.cofactor * curve.order) ** 2 <= 4 * curve.prime
    assert curve.size == (curve.prime.bit_length() + 7) // 8


# --------------------------------------------------------------------------------------------------- signatures
EXAMPLE_256 = Curve(
    name="RFC 7091, 7.1",
    parameters="",
    size=32,
    prime=0x8000000000000000000000000000000000000000000000000000000000000431,
    a=7,
    b=0x5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E,
    order=0x8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3,
    cofactor=1,
    x=2,
    y=0x8E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8,
)
EXAMPLE_512 = Curve(
    name="GOST R 34.10-2012, A.2",
    parameters="",
    size=64,
    prime=int(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "F1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373",
        16,
    ),
    a=7,
    b=int(
        "1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC43"
        "61834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
        16,
    ),
    order=int(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "A82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
        16,
    ),
    cofactor=1,
    x=int(
        "24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762"
        "FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
        16,
    ),
    y=int(
        "2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C"
        "83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E",
        16,
    ),
)
EXAMPLES = {
    EXAMPLE_256: (
        "7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B",
        "26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA",
        "2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5",
        "41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493",
        "01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40",
    ),
    EXAMPLE_512: (
        "115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD"
        "5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1",
        "37C7C90CD40B0F5621DC3AC1B751CFA0E2634FA0503B3D52639F5D7FB72AFD61"
        "EA199441D943FFE7F0C70A2759A3CDB84C114E1F9339FDF27F35ECA93677BEEC",
        "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C591"
        "7184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
        "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD3"
        "5492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
        "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5"
        "823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A",
    ),
}
"""x and y of the key, e, r and s as the standards print them."""


@pytest.mark.parametrize("curve", EXAMPLES, ids=["256", "512"])
def test_it_verifies_the_examples_of_the_standards(curve):
    x, y, e, r, s = (int(number, 16) for number in EXAMPLES[curve])
    public, digest = _little(x, y, size=curve.size), _little(e, size=curve.size)
    assert gost.verify(curve, public, digest, _little(r, s, size=curve.size))
    for wrong in ((r, s + 1), (r + 1, s), (s, r), (r, curve.order - s)):
        assert not gost.verify(curve, public, digest, _little(*wrong, size=curve.size))
    assert not gost.verify(curve, public, _little(e + 1, size=curve.size), _little(r, s, size=curve.size))


FOREIGN = {
    C256: (
        "5234baf338163ec5c8f1bf5a5f0ddebb166d318155c41dc14104d48655d65a6d"
        "cdead736acda47af2ce4598309c14e7fa10426efec13085ff8d1fa25eac8df9e",
        "2485af811078aed1afacc4226dc6cbcabdfaccf002f9dae1f8be68015b17ac7e"
        "35d540475fb4bb5c282c5c2468c20c5a36ee57a4c27494041e70dc70d608bb2e",
    ),
    C512: (
        "7e9ba6f3c7e06fb1634fa9164192512b2207371d114b51d0a548510b9e2e1249"
        "a0e98a4a528b0c4973a870b606adf1b76076208a35c25fff1ebd5e28d9b01622"
        "1783f1c1453ce2b4370f65cdb4113b2a1b2abad6d38b7b1cbc34b01d597fcd74"
        "6c8e466307a5f3fe7a27ba5bfbf514ab8794b1de6be21fc9479408e051483a3a",
        "b486e3174738b10420a87a67d1b7f080a1b7b914087c33eba712bedd3c2dbb1d"
        "94e3f13b849971882c8674a2f3aee6beb2ecc5ecce0e30b737daa8b2dcf492c4"
        "13a39cd562ddc200f55dcee6ff4c9c8162f8466dbbf6d458548dd270b7a87847"
        "94d7d8173d0d41c688e5af72a7fc70ed0972e324bf8074e5e45922eb38e4f81e",
    ),
}
"""Key and signature by `gostcrypto` 1.2.5, big-endian. The private key is 1, 2, 3 …, the digest goes on counting."""


@BOTH
def test_it_verifies_what_another_library_signed(curve):
    public, signature = (_turn(bytes.fromhex(numbers)) for numbers in FOREIGN[curve])
    digest = bytes(range(curve.size + 1, 2 * curve.size + 1))[::-1]
    assert making.public(curve, int.from_bytes(bytes(range(1, curve.size + 1)), "big")) == public
    assert gost.verify(curve, public, digest, signature)
    assert not gost.verify(curve, public, digest[::-1], signature)


@BOTH
def test_it_refuses_r_and_s_outside_the_group(curve):
    public = _little(curve.x, curve.y, size=curve.size)
    digest = bytes(curve.size)
    for r, s in ((0, 0), (0, 1), (1, 0), (curve.order, 1), (1, curve.order), (1, 1)):
        assert not gost.verify(curve, public, digest, _little(r, s, size=curve.size))
    for wrong in (b"", bytes(2 * curve.size - 1), bytes(2 * curve.size + 1), b"\xff" * 2 * curve.size):
        assert not gost.verify(curve, public, digest, wrong)
    assert not gost.verify(curve, public, bytes(curve.size - 1), _little(1, 1, size=curve.size))


@BOTH
@pytest.mark.parametrize("times", [0, 1])
def test_an_empty_digest_counts_as_a_digest(curve, times):
    """6.2, step 3: e = 0 becomes 1. With the private key 1 and k = 1 the signature is (x, x + e)."""
    public, r = _little(curve.x, curve.y, size=curve.size), curve.x % curve.order
    digest = _little(times * curve.order, size=curve.size)
    assert gost.verify(curve, public, digest, _little(r, (r + 1) % curve.order, size=curve.size))
    assert not gost.verify(curve, public, digest, _little(r, r, size=curve.size))


@BOTH
def test_a_single_bit_more_or_less_is_another_signature(curve):
    secret = 12345
    public, digest = making.public(curve, secret), bytes(range(curve.size))
    signature = making.sign(curve, secret, digest)
    assert gost.verify(curve, public, digest, signature)
    for bit in range(0, 16 * curve.size, 97):
        assert not gost.verify(curve, public, digest, _flipped(signature, bit))
    for bit in range(0, 8 * curve.size, 97):
        assert not gost.verify(curve, public, _flipped(digest, bit), signature)


def _flipped(octets: bytes, bit: int) -> bytes:
    return (int.from_bytes(octets, "little") ^ 1 << bit).to_bytes(len(octets), "little")


def test_signatures_are_checked_in_several_threads_at_once():
    keys = [(making.public(C256, d), making.sign(C256, d, bytes(32))) for d in range(2, 6)]
    asked = [(public, signature) for public, _own in keys for _key, signature in keys]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: gost.verify(C256, pair[0], bytes(32), pair[1]), asked))
    assert answers == [i == j for i in range(4) for j in range(4)]


# --------------------------------------------------------------------------------------------------- keys
@pytest.mark.parametrize("algorithm", [workshop.GOST256, workshop.GOST512])
def test_it_signs_and_verifies_with_the_workshop(algorithm):
    key: Any = workshop.authority().shared_key(algorithm)
    curve = C256 if algorithm == workshop.GOST256 else C512
    signature = key.sign(b"sheet")
    assert gost.verify(curve, key.point, key.digest(b"sheet"), signature)
    assert not gost.verify(curve, key.point, key.digest(b"other"), signature)


def test_it_refuses_points_that_are_no_keys():
    good = _little(C512.x, C512.y, size=64)
    beyond = _little(C512.x + C512.prime, C512.y, size=65)
    for wrong in (b"", good[:-1], good + b"\0", good[:127] + b"\xff", bytes(128), b"\xff" * 128, beyond[:128]):
        with pytest.raises(EdsError) as caught:
            gost.point(C512, wrong)
        assert caught.value.code == "point"


def test_it_refuses_points_outside_the_group():
    """On the 256-bit curve (cofactor 4): the generator and a point of order two and four, and those alone."""
    inside = PointJacobi(making.generator(C256).curve(), C256.x, C256.y, 1)
    small = _of_order_four()
    for wrong in (small, small + small, inside + small, inside + small + small):
        assert C256.contains(int(wrong.x()), int(wrong.y()))
        with pytest.raises(EdsError) as caught:
            gost.point(C256, _little(int(wrong.x()), int(wrong.y())))
        assert caught.value.code == "point"
    assert gost.point(C256, _little(int((inside + inside).x()), int((inside + inside).y())))


def _of_order_four():
    """What `order` times some point of the curve leaves; y² = x³ + ax + b is solved for x = 2, 3, … (p = 3 mod 4)."""
    p, a, b, field = C256.prime, C256.a, C256.b, making.generator(C256).curve()
    for x in range(2, 200):
        square = (x**3 + a * x + b) % p
        y = pow(square, (p + 1) // 4, p)
        free = PointJacobi(field, x, y, 1)
        if y * y % p == square and (left := free * (C256.order - 1) + free) != INFINITY and int(left.y()):
            return left
    raise AssertionError("no such point")


def _little(*numbers: int, size: int = 32) -> bytes:
    return b"".join(number.to_bytes(size, "little") for number in numbers)


def _turn(pair: bytes) -> bytes:
    """Two big-endian numbers into two little-endian ones."""
    half = len(pair) // 2
    return pair[:half][::-1] + pair[half:][::-1]


def test_without_the_library_a_signer_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(libgcrypt, "_library", None)
    for ask in (lambda: gost.digest(oids.STREEBOG_256, b""), lambda: gost.verify(C512, GOOD, bytes(64), b"\1" * 128)):
        with pytest.raises(EdsError) as caught:
            ask()
        assert caught.value.code == "unavailable"


GOOD = _little(C512.x, C512.y, size=64)

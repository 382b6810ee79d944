"""Certificates of НУЦ РК as they are, and damaged ones."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from cases.eds.base import EdsError
from cases.eds.pki import anchors, certificates, keys, oids
from cases.eds.pki.certificates import Certificate
from demo.pki import der, signing
from tests.cases.eds import workshop

DATA = Path(__file__).parent / "data"
SHIPPED = Path(anchors.__file__).parent / "authorities"


def _load(path: Path) -> Certificate:
    return certificates.load(anchors.read_pem(path.read_bytes())[0])


ROOT, NCA = _load(SHIPPED / "root_gost_2022.pem"), _load(SHIPPED / "nca_gost_2022.pem")
TEST_NCA = _load(DATA / "nca_gost2015_test.cer")
PERSON, RSA_NCA = _load(DATA / "individual_valid_sign_2004_rsa.cer"), _load(DATA / "nca_rsa_test.crt")


def test_it_verifies_the_root_by_itself_and_the_authority_by_the_root():
    assert ROOT.is_signed_by(ROOT) and ROOT.names(ROOT)
    assert NCA.is_signed_by(ROOT) and NCA.names(ROOT)
    assert not ROOT.is_signed_by(NCA) and not NCA.is_signed_by(NCA)
    assert ROOT.may_certify and NCA.may_certify


def test_it_reads_the_authority_of_the_test_environment():
    assert TEST_NCA.key.algorithm == oids.GOST_512
    assert TEST_NCA.may_certify and not TEST_NCA.names(ROOT)
    assert "TEST 2022" in TEST_NCA.signer.common_name


def test_it_verifies_a_person_of_the_rsa_authority():
    assert PERSON.names(RSA_NCA) and PERSON.is_signed_by(RSA_NCA)
    assert not PERSON.is_signed_by(ROOT)  # another kind of key


def test_it_reads_who_the_person_is():
    who = PERSON.signer
    assert (who.surname, who.given_names, who.patronymic) == ("ТЕСТОВ", "ТЕСТ", "ТЕСТОВИЧ")
    assert (who.iin, who.bin, who.organization, who.email) == ("123456789011", "", "", "")
    assert who.roles == {oids.SIGNING, oids.INDIVIDUAL}
    assert who.policies == {oids.POLICY_INDIVIDUAL_SIGNATURE}
    assert (who.signs, who.authenticates, who.algorithm) == (True, False, "RSA")
    assert who.serial == "41e45cc8a04c705963e5cd6769848a934d8eaef5"
    assert who.not_after.year == 2023 and not PERSON.is_authority
    assert who.full_name == "ТЕСТОВ ТЕСТ ТЕСТОВИЧ"


def test_it_reads_an_organisations_head():
    who = certificates.load(workshop.issue(workshop.HEAD).certificate).signer
    assert (who.bin, who.organization, who.iin) == (workshop.BIN, "Министерство", workshop.IIN)
    assert {oids.LEGAL, oids.HEAD} <= who.roles


@pytest.mark.parametrize("algorithm", workshop.KINDS)
def test_it_names_the_algorithm(algorithm):
    expected = {"rsa": "RSA", "gost512": "GOST 34.10-2015 (512)", "gost256": "GOST 34.10-2015 (256)"}[algorithm]
    assert certificates.load(workshop.person(algorithm).certificate).signer.algorithm == expected


def test_it_warns_nobody_of_names_that_are_too_long():
    certificates.load.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert _load(SHIPPED / "root_gost_2022.pem").signer.common_name.endswith("2022")


@pytest.mark.parametrize(
    ("cut", "spared"),
    [(b"IIN" + workshop.IIN.encode(), "iin"), (b"BIN" + workshop.BIN.encode(), "bin")],
)
def test_it_reads_no_number_from_other_text(cut, spared):
    """Letters in the number, and digits of another script, are no ИИН."""
    identity = workshop.issue(workshop.HEAD)
    broken = identity.certificate.replace(cut, cut[:-1] + b"X")
    assert getattr(certificates.load(broken).signer, spared) == ""


def test_it_reads_no_number_where_two_are_given():
    from demo.pki.certificates import COMMON_NAME, SERIAL_NUMBER, name

    two = name((COMMON_NAME, "А"), (SERIAL_NUMBER, f"IIN{workshop.IIN}"), (SERIAL_NUMBER, f"IIN{workshop.OTHER_IIN}"))
    assert certificates.load(workshop.issue(subject=two).certificate).signer.iin == ""


DER = workshop.person().certificate
BROKEN = {
    "nothing": b"",
    "no sequence": b"\x04\x02ab",
    "cut": DER[:-1],
    "more behind": DER + b"\0\0",
    "one field": der.seq(der.seq()),
    "another algorithm outside": DER[:-300] + DER[-300:].replace(b"\x01\x01\x0b", b"\x01\x01\x0c"),
    "version 1": DER.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x00", 1),
    "too large": DER + bytes(certificates.LARGEST),
    "endless": der.endless(0x30, DER[4:]),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_it_reads_nothing_broken(broken):
    with pytest.raises(EdsError) as caught:
        certificates.load(broken)
    assert caught.value.code == "malformed"


def _spki(algorithm: bytes, public: bytes) -> bytes:
    return der.seq(algorithm, der.bits(public))


GOST = workshop.authority().shared_key(workshop.GOST512)
POINT = GOST.point  # type: ignore[attr-defined]
NUMBERS = (oids.GOST_512, oids.GOST_512_CURVE, oids.STREEBOG_512)


def _gost(key: str, *parameters: str, point: bytes = POINT) -> bytes:
    return _spki(der.algorithm(key, der.seq(*map(der.oid, parameters))), der.octets(point))


KEYS = {
    "gost 2004": (signing.new_key(signing.GOST2004).spki, "gost_2004"),
    "elliptic": (_spki(der.algorithm("1.2.840.10045.2.1"), b""), "algorithm"),
    "curve unknown": (_gost(oids.GOST_512, "1.2.398.3.10.1.1.2.2.2", oids.STREEBOG_512), "algorithm"),
    "curve of the other size": (_gost(oids.GOST_512, oids.GOST_256_CURVE), "algorithm"),
    "digest of the other size": (_gost(oids.GOST_512, oids.GOST_512_CURVE, oids.STREEBOG_256), "algorithm"),
    "digest of 1995": (_gost(oids.GOST_512, oids.GOST_512_CURVE, "1.2.398.3.10.1.3.1"), "gost_2004"),
    "no parameters": (_spki(der.algorithm(oids.GOST_512), der.octets(POINT)), "malformed"),
    "point cut": (_gost(*NUMBERS, point=POINT[:-1]), "point"),
    "point not wrapped": (_spki(der.algorithm(oids.GOST_512, der.seq(der.oid(oids.GOST_512_CURVE))), POINT), "point"),
    "point off the curve": (_gost(*NUMBERS, point=POINT[:-1] + bytes((POINT[-1] ^ 1,))), "point"),
    "rsa broken": (_spki(der.algorithm(oids.RSA, der.null()), b"\x30\x00"), "malformed"),
}


@pytest.mark.parametrize(("spki", "code"), KEYS.values(), ids=KEYS.keys())
def test_it_accepts_no_other_key(spki, code):
    with pytest.raises(EdsError) as caught:
        keys.read(spki)
    assert caught.value.code == code


@pytest.mark.parametrize("size", [1024, 2040])
def test_it_accepts_no_small_rsa_key(size):
    modulus = der.integer((1 << size) - 1)
    spki = _spki(der.algorithm(oids.RSA, der.null()), der.seq(modulus, der.integer(65537)))
    with pytest.raises(EdsError) as caught:
        keys.read(spki)
    assert (caught.value.code, caught.value.facts) == ("algorithm", {"oid": f"RSA {size}"})


def test_it_reads_a_gost_key_without_its_digest():
    """RFC 9215, 4.2: the digest may be left out where the curve tells it."""
    assert keys.read(_gost(oids.GOST_512, oids.GOST_512_CURVE)).public == POINT

"""Signatures, sound ones and each kind of spoilt one, as OpenSSL sees them."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import tsp as asn1_tsp

from demo import cms, keys
from demo.authority import Authority
from demo.pki import der, signing
from demo.pki.signing import GOST256, GOST512, GOST2004
from tests.cases.eds.authority.certified import CONTENT, HEAD, NOW, PERSON, openssl


def verify(ca: Authority, made: bytes, folder: Path, *more: Any) -> subprocess.CompletedProcess[str]:
    (folder / "made").write_bytes(made)
    anchors = ca.folder / "anchors"
    (folder / "all.pem").write_text("".join((anchors / f"demo-rsa-{n}.pem").read_text() for n in ("issuing", "root")))
    where = ("-inform", "DER", "-in", folder / "made", "-CAfile", folder / "all.pem", "-out", folder / "content")
    return openssl("cms", "-verify", "-purpose", "any", "-binary", *where, *more)


@pytest.mark.parametrize("faults", [{}, {"endless": True}, {"chain": True}, {"named": "key"}, {"bare": True}])
def test_openssl_verifies_what_was_signed_with_rsa(ca, tmp_path, faults):
    result = verify(ca, cms.sign(ca.issue(PERSON), CONTENT * 20, NOW, **faults), tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "content").read_bytes() == CONTENT * 20


def test_openssl_verifies_a_detached_signature_over_its_content_only(ca, tmp_path):
    made = cms.sign(ca.issue(PERSON), CONTENT, NOW, detached=True)
    (tmp_path / "right").write_bytes(CONTENT)
    (tmp_path / "wrong").write_bytes(CONTENT + b".")
    assert CONTENT not in made
    assert verify(ca, made, tmp_path, "-content", tmp_path / "right").returncode == 0
    assert verify(ca, made, tmp_path, "-content", tmp_path / "wrong").returncode != 0


FAULTS: dict[str, dict[str, Any]] = {
    "altered content": {"altered": b"another"},
    "wrong digest": {"digest": bytes(32)},
    "no signer": {"nobody": True},
    "no certificate": {"certificates": ()},
    "spoiled signature": {"spoil": lambda signature: signature[:-1] + bytes([signature[-1] ^ 1])},
    "unknown algorithm": {"signature_oid": "1.2.3.4"},
    "unknown digest": {"digest_oid": "1.2.3.4"},
    "GOST 34.310-2004 told": {"digest_oid": signing.GOST_34_311, "signature_oid": "1.2.398.3.10.1.1.1.2"},
    "no digest": {"without": (cms.MESSAGE_DIGEST,)},
    "no content type": {"without": (cms.CONTENT_TYPE,)},
    "two values": {"doubled": cms.MESSAGE_DIGEST},
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
def test_openssl_refuses_each_fault(ca, tmp_path, faults):
    assert verify(ca, cms.sign(ca.issue(PERSON), CONTENT, NOW, **faults), tmp_path).returncode != 0


def signed(ca: Authority, **faults: Any) -> Any:
    return asn1_cms.ContentInfo.load(cms.sign(ca.issue(PERSON), CONTENT, NOW, **faults), strict=True)["content"]


def test_the_signed_attributes_are_those_of_cades(ca):
    identity = ca.issue(PERSON)
    attributes = asn1_cms.ContentInfo.load(cms.sign(identity, CONTENT, NOW))["content"]["signer_infos"][0][
        "signed_attrs"
    ]
    values = {attribute["type"].dotted: attribute["values"][0] for attribute in attributes}
    assert set(values) == set(cms.ATTRIBUTES)
    assert values[cms.SIGNING_TIME].native == NOW
    reference = asn1_tsp.SigningCertificateV2.load(values[cms.SIGNING_CERTIFICATE].dump())
    assert reference["certs"][0]["cert_hash"].native.hex() == identity.fingerprint


def test_who_signed_can_be_named_wrongly_twice_or_not_at_all(ca):
    other = ca.issue(HEAD)
    assert len(signed(ca, signers=(other,))["signer_infos"]) == 2
    assert len(signed(ca, nobody=True)["signer_infos"]) == 0
    sid = signed(ca, named=other)["signer_infos"][0]["sid"].chosen
    assert sid["serial_number"].native == other.serial
    assert len(signed(ca, certificates=())["certificates"]) == 0
    assert len(signed(ca, chain=True)["certificates"]) == 3


def test_attributes_can_be_double_or_missing(ca):
    kinds = [
        attribute["type"].native
        for attribute in signed(ca, twice=cms.MESSAGE_DIGEST)["signer_infos"][0]["signed_attrs"]
    ]
    assert kinds.count("message_digest") == 2
    assert not signed(ca, bare=True)["signer_infos"][0]["signed_attrs"].native
    (renamed,) = signed(ca, attribute_type="1.2.840.113549.1.7.3", without=cms.ATTRIBUTES[1:])["signer_infos"][0][
        "signed_attrs"
    ]
    assert renamed["values"][0].dotted == "1.2.840.113549.1.7.3"


def test_sha1_signs_truly(ca, tmp_path):
    made = cms.sign(ca.issue(PERSON), CONTENT, NOW, sha1=True)
    info = asn1_cms.ContentInfo.load(made)["content"]["signer_infos"][0]
    assert info["digest_algorithm"]["algorithm"].native == "sha1"
    assert verify(ca, made, tmp_path, "-attime", int(NOW.timestamp())).returncode == 0


@pytest.mark.parametrize(("algorithm", "digest"), [(GOST512, signing.STREEBOG512), (GOST256, signing.STREEBOG256)])
def test_gost_signs_with_streebog_and_can_be_cut_short(ca, algorithm, digest):
    whole = ca.issue(PERSON, algorithm=algorithm)
    # The whole structure, with its lengths: a byte after a key that is cut short may happen to be the one cut off.
    full, cut = (whole.key.spki_of(point) for point in (whole.key.point, whole.key.point[:-1]))
    short = ca.issue(PERSON, algorithm=algorithm, spki=cut)
    for signed_with, has, lacks in ((whole, full, cut), (short, cut, full)):
        read = asn1_cms.ContentInfo.load(cms.sign(signed_with, CONTENT, NOW))["content"]
        assert read["signer_infos"][0]["digest_algorithm"]["algorithm"].dotted == digest
        assert has in signed_with.certificate and lacks not in signed_with.certificate


def test_the_old_gost_is_refused_by_name(ca):
    identity = ca.issue(PERSON, algorithm=GOST2004)
    assert b"\x2a\x83\x0e\x03\x0a\x01\x01\x01\x01" in identity.certificate  # 1.2.398.3.10.1.1.1.1
    info = asn1_cms.ContentInfo.load(cms.sign(identity, CONTENT, NOW))["content"]["signer_infos"][0]
    assert info["signature_algorithm"]["algorithm"].dotted == "1.2.398.3.10.1.1.1.2"


def test_old_builds_wrap_it_in_lines(ca):
    made = cms.pem(cms.sign(ca.issue(PERSON), CONTENT, NOW))
    first, *middle, last = made.strip().splitlines()
    assert (first, last) == ("-----BEGIN CMS-----", "-----END CMS-----") and max(map(len, middle)) <= 76


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "020100"), (127, "02017f"), (128, "02020080"), (-1, "0201ff"), (256, "02020100")],
)
def test_a_number_is_written_as_der_has_it(number, written):
    assert der.integer(number).hex() == written


def test_a_time_is_written_in_the_form_of_its_century():
    assert der.time(datetime(2049, 12, 31, tzinfo=UTC))[:2] == b"\x17\x0d"
    assert der.time(datetime(2050, 1, 1, tzinfo=UTC))[:2] == b"\x18\x0f"


def test_the_file_of_a_person_says_no_more_than_is_needed(tmp_path):
    ca = Authority.at(tmp_path)
    keys.find_or_issue(PERSON, ca)
    (path,) = (tmp_path / "people").iterdir()
    assert set(json.loads(path.read_text())) == {"holder", "algorithm", "serial", "certificate", "key"}

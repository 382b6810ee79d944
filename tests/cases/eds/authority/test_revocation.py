"""Lists and answers of the authority about who was revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from demo.authority import Authority
from demo.pki import files, issuers
from demo.pki.responder import OcspAnswer, cert_id
from demo.pki.signing import GOST256, GOST512, RSA
from tests.cases.eds.authority.certified import NOW, PERSON, openssl, parsed


def test_the_crl_names_whom_its_authority_revoked_and_no_others(ca):
    mine, gost = ca.issue(PERSON), ca.issue(PERSON, algorithm=GOST512)
    for identity in (mine, gost):
        ca.revoke(identity, NOW - timedelta(days=1), "superseded")
    crl = x509.load_der_x509_crl(ca.crl(NOW))
    entry = crl.get_revoked_certificate_by_serial_number(mine.serial)
    assert entry is not None and entry.revocation_date_utc == NOW - timedelta(days=1)
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason == x509.ReasonFlags.superseded
    assert crl.get_revoked_certificate_by_serial_number(gost.serial) is None
    issuer = x509.load_der_x509_certificate(ca.issuing[RSA].certificate)
    assert crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    assert (crl.last_update_utc, crl.next_update_utc) == (NOW, NOW + timedelta(days=7))


def test_another_process_sees_who_was_revoked(ca):
    identity = ca.issue(PERSON)
    ca.revoke(identity, NOW, "")
    assert identity.serial in Authority.at(ca.folder).revoked()


def test_a_crl_can_be_old_and_endless_partial_and_damaged(ca):
    crl = x509.load_der_x509_crl(
        ca.crl(NOW, this_update=NOW - timedelta(90), next_update=None, delta_of=3, spoil=lambda _: bytes(256))
    )
    assert crl.next_update_utc is None
    assert crl.extensions.get_extension_for_class(x509.DeltaCRLIndicator).value.crl_number == 3
    assert crl.signature == bytes(256)


def test_the_published_crls_are_those_of_the_day(ca):
    ca.publish_crls(NOW)
    assert (ca.folder / "crls" / "demo-rsa.crl").read_bytes()[:20] == ca.crl(NOW)[:20]
    assert x509.load_der_x509_crl((ca.folder / "crls" / "demo-gost512.crl").read_bytes()).last_update_utc == NOW


def question(ca: Authority, identity: issuers.Identity, algorithm: Any = None, nonce: bytes = b"") -> bytes:
    issuer = x509.load_der_x509_certificate(identity.issuer.certificate)
    builder = ocsp.OCSPRequestBuilder().add_certificate(parsed(identity), issuer, algorithm or hashes.SHA1())
    if nonce:
        builder = builder.add_extension(x509.OCSPNonce(nonce), False)
    return builder.build().public_bytes(Encoding.DER)


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256()])
def test_an_ocsp_answer_tells_good_and_gives_the_nonce_back(ca, algorithm):
    identity = ca.issue(PERSON)
    answer = ocsp.load_der_ocsp_response(ca.ocsp(question(ca, identity, algorithm, b"once"), NOW))
    assert answer.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL
    assert answer.certificate_status == ocsp.OCSPCertStatus.GOOD and answer.serial_number == identity.serial
    assert answer.this_update_utc == NOW and answer.next_update_utc == NOW + timedelta(hours=1)
    assert b"once" in answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce


def test_an_ocsp_answer_tells_since_when_and_why(ca):
    identity = ca.issue(PERSON)
    ca.revoke(identity, NOW - timedelta(hours=2), "key_compromise")
    answer = ocsp.load_der_ocsp_response(ca.ocsp(question(ca, identity), NOW))
    assert answer.certificate_status == ocsp.OCSPCertStatus.REVOKED
    assert answer.revocation_time_utc == NOW - timedelta(hours=2)
    assert answer.revocation_reason == x509.ReasonFlags.key_compromise


@pytest.mark.parametrize("delegated", [False, True])
def test_openssl_accepts_an_answer_of_the_authority_and_of_its_responder(ca, tmp_path, delegated):
    identity, now = ca.issue(PERSON), datetime.now(UTC)
    leaf, answer, request = tmp_path / "leaf.pem", tmp_path / "answer", tmp_path / "request"
    leaf.write_text(files.pem(identity.certificate))
    request.write_bytes(question(ca, identity))
    answer.write_bytes(ca.ocsp(request.read_bytes(), now, ca.responder() if delegated else None))
    anchors = ca.folder / "anchors"
    (tmp_path / "all.pem").write_text("".join((anchors / f"demo-rsa-{n}.pem").read_text() for n in ("issuing", "root")))
    result = openssl(
        "ocsp",
        "-issuer",
        anchors / "demo-rsa-issuing.pem",
        "-cert",
        leaf,
        "-reqin",
        request,
        "-respin",
        answer,
        "-CAfile",
        tmp_path / "all.pem",
        "-no_nonce",
    )
    assert "Response verify OK" in result.stderr and f"{leaf}: good" in result.stdout, result.stderr


def test_ocsp_answers_what_is_no_question_and_whom_it_does_not_know(ca):
    status = ocsp.OCSPResponseStatus
    stranger = Authority.foreign()
    assert ocsp.load_der_ocsp_response(ca.ocsp(b"what", NOW)).response_status == status.MALFORMED_REQUEST
    asked = question(stranger, stranger.issue(PERSON))
    assert ocsp.load_der_ocsp_response(ca.ocsp(asked, NOW)).response_status == status.UNAUTHORIZED
    strange = question(ca, ca.issue(PERSON), hashes.SHA512())
    assert ocsp.load_der_ocsp_response(ca.ocsp(strange, NOW)).response_status == status.MALFORMED_REQUEST


def test_an_ocsp_answer_can_be_stale_unknown_of_another_key_and_without_nonce(ca):
    asked, wrong = question(ca, ca.issue(PERSON), nonce=b"n"), Authority.foreign().shared_key()
    old = NOW - timedelta(days=30)
    raw = ca.ocsp(asked, NOW, status="unknown", this_update=old, next_update=None, key=wrong, nonce=None, by_name=b"")
    answer = ocsp.load_der_ocsp_response(raw)
    assert answer.certificate_status == ocsp.OCSPCertStatus.UNKNOWN and answer.this_update_utc == old
    assert answer.next_update_utc is None and not list(answer.extensions)
    assert (
        answer.responder_key_hash
        == x509.SubjectKeyIdentifier.from_public_key(
            wrong.private.public_key()  # type: ignore[attr-defined]
        ).digest
    )


@pytest.mark.parametrize("algorithm", [GOST512, GOST256])
def test_an_ocsp_answer_of_gost_can_be_read(ca, algorithm):
    issuer = ca.issuing[algorithm]
    raw = OcspAnswer(cert_id(issuer.subject, issuer.key.spki, 5), issuer.key, NOW, by_name=issuer.subject).der()
    basic = asn1_ocsp.OCSPResponse.load(raw).basic_ocsp_response
    assert basic["signature_algorithm"]["algorithm"].dotted == issuer.key.signature_oid
    assert basic["tbs_response_data"]["responses"][0]["cert_status"].name == "good"

"""What stands in a certificate, field by field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cases.eds.pki.certificates import load
from demo.authority import Authority
from demo.pki import certificates, files
from demo.pki.signing import GOST256, GOST512, RSA
from tests.cases.eds.authority.certified import BIN, HEAD, IIN, NOW, PERSON, openssl, parsed, subject_part


def test_an_individuals_certificate_says_what_that_of_nuc_says(ca):
    cert = parsed(ca.issue(PERSON))
    names = [attribute.oid.dotted_string for attribute in cert.subject]
    assert names[:5] == ["2.5.4.3", "2.5.4.4", "2.5.4.5", "2.5.4.6", "2.5.4.42"]
    assert subject_part(cert, NameOID.COMMON_NAME) == "ТЕСТОВ ТЕСТ"
    assert subject_part(cert, NameOID.SURNAME) == "ТЕСТОВ"
    assert subject_part(cert, NameOID.SERIAL_NUMBER) == f"IIN{IIN}"
    assert subject_part(cert, NameOID.GIVEN_NAME) == "ТЕСТОВИЧ"
    assert subject_part(cert, NameOID.EMAIL_ADDRESS) == "test@example.org"


def test_a_heads_certificate_names_the_organisation_and_its_bin(ca):
    cert = parsed(ca.issue(HEAD))
    assert subject_part(cert, NameOID.ORGANIZATION_NAME) == "АО «Тест»"
    assert subject_part(cert, NameOID.ORGANIZATIONAL_UNIT_NAME) == f"BIN{BIN}"


@pytest.mark.parametrize(
    ("holder", "auth", "roles", "policy"),
    [
        (PERSON, False, {".1"}, ".3"),
        (PERSON, True, {".1"}, ".4"),
        (HEAD, False, {".2", ".2.1"}, ".1"),
        (HEAD, True, {".2", ".2.1"}, ".2"),
        (certificates.right_to_sign("А", "Б", IIN, BIN, "В"), False, {".2", ".2.2"}, ".1"),
        (certificates.employee("А", "Б", IIN, BIN, "В"), False, {".2", ".2.5"}, ".1"),
    ],
)
def test_purposes_policy_and_usage_are_of_the_kind_asked_for(ca, holder, auth, roles, policy):
    extensions = parsed(ca.issue(holder, auth=auth)).extensions
    first, *rest = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert first == (ExtendedKeyUsageOID.CLIENT_AUTH if auth else ExtendedKeyUsageOID.EMAIL_PROTECTION)
    assert {oid.dotted_string for oid in rest} == {f"1.2.398.3.3.4.1{role}" for role in roles}
    (policy_information,) = extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert policy_information.policy_identifier.dotted_string == f"1.2.398.3.3.2{policy}"
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.key_encipherment is auth and usage.content_commitment is not auth


def test_key_identifiers_lead_from_the_person_to_the_root(ca):
    identity = ca.issue(PERSON)
    chain = [x509.load_der_x509_certificate(raw) for raw in (identity.certificate, *identity.chain)]
    assert len(chain) == 3
    for below, above in zip(chain, (*chain[1:], chain[-1]), strict=True):
        identifier = below.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        assert identifier == above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        assert below.issuer == above.subject


@pytest.mark.parametrize("algorithm", [RSA, GOST512, GOST256])
def test_the_portals_own_reader_verifies_the_chain_of_each_kind(ca, algorithm):
    identity = ca.issue(PERSON, algorithm=algorithm)
    read = [load(raw) for raw in (identity.certificate, *identity.chain)]
    assert all(below.is_signed_by(above) for below, above in zip(read, (*read[1:], read[-1]), strict=True))
    signer = read[0].signer
    assert (signer.iin, signer.surname, signer.patronymic, signer.email) == (
        IIN,
        "ТЕСТОВ",
        "ТЕСТОВИЧ",
        "test@example.org",
    )
    assert signer.signs and not signer.authenticates and "1.2.398.3.3.4.1.1" in signer.roles


def test_openssl_follows_the_chain_of_rsa(ca, tmp_path):
    path = tmp_path / "leaf.pem"
    path.write_text(files.pem(ca.issue(PERSON).certificate))
    anchors = ca.folder / "anchors"
    result = openssl(
        "verify", "-CAfile", anchors / "demo-rsa-root.pem", "-untrusted", anchors / "demo-rsa-issuing.pem", path
    )
    assert result.stdout.strip() == f"{path}: OK", result.stderr


def test_a_certificate_can_be_made_wrong_in_every_field(ca):
    cert = parsed(
        ca.issue(
            PERSON,
            not_before=NOW,
            not_after=NOW + timedelta(1),
            serial=7,
            purposes=(),
            policies=(),
            usage=None,
            basic=True,
            ocsp="http://ocsp.example/",
            crl="http://crl.example/",
            issuer_at="http://ca.example/",
        )
    )
    assert cert.serial_number == 7 and cert.not_valid_before_utc == NOW
    present = {extension.oid._name for extension in cert.extensions}
    assert present == {
        "basicConstraints",
        "authorityKeyIdentifier",
        "subjectKeyIdentifier",
        "cRLDistributionPoints",
        "authorityInfoAccess",
    }


def test_an_unknown_fault_is_refused(ca):
    with pytest.raises(TypeError):
        ca.issue(PERSON, colour="red")


def test_a_foreign_authority_issues_the_same_person_under_another_name(ca):
    ours, theirs = ca.issue(PERSON), Authority.foreign().issue(PERSON)
    assert parsed(ours).subject == parsed(theirs).subject
    assert parsed(ours).issuer != parsed(theirs).issuer

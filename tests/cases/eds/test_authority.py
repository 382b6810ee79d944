"""The demo's certification authority, and the CMS made with its people's keys, as strangers' programs see them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import tsp as asn1_tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from gostcrypto import gosthash, gostsignature

from cases.demo import cms, keys
from cases.demo.authority import Authority, authority
from cases.demo.pki import certificates, der, files, issuers, signing
from cases.demo.pki.responder import Answer, cert_id
from cases.demo.pki.signing import GOST256, GOST512, GOST2004, RSA
from cases.eds.pki.certificates import load
from cases.models import Person, User
from cases.states import Role

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
IIN, BIN = "900101300123", "241000000301"
PERSON = certificates.individual("Тестов", "Тест", IIN, "Тестович", "test@example.org")
HEAD = certificates.head("Тестова", "Проба", IIN, BIN, "АО «Тест»", "Тестовна")
CONTENT = "Лист, который подписывают".encode()


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("eds"))


def openssl(*args: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, args)], capture_output=True, text=True, check=False)


def parsed(one: issuers.Identity) -> x509.Certificate:
    return x509.load_der_x509_certificate(one.certificate)


def said(cert: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    return str(cert.subject.get_attributes_for_oid(oid)[0].value)


# ------------------------------------------------------------------------------------------------ the profile


def test_an_individuals_certificate_says_what_that_of_nuc_says(ca):
    cert = parsed(ca.issue(PERSON))
    names = [attribute.oid.dotted_string for attribute in cert.subject]
    assert names[:5] == ["2.5.4.3", "2.5.4.4", "2.5.4.5", "2.5.4.6", "2.5.4.42"]
    assert said(cert, NameOID.COMMON_NAME) == "ТЕСТОВ ТЕСТ"
    assert said(cert, NameOID.SURNAME) == "ТЕСТОВ"
    assert said(cert, NameOID.SERIAL_NUMBER) == f"IIN{IIN}"
    assert said(cert, NameOID.GIVEN_NAME) == "ТЕСТОВИЧ"
    assert said(cert, NameOID.EMAIL_ADDRESS) == "test@example.org"


def test_a_heads_certificate_names_the_organisation_and_its_bin(ca):
    cert = parsed(ca.issue(HEAD))
    assert said(cert, NameOID.ORGANIZATION_NAME) == "АО «Тест»"
    assert said(cert, NameOID.ORGANIZATIONAL_UNIT_NAME) == f"BIN{BIN}"


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
    (found,) = extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert found.policy_identifier.dotted_string == f"1.2.398.3.3.2{policy}"
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.key_encipherment is auth and usage.content_commitment is not auth


def test_key_identifiers_lead_from_the_person_to_the_root(ca):
    identity = ca.issue(PERSON)
    chain = [x509.load_der_x509_certificate(one) for one in (identity.certificate, *identity.chain)]
    assert len(chain) == 3
    for below, above in zip(chain, (*chain[1:], chain[-1]), strict=True):
        told = below.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        assert told == above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        assert below.issuer == above.subject


@pytest.mark.parametrize("algorithm", [RSA, GOST512, GOST256])
def test_the_portals_own_reader_verifies_the_chain_of_each_kind(ca, algorithm):
    identity = ca.issue(PERSON, algorithm=algorithm)
    read = [load(one) for one in (identity.certificate, *identity.chain)]
    assert all(below.is_signed_by(above) for below, above in zip(read, (*read[1:], read[-1]), strict=True))
    signer = read[0].signer
    assert (signer.iin, signer.surname, signer.patronymic, signer.email) == (
        IIN, "ТЕСТОВ", "ТЕСТОВИЧ", "test@example.org",
    )  # fmt: skip
    assert signer.signs and not signer.authenticates and "1.2.398.3.3.4.1.1" in signer.roles


def test_openssl_follows_the_chain_of_rsa(ca, tmp_path):
    path = tmp_path / "leaf.pem"
    path.write_text(files.pem(ca.issue(PERSON).certificate))
    anchors = ca.folder / "anchors"
    found = openssl(
        "verify", "-CAfile", anchors / "demo-rsa-root.pem", "-untrusted", anchors / "demo-rsa-issuing.pem", path
    )
    assert found.stdout.strip() == f"{path}: OK", found.stderr


@pytest.mark.parametrize("algorithm", [GOST512, GOST256])
def test_a_gost_signature_holds_for_the_library_that_did_not_make_it(ca, algorithm):
    key = ca.shared_key(algorithm)
    assert isinstance(key, signing.GostKey)
    size, name = (64, "id-tc26-gost-3410-12-512-paramSetA") if algorithm == GOST512 else (
        32, "id-tc26-gost-3410-2012-256-paramSetA",
    )  # fmt: skip
    curve = gostsignature.CURVES_R_1323565_1_024_2019[name]
    judge = gostsignature.new(gostsignature.MODE_512 if size == 64 else gostsignature.MODE_256, curve)
    digest = gosthash.new(f"streebog{size * 8}", data=bytearray(CONTENT)).digest()
    x, y, r, s = (
        bytearray(half[::-1]) for whole in (key.point, key.sign(CONTENT)) for half in (whole[:size], whole[size:])
    )
    assert judge.verify(x + y, bytearray(digest[::-1]), r + s)


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
    present = {one.oid._name for one in cert.extensions}
    assert present == {
        "basicConstraints", "authorityKeyIdentifier", "subjectKeyIdentifier", "cRLDistributionPoints",
        "authorityInfoAccess",
    }  # fmt: skip


def test_an_unknown_fault_is_refused(ca):
    with pytest.raises(TypeError):
        ca.issue(PERSON, colour="red")


def test_a_foreign_authority_issues_the_same_person_under_another_name(ca):
    ours, theirs = ca.issue(PERSON), Authority.foreign().issue(PERSON)
    assert parsed(ours).subject == parsed(theirs).subject
    assert parsed(ours).issuer != parsed(theirs).issuer


# ------------------------------------------------------------------------------------------------ the folder


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_use_makes_the_folder_and_only_its_owner_reads_the_keys(tmp_path):
    (tmp_path / "eds").mkdir(mode=0o755)
    ca = Authority.at(tmp_path / "eds")
    keys.keep(PERSON, ca, own_key=True)
    ca.revoke(ca.issue(PERSON), NOW)
    assert _mode(ca.folder) == 0o700
    private = [path for path in ca.folder.rglob("*") if path.is_file() and "anchors" not in path.parts]
    assert len(private) >= 3
    assert {_mode(path) for path in private} == {0o600}


def test_nothing_private_lies_among_the_anchors(ca):
    anchors = list((ca.folder / "anchors").iterdir())
    assert {path.suffix for path in anchors} == {".pem"} and len(anchors) == 6
    for path in anchors:
        assert "PRIVATE" not in path.read_text()
        assert "DEMO" in x509.load_pem_x509_certificate(path.read_bytes()).subject.rfc4514_string()


def test_a_second_load_gives_the_same_authority_and_brings_back_a_lost_anchor(tmp_path):
    first = Authority.at(tmp_path)
    (tmp_path / "anchors" / "demo-rsa-root.pem").unlink()
    again = Authority.at(tmp_path)
    assert {k: ca.chain for k, ca in first.issuing.items()} == {k: ca.chain for k, ca in again.issuing.items()}
    assert (tmp_path / "anchors" / "demo-rsa-root.pem").exists()
    identity = again.issue(PERSON, algorithm=GOST512)
    assert load(identity.certificate).is_signed_by(load(first.issuing[GOST512].certificate))


RACE = """
import sys
from pathlib import Path
from cases.demo.authority import Authority
print("here", flush=True)
sys.stdin.read()
print(Authority.at(Path(sys.argv[1])).issuing["rsa"].certificate.hex())
"""


def test_two_processes_that_come_at_once_have_one_authority(tmp_path):
    """Both read the same pipe; its end is the starting gun."""
    start, gun = os.pipe()
    command = [sys.executable, "-c", RACE, str(tmp_path / "eds")]
    race: dict[str, Any] = {"stdin": start, "stdout": subprocess.PIPE, "text": True, "cwd": Path.cwd()}
    racers = [subprocess.Popen(command, **race) for _ in range(2)]
    os.close(start)
    said = [racer.stdout.readline() for racer in racers if racer.stdout]
    os.close(gun)
    found = {racer.communicate(timeout=60)[0] for racer in racers}
    assert said == ["here\n"] * 2
    assert found == {Authority.at(tmp_path / "eds").issuing[RSA].certificate.hex() + "\n"}
    assert not list((tmp_path / "eds").glob(".*"))


def test_the_demos_authority_is_that_of_the_settings_and_follows_a_folder_made_anew(settings, tmp_path):
    settings.EDS_KEYS = tmp_path / "eds"
    first = authority()
    assert first is authority() and first.folder == settings.EDS_KEYS
    (first.folder / "authority.json").unlink()
    assert authority().issuing[RSA].chain != first.issuing[RSA].chain


# ------------------------------------------------------------------------------------------------ the people's keys


@pytest.fixture
def own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EDS_KEYS = tmp_path / "eds"
    yield


def user(role: Role, name: str = "Мысалов Ержан Үлгіұлы", email: str = "x@example.org", iin: str = IIN) -> User:
    return User(email=email, role=role, full_name=name, iin=iin)


def applicant(email: str = "a@example.org") -> User:
    person = Person(surname="Kotwalia", given_names="Arun", iin=IIN)
    return User(email=email, role=Role.APPLICANT, full_name="Arun Kotwalia", person=person)


def test_an_applicant_signs_as_an_individual(own_folder):
    holder = keys.identity_of(applicant()).holder
    assert (holder.roles, holder.iin, holder.bin, holder.surname) == ((certificates.INDIVIDUAL,), IIN, "", "Kotwalia")


def test_the_signer_is_head_of_the_ministry(own_folder, settings):
    holder = keys.identity_of(user(Role.SIGNER)).holder
    assert holder.bin == settings.EDS_MINISTRY_BIN
    assert certificates.HEAD in holder.roles and holder.patronymic == "Үлгіұлы"


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.APPLICANT, Role.SIGNER)])
def test_other_staff_sign_as_employees_of_their_own_organisation(own_folder, settings, role):
    holder = keys.identity_of(user(role)).holder
    assert holder.roles == (certificates.LEGAL, certificates.EMPLOYEE)
    assert holder.bin not in ("", settings.EDS_MINISTRY_BIN)


def test_the_same_account_keeps_its_key(own_folder):
    first = keys.identity_of(applicant(), own_key=True)
    assert keys.identity_of(applicant()).certificate == first.certificate
    assert [one.certificate for one in keys.kept(authority())] == [first.certificate]


def test_named_accounts_hold_gost_and_the_crowd_shares_an_rsa_key(own_folder):
    assert keys.identity_of(applicant("petition@example.org")).algorithm == GOST512
    holder = keys.holder_of(user(Role.CLERK))
    assert keys.keep(holder, authority()).key.spki == authority().shared_key().spki
    own = keys.keep(keys.holder_of(user(Role.OFFICER)), authority(), own_key=True)
    assert own.key.spki != authority().shared_key().spki


def test_nobody_without_iin_gets_a_key(own_folder):
    with pytest.raises(ValueError, match="no IIN"):
        keys.identity_of(user(Role.CLERK, iin=""))
    assert keys.people_keys([user(Role.CLERK, iin="")]) == {}


@pytest.mark.parametrize("algorithm", [RSA, GOST512, GOST256, GOST2004])
def test_a_key_comes_back_from_its_file_as_it_was(algorithm):
    key = signing.new_key(algorithm)
    again = signing.load_key(key.pem())
    assert (again.spki, again.algorithm, again.pem()) == (key.spki, algorithm, key.pem())


# ------------------------------------------------------------------------------------------------ revocation


def test_the_crl_names_whom_its_authority_revoked_and_no_others(ca):
    mine, gost = ca.issue(PERSON), ca.issue(PERSON, algorithm=GOST512)
    for one in (mine, gost):
        ca.revoke(one, NOW - timedelta(days=1), "superseded")
    crl = x509.load_der_x509_crl(ca.crl(NOW))
    entry = crl.get_revoked_certificate_by_serial_number(mine.serial)
    assert entry is not None and entry.revocation_date_utc == NOW - timedelta(days=1)
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason == x509.ReasonFlags.superseded
    assert crl.get_revoked_certificate_by_serial_number(gost.serial) is None
    issuer = x509.load_der_x509_certificate(ca.issuing[RSA].certificate)
    assert crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    assert (crl.last_update_utc, crl.next_update_utc) == (NOW, NOW + timedelta(days=7))


def test_another_process_sees_who_was_revoked(ca):
    one = ca.issue(PERSON)
    ca.revoke(one, NOW, "")
    assert one.serial in Authority.at(ca.folder).revoked()


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


def question(ca: Authority, one: issuers.Identity, algorithm: Any = None, nonce: bytes = b"") -> bytes:
    issuer = x509.load_der_x509_certificate(one.issuer.certificate)
    builder = ocsp.OCSPRequestBuilder().add_certificate(parsed(one), issuer, algorithm or hashes.SHA1())
    if nonce:
        builder = builder.add_extension(x509.OCSPNonce(nonce), False)
    return builder.build().public_bytes(Encoding.DER)


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256()])
def test_an_ocsp_answer_tells_good_and_gives_the_nonce_back(ca, algorithm):
    one = ca.issue(PERSON)
    answer = ocsp.load_der_ocsp_response(ca.ocsp(question(ca, one, algorithm, b"once"), NOW))
    assert answer.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL
    assert answer.certificate_status == ocsp.OCSPCertStatus.GOOD and answer.serial_number == one.serial
    assert answer.this_update_utc == NOW and answer.next_update_utc == NOW + timedelta(hours=1)
    assert b"once" in answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce


def test_an_ocsp_answer_tells_since_when_and_why(ca):
    one = ca.issue(PERSON)
    ca.revoke(one, NOW - timedelta(hours=2), "key_compromise")
    answer = ocsp.load_der_ocsp_response(ca.ocsp(question(ca, one), NOW))
    assert answer.certificate_status == ocsp.OCSPCertStatus.REVOKED
    assert answer.revocation_time_utc == NOW - timedelta(hours=2)
    assert answer.revocation_reason == x509.ReasonFlags.key_compromise


@pytest.mark.parametrize("delegated", [False, True])
def test_openssl_accepts_an_answer_of_the_authority_and_of_its_responder(ca, tmp_path, delegated):
    one, now = ca.issue(PERSON), datetime.now(UTC)
    leaf, answer, request = tmp_path / "leaf.pem", tmp_path / "answer", tmp_path / "request"
    leaf.write_text(files.pem(one.certificate))
    request.write_bytes(question(ca, one))
    answer.write_bytes(ca.ocsp(request.read_bytes(), now, ca.responder() if delegated else None))
    anchors = ca.folder / "anchors"
    (tmp_path / "all.pem").write_text("".join((anchors / f"demo-rsa-{n}.pem").read_text() for n in ("issuing", "root")))
    found = openssl(
        "ocsp", "-issuer", anchors / "demo-rsa-issuing.pem", "-cert", leaf, "-reqin", request, "-respin", answer,
        "-CAfile", tmp_path / "all.pem", "-no_nonce",
    )  # fmt: skip
    assert "Response verify OK" in found.stderr and f"{leaf}: good" in found.stdout, found.stderr


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
    raw = Answer(cert_id(issuer.subject, issuer.key.spki, 5), issuer.key, NOW, by_name=issuer.subject).der()
    basic = asn1_ocsp.OCSPResponse.load(raw).basic_ocsp_response
    assert basic["signature_algorithm"]["algorithm"].dotted == issuer.key.signature_oid
    assert basic["tbs_response_data"]["responses"][0]["cert_status"].name == "good"


# ------------------------------------------------------------------------------------------------ CMS


def verify(ca: Authority, made: bytes, folder: Path, *more: Any) -> subprocess.CompletedProcess[str]:
    (folder / "made").write_bytes(made)
    anchors = ca.folder / "anchors"
    (folder / "all.pem").write_text("".join((anchors / f"demo-rsa-{n}.pem").read_text() for n in ("issuing", "root")))
    where = ("-inform", "DER", "-in", folder / "made", "-CAfile", folder / "all.pem", "-out", folder / "content")
    return openssl("cms", "-verify", "-purpose", "any", "-binary", *where, *more)


@pytest.mark.parametrize("faults", [{}, {"endless": True}, {"chain": True}, {"said": "key"}, {"bare": True}])
def test_openssl_verifies_what_was_signed_with_rsa(ca, tmp_path, faults):
    found = verify(ca, cms.sign(ca.issue(PERSON), CONTENT * 20, NOW, **faults), tmp_path)
    assert found.returncode == 0, found.stderr
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
    found = asn1_cms.ContentInfo.load(cms.sign(identity, CONTENT, NOW))["content"]["signer_infos"][0]["signed_attrs"]
    told = {one["type"].dotted: one["values"][0] for one in found}
    assert set(told) == set(cms.ATTRIBUTES)
    assert told[cms.SIGNING_TIME].native == NOW
    reference = asn1_tsp.SigningCertificateV2.load(told[cms.SIGNING_CERTIFICATE].dump())
    assert reference["certs"][0]["cert_hash"].native.hex() == identity.fingerprint


def test_who_signed_can_be_told_wrongly_twice_or_not_at_all(ca):
    other = ca.issue(HEAD)
    assert len(signed(ca, signers=(other,))["signer_infos"]) == 2
    assert len(signed(ca, nobody=True)["signer_infos"]) == 0
    sid = signed(ca, said=other)["signer_infos"][0]["sid"].chosen
    assert sid["serial_number"].native == other.serial
    assert len(signed(ca, certificates=())["certificates"]) == 0
    assert len(signed(ca, chain=True)["certificates"]) == 3


def test_attributes_can_be_double_or_missing(ca):
    kinds = [one["type"].native for one in signed(ca, twice=cms.MESSAGE_DIGEST)["signer_infos"][0]["signed_attrs"]]
    assert kinds.count("message_digest") == 2
    assert not signed(ca, bare=True)["signer_infos"][0]["signed_attrs"].native
    (told,) = signed(ca, attribute_type="1.2.840.113549.1.7.3", without=cms.ATTRIBUTES[1:])["signer_infos"][0][
        "signed_attrs"
    ]
    assert told["values"][0].dotted == "1.2.840.113549.1.7.3"


def test_sha1_signs_truly(ca, tmp_path):
    made = cms.sign(ca.issue(PERSON), CONTENT, NOW, sha1=True)
    info = asn1_cms.ContentInfo.load(made)["content"]["signer_infos"][0]
    assert info["digest_algorithm"]["algorithm"].native == "sha1"
    assert verify(ca, made, tmp_path, "-attime", int(NOW.timestamp())).returncode == 0


@pytest.mark.parametrize(("algorithm", "digest"), [(GOST512, signing.STREEBOG512), (GOST256, signing.STREEBOG256)])
def test_gost_signs_with_streebog_and_can_be_cut_short(ca, algorithm, digest):
    whole = ca.issue(PERSON, algorithm=algorithm)
    short = ca.issue(PERSON, algorithm=algorithm, spki=whole.key.spki_of(whole.key.point[:-1]))
    for one, size in ((whole, 0), (short, 1)):
        read = asn1_cms.ContentInfo.load(cms.sign(one, CONTENT, NOW))["content"]
        assert read["signer_infos"][0]["digest_algorithm"]["algorithm"].dotted == digest
        assert (whole.key.point[:-1] in one.certificate) and (whole.key.point in one.certificate) is not bool(size)


def test_the_old_gost_is_told_by_name(ca):
    one = ca.issue(PERSON, algorithm=GOST2004)
    assert b"\x2a\x83\x0e\x03\x0a\x01\x01\x01\x01" in one.certificate  # 1.2.398.3.10.1.1.1.1
    info = asn1_cms.ContentInfo.load(cms.sign(one, CONTENT, NOW))["content"]["signer_infos"][0]
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
    keys.keep(PERSON, ca)
    (path,) = (tmp_path / "people").iterdir()
    assert set(json.loads(path.read_text())) == {"holder", "algorithm", "serial", "certificate", "key"}

"""A time-stamping authority (RFC 3161) puts its moment on each checkpoint; what it answers wrongly is not taken."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from asn1crypto import keys as decoded_keys
from asn1crypto import tsp
from asn1crypto import x509 as decoded
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from pyhanko.sign.timestamps import DummyTimeStamper

from cases.evidence import whole
from cases.ledger import filing, jobs, stamping, treecheck
from cases.models import Case, Checkpoint, ReadLog
from cases.net.fetch import Answer, Unreachable
from tests import people
from tests.cases.ledger.conftest import NOW

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)


class Authority(NamedTuple):
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def stamper(self, at: datetime) -> DummyTimeStamper:
        key = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        certificate = decoded.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        return DummyTimeStamper(certificate, decoded_keys.PrivateKeyInfo.load(key), fixed_dt=at)


def authority(name: str, usage: Any = ExtendedKeyUsageOID.TIME_STAMPING) -> Authority:
    """Of itself: its own certificate is the one to trust."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(NOW - YEAR).not_valid_after(NOW + YEAR)
    builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return Authority(builder.sign(key, hashes.SHA256()), key)


@pytest.fixture(scope="module")
def trusted() -> Authority:
    return authority("Stand-in TSA")


@pytest.fixture
def anchored(trusted: Authority, settings: Any) -> Iterator[Path]:
    settings.TSA_URL = "http://tsa.invalid/"
    folder = Path(settings.TSA_ANCHORS)
    folder.mkdir(parents=True, exist_ok=True)
    anchor = folder / "tsa.pem"
    anchor.write_bytes(trusted.certificate.public_bytes(Encoding.PEM))
    yield anchor
    shutil.rmtree(folder)


Answering = Callable[[bytes], Answer]


def by(who: Authority, at: datetime = NOW, spoil: Callable[[Any], Any] = lambda query: query) -> Answering:
    def answer(query: bytes) -> Answer:
        asked = spoil(tsp.TimeStampReq.load(query))
        return Answer(200, {}, who.stamper(at).request_tsa_response(asked).dump())

    return answer


def answers(monkeypatch: pytest.MonkeyPatch, answering: Answering) -> None:
    monkeypatch.setattr("cases.net.fetch.post", lambda url, body, kind, **limits: answering(body))


def grown(case: Case, now: datetime = NOW + timedelta(hours=1)) -> str:
    """The log has a checkpoint more."""
    ReadLog.objects.create(case=case, user=people.officer(), what="case", at=now)
    return jobs.sequence(now)


def newest() -> Checkpoint:
    return Checkpoint.objects.order_by("-size").first()  # type: ignore[return-value]


def test_a_checkpoint_is_stamped_and_anybody_can_verify_it(
    recorded: Case, trusted: Authority, anchored: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at = NOW + timedelta(hours=1)
    answers(monkeypatch, by(trusted, at))
    assert grown(recorded).endswith("leaves signed, time-stamped")
    note, token = newest().note.encode(), filing.stamp_of(newest())
    assert token is not None and stamping.verified(token, note) == at
    assert [flaw for flaw in treecheck.check(None, 0)[2] if flaw.ref.startswith("stamp")] == []
    content = b"".join(whole.archive(recorded, people.auditor(), at))
    assert token in content
    for name, data in (("checkpoint.txt", note), ("checkpoint.tst", token)):
        tmp_path.joinpath(name).write_bytes(data)
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "checkpoint.tst", "-data", "checkpoint.txt"]
    judged = subprocess.run(
        [*command, "-CAfile", str(anchored)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Verification: OK" in judged.stdout, judged.stderr


def test_nothing_is_asked_where_no_authority_is_set(recorded: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, lambda query: pytest.fail("asked"))
    assert grown(recorded).endswith("leaves signed") and filing.stamp_of(newest()) is None
    assert settings.TSA_URL == ""


def _nothing(query: bytes) -> Answer:
    raise Unreachable("nothing within 5 s")


def _refused(query: bytes) -> Answer:
    status = {"status": "rejection", "status_string": ["no"], "fail_info": {"bad_alg"}}
    return Answer(200, {}, tsp.TimeStampResp({"status": status}).dump())


def _other_imprint(query: Any) -> Any:
    query["message_imprint"]["hashed_message"] = bytes(32)
    return query


def _other_nonce(query: Any) -> Any:
    query["nonce"] = 7
    return query


BAD: dict[str, Callable[[Authority], Answering]] = {
    "silent": lambda who: _nothing,
    "an error": lambda who: lambda query: Answer(503, {}, b"busy"),
    "a page": lambda who: lambda query: Answer(200, {}, b"<html>Sign in</html>"),
    "empty": lambda who: lambda query: Answer(200, {}, b""),
    "a refusal": lambda who: _refused,
    "of something else": lambda who: by(who, spoil=_other_imprint),
    "an old answer": lambda who: by(who, spoil=_other_nonce),
    "an hour behind": lambda who: by(who, NOW - timedelta(hours=1)),
    "a stranger": lambda who: by(authority("Stranger")),
    "no authority": lambda who: by(authority("Stand-in TSA", ExtendedKeyUsageOID.SERVER_AUTH)),
    "cut short": lambda who: lambda query: Answer(200, {}, by(who)(query).body[:-40]),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_answer_is_not_taken_and_the_log_goes_on(
    recorded: Case, trusted: Authority, anchored: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    answers(monkeypatch, BAD[what](trusted))
    assert grown(recorded, NOW + timedelta(minutes=1)).endswith("leaves signed, without a time-stamp")
    assert newest().at == NOW + timedelta(minutes=1) and filing.stamp_of(newest()) is None


def test_a_stamp_that_was_exchanged_changed_or_is_nobodys_is_named(
    recorded: Case, trusted: Authority, anchored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = NOW + timedelta(minutes=1)
    answers(monkeypatch, by(trusted, at))
    grown(recorded, at)
    token = filing.stamp_of(newest())
    assert token is not None
    name = list(filing.all_stamped())[-1][0]
    bad = (stamping.stamp(b"something else", at), token[:-1] + bytes([token[-1] ^ 1]), token[:-30], b"")
    for other in bad:
        filing.file_stamp(newest(), other)
        assert [flaw.ref for flaw in treecheck.check(None, 0)[2]] == [f"stamp {name}"]
    filing.file_stamp(newest(), token)
    assert treecheck.check(None, 0)[2] == []
    anchored.write_bytes(authority("Another").certificate.public_bytes(Encoding.PEM))
    assert "of no authority of DNR_TSA_ANCHORS" in treecheck.check(None, 0)[2][0].detail

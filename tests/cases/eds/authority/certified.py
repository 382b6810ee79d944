"""Somebody whom the demo's authority certifies, and how others read the certificate."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from typing import Any

from cryptography import x509

from demo.pki import certificates, issuers

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
IIN, BIN = "900101300123", "241000000301"
PERSON = certificates.individual("Тестов", "Тест", IIN, "Тестович", "test@example.org")
HEAD = certificates.head("Тестова", "Проба", IIN, BIN, "АО «Тест»", "Тестовна")
CONTENT = "Лист, который подписывают".encode()


def openssl(*args: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, args)], capture_output=True, text=True, check=False)


def parsed(identity: issuers.Identity) -> x509.Certificate:
    return x509.load_der_x509_certificate(identity.certificate)


def subject_part(cert: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    return str(cert.subject.get_attributes_for_oid(oid)[0].value)

"""Who the holder of a certificate is: the subject as НУЦ РК writes it (domain 1), and what the certificate is for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from cases.eds.base import Signer
from cases.eds.pki.names import given_names
from cases.values.text import clean_line

_NUMBER = re.compile(r"(IIN|BIN)([0-9]{12})")
_WORDS = {
    NameOID.SURNAME: "SURNAME",
    NameOID.GIVEN_NAME: "GIVENNAME",
    NameOID.SERIAL_NUMBER: "SERIALNUMBER",
    NameOID.EMAIL_ADDRESS: "E",
}
_E = TypeVar("_E", bound=x509.ExtensionType)


def signer(read: x509.Certificate, extensions: x509.Extensions, algorithm: str) -> Signer:
    """`algorithm`: of the key, for people. Raises what `cryptography` raises on damaged certificates."""
    subject = read.subject
    common, surname, patronymic = (
        _text(subject, kind) for kind in (NameOID.COMMON_NAME, NameOID.SURNAME, NameOID.GIVEN_NAME)
    )
    signs, authenticates = _usage(extensions)
    return Signer(
        common_name=common,
        surname=surname,
        given_names=given_names(common, surname, patronymic),
        patronymic=patronymic,
        iin=_number("IIN", _all(subject, NameOID.SERIAL_NUMBER)),
        bin=_number("BIN", _all(subject, NameOID.ORGANIZATIONAL_UNIT_NAME) + _all(subject, NameOID.SERIAL_NUMBER)),
        organization=_text(subject, NameOID.ORGANIZATION_NAME),
        email=_text(subject, NameOID.EMAIL_ADDRESS),
        serial=f"{read.serial_number:x}",
        subject=subject.rfc4514_string(_WORDS),
        issuer=read.issuer.rfc4514_string(_WORDS),
        not_before=read.not_valid_before_utc,
        not_after=read.not_valid_after_utc,
        algorithm=algorithm,
        roles=frozenset(entry.dotted_string for entry in _value(extensions, x509.ExtendedKeyUsage) or ()),
        policies=frozenset(
            entry.policy_identifier.dotted_string for entry in _value(extensions, x509.CertificatePolicies) or ()
        ),
        signs=signs,
        authenticates=authenticates,
        fingerprint=read.fingerprint(SHA256()).hex(),
    )


def _usage(extensions: x509.Extensions) -> tuple[bool, bool]:
    """(signing, authentication): digitalSignature with nonRepudiation, or with keyEncipherment."""
    usage = _value(extensions, x509.KeyUsage)
    if usage is None or not usage.digital_signature:
        return False, False
    return usage.content_commitment, usage.key_encipherment


def _value(extensions: x509.Extensions, kind: type[_E]) -> _E | None:
    values = [extension.value for extension in extensions if isinstance(extension.value, kind)]
    return values[0] if values else None


def _all(name: x509.Name, kind: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in name.get_attributes_for_oid(kind)]


def _text(name: x509.Name, kind: x509.ObjectIdentifier) -> str:
    """Without invisible characters: a NUL in a name stops a database, a mark of direction turns a page."""
    return clean_line(" ".join(_all(name, kind)))


def _number(kind: str, values: Iterable[str]) -> str:
    """The twelve digits behind IIN or BIN. A certificate with two different numbers has none."""
    numbers = {match[2] for value in values if (match := _NUMBER.fullmatch(value)) and match[1] == kind}
    return numbers.pop() if len(numbers) == 1 else ""

"""Who holds a certificate, and what it says of them: the profiles of НУЦ РК (domain 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha1
from typing import NamedTuple

from demo.pki import der
from demo.pki.signing import PrivateKey

SIGNING, AUTHENTICATION = "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.2"
OCSP_SIGNING, SERVER = "1.3.6.1.5.5.7.3.9", "1.3.6.1.5.5.7.3.1"
INDIVIDUAL, LEGAL = "1.2.398.3.3.4.1.1", "1.2.398.3.3.4.1.2"
HEAD, RIGHT_TO_SIGN, EMPLOYEE = f"{LEGAL}.1", f"{LEGAL}.2", f"{LEGAL}.5"
POLICY = "1.2.398.3.3.2"
"""Of the authority itself; below it .1 legal signature, .2 legal AUTH, .3 individual signature, .4 individual AUTH."""

COMMON_NAME, SURNAME, SERIAL_NUMBER, COUNTRY, ORGANIZATION, UNIT, GIVEN_NAME = (
    f"2.5.4.{n}" for n in (3, 4, 5, 6, 10, 11, 42)
)
EMAIL = "1.2.840.113549.1.9.1"


class Usage(NamedTuple):
    """Key usage as bits, the highest first, and how many of the last are not used (RFC 5280, 4.2.1.3)."""

    bits: int
    unused: int


SIGNS = Usage(0b1100_0000, 6)  # digitalSignature, nonRepudiation
AUTHENTICATES = Usage(0b1010_0000, 5)  # digitalSignature, keyEncipherment
ISSUES = Usage(0b0000_0110, 1)  # keyCertSign, cRLSign
ANSWERS = Usage(0b1000_0000, 7)  # digitalSignature


@dataclass(frozen=True, slots=True)
class Holder:
    """A person as a certificate names them.

    The names are written in capitals, as НУЦ РК does. Empty fields are left out, so a holder without ИИН is made by
    leaving it empty.
    """

    surname: str = ""
    given_names: str = ""
    patronymic: str = ""
    iin: str = ""
    bin: str = ""
    organization: str = ""
    email: str = ""
    roles: tuple[str, ...] = (INDIVIDUAL,)
    """OIDs of the extended key usage."""

    @property
    def subject(self) -> bytes:
        """The Name in DER, in the order НУЦ РК has it: surname and first name in CN, patronymic in GIVENNAME."""
        return name(
            (COMMON_NAME, f"{self.surname} {self.given_names}".strip().upper()),
            (SURNAME, self.surname.upper()),
            (SERIAL_NUMBER, self.iin and f"IIN{self.iin}"),
            (COUNTRY, "KZ"),
            (GIVEN_NAME, self.patronymic.upper()),
            (ORGANIZATION, self.organization),
            (UNIT, self.bin and f"BIN{self.bin}"),
            (EMAIL, self.email),
        )


def individual(surname: str, given_names: str, iin: str, patronymic: str = "", email: str = "") -> Holder:
    return Holder(surname, given_names, patronymic, iin, email=email)


def _legal(
    role: str, surname: str, given_names: str, iin: str, bin: str, organization: str, patronymic: str = ""
) -> Holder:
    return Holder(surname, given_names, patronymic, iin, bin, organization, roles=(LEGAL, role))


head, right_to_sign, employee = (partial(_legal, role) for role in (HEAD, RIGHT_TO_SIGN, EMPLOYEE))


def name(*parts: tuple[str, str]) -> bytes:
    """A Name of one attribute a set; empty values are left out, long ones cut at the bound of RFC 5280, A.1."""
    return der.seq(*(der.set_of(der.seq(der.oid(kind), _text(kind, text[:64]))) for kind, text in parts if text))


def _text(kind: str, text: str) -> bytes:
    if kind in (COUNTRY, SERIAL_NUMBER):
        return der.printable(text)
    return der.ia5(text) if kind == EMAIL and text.isascii() else der.utf8(text)


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a certificate says; anything may be set to what it must not be."""

    subject: bytes
    not_before: datetime
    not_after: datetime
    serial: int
    purposes: tuple[str, ...] = ()
    """Extended key usage, signing or authentication before the roles."""
    policies: tuple[str, ...] = ()
    usage: Usage | None = None
    """None leaves the extension out."""
    basic: bool | None = None
    """Whether it is an authority; None leaves the extension out."""
    ocsp: str = ""
    """An address, as the next two are; "" leaves it out."""
    crl: str = ""
    issuer_at: str = ""
    names: tuple[str, ...] = ()
    """Of a server, in the DNS; its loopback addresses below."""
    addresses: tuple[bytes, ...] = ()
    more: tuple[bytes, ...] = field(default=())
    """Further extensions, in DER."""
    spki: bytes = b""
    """Another public key than that of the key that signs."""
    version: int = 2
    """2 is X.509 v3."""


def key_id(spki: bytes) -> bytes:
    return sha1(spki, usedforsecurity=False).digest()


def certificate(profile: Profile, spki: bytes, issuer: bytes, issuer_spki: bytes, key: PrivateKey) -> bytes:
    """The certificate in DER; `issuer` is the Name in DER, `key` signs."""
    spki = profile.spki or spki
    valid = der.seq(der.time(profile.not_before), der.time(profile.not_after))
    first = (der.explicit(0, der.integer(profile.version)), der.integer(profile.serial), key.signature_algorithm)
    extensions = der.explicit(3, der.seq(*_extensions(profile, spki, issuer_spki)))
    return key.signed(der.seq(*first, issuer, valid, profile.subject, spki, extensions))


def _extensions(profile: Profile, spki: bytes, issuer_spki: bytes) -> Iterable[bytes]:
    if profile.basic is not None:
        yield extension("2.5.29.19", der.seq(der.boolean(True)) if profile.basic else der.seq(), critical=True)
    if profile.usage is not None:
        yield extension("2.5.29.15", der.bits(bytes((profile.usage.bits,)), profile.usage.unused), critical=True)
    if profile.purposes:
        yield extension("2.5.29.37", der.seq(*map(der.oid, profile.purposes)))
    yield extension("2.5.29.35", der.seq(der.implicit(0, key_id(issuer_spki))))
    yield extension("2.5.29.14", der.octets(key_id(spki)))
    if profile.policies:
        yield extension("2.5.29.32", der.seq(*(der.seq(der.oid(policy)) for policy in profile.policies)))
    yield from _addresses(profile)
    yield from profile.more


def _addresses(profile: Profile) -> Iterable[bytes]:
    if profile.crl:
        point = der.explicit(0, der.explicit(0, _uri(profile.crl)))
        yield extension("2.5.29.31", der.seq(der.seq(point)))
    ways = (("1.3.6.1.5.5.7.48.2", profile.issuer_at), ("1.3.6.1.5.5.7.48.1", profile.ocsp))
    if ways_out := [der.seq(der.oid(way), _uri(url)) for way, url in ways if url]:
        yield extension("1.3.6.1.5.5.7.1.1", der.seq(*ways_out))
    if profile.names or profile.addresses:
        dns = (der.implicit(2, host.encode("ascii")) for host in profile.names)
        yield extension("2.5.29.17", der.seq(*dns, *(der.implicit(7, packed) for packed in profile.addresses)))


def _uri(url: str) -> bytes:
    return der.implicit(6, url.encode("ascii"))


def extension(dotted: str, value: bytes, critical: bool = False) -> bytes:
    return der.seq(der.oid(dotted), *([der.boolean(True)] if critical else []), der.octets(value))

"""Every signature that must not be accepted, by the reason a person is told; and each bit of a good one turned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from cases.eds import revocation
from cases.eds.base import EdsError, Purpose, Revocation, Status
from cases.eds.pki import certificates, keys
from cases.eds.verify import verify
from demo.pki import certificates as x509
from demo.pki import der, signing
from demo.pki.issuers import Ca, Identity, established
from tests.cases.eds import workshop
from tests.cases.eds.workshop import DAY, NOW, OTHER_IIN, SHEET, issue, sign

pytestmark = pytest.mark.usefixtures("trusted")

ROOT = workshop.authority().roots[workshop.RSA]
ISSUING = workshop.authority().issuing[workshop.RSA]
GOST_ISSUING = workshop.authority().issuing[workshop.GOST512]


@dataclass(frozen=True)
class Bad:
    """`make`: the signature. `code`: why it is refused. `asked`: of `verify` besides. `settings`: set before."""

    code: str
    make: Callable[[], Any]
    purpose: Purpose = Purpose.PERSON
    content: bytes = SHEET
    asked: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    status: Revocation | None = None


def _as_ca(ca: Ca) -> Identity:
    """The authority itself, signing a document."""
    return Identity(workshop.PERSON, ca.key, ca.certificate, certificates.load(ca.certificate).serial, ROOT)


def _forged_in_between() -> bytes:
    """A person's good certificate used to certify another: no CA flag."""
    person = workshop.person()
    forged = issue(by=Ca(person.holder.subject, person.key, (person.certificate, *person.chain)))
    return sign(forged, chain=True)


def _with_flag() -> bytes:
    """Authorities of the forger's own under the names of ours, CA flags and all."""
    root = established("", workshop.foreign_key(), subject=ROOT.subject)
    return sign(issue(by=established("", workshop.foreign_key(), root, subject=ISSUING.subject)), chain=True)


def _old_gost() -> Identity:
    return issue(key=signing.new_key(signing.GOST2004), by=GOST_ISSUING)


def _cut_point() -> bytes:
    key: Any = workshop.authority().shared_key(workshop.GOST512)
    return sign(issue(algorithm=workshop.GOST512, spki=key.spki_of(key.point[:-1])))


def _point_off_the_curve() -> bytes:
    """The last octet is another than the key's, which may be any: nought, too."""
    key: Any = workshop.authority().shared_key(workshop.GOST512)
    turned = bytes((key.point[-1] ^ 1,))
    return sign(issue(algorithm=workshop.GOST512, spki=key.spki_of(key.point[:-1] + turned)))


def _elliptic() -> bytes:
    """A key of a curve of NIST: not in use in Kazakhstan."""
    spki = der.seq(der.algorithm("1.2.840.10045.2.1", der.oid("1.2.840.10045.3.1.7")), der.bits(b"\x04" + bytes(64)))
    return sign(issue(spki=spki))


def _own() -> bytes:
    key = workshop.foreign_key()
    return sign(issue(key=key, by=Ca(workshop.PERSON.subject, key, ())))


def _other_key() -> bytes:
    """The good certificate, with which somebody without its key has signed."""
    good = workshop.person()
    return sign(Identity(good.holder, workshop.foreign_key(), good.certificate, good.serial, good.issuer))


def _other_time(hours: int) -> Callable[[], bytes]:
    return lambda: sign(at=NOW + timedelta(hours=hours))


REVOKED = Revocation(Status.REVOKED, "ocsp", NOW, revoked_at=NOW - DAY)
UNCHECKED = Revocation(Status.UNCHECKED, "", NOW)
NOBODY = x509.individual("Асанов", "Арман", "")
BAD = {
    "empty": Bad("empty", lambda: ""),
    "not base64": Bad("not_base64", lambda: "это не подпись"),
    "not a CMS": Bad("not_cms", lambda: "aGVsbG8="),
    "a JSON of NCALayer": Bad("not_base64", lambda: '{"status":true,"body":{}}'),
    "20 MB": Bad("too_large", lambda: b"\x30" * (20 << 20)),
    "no signer": Bad("no_signer", lambda: sign(nobody=True)),
    "two signers": Bad("two_signers", lambda: sign(signers=(workshop.person(workshop.GOST512),))),
    "the same signer twice": Bad("two_signers", lambda: sign(signers=(workshop.issue(),))),
    "no certificate": Bad("no_certificate", lambda: sign(certificates=())),
    "wrong content": Bad("wrong_content", sign, content=b"something else"),
    "wrong content, detached": Bad("altered", lambda: sign(detached=True), content=b"something else"),
    "altered content": Bad("wrong_content", lambda: sign(altered=SHEET.replace(b"12", b"13"))),
    "altered content, asked for": Bad("altered", lambda: sign(altered=b"13"), content=b"13"),
    "another person's IIN": Bad("other_iin", sign, asked={"iin": OTHER_IIN}),
    "no IIN": Bad("no_iin", lambda: sign(issue(NOBODY))),
    "no IIN where one is asked": Bad("no_iin", lambda: sign(issue(NOBODY)), asked={"iin": workshop.IIN}),
    "unknown issuer, right IIN": Bad("unknown_issuer", lambda: sign(workshop.stranger().issue(workshop.PERSON))),
    "unknown issuer with its chain": Bad(
        "unknown_issuer", lambda: sign(workshop.stranger().issue(workshop.PERSON), chain=True)
    ),
    "self-signed": Bad("unknown_issuer", _own),
    "expired": Bad("expired", lambda: sign(issue(not_after=NOW - DAY))),
    "expired by our clock, not by the signer's": Bad(
        "expired", lambda: sign(issue(not_after=NOW - DAY), at=NOW - 2 * DAY)
    ),
    "not yet valid": Bad("not_yet_valid", lambda: sign(issue(not_before=NOW + DAY))),
    "revoked": Bad("revoked", sign, status=REVOKED),
    "not checked, and we wait": Bad("revocation_waits", sign, status=UNCHECKED, settings={"EDS_UNCHECKED": "wait"}),
    "wrong EKU": Bad("usage", lambda: sign(issue(purposes=("1.3.6.1.5.5.7.3.1",)))),
    "no EKU": Bad("usage", lambda: sign(issue(purposes=()))),
    "wrong key usage": Bad("usage", lambda: sign(issue(usage=x509.ANSWERS))),
    "authentication certificate on a document": Bad("auth_certificate", lambda: sign(issue(auth=True))),
    "official as applicant": Bad("not_individual", lambda: sign(issue(workshop.HEAD))),
    "applicant as official": Bad("not_legal", sign, Purpose.STAFF),
    "another ministry": Bad(
        "other_organisation",
        lambda: sign(issue(workshop.HEAD)),
        Purpose.MINISTRY,
        settings={"EDS_MINISTRY_BIN": "123456789012"},
    ),
    "a ministry not set": Bad(
        "bin_not_set", lambda: sign(issue(workshop.HEAD)), Purpose.MINISTRY, settings={"EDS_MINISTRY_BIN": ""}
    ),
    "no right to sign": Bad(
        "no_right_to_sign",
        lambda: sign(issue(x509.employee("Серикова", "Дана", workshop.IIN, workshop.BIN, "Министерство"))),
        Purpose.MINISTRY,
    ),
    "wrong policy": Bad("usage", lambda: sign(issue(policies=("1.2.398.3.3.2.1",)))),
    "policy of authentication": Bad("auth_certificate", lambda: sign(issue(policies=("1.2.398.3.3.2.4",)))),
    "authority as signer": Bad("usage", lambda: sign(_as_ca(ISSUING))),
    "person with the CA flag": Bad("usage", lambda: sign(issue(basic=True))),
    "unknown algorithm of the key": Bad("algorithm", _elliptic),
    "unknown algorithm of the signature": Bad("algorithm", lambda: sign(signature_oid="1.2.840.113549.1.1.10")),
    "SHA-1": Bad("algorithm", lambda: sign(sha1=True)),
    "SHA-1 under the certificate": Bad(
        "algorithm",
        lambda: sign(issue(by=Ca(ISSUING.subject, signing.Sha1Key(ISSUING.key.private), ()))),  # type: ignore[attr-defined]
    ),
    "GOST 2004": Bad("gost_2004", lambda: sign(_old_gost())),
    "GOST 2004 told": Bad("gost_2004", lambda: sign(signature_oid="1.2.398.3.10.1.1.1.2")),
    "truncated GOST point": Bad("point", _cut_point),
    "GOST point off the curve": Bad("point", _point_off_the_curve),
    "another's key": Bad("signature", _other_key),
    "signature cut": Bad("signature", lambda: sign(spoil=lambda raw: raw[:-1])),
    "signature of noughts": Bad("signature", lambda: sign(spoil=lambda raw: bytes(len(raw)))),
    "no signature": Bad("signature", lambda: sign(spoil=lambda raw: b"")),
    "GOST signature cut": Bad("signature", lambda: sign(workshop.person(workshop.GOST512), spoil=lambda raw: raw[:-1])),
    "GOST signature of noughts": Bad(
        "signature", lambda: sign(workshop.person(workshop.GOST512), spoil=lambda raw: bytes(len(raw)))
    ),
    "GOST signature turned round": Bad(
        "signature", lambda: sign(workshop.person(workshop.GOST512), spoil=lambda raw: raw[64:] + raw[:64])
    ),
    "forged in between": Bad("chain", _forged_in_between),
    "forged in between with our names": Bad("unknown_issuer", _with_flag),
    "clock ahead": Bad("clock_ahead", _other_time(1)),
    "clock behind": Bad("clock_behind", _other_time(-1), asked={"not_before": NOW}),
    "certificate swapped for another of the same key": Bad(
        "other_certificate", lambda: sign(named=issue(), certificates=(issue().certificate,))
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_it_refuses(bad: Bad, settings: Any, monkeypatch: pytest.MonkeyPatch):
    for name, value in bad.settings.items():
        setattr(settings, name, value)
    if bad.status:
        monkeypatch.setattr(revocation, "status", lambda *_, **__: bad.status)
    with pytest.raises(EdsError) as caught:
        verify(bad.make(), bad.content, bad.purpose, NOW, **bad.asked)
    assert caught.value.code == bad.code
    assert str(caught.value) and "%(" not in str(caught.value)


def _refused(raw: bytes) -> str | None:
    """The code; None where it was accepted."""
    try:
        verify(raw, SHEET, Purpose.PERSON, NOW)
    except EdsError as error:
        return error.code
    return None


def _accepted(raw: bytes, masks: tuple[int, ...]) -> list[tuple[int, int]]:
    """Where a byte can be changed, and how, so that the signature is still accepted. Raises what is no EdsError."""
    turned = bytearray(raw)
    results = []
    for place in range(len(raw)):
        for mask in masks:
            turned[place] = raw[place] ^ mask
            if _refused(bytes(turned)) is None:
                results.append((place, mask))
        turned[place] = raw[place]
    return results


@pytest.mark.slow
@pytest.mark.parametrize("detached", [False, True], ids=["attached", "detached"])
def test_it_refuses_each_bit_of_an_rsa_signature_turned(detached: bool):
    raw = sign(detached=detached)
    assert _refused(raw) is None
    assert _accepted(raw, (1, 2, 4, 8, 16, 32, 64, 128, 255)) == []


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", [workshop.GOST256, workshop.GOST512])
def test_it_refuses_each_byte_of_a_gost_signature_changed(algorithm: str, monkeypatch: pytest.MonkeyPatch):
    """The digest of the same bytes is taken once: Streebog of the content would be most of the time."""
    digests: dict[tuple[str, bytes], bytes] = {}
    once = keys.digest
    monkeypatch.setattr(keys, "digest", lambda oid, data: digests.setdefault((oid, data), once(oid, data)))
    raw = sign(workshop.person(algorithm))
    assert _refused(raw) is None
    assert _accepted(raw, (1,)) == []


def test_it_refuses_a_signature_cut_at_any_place():
    raw = sign()
    assert all(_refused(raw[:place]) for place in range(len(raw)))


def test_it_refuses_parts_of_two_good_signatures():
    """The signer's part of one message under the content of another (the content is what is asked for)."""
    first, two = sign(), sign(content=b"another sheet")
    head = first[: first.rindex(workshop.person().certificate) + len(workshop.person().certificate)]
    tail = two[two.rindex(workshop.person().certificate) + len(workshop.person().certificate) :]
    assert _refused(head + tail) == "altered"

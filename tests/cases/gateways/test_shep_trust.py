"""Answers of ШЭП that must not be believed: each with the word that says why."""

from __future__ import annotations

import random
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from cases.eds import revocation
from cases.eds.base import Revocation, Status
from cases.eds.pki.anchors import Anchors
from cases.gateways.contract import Malformed
from cases.gateways.shep import envelope, names, wsse
from cases.gateways.shep.trust import Trust, Untrusted
from demo.pki import certificates as profiles
from demo.pki.issuers import leaf_profile
from demo.pki.signing import GOST2004, new_key
from tests.cases.eds import workshop
from tests.cases.gateways import shep_stub as stub
from tests.cases.gateways.shep_stub import NOW, StubAnswer

LIMIT = 1 << 20
DS = f"{{{names.DS}}}"
Spoil = Callable[[Any], Any]


@pytest.fixture
def trust(folder: Path) -> Trust:
    return stub.joined(folder).trust


def why(raw: bytes, trust: Trust, now: datetime = NOW) -> str:
    with pytest.raises(Malformed) as caught:
        wsse.verify(raw, trust, now, LIMIT)
    return caught.value.code if isinstance(caught.value, Untrusted) else "malformed"


def spoilt(spoil: Spoil, **how: Any) -> bytes:
    return stub.tampered(StubAnswer().signed(stub.signature(**how)), spoil)


def but(trust: Trust, **other: Any) -> Trust:
    return replace(trust, **other)


STAMPED: dict[str, Any] = {"lasts": timedelta(minutes=5)}


def signature(root: Any) -> Any:
    return root.find(f".//{DS}Signature")


def test_a_good_answer_is_believed(trust: Trust) -> None:
    assert wsse.verify(StubAnswer().signed(), trust, NOW, LIMIT).certificate.signer.bin == stub.BUS_BIN


def test_it_is_believed_by_the_bin_of_the_organisation_too(trust: Trust) -> None:
    assert wsse.verify(StubAnswer().signed(), but(trust, fingerprints=frozenset(), bin=stub.BUS_BIN), NOW, LIMIT)


# --- the signature


def _drop(root: Any) -> None:
    signature(root).getparent().remove(signature(root))


def _change(root: Any) -> None:
    next(root.iter(f"{{{names.OURS}:ibd}}clear")).text = "false"


def _spoil_value(root: Any) -> None:
    signature(root).find(f"{DS}SignatureValue").text = b64encode(b"x" * 256).decode()


def _no_value(root: Any) -> None:
    signature(root).find(f"{DS}SignatureValue").text = None


def _says(tag: str, algorithm: str) -> Spoil:
    def spoil(root: Any) -> None:
        next(signature(root).iter(f"{DS}{tag}")).set("Algorithm", algorithm)

    return spoil


def _two_transforms(root: Any) -> None:
    etree.SubElement(next(signature(root).iter(f"{DS}Transforms")), f"{DS}Transform", Algorithm=names.EXCLUSIVE)


def _xpath(root: Any) -> None:
    transform = next(signature(root).iter(f"{DS}Transform"))
    transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")
    etree.SubElement(transform, f"{DS}XPath").text = "not(ancestor-or-self::code)"


def _no_key_info(root: Any) -> None:
    info = signature(root).find(f"{DS}KeyInfo")
    info.getparent().remove(info)


def _key_value(root: Any) -> None:
    """Another key beside the certificate: which one counts?"""
    info = signature(root).find(f"{DS}KeyInfo")
    value = etree.SubElement(etree.SubElement(info, f"{DS}KeyValue"), f"{DS}RSAKeyValue")
    etree.SubElement(value, f"{DS}Modulus").text = b64encode(b"\x01" * 256).decode()
    etree.SubElement(value, f"{DS}Exponent").text = "AQAB"


def _junk_certificate(root: Any) -> None:
    next(root.iter(names.KEY_IDENTIFIER)).text = "AAAA"


def _no_base64(root: Any) -> None:
    next(root.iter(names.KEY_IDENTIFIER)).text = "это не Base64"


SIGNATURES: dict[str, tuple[Spoil, str]] = {
    "unsigned": (_drop, "unsigned"),
    "no header": (lambda root: root.remove(root[0]), "unsigned"),
    "changed": (_change, "signature"),
    "another value": (_spoil_value, "signature"),
    "no value": (_no_value, "signature"),
    "rsa-sha1": (_says("SignatureMethod", f"{names.DS}rsa-sha1"), "algorithm"),
    "hmac": (_says("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"), "algorithm"),
    "sha1": (_says("DigestMethod", f"{names.DS}sha1"), "algorithm"),
    "inclusive": (_says("CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"), "algorithm"),
    "with comments": (_says("Transform", f"{names.EXCLUSIVE}WithComments"), "algorithm"),
    "two transforms": (_two_transforms, "algorithm"),
    "xpath": (_xpath, "algorithm"),
    "gost": (_says("SignatureMethod", f"{names.GOST[0]}r34102015-gostr34112015-512"), "gost"),
    "gost 2004": (_says("SignatureMethod", f"{names.GOST[1]}34310-gost34311"), "gost"),
    "no key": (_no_key_info, "certificate"),
    "key value": (_key_value, "signature"),
    "junk certificate": (_junk_certificate, "certificate"),
    "no base64": (_no_base64, "certificate"),
}


@pytest.mark.parametrize(("spoil", "code"), SIGNATURES.values(), ids=SIGNATURES)
def test_a_signature_that_does_not_hold_is_named(trust: Trust, spoil: Spoil, code: str) -> None:
    assert why(spoilt(spoil), trust) == code


def test_another_key_under_the_certificate_of_the_counterparty_is_detected(trust: Trust) -> None:
    forged = replace(stub.signature(), key=stub.signature(workshop.stranger().issue(workshop.HEAD)).key)
    assert why(StubAnswer().signed(forged), trust) == "signature"


# --- wrapping


def _second_body(root: Any) -> None:
    root.append(deepcopy(root[1]))


def _body_before(root: Any) -> None:
    other = deepcopy(root[1])
    del other.attrib[names.ID]
    root.insert(1, other)


def _moved_into_security(root: Any) -> None:
    _header, security, body = stub.parts(root)
    other = deepcopy(body)
    other.set(names.ID, "other")
    root.replace(body, other)
    security.append(body)


def _moved_into_body(root: Any) -> None:
    _header, _security, body = stub.parts(root)
    other = etree.Element(names.BODY)
    root.replace(body, other)
    etree.SubElement(other, "wrapper").append(body)


def _moved_into_object(root: Any) -> None:
    _header, _security, body = stub.parts(root)
    other = deepcopy(body)
    other.set(names.ID, "other")
    root.replace(body, other)
    etree.SubElement(signature(root), f"{DS}Object").append(body)


def _same_id(root: Any) -> None:
    _header, _security, body = stub.parts(root)
    body[0].set("Id", body.get(names.ID))


def _same_id_otherwise_spelt(root: Any) -> None:
    _header, _security, body = stub.parts(root)
    next(body.iter("data")).set("{http://www.w3.org/XML/1998/namespace}id", body.get(names.ID))


def _two_signatures(root: Any) -> None:
    signature(root).getparent().append(deepcopy(signature(root)))


def _two_headers(root: Any) -> None:
    header, security, _body = stub.parts(root)
    header.append(deepcopy(security))


def _security_elsewhere(root: Any) -> None:
    header, security, _body = stub.parts(root)
    etree.SubElement(header, "wrapper").append(deepcopy(security))


def _signature_in_the_header(root: Any) -> None:
    header, _security, _body = stub.parts(root)
    header.insert(0, deepcopy(signature(root)))


def _refers(uri: str) -> Spoil:
    def spoil(root: Any) -> None:
        next(signature(root).iter(f"{DS}Reference")).set("URI", uri)

    return spoil


WRAPPINGS: dict[str, Spoil] = {
    "moved into the header": stub.moved,
    "moved into security": _moved_into_security,
    "moved into the body": _moved_into_body,
    "moved into the signature": _moved_into_object,
    "second body": _second_body,
    "body before": _body_before,
    "same id": _same_id,
    "same id as xml:id": _same_id_otherwise_spelt,
    "two signatures": _two_signatures,
    "two headers": _two_headers,
    "security elsewhere": _security_elsewhere,
    "signature in the header": _signature_in_the_header,
    "the whole document": _refers(""),
    "a file": _refers("file:///etc/passwd"),
    "xpointer": _refers("#xpointer(/)"),
    "nothing": _refers("#nothing"),
}


@pytest.mark.parametrize("spoil", WRAPPINGS.values(), ids=WRAPPINGS)
def test_a_wrapped_message_is_refused(trust: Trust, spoil: Spoil) -> None:
    assert why(spoilt(spoil), trust) == "wrapping"


def test_a_reference_twice_is_refused(trust: Trust) -> None:
    def twice(root: Any) -> None:
        info = signature(root).find(f"{DS}SignedInfo")
        info.append(deepcopy(info.find(f"{DS}Reference")))

    assert why(spoilt(twice), trust) == "wrapping"


def test_what_stands_beside_the_body_is_malformed(trust: Trust) -> None:
    assert why(spoilt(lambda root: etree.SubElement(root, "more")), trust) == "malformed"


def test_only_what_was_signed_is_read(trust: Trust) -> None:
    """A comment splits a text for many readers, and canonicalisation drops it: the text is read as it was signed."""
    raw = StubAnswer().signed().replace(b"SCSS001", b"SCSS<!-- -->001")
    assert next(wsse.verify(raw, trust, NOW, LIMIT).body.iter("code")).text == "SCSS001"


def test_a_signature_inside_the_data_does_not_matter(trust: Trust) -> None:
    whole = StubAnswer().envelope()
    etree.SubElement(next(whole.iter("data")), f"{DS}Signature")
    assert wsse.verify(wsse.sign(whole, stub.signature(), "a", NOW), trust, NOW, LIMIT)


# --- the certificate


def test_another_than_the_counterparty_is_a_stranger(trust: Trust) -> None:
    assert why(StubAnswer().signed(stub.signature(stub.portal())), trust) == "stranger"


def test_an_authority_nobody_trusts_is_no_authority(trust: Trust) -> None:
    holder = profiles.head("Шинов", "Шлюз", workshop.IIN, stub.BUS_BIN, "ШЭП")
    forged = stub.signature(workshop.stranger().issue(holder))
    assert why(StubAnswer().signed(forged), but(trust, bin=stub.BUS_BIN)) == "certificate"


def test_no_anchors_believe_nobody(trust: Trust) -> None:
    assert why(StubAnswer().signed(), but(trust, anchors=Anchors(frozenset(), frozenset()))) == "certificate"


def test_an_expired_certificate_is_refused(trust: Trust) -> None:
    assert why(StubAnswer().signed(), trust, NOW + 12 * stub.YEAR) == "certificate"


def test_a_certificate_that_signs_nothing_is_refused(trust: Trust) -> None:
    authority = workshop.authority().issuing[workshop.RSA]
    swap = b64encode(authority.certificate).decode()
    known = but(trust, bin=stub.BUS_BIN)

    def spoil(root: Any) -> None:
        next(root.iter(names.KEY_IDENTIFIER)).text = swap

    assert why(spoilt(spoil), known) == "certificate"


@pytest.mark.parametrize("kind", [workshop.GOST512, workshop.GOST256, GOST2004])
def test_a_gost_certificate_is_refused_by_name(trust: Trust, kind: str) -> None:
    swap = b64encode(workshop.issue(algorithm=kind).certificate if kind != GOST2004 else _old()).decode()

    def spoil(root: Any) -> None:
        next(root.iter(names.KEY_IDENTIFIER)).text = swap

    with pytest.raises(Untrusted, match=r"gost: GOST 34\.") as caught:
        wsse.verify(spoilt(spoil), trust, NOW, LIMIT)
    assert caught.value.code == "gost"


def _old() -> bytes:
    """A certificate of GOST 34.310-2004, which is refused by its key before anything else is looked at."""
    ca = workshop.authority().issuing[workshop.RSA]
    profile = leaf_profile(workshop.HEAD, False, NOW - stub.YEAR, NOW + stub.YEAR)
    return ca.certify(profile, new_key(GOST2004).spki)


@pytest.mark.parametrize(
    ("status", "believed"),
    [
        (Status.GOOD, True),
        (Status.UNCHECKED, True),
        (Status.REVOKED_LATER, True),
        (Status.REVOKED, False),
    ],
)
def test_a_revoked_certificate_is_refused(
    trust: Trust, monkeypatch: pytest.MonkeyPatch, status: Status, believed: bool
) -> None:
    monkeypatch.setattr(revocation, "status", lambda *_who, at, now: Revocation(status, "ocsp", now, revoked_at=at))
    asking = but(trust, revocation=True)
    if believed:
        assert wsse.verify(StubAnswer().signed(), asking, NOW, LIMIT)
    else:
        assert why(StubAnswer().signed(), asking) == "certificate"


# --- time


def test_a_timestamp_that_is_over_is_refused(trust: Trust) -> None:
    raw = StubAnswer().signed(stub.signature(**STAMPED))
    assert wsse.verify(raw, trust, NOW + timedelta(minutes=9), LIMIT)
    assert why(raw, trust, NOW + timedelta(minutes=11)) == "timestamp"


def test_a_timestamp_of_the_future_is_refused(trust: Trust) -> None:
    assert why(StubAnswer().signed(stub.signature(**STAMPED)), trust, NOW - timedelta(minutes=6)) == "timestamp"


def test_a_timestamp_may_be_asked_for(trust: Trust) -> None:
    assert why(StubAnswer().signed(), but(trust, stamped=True)) == "timestamp"


def test_an_unsigned_timestamp_is_refused(trust: Trust) -> None:
    def stamp(root: Any) -> None:
        security = stub.parts(root)[1]
        made = etree.SubElement(security, names.TIMESTAMP)
        etree.SubElement(made, names.CREATED).text = etree.SubElement(made, names.EXPIRES).text = NOW.isoformat()

    assert why(spoilt(stamp), trust) == "timestamp"


def test_a_changed_timestamp_spoils_the_signature(trust: Trust) -> None:
    def longer(root: Any) -> None:
        next(root.iter(names.EXPIRES)).text = (NOW + timedelta(days=9)).isoformat()

    assert why(spoilt(longer, **STAMPED), trust) == "signature"


@pytest.mark.parametrize(
    ("ago", "believed"),
    [
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
        (timedelta(hours=23), True),
        (timedelta(days=2), False),
    ],
)
def test_the_clock_of_the_sender_may_differ_a_little(trust: Trust, ago: timedelta, believed: bool) -> None:
    if believed:
        trust.fresh(NOW - ago, NOW)
    else:
        with pytest.raises(Untrusted, match="clock"):
            trust.fresh(NOW - ago, NOW)


def test_a_moment_without_an_offset_is_no_moment(trust: Trust) -> None:
    whole = StubAnswer().envelope()
    next(whole.iter("responseDate")).text = "2026-11-20T14:00:00"
    body = wsse.verify(wsse.sign(whole, stub.signature(), "a", NOW), trust, NOW, LIMIT).body
    with pytest.raises(Malformed, match="offset"):
        envelope.read_answer(body, LIMIT)


# --- whatever comes


def test_no_mutant_is_believed_to_say_anything_else(trust: Trust) -> None:
    """Bytes changed, cut out and doubled: Malformed, or the very body that was signed; never another error."""
    raw = StubAnswer().signed(stub.signature(token=True, **STAMPED))
    good = etree.tostring(wsse.verify(raw, trust, NOW, LIMIT).body)
    chance = random.Random(20261120)
    for _ in range(3000):
        with suppress(Malformed):
            assert etree.tostring(wsse.verify(_mutant(raw, chance), trust, NOW, LIMIT).body) == good


def _mutant(raw: bytes, chance: random.Random) -> bytes:
    made = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at, other = chance.randrange(len(made)), chance.randrange(len(made))
        match chance.choice(["byte", "byte", "cut", "double"]):
            case "byte":
                made[at] = chance.choice(b"<>&\"'/: =abAZ09\x00\xff")
            case "cut":
                del made[at : at + chance.randrange(1, 40)]
            case _:
                made[at:at] = made[other : other + chance.randrange(1, 200)]
    return bytes(made)

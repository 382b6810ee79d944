"""The one way in, with both kinds of keys, and a signature judged again on a later day."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from cases.eds import builtin, revocation
from cases.eds.base import EdsError, Purpose, Revocation, Status
from cases.eds.decode import LARGEST
from cases.eds.verify import reverify, verify
from demo import cms as making
from tests.cases.eds import workshop
from tests.cases.eds.workshop import DAY, NOW, SHEET, sign

pytestmark = pytest.mark.usefixtures("trusted")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize("algorithm", workshop.KINDS)
@pytest.mark.parametrize("detached", [False, True], ids=["attached", "detached"])
def test_it_verifies(algorithm: str, detached: bool):
    raw = sign(workshop.person(algorithm), detached=detached)
    result = verify(_text(raw), SHEET, Purpose.PERSON, NOW, iin=workshop.IIN, not_before=NOW)
    assert (result.content, result.cms, result.at, result.claimed_at) == (SHEET, raw, NOW, NOW)
    assert (result.signer.iin, result.purpose, result.backend) == (workshop.IIN, Purpose.PERSON, "builtin")
    assert result.revocation.status is Status.GOOD


@pytest.mark.parametrize("wrap", [bytes, _text, making.pem, lambda raw: _text(raw).encode(), base64.encodebytes])
def test_it_takes_a_signature_however_it_is_wrapped(wrap):
    raw = sign()
    assert verify(wrap(raw), SHEET, Purpose.SIGN_IN, NOW).cms == raw


def test_it_verifies_the_ministry():
    head = workshop.issue(workshop.HEAD)
    assert verify(sign(head), SHEET, Purpose.MINISTRY, NOW).signer.bin == workshop.BIN


def test_it_takes_anybodys_signature_where_nobody_is_named():
    assert verify(sign(), SHEET, Purpose.PERSON, NOW).signer.iin == workshop.IIN


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_it_forgives_a_clock_that_is_a_little_wrong(seconds: int):
    at = NOW + seconds * DAY / 86400
    assert verify(sign(at=at), SHEET, Purpose.PERSON, NOW, not_before=NOW).claimed_at == at


def test_it_needs_no_time_of_the_signer():
    raw = sign(without=(making.SIGNING_TIME,))
    assert verify(raw, SHEET, Purpose.PERSON, NOW, not_before=NOW).claimed_at is None


@pytest.mark.parametrize("policy", ["go_on", "wait"])
def test_it_goes_on_or_waits_when_nobody_knows_of_revocation(policy, settings, monkeypatch):
    settings.EDS_UNCHECKED = policy
    monkeypatch.setattr(revocation, "status", lambda *_, now, at: Revocation(Status.UNCHECKED, "", now))
    if policy == "go_on":
        assert verify(sign(), SHEET, Purpose.PERSON, NOW).revocation.status is Status.UNCHECKED
        return
    with pytest.raises(EdsError) as caught:
        verify(sign(), SHEET, Purpose.PERSON, NOW)
    assert caught.value.code == "revocation_waits"


def test_it_asks_of_revocation_with_the_issuer_and_both_moments(monkeypatch):
    asked = []

    def status(certificate, issuer, *, at, now):
        asked.append((certificate.der, issuer.der, at, now))
        return Revocation(Status.GOOD, "ocsp", now)

    monkeypatch.setattr(revocation, "status", status)
    person = workshop.person()
    reverify(sign(), SHEET, NOW, NOW + DAY)
    assert asked == [(person.certificate, person.issuer.certificate, NOW, NOW + DAY)]


def test_it_judges_again_at_the_moment_it_came():
    """The certificate has expired since; the signature stands."""
    raw = sign(workshop.issue(not_before=NOW - DAY, not_after=NOW + DAY))
    assert reverify(raw, SHEET, NOW, NOW + 900 * DAY).status is Status.GOOD
    with pytest.raises(EdsError) as caught:
        verify(raw, SHEET, Purpose.PERSON, NOW + 900 * DAY)
    assert caught.value.code == "expired"


@pytest.mark.parametrize(("status", "refused"), [(Status.REVOKED, True), (Status.REVOKED_LATER, False)])
def test_it_lets_a_signature_stand_that_was_revoked_later(status, refused, monkeypatch):
    result = Revocation(status, "crl", NOW, revoked_at=NOW)
    monkeypatch.setattr(revocation, "status", lambda *_, **__: result)
    if not refused:
        assert reverify(sign(), SHEET, NOW, NOW + DAY) == result
        return
    with pytest.raises(EdsError) as caught:
        reverify(sign(), SHEET, NOW, NOW + DAY)
    assert caught.value.code == "revoked"


def test_it_judges_again_by_itself_whoever_judged_first(settings):
    settings.EDS_BACKEND = "ncanode"
    assert reverify(sign(), SHEET, NOW, NOW).source == "ocsp"


def test_it_finds_no_signature_good_that_another_back_end_calls_good(settings, monkeypatch):
    """Content, signer, purpose and person are compared here, whatever the back end says."""
    monkeypatch.setattr(builtin, "check", lambda *_: Revocation(Status.GOOD, "x", NOW))
    for raw, content, code in ((sign(), b"other", "wrong_content"), (sign(nobody=True), SHEET, "no_signer")):
        with pytest.raises(EdsError) as caught:
            verify(raw, content, Purpose.PERSON, NOW)
        assert caught.value.code == code
    with pytest.raises(EdsError) as caught:
        verify(sign(workshop.issue(workshop.HEAD)), SHEET, Purpose.PERSON, NOW)
    assert caught.value.code == "not_individual"


def test_it_knows_no_other_back_end(settings):
    settings.EDS_BACKEND = "trusting"
    with pytest.raises(ImproperlyConfigured, match="trusting"):
        verify(sign(), SHEET, Purpose.PERSON, NOW)


TEXTS: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "empty"),
    "no bytes": (b"", "empty"),
    "blanks": (" \r\n", "empty"),
    "armour alone": ("-----BEGIN CMS-----\n-----END CMS-----", "empty"),
    "words": ("подпись", "not_base64"),
    "JSON": ("{}", "not_base64"),
    "no CMS": ("MIIB", "not_cms"),
    "cut": ("MII", "not_base64"),
    "the alphabet of addresses": ("MIIB_-==", "not_base64"),
    "padding alone": ("=", "not_base64"),
    "bytes": (b"\xff\xfe", "not_base64"),
    "digits of another script": ("\u0660" * 8, "not_base64"),
    "20 MB of text": ("A" * (20 << 20), "too_large"),
    "20 MB": (bytes(20 << 20), "too_large"),
    "a little too much": (b"\x30\x83" + bytes(LARGEST), "too_large"),
}


@pytest.mark.parametrize(("text", "code"), TEXTS.values(), ids=TEXTS.keys())
def test_it_reads_nothing_that_is_no_signature(text, code):
    with pytest.raises(EdsError) as caught:
        verify(text, SHEET, Purpose.PERSON, NOW)
    assert caught.value.code == code

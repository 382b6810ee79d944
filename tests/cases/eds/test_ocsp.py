"""OCSP: an answer is believed when it is genuine, fresh and about the certificate; all else is no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from structlog.testing import capture_logs

from cases.eds import revocation
from cases.eds.base import EdsError, Revocation, Status
from cases.eds.pki import certificates
from cases.eds.revocation import ocsp
from cases.eds.revocation.findings import NEVER_ISSUED
from demo.authority import Identity
from demo.pki import certificates as made
from demo.pki import responder as answers
from demo.pki.signing import GOST512, RSA
from tests.cases.eds import responder, workshop
from tests.cases.eds.responder import Reply
from tests.cases.eds.workshop import DAY, NOW

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BOTH = pytest.mark.parametrize("algorithm", [RSA, GOST512])


@pytest.fixture(autouse=True)
def _set(settings: Any) -> Iterator[None]:
    settings.EDS_REVOCATION = ["ocsp"]
    settings.EDS_HTTP_TIMEOUT = 5.0
    settings.EDS_CLOCK_SKEW = 300
    django_cache.clear()
    yield
    django_cache.clear()


def status(identity: Identity, at: datetime = NOW, now: datetime = NOW) -> Revocation:
    certificate, issuer = (certificates.load(der) for der in (identity.certificate, identity.chain[0]))
    return revocation.status(certificate, issuer, at=at, now=now)


def outcome(settings: Any, answer: Callable[[bytes], bytes], identity: Identity, **moments: datetime) -> Any:
    """What comes of an answer that `answer` makes of the request."""
    with responder.serving(lambda asked: Reply(answer(asked.body))) as server:
        settings.EDS_OCSP_URL = server.url
        return status(identity, **moments)


def ocsp_answer(**faults: Any) -> Callable[[bytes], bytes]:
    return lambda request: workshop.authority().ocsp(request, NOW, **faults)


@BOTH
def test_it_finds_a_certificate_good_and_keeps_the_answer(settings, algorithm):
    result = outcome(settings, ocsp_answer(), workshop.issue(algorithm=algorithm))
    assert (result.status, result.source, result.at) == (Status.GOOD, "ocsp", NOW)
    assert result.evidence.startswith(b"\x30")


@BOTH
@pytest.mark.parametrize(
    ("revoked_at", "reason", "expected", "shown"),
    [
        (NOW - DAY, "key_compromise", Status.REVOKED, "keyCompromise"),
        (NOW - DAY, "", Status.REVOKED, ""),
        (NOW - DAY, "certificate_hold", Status.REVOKED, "certificateHold"),
        (NOW - HOUR, "superseded", Status.REVOKED, "superseded"),
        (NOW - HOUR + timedelta(seconds=1), "superseded", Status.REVOKED_LATER, "superseded"),
    ],
)
def test_it_distinguishes_a_revocation_before_the_signature_and_after(
    settings, algorithm, revoked_at, reason, expected, shown
):
    identity = workshop.issue(algorithm=algorithm)
    workshop.authority().revoke(identity, revoked_at, reason)
    result = outcome(settings, ocsp_answer(), identity, at=NOW - HOUR)
    assert (result.status, result.revoked_at, result.reason) == (expected, revoked_at, shown)


def delegate_of(identity: Identity, **faults: Any) -> Identity:
    """Somebody who answers for the authority that issued `identity`."""
    return workshop.authority().responder(identity.algorithm, **faults)


@BOTH
def test_it_believes_a_responder_whom_the_issuer_certified(settings, algorithm):
    identity = workshop.issue(algorithm=algorithm)
    result = outcome(settings, ocsp_answer(responder=delegate_of(identity)), identity)
    assert result.status == Status.GOOD


DELEGATES: dict[str, Callable[[Identity], Identity]] = {
    "not made for answering": lambda who: delegate_of(who, purposes=(made.SIGNING,)),
    "without a purpose": lambda who: delegate_of(who, purposes=()),
    "may not sign": lambda who: delegate_of(who, usage=made.ISSUES),
    "expired": lambda who: delegate_of(who, not_before=NOW - 9 * DAY, not_after=NOW - DAY),
    "not yet in force": lambda who: delegate_of(who, not_before=NOW + DAY, not_after=NOW + 9 * DAY),
    "of another authority": lambda who: workshop.stranger().responder(RSA),
    "certified by the signer of another": lambda who: delegate_of(who, by=workshop.authority().roots[who.algorithm]),
    "the person asked about": lambda who: who,
}


@BOTH
@pytest.mark.parametrize("name", DELEGATES)
def test_it_believes_no_other_responder(settings, algorithm, name):
    identity = workshop.issue(algorithm=algorithm)
    with capture_logs() as logs:
        result = outcome(settings, ocsp_answer(responder=DELEGATES[name](identity)), identity)
    assert result.status == Status.UNCHECKED
    assert logs[0]["error"] == UNSIGNED


def test_it_wants_the_answer_to_name_who_signed_it(settings):
    identity = workshop.issue()
    other = {"responder": delegate_of(identity), "by_name": workshop.stranger().issuing[RSA].subject}
    assert outcome(settings, ocsp_answer(**other), identity).status == Status.UNCHECKED


def flip(signature: bytes) -> bytes:
    return signature[:-1] + bytes([signature[-1] ^ 1])


def other_cert_id(**parts: Any) -> bytes:
    """CertID (SHA-1) of another certificate."""
    issuing = parts.get("issuer") or workshop.authority().issuing[RSA]
    return answers.cert_id(issuing.subject, issuing.key.spki, parts["serial"])


UNSIGNED = "not signed by who may answer for the issuer"
ANSWERS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown": ({"status": "unknown"}, "unknown to the responder"),
    "tryLater": ({"outcome": answers.TRY_LATER}, "try_later"),
    "internalError": ({"outcome": answers.INTERNAL_ERROR}, "internal_error"),
    "unauthorized": ({"outcome": answers.UNAUTHORIZED}, "unauthorized"),
    "outlived": ({"this_update": NOW - 2 * HOUR, "next_update": NOW - HOUR}, "outlived"),
    "old, without an end": ({"this_update": NOW - HOUR, "next_update": None}, "outlived"),
    "of the future": ({"this_update": NOW + HOUR, "next_update": NOW + 2 * HOUR}, "of the future"),
    "ends before it begins": ({"this_update": NOW, "next_update": NOW - MINUTE}, "ends before it begins"),
    "another nonce": ({"nonce": b"0123456789abcdef"}, "another nonce"),
    "spoilt signature": ({"spoil": flip}, UNSIGNED),
    "no signature": ({"spoil": lambda signature: b""}, UNSIGNED),
    "of another key": ({"key": workshop.foreign_key()}, UNSIGNED),
}


@BOTH
@pytest.mark.parametrize("name", ANSWERS)
def test_it_takes_nothing_else_for_an_answer(settings, algorithm, name):
    faults, why = ANSWERS[name]
    with capture_logs() as logs:
        result = outcome(settings, ocsp_answer(**faults), workshop.issue(algorithm=algorithm))
    assert [log["error"] for log in logs] == [why]
    assert (result.status, result.source, result.evidence) == (Status.UNCHECKED, "", b"")


@pytest.mark.parametrize("name", ["outlived", "spoilt signature", "another nonce", "of the future"])
def test_it_does_not_believe_a_revocation_of_that_kind_either(settings, name):
    identity = workshop.issue()
    workshop.authority().revoke(identity, NOW - DAY)
    assert outcome(settings, ocsp_answer(**ANSWERS[name][0]), identity).status == Status.UNCHECKED


def test_it_wants_the_answer_to_be_about_the_certificate_asked_for(settings):
    identity = workshop.issue()
    mine = {"serial": identity.serial}
    wrong = [
        other_cert_id(serial=identity.serial + 1),
        other_cert_id(issuer=workshop.authority().roots[RSA], **mine),
        other_cert_id(issuer=workshop.stranger().issuing[RSA], **mine),
    ]
    statuses = [outcome(settings, ocsp_answer(cert_id=cert_id), identity).status for cert_id in wrong]
    assert statuses == [Status.UNCHECKED] * 3
    assert outcome(settings, ocsp_answer(cert_id=other_cert_id(**mine)), identity).status == Status.GOOD


def test_it_takes_an_answer_without_a_nonce_when_it_is_fresh(settings):
    assert outcome(settings, ocsp_answer(nonce=None), workshop.issue()).status == Status.GOOD
    assert outcome(settings, ocsp_answer(nonce=None, next_update=None), workshop.issue()).status == Status.GOOD


def test_it_does_not_take_good_for_the_time_after_the_answer(settings):
    """nextUpdate may lie days ahead: what was revoked meanwhile such an answer does not tell."""
    old = {"this_update": NOW - HOUR, "next_update": NOW + 7 * DAY}
    assert outcome(settings, ocsp_answer(**old), workshop.issue()).status == Status.UNCHECKED
    assert outcome(settings, ocsp_answer(**old), workshop.issue(), at=NOW - HOUR).status == Status.GOOD


def test_it_does_not_take_good_for_a_certificate_that_has_ended(settings):
    """RFC 6960, 2.2: an authority may forget it."""
    ended = workshop.issue(not_before=NOW - 9 * DAY, not_after=NOW - HOUR)
    assert outcome(settings, ocsp_answer(), ended, at=NOW - DAY).status == Status.UNCHECKED


REPLIES = {
    "an error": Reply(b"", 500),
    "nothing there": Reply(b"", 404),
    "nothing": Reply(b""),
    "a page": Reply(b"<html>" * 100),
    "too much": Reply(b"\x30" * (1024 * 1024 + 1)),
    "DER of something else": Reply(b"\x30\x03\x02\x01\x05"),
    "a number that is no status": Reply(b"\x30\x03\x0a\x01\x63"),
    "less than announced": Reply(b"\x30", headers={"Content-Length": "9000"}),
}


@pytest.mark.parametrize("name", REPLIES)
def test_it_survives_what_else_comes(settings, name):
    with responder.serving(lambda asked: REPLIES[name]) as server:
        settings.EDS_OCSP_URL = server.url
        assert status(workshop.issue()).status == Status.UNCHECKED


def test_it_survives_every_cut_of_an_answer(settings):
    identity = workshop.issue()
    certificate, issuer = (certificates.load(der) for der in (identity.certificate, identity.chain[0]))
    whole = workshop.authority().ocsp(ocsp.request(certificate, issuer, b"0123456789abcdef"), NOW)
    assert ocsp.read(whole, certificate, issuer)
    for size in range(0, len(whole), 7):
        with pytest.raises((ocsp.NoAnswer, EdsError)):
            ocsp.read(whole[:size], certificate, issuer)


def test_it_follows_no_redirect(settings):
    with (
        responder.serving(lambda asked: Reply(ocsp_answer()(asked.body))) as other,
        responder.serving(lambda asked: Reply(b"", 307, {"Location": other.url})) as server,
    ):
        settings.EDS_OCSP_URL = server.url
        assert status(workshop.issue()).status == Status.UNCHECKED
        assert (len(server.asked), len(other.asked)) == (1, 0)


def test_it_does_not_wait_longer_than_set(settings):
    settings.EDS_HTTP_TIMEOUT = 0.2
    with ExitStack() as stack:
        urls = [
            stack.enter_context(responder.silent()),
            stack.enter_context(responder.dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")),
            stack.enter_context(responder.dripping(b"HTTP/1.0 200 OK\r\n\r\n")),
            stack.enter_context(responder.dripping(b"HTTP/1.1 200 OK\r\nX-Long: ")),
            responder.closed(),
        ]
        for url in urls:
            settings.EDS_OCSP_URL = url
            assert status(workshop.issue()).status == Status.UNCHECKED


def test_it_lets_a_responder_alone_for_a_while_that_did_not_answer(settings):
    with responder.serving(lambda asked: Reply(b"", 503)) as server:
        settings.EDS_OCSP_URL = server.url
        for seconds in (0, 1, 19, 20):
            status(workshop.issue(), now=NOW + timedelta(seconds=seconds))
        assert len(server.asked) == 2


def test_it_asks_as_the_standard_says(settings):
    identity = workshop.issue()
    with responder.serving(lambda asked: Reply(ocsp_answer()(asked.body))) as server:
        settings.EDS_OCSP_URL = f"{server.url}ocsp?x=1"
        status(identity)
    (asked,) = server.asked
    question = answers.read_request(asked.body)
    assert (asked.method, asked.path, asked.headers["content-type"]) == (
        "POST",
        "/ocsp?x=1",
        "application/ocsp-request",
    )
    assert (question.serial, question.algorithm) == (identity.serial, "2.16.840.1.101.3.4.2.1")
    assert question.nonce is not None


def test_it_asks_once_within_ten_minutes(settings):
    identity = workshop.issue()
    with responder.serving(lambda asked: Reply(ocsp_answer()(asked.body))) as server:
        settings.EDS_OCSP_URL = server.url
        results = [status(identity, now, now) for now in (NOW, NOW + MINUTE, NOW + 9 * MINUTE)]
        assert [result.status for result in results] == [Status.GOOD] * 3
        assert results[0].evidence == results[2].evidence and len(server.asked) == 1
        status(identity, NOW + 10 * MINUTE, NOW + 10 * MINUTE)
        assert len(server.asked) == 2


def test_it_keeps_no_answer_beyond_its_end(settings):
    identity = workshop.issue()
    short = ocsp_answer(next_update=NOW + MINUTE)
    with responder.serving(lambda asked: Reply(short(asked.body))) as server:
        settings.EDS_OCSP_URL = server.url
        status(identity)
        status(identity, NOW + MINUTE, NOW + MINUTE)
        assert len(server.asked) == 2


def test_it_asks_again_when_the_answer_kept_is_older_than_the_signature(settings):
    """Kept a minute ago, but made an hour ago: it was good for a signature of then, not for one of now."""
    identity = workshop.issue()
    made_at = iter([NOW - HOUR, NOW])
    with responder.serving(
        lambda asked: Reply(ocsp_answer(this_update=next(made_at), next_update=NOW + DAY)(asked.body))
    ) as server:
        settings.EDS_OCSP_URL = server.url
        assert [status(identity, at).status for at in (NOW - HOUR, NOW)] == [Status.GOOD] * 2
        assert len(server.asked) == 2


def test_it_keeps_nothing_but_good_answers(settings):
    identity = workshop.issue()
    with responder.serving(lambda asked: Reply(ocsp_answer(status="unknown")(asked.body))) as server:
        settings.EDS_OCSP_URL = server.url
        assert [status(identity).status for _ in range(2)] == [Status.UNCHECKED] * 2
        assert len(server.asked) == 2


def test_it_does_not_take_the_answer_about_another_from_the_cache(settings):
    mine, revoked = workshop.issue(), workshop.issue()
    workshop.authority().revoke(revoked, NOW - DAY)
    with responder.serving(lambda asked: Reply(ocsp_answer()(asked.body))) as server:
        settings.EDS_OCSP_URL = server.url
        assert [status(identity).status for identity in (mine, revoked)] == [Status.GOOD, Status.REVOKED]


def test_it_finds_the_responder_in_the_certificate(settings):
    with responder.serving(lambda asked: Reply(ocsp_answer()(asked.body))) as server:
        settings.EDS_OCSP_URL = ""
        assert status(workshop.issue(ocsp=server.url)).status == Status.GOOD


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "ldap://127.0.0.1/",
        "http://",
        "http://u:p@127.0.0.1/",
        "x",
        "http://[::1",
    ],
)
def test_it_asks_nobody_at_an_address_of_another_kind(settings, url):
    settings.EDS_OCSP_URL = ""
    assert status(workshop.issue(ocsp=url)).status == Status.UNCHECKED


def test_it_says_of_a_certificate_never_issued_that_it_was_not():
    """RFC 6960, 2.2: such an answer tells of a hold since the first second of 1970."""
    with pytest.raises(EdsError) as caught:
        revocation.ensure(Revocation(Status.REVOKED, "ocsp", NOW, revoked_at=NEVER_ISSUED))
    assert caught.value.code == "never_issued"

"""NCANode: its answers in the shapes of version 3, good ones and every one that looks good and is not."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from structlog.testing import capture_logs

from cases.eds import cms, ncanode
from cases.eds.base import EdsError, Purpose, Revocation, Status
from cases.eds.verify import verify
from demo.authority import Identity
from demo.pki.signing import GOST512, RSA
from tests.cases.eds import responder, workshop
from tests.cases.eds.responder import Reply
from tests.cases.eds.workshop import DAY, IIN, NOW, SHEET

Answer = dict[str, Any]
HOUR = timedelta(hours=1)
CRL_OK: Answer = {"revoked": False, "by": "CRL", "revocationTime": None, "reason": None}
OCSP_OK: Answer = {"revoked": False, "by": "OCSP", "revocationTime": None, "reason": "OK"}


def ocsp(reason: str | None) -> Answer:
    return OCSP_OK | {"reason": reason}


def revoked(by: str = "OCSP", at: Any = NOW - DAY, reason: str = "OK") -> Answer:
    moment = at if at is None or isinstance(at, int | str) else f"{at:%Y-%m-%dT%H:%M:%S}.000+00:00"
    return {"revoked": True, "by": by, "revocationTime": moment, "reason": reason}


@pytest.fixture(autouse=True)
def _set(settings: Any, anchors_folder: Path) -> Iterator[None]:
    settings.EDS_ANCHORS, settings.EDS_BACKEND = [anchors_folder], "ncanode"
    settings.EDS_HTTP_TIMEOUT, settings.EDS_CLOCK_SKEW, settings.EDS_UNCHECKED = 5.0, 300, "go_on"
    django_cache.clear()
    yield


def answer(identity: Identity | None = None, *entries: Answer, valid: bool = True, **certificate: Any) -> Answer:
    """As CmsVerificationResponse writes it. `entries`: of revocations."""
    who = identity or workshop.person()
    info = {
        "valid": valid,
        "revocations": list(entries or (CRL_OK, OCSP_OK)),
        "notBefore": "2025-01-01T00:00:00.000+00:00",
        "notAfter": "2035-01-01T00:00:00.000+00:00",
        "keyUsage": "SIGN",
        "serialNumber": f"{who.serial:x}",
        "signAlg": "SHA256withRSA",
        "keyUser": ["INDIVIDUAL"],
        "publicKey": "…",
        "signature": "…",
        "subject": {"commonName": "…", "iin": who.holder.iin, "country": "KZ"},
        "issuer": {"commonName": "…"},
        **certificate,
    }
    signer = {"certificates": [info], "tsp": None}
    return {"status": 200, "message": "OK", "valid": valid, "signers": [signer]}


def check(settings: Any, *answers: Answer | Reply, identity: Identity | None = None, **how: Any) -> Revocation:
    """What comes of NCANode's answers, one after the other."""
    replies = iter(answers)

    def reply(_: Any) -> Reply:
        reply = next(replies)
        return reply if isinstance(reply, Reply) else Reply(json.dumps(reply).encode())

    moments = {"now": NOW, "at": NOW} | how
    message = cms.read(workshop.sign(identity), SHEET)
    with responder.serving(reply) as server:
        settings.NCANODE_URL = server.url.rstrip("/")
        result = ncanode.check(message, **moments)
    assert len(server.asked) == len(answers)
    return result


def code_of(settings: Any, *answers: Answer | Reply, **how: Any) -> tuple[str, EdsError]:
    with pytest.raises(EdsError) as caught:
        check(settings, *answers, **how)
    assert str(caught.value)
    return caught.value.code, caught.value


@pytest.mark.parametrize("algorithm", [RSA, GOST512])
def test_it_takes_a_good_answer(settings, algorithm):
    identity = workshop.person(algorithm)
    result = check(settings, answer(identity), identity=identity)
    assert (result.status, result.source, result.at) == (Status.GOOD, "ncanode", NOW)
    assert json.loads(result.evidence)["valid"] is True


@pytest.mark.parametrize("detached", [False, True])
def test_it_sends_what_is_needed_and_always_asks_about_revocation(settings, detached):
    signature = workshop.sign(detached=detached)
    with responder.serving(lambda asked: Reply(json.dumps(answer()).encode())) as server:
        settings.NCANODE_URL = server.url.rstrip("/")
        ncanode.check(cms.read(signature, SHEET), NOW, NOW)
    (asked,) = server.asked
    sent = json.loads(asked.body)
    assert (asked.method, asked.path, asked.headers["content-type"]) == ("POST", "/cms/verify", "application/json")
    assert sent["revocationCheck"] == ["OCSP", "CRL"]
    assert (b64decode(sent["cms"]), b64decode(sent["data"])) == (signature, SHEET)


def test_it_takes_both_names_of_the_inner_list(settings):
    other = answer()
    other["signers"][0]["signers"] = other["signers"][0].pop("certificates")
    assert check(settings, other).status == Status.GOOD


def test_it_takes_a_certificate_without_the_fields_that_are_left_out_when_null(settings):
    bare = answer()
    info = bare["signers"][0]["certificates"][0]
    bare["signers"][0]["certificates"][0] = {
        key: info[key] for key in ("valid", "revocations", "serialNumber", "subject")
    }
    del bare["signers"][0]["tsp"], bare["message"]
    assert check(settings, bare).status == Status.GOOD


# --------------------------------------------------------------------------- who it speaks of, and whether it says so
def changed(change: Callable[[Answer], Any]) -> Answer:
    """A good answer, changed in place."""
    copy = deepcopy(answer())
    change(copy)
    return copy


def first(reply: Answer) -> Answer:
    certificate: Answer = reply["signers"][0]["certificates"][0]
    return certificate


STRANGE: dict[str, tuple[Callable[[Answer], Any], str]] = {
    "nobody signed": (lambda a: a.update(signers=[]), "no_signer"),
    "two signed": (lambda a: a["signers"].append(a["signers"][0]), "two_signers"),
    "no certificate": (lambda a: a["signers"][0].update(certificates=[]), "no_certificate"),
    "no list of certificates": (lambda a: a["signers"][0].pop("certificates"), "no_certificate"),
    "null for a list": (lambda a: a["signers"][0].update(certificates=None), "no_certificate"),
    "two certificates": (lambda a: a["signers"][0]["certificates"].append(first(a)), "other_certificate"),
    "two lists": (lambda a: a["signers"][0].update(signers=[first(a)]), "unavailable"),
    "another serial number": (lambda a: first(a).update(serialNumber="1f"), "other_certificate"),
    "no serial number": (lambda a: first(a).pop("serialNumber"), "other_certificate"),
    "another person": (lambda a: first(a)["subject"].update(iin="910202400123"), "other_certificate"),
    "no person": (lambda a: first(a)["subject"].pop("iin"), "other_certificate"),
    "no subject": (lambda a: first(a).pop("subject"), "other_certificate"),
    "no signers": (lambda a: a.pop("signers"), "unavailable"),
    "signers null": (lambda a: a.update(signers=None), "unavailable"),
    "signers of another type": (lambda a: a.update(signers={"0": 1}), "unavailable"),
    "a signer of another type": (lambda a: a.update(signers=["x"]), "unavailable"),
    "a certificate of another type": (lambda a: a["signers"][0].update(certificates=[None]), "unavailable"),
    "a subject of another type": (lambda a: first(a).update(subject="x"), "unavailable"),
    "no verdict": (lambda a: a.pop("valid"), "unavailable"),
    "a verdict in words": (lambda a: a.update(valid="true"), "unavailable"),
    "a verdict in numbers": (lambda a: a.update(valid=1), "unavailable"),
    "no verdict on the certificate": (lambda a: first(a).pop("valid"), "unavailable"),
    "revocations of another type": (lambda a: first(a).update(revocations={"revoked": False}), "unavailable"),
    "a revocation of another type": (lambda a: first(a).update(revocations=["x"]), "unavailable"),
    "a revocation without a verdict": (lambda a: first(a).update(revocations=[{"by": "OCSP"}]), "unavailable"),
    "a verdict on revocation in words": (
        lambda a: first(a).update(revocations=[OCSP_OK | {"revoked": "false"}]),
        "unavailable",
    ),
}


@pytest.mark.parametrize("name", STRANGE)
def test_it_does_not_believe_valid_alone(settings, name):
    change, code = STRANGE[name]
    assert code_of(settings, changed(change))[0] == code


def test_it_compares_the_serial_number_as_a_number(settings):
    padded = f"00{workshop.person().serial:X}"
    assert check(settings, changed(lambda a: first(a).update(serialNumber=padded))).status == Status.GOOD


# ------------------------------------------------------------------------------------------------------- revocation
SILENT = [
    pytest.param([], id="nothing was asked"),
    pytest.param([CRL_OK], id="lists alone, which it may not even hold"),
    pytest.param([ocsp("ocsp.pki.gov.kz: Try again")], id="issue 198"),
    pytest.param([CRL_OK, ocsp("malformed response: unknown object in factory")], id="issue 144"),
    pytest.param([CRL_OK, ocsp("Unknown status")], id="unknown"),
    pytest.param([CRL_OK, ocsp("Nonce aren't equals")], id="another nonce"),
    pytest.param([CRL_OK, ocsp(None)], id="no word"),
    pytest.param([CRL_OK, OCSP_OK, ocsp("Connect to ocsp.pki.gov.kz timed out")], id="one of two"),
]


@pytest.mark.parametrize("entries", SILENT)
def test_it_does_not_take_silence_for_not_revoked(settings, entries):
    reply = changed(lambda a: first(a).update(revocations=entries))
    assert check(settings, reply) == Revocation(Status.UNCHECKED, "ncanode", NOW)


@pytest.mark.parametrize("absent", [lambda a: first(a).pop("revocations"), lambda a: first(a).update(revocations=None)])
def test_it_does_not_take_an_absent_word_for_not_revoked(settings, absent):
    assert check(settings, changed(absent)).status == Status.UNCHECKED


@pytest.mark.parametrize("entries", SILENT[2:])
def test_it_tells_a_silent_responder_from_a_bad_signature(settings, entries):
    """With "Try again" it says `valid: false` of a good signature (issue 198); asked without OCSP it says so."""
    silent = answer(None, *entries, valid=False)
    assert check(settings, silent, answer(None, CRL_OK)).status == Status.UNCHECKED
    assert code_of(settings, silent, answer(None, CRL_OK, valid=False))[0] == "signature"
    assert code_of(settings, silent, Reply(b"", 500))[0] == "unavailable"


@pytest.mark.parametrize(
    "entries",
    [
        [CRL_OK, revoked()],
        [revoked("CRL"), OCSP_OK],
        [revoked("CRL")],
        [revoked(at=None)],
        [revoked(at="yesterday")],
        [revoked(at=NOW)],
        [revoked(at=int((NOW - DAY).timestamp() * 1000))],
        [revoked(at=NOW + HOUR), revoked()],
    ],
)
@pytest.mark.parametrize("valid", [False, True])
def test_it_refuses_what_either_source_calls_revoked(settings, entries, valid):
    assert code_of(settings, answer(None, *entries, valid=valid))[0] == "revoked"


def test_it_tells_the_day_of_the_revocation(settings):
    assert str(code_of(settings, answer(None, revoked(at=NOW - DAY), valid=False))[1].facts["day"]) == "2026-11-19"


def test_it_keeps_a_revocation_after_the_signature_apart(settings):
    later = revoked(at=NOW + timedelta(seconds=30), reason="superseded")
    result = check(settings, answer(None, later), now=NOW + timedelta(minutes=1))
    assert (result.status, result.revoked_at, result.reason) == (
        Status.REVOKED_LATER,
        NOW + timedelta(seconds=30),
        "superseded",
    )
    assert code_of(settings, answer(None, later, valid=False), now=NOW + timedelta(minutes=1))[0] == "revoked"


def test_it_calls_never_issued_by_its_name(settings):
    never = revoked(at="1970-01-01T00:00:00.000+00:00")
    assert code_of(settings, answer(None, never, valid=False))[0] == "never_issued"


# ---------------------------------------------------------------------------------------------------- not valid
def test_it_says_why_it_is_not_valid_where_that_is_known(settings):
    ended = workshop.issue(not_before=NOW - 9 * DAY, not_after=NOW - HOUR)
    early = workshop.issue(not_before=NOW + HOUR, not_after=NOW + 9 * DAY)
    assert code_of(settings, answer(ended, valid=False), identity=ended)[0] == "expired"
    assert code_of(settings, answer(early, valid=False), identity=early)[0] == "not_yet_valid"
    for words in ("Cannot find root certificate in NCANode. Try add it", 'Cannot invoke "…" because "issuer" is null'):
        assert code_of(settings, answer(None, CRL_OK, ocsp(words), valid=False))[0] == "unknown_issuer"
    assert code_of(settings, answer(valid=False))[0] == "signature"


@pytest.mark.parametrize("valid", [{"valid": False}, {"signers": "certificate"}])
def test_it_wants_both_verdicts(settings, valid):
    reply = changed(lambda a: first(a).update(valid=False) if "signers" in valid else a.update(valid=False))
    assert code_of(settings, reply)[0] == "signature"


ERRORS = [
    (Reply(json.dumps({"status": 400, "message": "message-digest does not match"}).encode(), 400), "signature"),
    (Reply(json.dumps({"status": 400, "message": 'Cannot load CRL file "x.crl"'}).encode(), 400), "unavailable"),
    (Reply(json.dumps({"status": 500, "message": "x", "details": "y"}).encode(), 500), "unavailable"),
    (Reply(json.dumps(answer()).encode(), 503), "unavailable"),
    (Reply(json.dumps(answer()).encode(), 404), "unavailable"),
    (Reply(b"<html>Bad gateway</html>", 502), "unavailable"),
    (Reply(b"<html></html>"), "unavailable"),
    (Reply(b""), "unavailable"),
    (Reply(b"[]"), "unavailable"),
    (Reply(b"true"), "unavailable"),
    (Reply(b"[" * 100_000), "unavailable"),
    (Reply(b"\xff\xfe{"), "unavailable"),
    (Reply(b" " * (1024 * 1024 + 1)), "unavailable"),
    (Reply(b"{}", 302, {"Location": "http://127.0.0.1:9/"}), "unavailable"),
    (Reply(b"{", headers={"Content-Length": "100"}), "unavailable"),
]


@pytest.mark.parametrize(("reply", "code"), ERRORS)
def test_it_survives_what_else_comes(settings, reply, code):
    assert code_of(settings, reply)[0] == code


def test_it_does_not_wait_longer_than_set(settings):
    settings.EDS_HTTP_TIMEOUT = 0.2
    message = cms.read(workshop.sign(), SHEET)
    with responder.silent() as silent, responder.dripping(b"HTTP/1.0 200 OK\r\n\r\n") as dripping:
        for url in (silent, dripping, responder.closed()):
            settings.NCANODE_URL = url.rstrip("/")
            with pytest.raises(EdsError) as caught:
                ncanode.check(message, NOW, NOW)
            assert caught.value.code == "unavailable"


@pytest.mark.parametrize("at", [NOW - DAY, NOW + DAY])
def test_it_judges_no_signature_of_another_day(settings, at):
    """NCANode knows no moment but its own."""
    assert code_of(settings, at=at)[0] == "unavailable"


def test_it_says_nothing_of_the_person_in_the_log(settings):
    with capture_logs() as logs:
        code_of(settings, Reply(json.dumps({"status": 400, "message": IIN}).encode(), 500))
        check(settings, answer(None, CRL_OK))
    assert len(logs) == 2 and IIN not in str(logs)


# ------------------------------------------------------------------------------------------ together with `verify`
def test_it_leaves_content_purpose_and_person_to_us(settings):
    """NCANode calls all of these valid."""
    auth = workshop.issue(auth=True)
    cases = [
        (workshop.person(), b"another sheet", "wrong_content"),
        (auth, SHEET, "auth_certificate"),
        (workshop.issue(workshop.HEAD), SHEET, "not_individual"),
    ]
    with responder.serving(lambda asked: Reply(json.dumps(answer(who)).encode())) as server:
        settings.NCANODE_URL = server.url.rstrip("/")
        for who, content, code in cases:
            with pytest.raises(EdsError) as caught:
                verify(workshop.sign(who), content, Purpose.PERSON, NOW)
            assert caught.value.code == code


def test_it_is_a_back_end_of_verify(settings):
    with responder.serving(lambda asked: Reply(json.dumps(answer()).encode())) as server:
        settings.NCANODE_URL = server.url.rstrip("/")
        result = verify(workshop.sign(), SHEET, Purpose.PERSON, NOW, iin=IIN)
    assert (result.backend, result.revocation.status, result.signer.iin) == ("ncanode", Status.GOOD, IIN)

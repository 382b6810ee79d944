"""Which source is asked, in which order, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from structlog.testing import capture_logs

from cases.eds import builtin, cms, revocation
from cases.eds.base import EdsError, Purpose, Revocation, Status
from cases.eds.pki import certificates
from cases.eds.revocation import crl, crlfiles, ocsp
from cases.eds.revocation.findings import NEVER_ISSUED
from cases.eds.verify import reverify, verify
from demo.authority import Identity
from demo.pki.responder import UNAUTHORIZED
from demo.pki.signing import GOST512, RSA
from tests.cases.eds import responder, workshop
from tests.cases.eds.responder import Asked, Reply
from tests.cases.eds.workshop import DAY, NOW

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _set(settings: Any, tmp_path: Path, anchors_folder: Path) -> Iterator[None]:
    settings.VAR = tmp_path
    settings.EDS_ANCHORS = [anchors_folder]
    settings.EDS_BACKEND, settings.EDS_UNCHECKED = "builtin", "go_on"
    settings.EDS_CRLS, settings.EDS_OCSP_URL, settings.EDS_HTTP_TIMEOUT = {}, "", 5.0
    django_cache.clear()
    yield
    django_cache.clear()


def status(identity: Identity, at: Any = NOW, now: Any = NOW) -> Revocation:
    certificate, issuer = (certificates.load(raw) for raw in (identity.certificate, identity.chain[0]))
    return revocation.status(certificate, issuer, at=at, now=now)


class Office:
    """A responder and a list server at one address. `now`: of its clock; `faults`: of its OCSP answers."""

    def __init__(self, algorithm: str = RSA, **faults: Any) -> None:
        self.algorithm, self.faults, self.now = algorithm, faults, NOW

    def __call__(self, asked: Asked) -> Reply:
        if asked.method == "GET":
            return Reply(workshop.authority().crl(self.now, self.algorithm))
        return Reply(workshop.authority().ocsp(asked.body, self.now, **self.faults))


def issued_at(url: str, algorithm: str = RSA) -> Identity:
    return workshop.issue(algorithm=algorithm, ocsp=f"{url}ocsp", crl=f"{url}list.crl")


ORDERS = [
    (["ocsp", "crl"], {}, "ocsp", ["POST"]),
    (["crl", "ocsp"], {}, "crl", []),
    (["ocsp", "crl"], {"outcome": UNAUTHORIZED}, "crl", ["POST"]),
    (["ocsp", "crl"], {"status": "unknown"}, "crl", ["POST"]),
    (["ocsp"], {"status": "unknown"}, "", ["POST"]),
    (["crl"], {}, "crl", []),
    ([], {}, "", []),
]


@pytest.mark.parametrize("algorithm", [RSA, GOST512])
@pytest.mark.parametrize(("order", "faults", "source", "asked"), ORDERS)
def test_it_asks_in_the_order_set_until_an_answer_comes(settings, algorithm, order, faults, source, asked):
    settings.EDS_REVOCATION = order
    with responder.serving(Office(algorithm, **faults)) as server:
        identity = issued_at(server.url, algorithm)
        crl.find(*map(certificates.load, (identity.certificate, identity.chain[0])), at=NOW, now=NOW)
        crlfiles.refresh(NOW)
        server.asked.clear()
        result = status(identity)
        assert (result.source, result.status) == (source, Status.GOOD if source else Status.UNCHECKED)
        assert [request.method for request in server.asked] == asked


def test_it_falls_back_on_the_list_when_the_responder_can_not_be_reached(settings):
    settings.EDS_REVOCATION = ["ocsp", "crl"]
    with responder.serving(Office()) as server:
        identity = workshop.issue(ocsp=responder.closed(), crl=f"{server.url}list.crl")
        assert status(identity).status == Status.UNCHECKED
        crlfiles.refresh(NOW)
        assert (status(identity).status, status(identity).source) == (Status.GOOD, "crl")
        workshop.authority().revoke(identity, NOW - DAY)
        crlfiles.refresh(NOW + HOUR)
        assert (status(identity).status, status(identity).source) == (Status.REVOKED, "crl")


def test_it_never_says_good_when_nobody_answers(settings):
    settings.EDS_REVOCATION, settings.EDS_HTTP_TIMEOUT = ["ocsp", "crl"], 0.2
    with capture_logs() as logs:
        result = status(issued_at(responder.closed()))
    assert result == Revocation(Status.UNCHECKED, "", NOW)
    assert {log["log_level"] for log in logs} == {"warning"} and len(logs) == 2
    assert workshop.IIN not in str(logs)


@pytest.mark.parametrize("algorithm", [RSA, GOST512])
def test_it_tells_the_whole_way_of_a_signature(settings, algorithm):
    """Unchecked when it came, good when asked again, revoked later, and revoked before."""
    settings.EDS_REVOCATION = ["ocsp"]
    office = Office(algorithm, outcome=UNAUTHORIZED)
    with responder.serving(office) as server:
        identity = issued_at(server.url, algorithm)
        signature = workshop.sign(identity)
        assert verify(signature, workshop.SHEET, Purpose.PERSON, NOW).revocation.status == Status.UNCHECKED
        office.faults, office.now = {}, NOW + HOUR
        assert reverify(signature, workshop.SHEET, NOW, office.now).status == Status.GOOD
        workshop.authority().revoke(identity, NOW + DAY)
        office.now = NOW + 2 * DAY
        assert reverify(signature, workshop.SHEET, NOW, office.now).status == Status.REVOKED_LATER
        workshop.authority().revoke(identity, NOW - DAY)
        with pytest.raises(EdsError) as caught:
            reverify(signature, workshop.SHEET, NOW, office.now)
    assert (caught.value.code, str(caught.value.facts["day"])) == ("revoked", "2026-11-19")


def test_it_waits_when_the_setting_says_so(settings):
    settings.EDS_REVOCATION, settings.EDS_UNCHECKED = [], "wait"
    with pytest.raises(EdsError) as caught:
        verify(workshop.sign(), workshop.SHEET, Purpose.PERSON, NOW)
    assert caught.value.code == "revocation_waits"


def test_it_asks_nobody_whom_an_unknown_authority_names(settings):
    """The address in a certificate is a stranger's until its chain is anchored."""
    settings.EDS_REVOCATION = ["ocsp", "crl"]
    with responder.serving(Office()) as server:
        stranger = workshop.stranger().issue(workshop.PERSON, ocsp=server.url, crl=server.url)
        with pytest.raises(EdsError) as caught:
            builtin.check(cms.read(workshop.sign(stranger), workshop.SHEET), NOW, NOW)
        assert (caught.value.code, server.asked) == ("unknown_issuer", [])


# ---------------------------------------------------------------------------------------------- evidence and again
def evidence_of(identity: Identity, now: Any = NOW) -> bytes:
    certificate, issuer = (certificates.load(raw) for raw in (identity.certificate, identity.chain[0]))
    return workshop.authority().ocsp(ocsp.request(certificate, issuer, b"0123456789abcdef"), now)


def proved(evidence: bytes, identity: Identity, at: Any = NOW) -> Revocation:
    certificate, issuer = (certificates.load(raw) for raw in (identity.certificate, identity.chain[0]))
    return revocation.proved(evidence, certificate, issuer, at=at)


def test_it_proves_by_the_answer_kept_and_asks_nobody():
    identity = workshop.issue()
    kept = evidence_of(identity)
    assert proved(kept, identity).status == Status.GOOD
    workshop.authority().revoke(identity, NOW + HOUR)
    assert proved(evidence_of(identity, NOW + DAY), identity).status == Status.REVOKED_LATER
    assert proved(evidence_of(identity, NOW + DAY), identity, NOW + DAY).status == Status.REVOKED


def test_it_proves_nothing_by_what_is_older_altered_or_of_another():
    identity = workshop.issue()
    kept = evidence_of(identity)
    spoilt = kept[:-1] + bytes([kept[-1] ^ 1])
    results = [proved(kept, identity, NOW + HOUR), proved(spoilt, identity), proved(b"", identity)]
    results.append(proved(kept, workshop.issue()))
    assert {result.status for result in results} == {Status.UNCHECKED}


DAY_AFTER = NOW + crl.SLACK


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Revocation(Status.UNCHECKED, "", NOW), NOW + MINUTE),
        (Revocation(Status.GOOD, "ocsp", NOW), None),
        (Revocation(Status.GOOD, "ncanode", NOW), None),
        (Revocation(Status.GOOD, "crl", NOW), DAY_AFTER),
        (Revocation(Status.GOOD, "crl", DAY_AFTER), None),
        (Revocation(Status.REVOKED_LATER, "crl", NOW, b"", NOW), None),
        (Revocation(Status.REVOKED, "ocsp", NOW, b"", NOW), None),
    ],
)
def test_it_says_when_to_ask_again(known, expected):
    assert revocation.recheck_at(known, NOW) == expected


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (Revocation(Status.REVOKED, "ocsp", NOW, b"", NOW - DAY), "revoked"),
        (Revocation(Status.REVOKED, "ncanode", NOW), "revoked"),
        (Revocation(Status.REVOKED, "ocsp", NOW, b"", NEVER_ISSUED, "certificateHold"), "never_issued"),
    ],
)
def test_it_refuses_what_is_revoked(known, code):
    with pytest.raises(EdsError) as caught:
        revocation.ensure(known)
    assert caught.value.code == code and str(caught.value)


@pytest.mark.parametrize("known", [Status.GOOD, Status.UNCHECKED, Status.REVOKED_LATER])
def test_it_lets_everything_else_through(known):
    assert revocation.ensure(Revocation(known)).status == known


def test_it_fetches_what_was_asked_for_as_a_job(settings):
    settings.EDS_REVOCATION = ["crl"]
    assert "fetched=0" in revocation.refresh_job()
    with responder.serving(Office()) as server:
        status(issued_at(server.url))
        assert "fetched=1" in revocation.refresh_job()

"""CRLs: held as files, fetched by the job, and believed when genuine, in force and about the certificate."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from structlog.testing import capture_logs

from cases.eds import revocation
from cases.eds.base import Revocation, Status
from cases.eds.pki import certificates
from cases.eds.revocation import crlfiles, crllist
from demo.authority import Identity
from demo.pki import certificates as made
from demo.pki import der
from demo.pki.responder import Revoked
from demo.pki.signing import GOST256, GOST512, RSA
from tests.cases.eds import responder, workshop
from tests.cases.eds.responder import Reply
from tests.cases.eds.workshop import DAY, NOW

HOUR = timedelta(hours=1)
BOTH = pytest.mark.parametrize("algorithm", [RSA, GOST512])
NOBODY = "http://127.0.0.1:9/list.crl"
"""Nothing is asked there: the tests put the files themselves."""

FRESHEST, SCOPE = "2.5.29.46", "2.5.29.28"


@pytest.fixture(autouse=True)
def _set(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.VAR = tmp_path
    settings.EDS_REVOCATION = ["crl"]
    settings.EDS_CRLS = {}
    settings.EDS_CLOCK_SKEW = 300
    django_cache.clear()
    yield
    django_cache.clear()


def loaded(identity: Identity) -> tuple[certificates.Certificate, certificates.Certificate]:
    return certificates.load(identity.certificate), certificates.load(identity.chain[0])


def status(identity: Identity, at: Any = NOW, now: Any = NOW) -> Revocation:
    return revocation.status(*loaded(identity), at=at, now=now)


def crl(algorithm: str = RSA, revoked: tuple[Revoked, ...] = (), now: Any = NOW, **faults: Any) -> bytes:
    return workshop.authority().crl(now, algorithm, revoked=revoked, **faults)


def held(identity: Identity, raw: bytes, url: str = NOBODY) -> None:
    """As the job would have put it."""
    path = crlfiles._path(url, loaded(identity)[1]).with_suffix(".crl")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    # Files written within one tick of the clock must not pass for the same.
    changed = getattr(held, "changed", 0) + 1
    held.changed = changed  # type: ignore[attr-defined]
    os.utime(path, ns=(changed, changed))


def freshest(url: str) -> bytes:
    point = der.explicit(0, der.explicit(0, der.implicit(6, url.encode())))
    return made.extension(FRESHEST, der.seq(der.seq(point)))


def scope(*parts: bytes) -> bytes:
    return made.extension(SCOPE, der.seq(*parts), critical=True)


@BOTH
def test_it_finds_a_certificate_good_that_is_not_in_the_list(algorithm):
    identity = workshop.issue(algorithm=algorithm, crl=NOBODY)
    held(identity, crl(algorithm, (Revoked(identity.serial + 1, NOW - DAY),)))
    outcome = status(identity)
    assert (outcome.status, outcome.source, outcome.evidence) == (Status.GOOD, "crl", b"")


@pytest.mark.parametrize(
    ("moment", "reason", "expected", "shown"),
    [
        (NOW - DAY, "key_compromise", Status.REVOKED, "keyCompromise"),
        (NOW - DAY, "", Status.REVOKED, ""),
        (NOW - DAY, "certificate_hold", Status.REVOKED, "certificateHold"),
        (NOW - HOUR, "superseded", Status.REVOKED, "superseded"),
        (NOW - HOUR / 2, "superseded", Status.REVOKED_LATER, "superseded"),
    ],
)
def test_it_distinguishes_a_revocation_before_the_signature_and_after(moment, reason, expected, shown):
    identity = workshop.issue(crl=NOBODY)
    held(identity, crl(revoked=(Revoked(identity.serial, moment, reason),)))
    outcome = status(identity, at=NOW - HOUR)
    assert (outcome.status, outcome.revoked_at, outcome.reason, outcome.source) == (expected, moment, shown, "crl")


def uri(text: str) -> bytes:
    return der.implicit(6, text.encode())


UNUSABLE: dict[str, dict[str, Any]] = {
    "expired": {"this_update": NOW - DAY, "next_update": NOW - HOUR},
    "of the future": {"this_update": NOW + HOUR, "next_update": NOW + DAY},
    "without an end": {"next_update": None},
    "older than a day": {"this_update": NOW - timedelta(hours=26), "next_update": NOW + 90 * DAY},
    "a delta": {"delta_of": 1},
    "for authorities only": {"more": (scope(der.implicit(2, b"\xff")),)},
    "for some reasons only": {"more": (scope(der.implicit(3, b"\x01\x60")),)},
    "of many issuers": {"more": (scope(der.implicit(4, b"\xff")),)},
    "for attributes only": {"more": (scope(der.implicit(5, b"\xff")),)},
    "another part of the list": {"more": (scope(der.explicit(0, der.explicit(0, uri("http://x.example/2.crl")))),)},
    "an unknown critical extension": {"more": (made.extension("1.2.3.4", der.null(), critical=True),)},
    "an extension twice": {"more": (made.extension("2.5.29.20", der.integer(2)),)},
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_it_makes_nothing_of_a_list_that_does_not_fit(name):
    identity = workshop.issue(crl=NOBODY)
    held(identity, crl(**UNUSABLE[name]))
    assert status(identity).status == Status.UNCHECKED


@pytest.mark.parametrize("parts", [(der.implicit(1, b"\xff"),), (der.explicit(0, der.explicit(0, uri(NOBODY))),)])
def test_it_uses_the_part_of_a_list_that_is_for_the_certificate(parts):
    identity = workshop.issue(crl=NOBODY)
    held(identity, crl(more=(scope(*parts),)))
    assert status(identity).status == Status.GOOD


# --------------------------------------------------------------------------------------------------- deltas
DELTA = "http://127.0.0.1:9/delta.crl"


def with_delta(base: dict[str, Any], delta: dict[str, Any]) -> Identity:
    """`revoked`: (moment, reason) of the certificate itself."""
    identity = workshop.issue(crl=NOBODY, more=(freshest(DELTA),))
    for url, changes in ((NOBODY, base), (DELTA, {"delta_of": 10, **delta})):
        entries = tuple(Revoked(identity.serial, *entry) for entry in changes.pop("entries", ()))
        held(identity, crl(revoked=entries, **changes), url)
    return identity


HELD = ((NOW - DAY, "certificate_hold"),)
LIFTED = ((NOW - HOUR, "remove_from_crl"),)
OLD = {"this_update": NOW - 2 * DAY, "next_update": NOW + DAY}


@pytest.mark.parametrize(
    ("base", "delta", "expected"),
    [
        ({"number": 10}, {"number": 11, "entries": HELD}, Status.REVOKED),
        ({"number": 10, "entries": HELD}, {"number": 11}, Status.REVOKED),
        ({"number": 10, "entries": HELD}, {"number": 11, "entries": LIFTED}, Status.GOOD),
        ({"number": 12, "entries": HELD}, {"number": 12, "entries": LIFTED}, Status.GOOD),
        ({"number": 10, **OLD}, {"number": 11}, Status.GOOD),
        ({"number": 10, **OLD}, {"number": 11, **OLD}, Status.UNCHECKED),
        ({"number": 9, **OLD}, {"number": 11}, Status.UNCHECKED),
        ({"number": 12, **OLD}, {"number": 11}, Status.UNCHECKED),
        ({"number": 9, "entries": HELD}, {"number": 11, "entries": LIFTED}, Status.REVOKED),
        ({"number": 10, **OLD}, {"number": 11, "next_update": NOW - HOUR}, Status.UNCHECKED),
        ({"number": 10, **OLD}, {"number": 11, "delta_of": None}, Status.UNCHECKED),
        ({"number": 10, **OLD}, {"number": 11, "more": (scope(der.implicit(1, b"\xff")),)}, Status.UNCHECKED),
    ],
)
def test_it_lays_a_delta_over_the_list_it_fits(base, delta, expected):
    assert status(with_delta(dict(base), dict(delta))).status == expected


# ------------------------------------------------------------------------------------------ genuine or not
def issuer_of(algorithm: str = RSA) -> certificates.Certificate:
    return certificates.load(workshop.authority().issuing[algorithm].certificate)


@pytest.mark.parametrize("algorithm", [RSA, GOST512, GOST256])
def test_it_reads_a_list_that_its_issuer_signed(algorithm):
    revoked = Revoked(7, NOW - DAY, "superseded")
    crl_list = crllist.read(crl(algorithm, (revoked,), number=12), issuer_of(algorithm))
    assert (crl_list.number, crl_list.base, len(crl_list.entries)) == (12, None, 1)


def flip(signature: bytes) -> bytes:
    return bytes([signature[0] ^ 1]) + signature[1:]


FORGED: dict[str, Callable[[str], bytes]] = {
    "a spoilt signature": lambda algorithm: crl(algorithm, spoil=flip),
    "no signature": lambda algorithm: crl(algorithm, spoil=lambda _: b""),
    "another key": lambda algorithm: crl(algorithm, key=workshop.foreign_key(algorithm)),
    "the root's key": lambda algorithm: crl(algorithm, key=workshop.authority().roots[algorithm].key),
    "another name": lambda algorithm: crl(algorithm, issuer=workshop.stranger().issuing[RSA].subject),
    "nothing": lambda algorithm: b"",
    "a page": lambda algorithm: b"<html></html>",
    "half of it": lambda algorithm: crl(algorithm)[:-9],
    "a certificate": lambda algorithm: workshop.authority().issuing[algorithm].certificate,
}


@BOTH
@pytest.mark.parametrize("name", FORGED)
def test_it_reads_no_other(algorithm, name):
    with pytest.raises(crllist.BadList):
        crllist.read(FORGED[name](algorithm), issuer_of(algorithm))


def test_it_reads_no_list_of_an_authority_that_may_not_sign_any():
    root = workshop.authority().roots[RSA]
    certifies = made.Usage(0b0000_0100, 2)
    ca = workshop.authority().issue(made.Holder("CA"), by=root, usage=certifies, basic=True)
    raw = crl(issuer=ca.holder.subject, key=ca.key)
    with pytest.raises(crllist.BadList, match="may not sign"):
        crllist.read(raw, certificates.load(ca.certificate))


# --------------------------------------------------------------------------------------------- fetching them
def test_it_asks_the_job_for_a_list_and_never_fetches_it_itself():
    identity_of: Callable[[str], Identity] = lambda url: workshop.issue(crl=url)  # noqa: E731
    with responder.serving(lambda asked: Reply(crl())) as server:
        identity = identity_of(f"{server.url}a.crl")
        assert status(identity).status == Status.UNCHECKED
        assert server.asked == []
        assert crlfiles.refresh(NOW) == crlfiles.CrlReport(fetched=1)
        assert status(identity).status == Status.GOOD
        assert [(request.method, request.path) for request in server.asked] == [("GET", "/a.crl")]


def test_it_asks_again_after_half_an_hour_and_only_for_what_is_newer():
    headers = {"ETag": '"v1"', "Last-Modified": "Fri, 20 Nov 2026 08:00:00 GMT"}
    known = ("if-none-match", "if-modified-since")
    replies = iter([Reply(crl(), headers=headers), Reply(b"", 304), Reply(crl(now=NOW + HOUR))])
    with responder.serving(lambda asked: next(replies)) as server:
        status(workshop.issue(crl=server.url))
        reports = [crlfiles.refresh(NOW + later) for later in (0 * HOUR, HOUR / 3, HOUR / 2, HOUR)]
        assert [(report.fetched, report.unchanged) for report in reports] == [(1, 0), (0, 0), (0, 1), (1, 0)]
        sent = [[request.headers.get(name) for name in known] for request in server.asked]
        assert sent == [[None, None], *[[headers["ETag"], headers["Last-Modified"]]] * 2]


BAD_DAYS: dict[str, Callable[[], Reply]] = {
    "an error": lambda: Reply(b"", 500),
    "gone": lambda: Reply(b"", 404),
    "unchanged, though nothing is held": lambda: Reply(b"", 304),
    "elsewhere": lambda: Reply(b"", 302, {"Location": "http://127.0.0.1:9/"}),
    "empty": lambda: Reply(b""),
    "forged": lambda: Reply(FORGED["another key"](RSA)),
    "broken off": lambda: Reply(crl()[:-1]),
}


@pytest.mark.parametrize("name", BAD_DAYS)
def test_it_puts_nothing_there_that_is_not_genuine_and_whole(tmp_path, name):
    with responder.serving(lambda asked: BAD_DAYS[name]()) as server:
        identity = workshop.issue(crl=server.url)
        status(identity)
        assert crlfiles.refresh(NOW) == crlfiles.CrlReport(failed=1)
        assert status(identity).status == Status.UNCHECKED
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".want"]


def test_it_keeps_what_it_has_when_something_older_comes():
    """Genuine, but from before a revocation: somebody on the way would have it forgotten."""
    identity_revoked = workshop.issue()
    entries = (Revoked(identity_revoked.serial, NOW - DAY),)
    replies = iter([Reply(crl(revoked=entries)), Reply(crl(now=NOW - HOUR))])
    with responder.serving(lambda asked: next(replies)) as server:
        identity = workshop.issue(crl=server.url, serial=identity_revoked.serial)
        status(identity)
        reports = [crlfiles.refresh(now) for now in (NOW, NOW + HOUR)]
        assert [(report.fetched, report.failed) for report in reports] == [(1, 0), (0, 1)]
        assert status(identity).status == Status.REVOKED


def test_it_does_not_stop_at_a_list_that_can_not_be_had():
    with responder.serving(lambda asked: Reply(crl())) as server:
        good, bad = workshop.issue(crl=server.url), workshop.issue(crl=responder.closed())
        assert {status(good).status, status(bad).status} == {Status.UNCHECKED}
        assert crlfiles.refresh(NOW) == crlfiles.CrlReport(fetched=1, failed=1)
        assert (status(good).status, status(bad).status) == (Status.GOOD, Status.UNCHECKED)


def test_it_cuts_a_list_that_never_ends(monkeypatch, tmp_path):
    monkeypatch.setattr(crlfiles, "LIMIT", 1000)
    with responder.serving(lambda asked: Reply(b"\x30" * 2000)) as server:
        status(workshop.issue(crl=server.url))
        assert crlfiles.refresh(NOW) == crlfiles.CrlReport(failed=1)
    assert not list(tmp_path.rglob("*.part"))


def test_it_lets_go_what_nobody_asks_for(tmp_path):
    with responder.serving(lambda asked: Reply(crl())) as server:
        status(workshop.issue(crl=server.url))
        crlfiles.refresh(NOW)
    assert crlfiles.refresh(NOW + 61 * DAY).dropped == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_it_remembers_that_a_list_is_still_asked_for():
    with responder.serving(lambda asked: Reply(b"", 404)) as server:
        identity = workshop.issue(crl=server.url)
        status(identity)
        status(identity, now=NOW + 30 * DAY)
        assert crlfiles.refresh(NOW + 61 * DAY) == crlfiles.CrlReport(failed=1)


def test_it_takes_a_bounded_number_of_addresses(monkeypatch, tmp_path):
    monkeypatch.setattr(crlfiles, "MOST", 3)
    for number in range(5):
        status(workshop.issue(crl=f"http://127.0.0.1:9/{number}.crl"))
    assert len(list(tmp_path.rglob("*.want"))) == 3


def test_it_keeps_lists_of_two_issuers_at_the_same_address_apart():
    mine, other = (workshop.issue(algorithm=algorithm, crl=NOBODY) for algorithm in (RSA, GOST512))
    held(mine, crl(RSA))
    assert (status(mine).status, status(other).status) == (Status.GOOD, Status.UNCHECKED)


def test_it_sweeps_away_what_a_crash_has_left(tmp_path):
    status(workshop.issue(crl=responder.closed()))
    (folder,) = {path.parent for path in tmp_path.rglob("*.want")}
    (folder / "x.part").write_bytes(b"")
    os.utime(folder / "x.part", (NOW.timestamp(), NOW.timestamp()))
    crlfiles.refresh(NOW + HOUR)
    assert list(folder.glob("*.part"))
    crlfiles.refresh(NOW + 2 * DAY)
    assert not list(folder.glob("*.part"))


def test_it_survives_files_that_somebody_has_damaged(tmp_path):
    with responder.serving(lambda asked: Reply(crl())) as server:
        identity = workshop.issue(crl=server.url)
        status(identity)
        crlfiles.refresh(NOW)
        for path in (path for path in tmp_path.rglob("*") if path.suffix in (".crl", ".state")):
            path.write_bytes(b"{")
        assert status(identity).status == Status.UNCHECKED
        crlfiles.refresh(NOW + HOUR)
        assert status(identity, NOW, NOW).status == Status.GOOD


def test_it_fetches_a_damaged_list_again_though_the_server_knows_of_no_change(tmp_path):
    def reply(asked: responder.Asked) -> Reply:
        known = asked.headers.get("if-none-match") == '"v1"'
        return Reply(b"", 304) if known else Reply(crl(), headers={"ETag": '"v1"'})

    with responder.serving(reply) as server:
        identity = workshop.issue(crl=server.url)
        status(identity)
        crlfiles.refresh(NOW)
        next(tmp_path.rglob("*.crl")).write_bytes(b"{")
        assert status(identity).status == Status.UNCHECKED
        crlfiles.refresh(NOW + HOUR)
        assert status(identity).status == Status.GOOD


# ---------------------------------------------------------------------------------------- where they come from
def test_it_takes_the_address_of_the_settings_before_that_of_the_certificate(settings, tmp_path):
    identity = workshop.issue(crl=NOBODY)
    path = tmp_path / "own list.crl"
    settings.EDS_CRLS = {loaded(identity)[1].signer.common_name: path.as_uri()}
    assert status(identity).status == Status.UNCHECKED
    path.write_bytes(crl())
    assert status(identity).status == Status.GOOD
    path.write_bytes(crl(revoked=(Revoked(identity.serial, NOW - DAY),)))
    assert status(identity).status == Status.REVOKED
    path.write_bytes(FORGED["another key"](RSA))
    assert status(identity).status == Status.UNCHECKED


def test_it_reads_no_file_that_a_certificate_names(tmp_path):
    path = tmp_path / "list.crl"
    path.write_bytes(crl())
    assert status(workshop.issue(crl=path.as_uri())).status == Status.UNCHECKED


def test_it_says_nothing_of_the_person_in_the_log():
    identity = workshop.issue(crl=NOBODY)
    with capture_logs() as logs:
        status(identity)
    text = str(logs)
    assert logs and workshop.IIN not in text and "Асанов" not in text and f"{identity.serial:x}" not in text


def test_it_does_not_take_good_for_a_certificate_that_has_ended():
    ended = workshop.issue(crl=NOBODY, not_before=NOW - 9 * DAY, not_after=NOW - 2 * HOUR)
    held(ended, crl())
    assert status(ended, at=NOW - 3 * HOUR).status == Status.UNCHECKED

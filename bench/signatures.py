"""ЭЦП: a signature verified, warm, against the libraries' own work on the same bytes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from asn1crypto import cms as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.test.utils import override_settings
from django.utils import timezone

from bench.report import BenchReport, median_ms, profiled, seconds
from cases.eds.base import Purpose, Verified
from cases.eds.cms import SignedMessage, read
from cases.eds.pki import gost, libgcrypt
from cases.eds.pki.curves import CURVES
from cases.eds.verify import verify
from cases.models import User
from demo import cms
from demo.authority import authority
from demo.keys import holder_of
from demo.pki import signing
from demo.pki.issuers import Identity

LIMIT = 2.0
"""Times the bare library calls a verification may take."""
KINDS = {signing.RSA: "RSA-2048", signing.GOST512: "GOST-512", signing.GOST256: "GOST-256"}
STREEBOG = {signing.GOST512: libgcrypt.STREEBOG_512, signing.GOST256: libgcrypt.STREEBOG_256}

Task = Callable[[], Any]


def identity(user: User, kind: str) -> Identity:
    """A certificate of this person with a key of this kind, stored nowhere."""
    return authority().issue(holder_of(user), algorithm=kind)


@contextmanager
def warmed_up(*identities: Identity) -> Iterator[None]:
    """A responder has answered for each certificate; in the block the cache does, as in a day's work.

    Raises AssertionError when the responder got another request.
    """
    requests: list[bytes] = []
    with _responder(requests) as url, override_settings(EDS_REVOCATION=["ocsp"], EDS_OCSP_URL=url):
        for person in identities:
            now = timezone.now()
            verified = verify(cms.sign(person, b"warm", now), b"warm", Purpose.PERSON, now)
            if verified.revocation.source != "ocsp":
                raise AssertionError(f"{verified.revocation.status} was learnt from nobody")
        before = len(requests)
        yield
    if len(requests) != before:
        raise AssertionError("the cache did not answer")


@contextmanager
def _responder(requests: list[bytes]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.append(self.rfile.read(int(self.headers["Content-Length"])))
            answer = authority().ocsp(requests[-1], timezone.now())
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# ------------------------------------------------------------------------------------------------ one


def measure(report: BenchReport, user: User, sheet: str, turns: dict[str, int]) -> None:
    """`sheet`: one that was really signed. `turns`: how often by kind of key."""
    for kind in KINDS:
        _measure(report, kind, identity(user, kind), sheet.encode(), turns[kind])


def _measure(report: BenchReport, kind: str, person: Identity, sheet: bytes, turns: int) -> None:
    begun = timezone.now()
    raw = cms.sign(person, sheet, begun)
    text = base64.b64encode(raw).decode()

    def ours() -> Verified:
        return verify(text, sheet, Purpose.PERSON, timezone.now(), iin=person.holder.iin, not_before=begun)

    def why() -> str:
        with warmed_up(person):
            return profiled(lambda: [ours() for _turn in range(turns)])

    against = {"the library's check and digests": _bare(kind, read(raw, sheet))}
    if kind == signing.RSA:
        against["asn1crypto's reading and the library's check"] = partial(_by_library, raw, sheet)
    for name, theirs in against.items():
        with warmed_up(person):
            took, limit = _by_turns(ours, theirs, turns)
        report.add(
            f"verify, warm, {KINDS[kind]}, {len(sheet) / 1000:.1f} KB / {name}",
            f"{took / limit:.2f}×  ({took:.3f} / {limit:.3f} ms)",
            f"≤ {LIMIT:g}×",
            took <= LIMIT * limit,
            why,
        )


def _by_turns(ours: Task, theirs: Task, turns: int) -> tuple[float, float]:
    for task in (ours, theirs) * 2:
        task()
    times = [(seconds(ours), seconds(theirs)) for _turn in range(turns)]
    return median_ms(t for t, _theirs in times), median_ms(t for _ours, t in times)


def _bare(kind: str, message: SignedMessage) -> Task:
    """What no verification can do without: both digests and the signature check, everything taken apart before."""
    public, signed, signature = message.certificate.key.public, message.signed_attributes, message.signature
    if not isinstance(public, bytes):
        scheme, digest = padding.PKCS1v15(), hashes.SHA256()
        return lambda: (hashlib.sha256(message.content).digest(), public.verify(signature, signed, scheme, digest))
    curve = CURVES[message.certificate.key.algorithm]
    point, streebog = gost.point(curve, public), STREEBOG[kind]
    r, s = (int.from_bytes(half, "little") for half in (signature[: curve.size], signature[curve.size :]))

    def check() -> None:
        libgcrypt.digest(streebog, (message.content,))
        number = int.from_bytes(libgcrypt.digest(streebog, (signed,)), "little")
        assert libgcrypt.verify(curve, point, number, r, s)

    return check


def _by_library(raw: bytes, sheet: bytes) -> None:
    """The same CMS by who takes libraries alone, from its bytes to the check; no path, no purpose, no revocation."""
    signed = asn1.ContentInfo.load(raw)["content"]
    certificate = x509.load_der_x509_certificate(signed["certificates"][0].dump())
    info = signed["signer_infos"][0]
    signed_attributes = {item["type"].native: item["values"][0].native for item in info["signed_attrs"]}
    assert signed["encap_content_info"]["content"].native == sheet
    assert signed_attributes["message_digest"] == hashlib.sha256(sheet).digest()
    signature, attributes = info["signature"].native, info["signed_attrs"].untag().dump()
    public: Any = certificate.public_key()
    public.verify(signature, attributes, padding.PKCS1v15(), hashes.SHA256())

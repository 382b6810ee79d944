"""HTTP as the portal calls others: http and https only, no redirects, one time limit, a limit of bytes; directly, or
through the proxy by which an agency's network is left (`cases.net.egress`).

A name is looked up once, and what it leads to is connected to: one that leads elsewhere a moment later leads nowhere
(SSRF). TLS is verified against the name, always, by the system's authorities; SSL_CERT_FILE names a file of others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

from cases.net import egress
from cases.net.connecting import PORTS, Allows, Line, connected, port_of
from cases.net.errors import TooLong, Unreachable

_CHUNK = 64 * 1024
Note = Callable[[int], object]
"""Takes the status of an answer."""
Around = Callable[[str, str], AbstractContextManager[Note]]


def alone(method: str, host: str) -> AbstractContextManager[Note]:
    return nullcontext(lambda status: None)


around: Around = alone
"""What stands around each call, by its method and host: the traces of the project, where they are wanted."""

__all__ = ["Answer", "TooLong", "Unreachable", "allowed", "download", "notify", "post", "request"]


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""


def post(
    url: str, body: bytes, kind: str, *, seconds: float, limit: int, headers: Mapping[str, str] | None = None
) -> Answer:
    """POST `body` of the media type `kind`; any HTTP status is returned, the body at most `limit` bytes.

    `seconds` covers the whole, from the look-up of the name to the last byte. Unreachable; its cause is a
    TimeoutError when the time was over.
    """
    return request("POST", url, body, {"Content-Type": kind, **(headers or {})}, seconds=seconds, limit=limit)


def request(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, seconds: float, limit: int
) -> Answer:
    """As `post`, by any method."""
    with _request(url, method, headers, body, seconds) as response:
        parts = b"".join(_read(response, limit))
        return Answer(response.status, _headers(response), parts)


def notify(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, allows: Allows) -> int:
    """POST to an address that a stranger has named; the status, and nothing else of the answer is read.

    One address that `allows` does not spoils all that the name leads to. Unreachable, as `post`.
    """
    with _request(url, "POST", headers, body, seconds, allows) as response:
        return response.status


def download(url: str, into: BinaryIO, headers: Mapping[str, str], *, seconds: float, limit: int) -> Answer:
    """GET into a file, piece by piece. Only the body of a 200 is written; the status is for the caller to judge."""
    with _request(url, "GET", headers, None, seconds) as response:
        if response.status == 200:
            for part in _read(response, limit):
                into.write(part)
        return Answer(response.status, _headers(response))


def allowed(url: str) -> bool:
    """Whether an address can be called at all: http(s), in ASCII, with a host, without a name and password in it."""
    try:
        _parts(url)
    except Unreachable:
        return False
    return True


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in PORTS and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.username is not None or not url.isascii() or any(c <= " " for c in url):
        raise Unreachable("address refused")
    return parts


@contextmanager
def _request(
    url: str, method: str, headers: Mapping[str, str], body: bytes | None, seconds: float, allows: Allows | None = None
) -> Iterator[HTTPResponse]:
    parts, end = _parts(url), time.monotonic() + seconds
    proxy = egress.proxy_for(parts.hostname or "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    own = {"Host": parts.netloc}
    if proxy and parts.scheme == "http":  # RFC 9112, 3.2.2: a proxy receives the whole address
        path, own = f"http://{parts.netloc}{path}", own | proxy.headers
    try:
        with around(method, parts.hostname or "") as note, connected(parts, end, allows, proxy) as sock:
            connection = HTTPConnection(parts.hostname or "", port_of(parts))
            connection.sock = Line(sock, end)
            connection.request(method, path, body, {**own, **headers})
            with connection.getresponse() as response:
                note(response.status)
                yield response
    except TimeoutError as error:
        raise Unreachable(f"nothing within {seconds:g} s") from error
    except OSError as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error
    except (HTTPException, ValueError) as error:  # its text quotes what came, or a header of ours
        raise Unreachable(type(error).__name__) from error


def _headers(response: HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}


def _read(response: HTTPResponse, limit: int) -> Iterator[bytes]:
    """The body. That it was broken off shows in the length announced; where there is none, DER and JSON show it."""
    if (response.length or 0) > limit:
        raise TooLong("too long")
    got = 0
    while part := response.read(_CHUNK):
        got += len(part)
        if got > limit:
            raise TooLong("too long")
        yield part
    if response.length:
        raise Unreachable("broken off")

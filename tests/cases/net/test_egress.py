"""The way out through a proxy: what it is told, what it may not be asked, and who is asked without it."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from cases.net import egress, fetch
from tests.cases.eds import responder
from tests.cases.net.test_fetch import SOON, certified, led, port_of, post, tell, well

__all__ = ["certified"]


def test_a_proxy_is_given_the_whole_address_and_its_password(settings: Any) -> None:
    with responder.serving(well) as proxy:
        settings.OUTBOUND_PROXY = f"http://dnr:p%40ss@127.0.0.1:{port_of(proxy.url)}"
        body = post("http://ocsp.example.kz/ask?a=1", b"body")
    (asked,) = proxy.asked
    assert (body.body, asked.path, asked.headers["host"]) == (
        b"well",
        "http://ocsp.example.kz/ask?a=1",
        "ocsp.example.kz",
    )
    assert asked.headers["proxy-authorization"] == "Basic ZG5yOnBAc3M="


@contextmanager
def tunnels(answer: bytes, onward: int = 0) -> Iterator[tuple[int, list[bytes]]]:
    """A proxy's port, and the head of what it was asked; after `answer` it passes bytes on to the port `onward`."""
    heads: list[bytes] = []

    def serve() -> None:
        with suppress(OSError), listening.accept()[0] as client:
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            heads.append(head)
            client.sendall(answer)
            if onward:
                with socket.create_connection(("127.0.0.1", onward)) as host:
                    passed_on(client, host)

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], heads
        thread.join(10)


def passed_on(source: socket.socket, other: socket.socket) -> None:
    while True:
        for ready in select.select([source, other], [], [], 10)[0]:
            piece = ready.recv(65536)
            if not piece:
                return
            (other if ready is source else source).sendall(piece)


def test_tls_goes_through_the_proxy_to_the_host_itself(settings: Any, certified: Any) -> None:
    tls = certified("ocsp.example.kz")
    with (
        responder.serving(well, tls=tls) as server,
        tunnels(b"HTTP/1.1 200 Well\r\n\r\n", port_of(server.url)) as (port, heads),
    ):
        settings.OUTBOUND_PROXY = f"http://127.0.0.1:{port}"
        assert post("https://ocsp.example.kz/there").body == b"well"
    assert heads[0].startswith(b"CONNECT ocsp.example.kz:443 HTTP/1.1\r\nHost: ocsp.example.kz:443\r\n")
    assert server.asked[0].path == "/there"


def test_a_proxy_that_refuses_is_reported(settings: Any) -> None:
    with tunnels(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n") as (port, _heads):
        settings.OUTBOUND_PROXY = f"http://127.0.0.1:{port}"
        with pytest.raises(fetch.Unreachable, match="the proxy refuses: 407"):
            post("https://ocsp.example.kz/")


def test_a_proxy_that_is_silent_is_not_waited_for(settings: Any) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        settings.OUTBOUND_PROXY = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(fetch.Unreachable, match="nothing within"):
            post("https://ocsp.example.kz/", seconds=SOON)


def test_what_leads_inside_is_refused_before_the_proxy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with responder.serving(well) as proxy:
        settings.OUTBOUND_PROXY = proxy.url.rstrip("/")
        led(monkeypatch, ("10.0.0.1", 80))
        with pytest.raises(fetch.Unreachable, match="not allowed"):
            tell("http://hook.example.kz/", allows=lambda scheme, address: address != "10.0.0.1")
    assert proxy.asked == []


def test_a_name_that_the_proxy_alone_knows_is_left_to_it(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def unknown(host: str, *args: Any, **how: Any) -> Any:
        if host.endswith(".kz"):
            raise socket.gaierror(-2, "Name or service not known")
        return look_up(host, *args, **how)

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with responder.serving(well) as proxy:
        settings.OUTBOUND_PROXY = proxy.url.rstrip("/")
        assert tell("http://hook.example.kz/") == 200


@pytest.mark.parametrize(
    ("host", "direct"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("shep.gov.kz", True),
        ("GOV.KZ", True),
        ("ncanode", True),
        ("10.2.0.1", False),
        ("notgov.kz", False),
        ("ocsp.pki.example", False),
        ("sub.ncanode", False),
    ],
)
def test_who_is_near_is_asked_without_the_proxy(host: str, direct: bool, settings: Any) -> None:
    settings.OUTBOUND_PROXY = "http://proxy.example:3128"
    settings.OUTBOUND_DIRECT = [".gov.kz", "10.1.0.0/16", "ncanode"]
    assert (egress.proxy_for(host) is None) is direct


@pytest.mark.parametrize("odd", ["proxy:3128", "https://proxy:3128", "http://u:secret@proxy", "http://u:secret@p:x"])
def test_an_address_of_a_proxy_that_is_none_is_refused_without_its_password(odd: str, settings: Any) -> None:
    settings.OUTBOUND_PROXY = odd
    with pytest.raises(ImproperlyConfigured, match="DNR_OUTBOUND_PROXY") as raised:
        egress.proxy()
    assert "secret" not in str(raised.value)

"""The portal's one HTTP client: whom it asks, how long it waits, how much it takes; and where a webhook never goes."""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cases.net import fetch
from cases.webhooks import posting
from tests.cases.eds import responder
from tests.cases.eds.responder import Asked, Reply

SOON = 0.2
"""Seconds for who does not answer; whoever does has much longer."""


def post(url: str, body: bytes = b"", *, seconds: float = 10.0, limit: int = 1000) -> fetch.Answer:
    return fetch.post(url, body, "text/plain", seconds=seconds, limit=limit)


def tell(url: str, *, seconds: float = 10.0, allows: fetch.Allows = lambda scheme, address: True) -> int:
    return fetch.notify(url, b"{}", {}, seconds=seconds, allows=allows)


def well(asked: Asked) -> Reply:
    return Reply(b"well")


def led(monkeypatch: pytest.MonkeyPatch, *addresses: tuple[str, int]) -> list[str]:
    """Every name leads to these; the names that were looked up."""
    names: list[str] = []

    def look_up(host: str, port: int, **how: Any) -> list[Any]:
        names.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address) for address in addresses]

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    return names


def port_of(url: str) -> int:
    return int(url.rstrip("/").rpartition(":")[2])


# ------------------------------------------------------------------------------------------------ what it asks


def test_it_asks_for_what_the_address_says() -> None:
    with responder.serving(lambda asked: Reply(b"well", 201, {"X-Said": "yes"})) as server:
        result = post(f"{server.url}there?a=1&b=%20#part", b"body")
    assert (result.status, result.headers["x-said"], result.body) == (201, "yes", b"well")
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/there?a=1&b=%20", b"body")
    assert asked.headers["host"] == f"127.0.0.1:{port_of(server.url)}"
    assert asked.headers["content-type"] == "text/plain"


def test_it_downloads_what_is_there_and_nothing_of_an_error() -> None:
    for status, kept in ((200, b"well"), (404, b"")):
        into = io.BytesIO()
        with responder.serving(lambda asked, status=status: Reply(b"well", status)) as server:  # type: ignore[misc]
            result = fetch.download(server.url, into, {"If-None-Match": "x"}, seconds=10, limit=4)
        assert (result.status, into.getvalue()) == (status, kept)
        assert (server.asked[0].method, server.asked[0].headers["if-none-match"]) == ("GET", "x")


REFUSED = [
    "",
    "x",
    "//x",
    "http://",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "ldap://127.0.0.1/",
    "gopher://a",
    "http://u:p@127.0.0.1/",
    "http://:p@127.0.0.1/",
    "http://@127.0.0.1/",
    "http://[::1",
    "http://a:99999/",
    "http://a:0/",
    "http://a/ b",
    "http://a/\r\nX: y",
    "https://портал.kz/",
]


@pytest.mark.parametrize("url", REFUSED)
def test_it_asks_nobody_at_an_address_of_another_kind(url: str) -> None:
    assert not fetch.allowed(url)
    with pytest.raises(fetch.Unreachable, match="address refused"):
        post(url)


def test_it_follows_no_redirect() -> None:
    with (
        responder.serving(well) as other,
        responder.serving(lambda asked: Reply(b"", 307, {"Location": other.url})) as server,
    ):
        assert (post(server.url).status, tell(server.url)) == (307, 307)
    assert (len(server.asked), len(other.asked)) == (2, 0)


def test_it_asks_no_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with responder.serving(well) as proxy, responder.serving(well) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        post(server.url)
    assert not proxy.asked


def test_it_reaches_an_ipv6_address() -> None:
    with responder.serving(well, at="::1") as server:
        assert post(server.url).body == b"well"
    assert server.asked[0].headers["host"] == f"[::1]:{port_of(server.url)}"


# ------------------------------------------------------------------------------------------------ how much it takes


@pytest.mark.parametrize(
    ("header", "body", "why"),
    [
        (b"Content-Length: 1001\r\n", b"x" * 1001, "too long"),
        (b"X: y\r\n", b"x" * 1001, "too long"),
        (b"Content-Length: 9\r\n", b"12345678", "broken off"),
    ],
)
def test_it_takes_no_more_and_no_less_than_was_due(header: bytes, body: bytes, why: str) -> None:
    """With a length announced and without."""
    with (
        responder.saying(b"HTTP/1.0 200 OK\r\n" + header + b"\r\n" + body) as url,
        pytest.raises(fetch.Unreachable, match=why) as caught,
    ):
        post(url)
    assert isinstance(caught.value, fetch.TooLong) == (why == "too long")


def test_what_speaks_no_http_is_unreachable() -> None:
    with responder.saying(b"220 mail.example ESMTP\r\n") as url, pytest.raises(fetch.Unreachable) as caught:
        post(url)
    assert not isinstance(caught.value.__cause__, TimeoutError)


@pytest.mark.parametrize("answer", [b"\x15\x03\x03\0\x02\x02F\r\n", b"HTTP/1.1 2OO KEY-OF-SOMEBODY\r\n"])
def test_what_is_reported_of_such_an_answer_quotes_nothing_of_it(answer: bytes) -> None:
    """The first is TLS's answer to plain HTTP: it holds a NUL, which PostgreSQL would not take."""
    with responder.saying(answer) as url, pytest.raises(fetch.Unreachable, match=r"^BadStatusLine$"):
        post(url)


def test_of_an_answer_to_what_it_tells_it_reads_the_status_alone() -> None:
    with responder.dripping(b"HTTP/1.1 202 Accepted\r\nContent-Length: 9999999\r\n\r\n") as url:
        assert tell(url) == 202


# ------------------------------------------------------------------------------------------------ how long it waits


def late(url: str, body: bytes = b"") -> None:
    with pytest.raises(fetch.Unreachable, match=r"nothing within 0\.2 s") as caught:
        post(url, body, seconds=SOON)
    assert isinstance(caught.value.__cause__, TimeoutError)


DRIPS = [
    b"",
    b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n",
    b"HTTP/1.0 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX-Long: ",
]


@pytest.mark.parametrize("first", DRIPS)
def test_an_answer_drop_by_drop_ends_when_the_time_is_over(first: bytes) -> None:
    with responder.dripping(first) as url:
        late(url)


def test_a_partner_that_drips_its_head_holds_nobody_either() -> None:
    with responder.dripping(b"HTTP/1.1 200 OK\r\nX-Long: ") as url, pytest.raises(fetch.Unreachable, match="nothing"):
        tell(url, seconds=SOON)


def test_silence_ends_when_the_time_is_over() -> None:
    with responder.silent() as url:
        late(url)


def test_a_host_that_takes_nothing_in_is_left_when_the_time_is_over() -> None:
    with responder.silent() as url:
        late(url, b"x" * (32 << 20))


def test_a_greeting_that_never_comes_ends_when_the_time_is_over() -> None:
    with responder.silent() as url:
        late(url.replace("http:", "https:"))


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A resolver that does not come back by itself."""
    free = Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **how: free.wait(30) and [])
    yield
    free.set()


def test_a_name_that_is_not_resolved_in_time_is_given_up(hanging: None) -> None:
    late("http://partner.example/")


def test_a_name_that_is_not_known_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **how: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with pytest.raises(fetch.Unreachable, match="not known") as caught:
        post("http://partner.example/")
    assert not isinstance(caught.value.__cause__, TimeoutError)


def test_a_name_too_long_for_any_is_unreachable() -> None:
    with pytest.raises(fetch.Unreachable, match="UnicodeError"):
        post(f"http://{'a' * 64}.example/")


def test_nobody_at_the_address_is_unreachable() -> None:
    with pytest.raises(fetch.Unreachable, match="ConnectionRefusedError"):
        post(responder.closed())


# ------------------------------------------------------------------------------------------------ where a name leads


def test_a_name_is_looked_up_once_and_that_address_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with responder.serving(well) as server:
        names = led(monkeypatch, ("127.0.0.1", port_of(server.url)))
        assert tell(f"http://partner.example:{port_of(server.url)}/") == 200
    assert names == ["partner.example"]
    assert server.asked[0].headers["host"] == f"partner.example:{port_of(server.url)}"


def test_of_several_addresses_the_next_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with responder.serving(well) as server:
        led(monkeypatch, ("127.0.0.1", port_of(responder.closed())), ("127.0.0.1", port_of(server.url)))
        assert post("http://partner.example/").body == b"well"


def test_a_name_that_leads_nowhere_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    led(monkeypatch)
    with pytest.raises(fetch.Unreachable, match="leads nowhere"):
        post("http://partner.example/")


def test_an_address_that_is_not_allowed_spoils_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    with responder.serving(well) as server:
        led(monkeypatch, ("127.0.0.1", port_of(server.url)), ("127.0.0.2", port_of(server.url)))
        with pytest.raises(fetch.Unreachable, match="not allowed"):
            tell("http://partner.example/", allows=lambda scheme, address: (scheme, address) == ("http", "127.0.0.1"))
    assert not server.asked


# ------------------------------------------------------------------------------------------------ TLS


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """certified(name): a server's context with a certificate for that name or address, which the system trusts."""

    def make(name: str, trusted: bool = True) -> ssl.SSLContext:
        key, certificate = _certificate(name)
        whole = tmp_path / "server.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        whole.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(whole))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(whole)
        return context

    return make


def _certificate(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Its own authority. Good for as long as the clock of the test may need: TLS reads the machine's."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    san = x509.DNSName(name) if name[-1].isalpha() else x509.IPAddress(ip_address(name))
    usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
    usage |= dict.fromkeys(("crl_sign", "encipher_only", "decipher_only"), False)
    made = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    for extension, critical in (
        (x509.SubjectAlternativeName([san]), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.BasicConstraints(True, None), True),
        (x509.KeyUsage(digital_signature=True, key_cert_sign=True, **usage), True),
    ):
        made = made.add_extension(extension, critical)
    return key, made.sign(key, SHA256())


def test_tls_is_verified_against_the_name_and_not_the_address(certified: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with responder.serving(well, tls=certified("partner.example")) as server:
        led(monkeypatch, ("127.0.0.1", port_of(server.url)))
        assert tell("https://partner.example/") == 200
        assert server.asked[0].headers["host"] == "partner.example"
        with pytest.raises(fetch.Unreachable, match=r"(?i)certificate.*mismatch"):
            tell("https://another.example/")
    assert len(server.asked) == 1


@pytest.mark.parametrize("at", ["127.0.0.1", "::1"])
def test_an_address_may_have_a_certificate_too(certified: Any, at: str) -> None:
    with responder.serving(well, at=at, tls=certified(at)) as server:
        assert post(server.url).body == b"well"


def test_a_certificate_of_nobody_we_know_is_refused(certified: Any) -> None:
    with (
        responder.serving(well, tls=certified("127.0.0.1", trusted=False)) as server,
        pytest.raises(fetch.Unreachable, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        post(server.url)
    assert not server.asked


def test_an_answer_through_tls_has_the_same_limits(certified: Any) -> None:
    with responder.serving(lambda asked: Reply(b"x" * 300_000), tls=certified("127.0.0.1")) as server:
        assert len(post(server.url, limit=300_000).body) == 300_000
        with pytest.raises(fetch.TooLong):
            post(server.url, limit=299_999)


def test_what_breaks_off_inside_tls_is_unreachable(certified: Any) -> None:
    short = Reply(b"x", headers={"Content-Length": "9"})
    with (
        responder.serving(lambda asked: short, tls=certified("127.0.0.1")) as server,
        pytest.raises(fetch.Unreachable, match=r"broken off|EOF"),
    ):
        post(server.url)


# ------------------------------------------------------------------------------------------------ webhooks


BARRED = [
    ("http", "93.184.216.34"),
    ("https", "127.0.0.1"),
    ("https", "10.0.0.1"),
    ("https", "172.16.0.1"),
    ("https", "192.168.1.1"),
    ("https", "169.254.169.254"),
    ("https", "100.64.0.1"),
    ("https", "0.0.0.0"),
    ("https", "224.0.0.1"),
    ("https", "::1"),
    ("https", "fe80::1%eth0"),
    ("https", "fd00::1"),
    ("https", "::ffff:127.0.0.1"),
    ("https", "64:ff9b::7f00:1"),
    ("https", "2002:7f00:1::1"),
    ("https", "::"),
    ("https", "64:ff9b:1::a00:1"),
    ("https", "::7f00:1"),
    ("https", "::ffff:0:a00:1"),
    ("https", "fec0::1"),
]


@pytest.fixture
def nowhere_inside(settings: Any) -> None:
    settings.API_WEBHOOK_NETWORKS = []


@pytest.mark.parametrize(("scheme", "address"), BARRED)
def test_our_own_network_is_out_of_bounds(nowhere_inside: None, scheme: str, address: str) -> None:
    assert not posting.allowed(scheme, address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_the_public_net_is_reached_by_https(nowhere_inside: None, address: str) -> None:
    assert posting.allowed("https", address)


def test_a_setting_opens_a_network_of_ours(settings: Any) -> None:
    settings.API_WEBHOOK_NETWORKS = ["10.0.0.0/8"]
    assert posting.allowed("http", "10.1.2.3") and not posting.allowed("http", "192.168.1.1")


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1"])
def test_a_webhook_whose_name_leads_inside_is_not_followed(
    nowhere_inside: None, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    led(monkeypatch, ("93.184.216.34", 443), (inside, 443))
    with pytest.raises(posting.PostError, match="not allowed"):
        posting.post("https://partner.example/", b"{}", {})


@pytest.mark.parametrize("url", ["https://127.0.0.1:{}/", "https://[::ffff:127.0.0.1]:{}/", "https://localhost:{}/"])
def test_a_webhook_at_an_address_of_ours_is_not_called(nowhere_inside: None, url: str) -> None:
    with responder.serving(well) as server, pytest.raises(posting.PostError, match="not allowed"):
        posting.post(url.format(port_of(server.url)), b"{}", {})
    assert not server.asked


@pytest.mark.parametrize("url", REFUSED)
def test_a_webhook_is_called_at_a_plain_address_only(url: str) -> None:
    with pytest.raises(posting.PostError):
        posting.post(url, b"{}", {})


def test_a_redirect_is_no_way_round(settings: Any) -> None:
    settings.API_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with (
        responder.serving(lambda asked: Reply(b"", 307, {"Location": "/elsewhere"})) as server,
        pytest.raises(posting.PostError, match="answered 307"),
    ):
        posting.post(f"{server.url}hook", b"{}", {})
    assert [asked.path for asked in server.asked] == ["/hook"]


def test_a_webhook_that_does_not_listen_is_a_failure_like_any(settings: Any) -> None:
    settings.API_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with pytest.raises(posting.PostError) as caught:
        posting.post(responder.closed(), b"{}", {})
    assert caught.value.status is None


def test_the_time_of_a_webhook_is_that_of_its_setting(settings: Any, hanging: None) -> None:
    settings.API_WEBHOOK_TIMEOUT = SOON
    with pytest.raises(posting.PostError, match=r"nothing within 0\.2 s"):
        posting.post("https://partner.example/", b"{}", {})

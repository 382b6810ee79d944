"""Who may talk with the stand-in for NCALayer, and the window in which one chooses who signs."""

from __future__ import annotations

import json
import ssl
from http.client import HTTPConnection, HTTPResponse

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from demo.ncalayer import Standin, protocol
from tests.cases.eds.ncalayer.client import OTHER, PERSON, call, opened, signed


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_it_listens_on_loopback_only(ca, host):
    with pytest.raises(ValueError, match="loopback"):
        Standin(ca, host=host)


@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://127.0.0.1", "http://[::1]:8000"])
def test_pages_of_this_machine_may_ask(standin, origin):
    with connect(standin.url, origin=origin) as ws:
        assert ws.recv()


@pytest.mark.parametrize("origin", ["https://example.org", "http://localhost.example.org", "null"])
def test_pages_of_others_may_not(standin, origin):
    with pytest.raises(InvalidStatus) as refused, connect(standin.url, origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_a_port_that_is_taken_is_an_error_at_once(running, ca):
    with pytest.raises(OSError, match="address already in use"):
        Standin(ca, port=running.port).start()


def test_it_speaks_tls_with_a_certificate_of_the_demo(ca):
    context = ssl.create_default_context(cafile=ca.folder / "anchors" / "demo-rsa-root.pem")
    with Standin(ca, tls=True) as standin:
        assert standin.url.startswith("wss://127.0.0.1:")
        with connect(standin.url, ssl=context) as ws:
            assert json.loads(ws.recv()) == protocol.GREETING
    assert (ca.folder / "tls.pem").stat().st_mode & 0o777 == 0o600


def test_it_can_be_stopped_while_somebody_waits(ca):
    standin = Standin(ca, mode="silent").start()
    with opened(standin) as ws:
        ws.send(json.dumps(call()))
        standin.stop()
        with pytest.raises(Exception, match="going away"):
            ws.recv(timeout=10)
    standin.stop()


def get(standin: Standin, path: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", standin.port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    response.page = response.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return response


def test_its_window_lists_the_people_and_the_modes(standin):
    response = get(standin, "/")
    assert response.status == 200 and response.headers["Content-Type"] == "text/html; charset=utf-8"
    for text in ("Тестов Тест", "Авилова", "hang_up", f'value="{PERSON.iin}-person" selected'):
        assert text in response.page  # type: ignore[attr-defined]


def test_its_window_chooses_who_signs_and_how(standin):
    response = get(standin, f"/choose?holder={OTHER.iin}-person&mode=pem", Sec_Fetch_Site="same-origin")
    assert (response.status, response.headers["Location"]) == (303, "/")
    assert standin.mode == "pem"
    standin.mode = ""
    assert signed(standin).certificate.signer.iin == OTHER.iin


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/choose?mode=cancel", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("/choose?mode=cancel", {"Host": "evil.example"}, 403),
        ("/choose?mode=sulk", {}, 400),
        ("/keys", {}, 404),
    ],
)
def test_its_window_does_nothing_for_strangers(standin, path, headers, status):
    assert get(standin, path, **headers).status == status
    assert standin.mode == ""

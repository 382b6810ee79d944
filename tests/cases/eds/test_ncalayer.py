"""The stand-in for NCALayer, asked over a real WebSocket on loopback as a page would ask it."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from cases.demo import keys
from cases.demo.authority import Authority
from cases.demo.ncalayer import MODES, Standin, protocol
from cases.demo.pki import certificates, signing
from cases.eds import cms as reading
from cases.eds.base import EdsError, Purpose, Status
from cases.eds.decode import decode
from cases.eds.verify import verify

CHALLENGE = "Войти на портал: 4f1c9b".encode()
DATA = b64encode(CHALLENGE).decode()
PERSON = certificates.individual("Тестов", "Тест", "900101300123", "Тестович")
OTHER = certificates.individual("Авилова", "Проба", "910202400123")
HEAD = certificates.head("Яковлева", "Дана", "850505400123", "241000000301", "Министерство")
SIGN = {"extKeyUsageOids": [certificates.SIGNING]}
ATTACHED = {"decode": True, "encapsulate": True, "digested": False}


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority.at(tmp_path_factory.mktemp("eds"))
    for holder, algorithm in ((PERSON, signing.RSA), (OTHER, signing.GOST512), (HEAD, signing.RSA)):
        keys.keep(holder, made, algorithm=algorithm)
    return made


@pytest.fixture(scope="module")
def running(ca: Authority) -> Iterator[Standin]:
    with Standin(ca, delay=0.01) as standin:
        yield standin


@pytest.fixture
def standin(running: Standin) -> Iterator[Standin]:
    """The same server for all; what a test has set is taken back."""
    running.holder = PERSON.iin
    yield running
    running.mode, running.holder = "", ""


@pytest.fixture
def trusted(ca: Authority, settings: Any) -> None:
    settings.EDS_BACKEND, settings.EDS_ANCHORS, settings.EDS_REVOCATION = "builtin", [ca.folder / "anchors"], ["crl"]
    settings.EDS_CRLS = {
        f"ДЕМО DEMO ОРТАЛЫҚ ({name}) 2024": (ca.folder / "crls" / f"demo-{kind}.crl").as_uri()
        for kind, name in (("rsa", "RSA"), ("gost512", "GOST 512"))
    }
    ca.publish_crls(datetime.now(UTC))


def call(data: Any = DATA, **args: Any) -> dict[str, Any]:
    """A request to sign; `args` replace the usual ones."""
    usual = {
        "allowedStorages": ["PKCS12"], "format": "cms", "data": data,
        "signingParams": ATTACHED, "signerParams": SIGN, "locale": "kk",
    }  # fmt: skip
    return {"module": protocol.MODULE, "method": "sign", "args": usual | args}


def ask(standin: Standin, request: Any) -> Any:
    with connect(standin.url) as ws:
        assert json.loads(ws.recv()) == {"result": {"version": "1.4"}}
        ws.send(request if isinstance(request, str) else json.dumps(request))
        return json.loads(ws.recv(timeout=10))


def signatures(reply: dict[str, Any]) -> list[bytes]:
    assert reply["status"] is True, reply
    return [b64decode(one, validate=True) for one in reply["body"]["result"]]


def signed(standin: Standin, **args: Any) -> reading.Message:
    (made,) = signatures(ask(standin, call(**args)))
    return reading.read(made, None)


# ------------------------------------------------------------------------------------------------ what is signed


def test_it_signs_the_data_attached(standin):
    message = signed(standin)
    assert message.content == CHALLENGE
    assert message.certificate.signer.iin == PERSON.iin
    assert message.claimed_at is not None and abs(datetime.now(UTC) - message.claimed_at) < timedelta(minutes=1)


def test_it_signs_detached(standin):
    (made,) = signatures(ask(standin, call(signingParams=ATTACHED | {"encapsulate": False})))
    assert CHALLENGE not in made
    assert reading.read(made, CHALLENGE).certificate.signer.iin == PERSON.iin


def test_it_signs_an_array_in_its_order(standin):
    data = [b64encode(text).decode() for text in (b"one", b"two")]
    assert [reading.read(one, None).content for one in signatures(ask(standin, call(data)))] == [b"one", b"two"]


def test_it_signs_text_as_it_stands_when_told_not_to_decode(standin):
    assert signed(standin, data="текст", signingParams={"encapsulate": True}).content == "текст".encode()


def test_it_signs_a_digest_made_elsewhere(standin):
    digest = signing.digest(signing.SHA256, CHALLENGE)
    params = {"decode": True, "encapsulate": False, "digested": True}
    (made,) = signatures(ask(standin, call(b64encode(digest).decode(), signingParams=params)))
    assert reading.read(made, CHALLENGE).certificate.signer.iin == PERSON.iin


@pytest.mark.parametrize("holder", [PERSON.iin, OTHER.iin])
def test_the_portal_accepts_what_it_signs(standin, trusted, holder):
    standin.holder = holder
    (made,) = signatures(ask(standin, call()))
    found = verify(made, CHALLENGE, Purpose.SIGN_IN, datetime.now(UTC), iin=holder)
    assert found.signer.iin == holder and found.revocation.status == Status.GOOD


# ------------------------------------------------------------------------------------------------ who signs


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({}, PERSON),
        (None, PERSON),
        ({"iin": OTHER.iin}, OTHER),
        ({"bin": HEAD.bin}, HEAD),
        ({"extKeyUsageOids": [certificates.SIGNING, certificates.HEAD]}, HEAD),
        ({"extKeyUsageOids": [certificates.SIGNING, certificates.INDIVIDUAL]}, PERSON),
        ({"iin": "", "bin": "", "serialNumber": "", "chain": []}, PERSON),
    ],
)
def test_the_request_narrows_the_choice_and_the_holder_decides_the_rest(standin, asked, who):
    assert signed(standin, signerParams=asked).certificate.signer.iin == who.iin


def test_a_certificate_is_chosen_by_its_number(standin, ca):
    (head,) = (one for one in keys.kept(ca) if one.holder.iin == HEAD.iin)
    assert signed(standin, signerParams={"serialNumber": f"{head.serial:040X}"}).certificate.signer.iin == HEAD.iin


@pytest.mark.parametrize("holder", [OTHER.iin, "авилова", f"{OTHER.iin}-person"])
def test_the_holder_is_named_in_several_ways(standin, holder):
    standin.holder = holder
    assert signed(standin).certificate.signer.iin == OTHER.iin


def test_the_authentication_certificate_comes_when_it_is_asked_for(standin):
    signer = signed(standin, signerParams={"extKeyUsageOids": [certificates.AUTHENTICATION]}).certificate.signer
    assert signer.authenticates and not signer.signs


def test_nobody_signs_when_no_key_suits(standin):
    reply = ask(standin, call(signerParams={"iin": "000000000000"}))
    assert (reply["status"], reply["code"]) == (False, "SIGNING_FAILURE")


def test_a_key_that_comes_later_is_found(standin, ca):
    late = certificates.individual("Поздняя", "Проба", "920303400123")
    keys.keep(late, ca)
    assert signed(standin, signerParams={"iin": late.iin}).certificate.signer.surname == "ПОЗДНЯЯ"


def test_given_people_stand_instead_of_the_folder(ca):
    with Standin(ca, [ca.issue(OTHER)]) as standin:
        assert signed(standin).certificate.signer.iin == OTHER.iin
        assert ask(standin, call(signerParams={"iin": PERSON.iin}))["code"] == "SIGNING_FAILURE"


# ------------------------------------------------------------------------------------------------ wrong questions


WRONG_ARGUMENTS: dict[str, dict[str, Any]] = {
    "storages no array": {"allowedStorages": "PKCS12"},
    "storage unknown": {"allowedStorages": ["FLOPPY"]},
    "format unknown": {"format": "pdf"},
    "locale no text": {"locale": 1},
    "data no text": {"data": 5},
    "data empty array": {"data": []},
    "data mixed array": {"data": ["MQ==", 5]},
    "data no text of Unicode": {"data": "\ud800", "signingParams": {"decode": False}},
    "data no base64": {"data": "not base64!"},
    "params missing": {"signingParams": None},
    "params no object": {"signingParams": []},
    "decode no switch": {"signingParams": {"decode": "yes"}},
    "digest enclosed": {"signingParams": {"decode": True, "encapsulate": True, "digested": True}},
    "no digest": {"signingParams": {"decode": True, "digested": True}},
    "signer no object": {"signerParams": "me"},
    "usages no array": {"signerParams": {"extKeyUsageOids": "1.2"}},
    "usages no texts": {"signerParams": {"extKeyUsageOids": [1]}},
    "iin no text": {"signerParams": {"iin": 900101300123}},
    "chain no array": {"signerParams": {"chain": "root"}},
}


@pytest.mark.parametrize("args", WRONG_ARGUMENTS.values(), ids=WRONG_ARGUMENTS)
def test_wrong_arguments_are_told(standin, args):
    reply = ask(standin, call(**args))
    assert (reply["status"], reply["code"]) == (False, "INVALID_SIGNING_PARAMS")
    assert set(reply) == {"status", "code", "message", "details"}


@pytest.mark.parametrize(
    "request_",
    [
        "no json", "[" * 100_000, "[]", {"module": protocol.MODULE, "method": "fly", "args": {}},
        {"module": protocol.MODULE, "method": "sign", "args": ["cms"]}, {"module": protocol.MODULE},
    ],
)  # fmt: skip
def test_a_call_that_can_not_be_made_is_an_invocation_error(standin, request_):
    assert ask(standin, request_)["code"] == "INVOCATION_ERROR"


@pytest.mark.parametrize("module", ["kz.gov.pki.knca.commonUtils", "kz.gov.pki.knca.applet.Applet", None])
def test_other_modules_are_not_there(standin, module):
    assert ask(standin, call() | {"module": module}) == {"success": False, "errorCode": "MODULE_NOT_FOUND"}


@pytest.mark.parametrize(
    "args",
    [
        {"signingParams": ATTACHED | {"tsaProfile": {}}}, {"format": "xml", "data": "<a/>"},
        {"allowedStorages": ["AKKaztokenStore"]},
    ],
)  # fmt: skip
def test_what_the_stand_in_can_not_do_fails_and_says_so(standin, args):
    reply = ask(standin, call(**args))
    assert reply["code"] == "SIGNING_FAILURE" and reply["message"]


# ------------------------------------------------------------------------------------------------ the modes


@pytest.mark.parametrize("code", protocol.CODES)
def test_each_error_can_be_had(standin, code):
    standin.mode = code
    reply = ask(standin, call())
    assert (reply["status"], reply["code"]) == (False, code)


def test_a_cancel_is_a_success_without_result(standin):
    standin.mode = "cancel"
    assert ask(standin, call()) == {"status": True, "body": {}}


@pytest.mark.parametrize(
    ("mode", "reply"),
    [
        ("no_module", {"success": False, "errorCode": "MODULE_NOT_FOUND"}),
        ("empty", {"status": True, "body": {"result": []}}),
        ("not_cms", {"status": True, "body": {"result": [b64encode(b"no signature").decode()]}}),
    ],
)
def test_a_mode_with_one_answer_gives_it(standin, mode, reply):
    standin.mode = mode
    assert ask(standin, call()) == reply


def test_the_signature_comes_in_lines_or_bare(standin):
    standin.mode = "pem"
    (made,) = ask(standin, call())["body"]["result"]
    assert made.startswith("-----BEGIN CMS-----\n") and reading.read(decode(made), CHALLENGE)
    standin.mode = "string"
    bare = ask(standin, call())["body"]["result"]
    assert reading.read(decode(bare), CHALLENGE)


def test_it_is_busy(standin):
    standin.mode = "busy"
    assert ask(standin, call())["code"] == "GENERAL_ERROR"


def test_it_is_slow(standin):
    standin.mode = "slow"
    assert signed(standin).content == CHALLENGE


@contextmanager
def _open(standin: Standin) -> Iterator[ClientConnection]:
    """After the greeting."""
    with connect(standin.url) as ws:
        ws.recv()
        yield ws


def test_it_says_something_else(standin):
    standin.mode = "garbage"
    with _open(standin) as ws:
        ws.send(json.dumps(call()))
        assert str(ws.recv(timeout=10)).startswith("<html>")


def test_it_hangs_up(standin):
    standin.mode = "hang_up"
    with _open(standin) as ws:
        ws.send(json.dumps(call()))
        with pytest.raises(ConnectionClosedError):
            ws.recv(timeout=10)


def test_while_it_is_silent_heartbeats_go_on_and_a_second_request_waits_for_the_first(standin):
    standin.mode = "silent"
    with _open(standin) as ws:
        ws.send(json.dumps(call()))
        ws.send(protocol.HEARTBEAT)
        assert ws.recv(timeout=10) == protocol.HEARTBEAT
        ws.send(json.dumps(call()))
        assert json.loads(ws.recv(timeout=10))["code"] == "GENERAL_ERROR"
        with pytest.raises(TimeoutError):
            ws.recv(timeout=0.05)


def test_one_connection_serves_one_request_after_the_other(standin):
    with _open(standin) as ws:
        for _ in range(3):
            ws.send(json.dumps(call()))
            assert signatures(json.loads(ws.recv(timeout=10)))


REFUSALS = {
    "altered": "wrong_content",
    "two_signers": "two_signers",
    "no_certificate": "no_certificate",
    "clock_ahead": "clock_ahead",
    "clock_behind": "clock_behind",
    "other_person": "other_iin",
    "no_iin": "no_iin",
    "expired": "expired",
    "not_yet_valid": "not_yet_valid",
    "revoked": "revoked",
    "foreign": "unknown_issuer",
    "auth_certificate": "auth_certificate",
    "gost_2004": "gost_2004",
    "not_cms": "not_cms",
}


@pytest.mark.parametrize("holder", [PERSON, OTHER], ids=["rsa", "gost"])
@pytest.mark.parametrize(("mode", "fault"), REFUSALS.items())
def test_the_portal_refuses_what_each_mode_makes(standin, trusted, mode, fault, holder):
    standin.mode, standin.holder = mode, holder.iin
    (made,) = ask(standin, call())["body"]["result"]
    now = datetime.now(UTC)
    with pytest.raises(EdsError) as refused:
        verify(made, CHALLENGE, Purpose.PERSON, now, iin=holder.iin, not_before=now - timedelta(minutes=5))
    assert refused.value.code == fault


def test_every_mode_is_shown_to_work_above():
    simple = {"", "cancel", "no_module", "busy", "silent", "slow", "hang_up", "garbage", "pem", "string", "empty"}
    assert set(MODES) == simple | set(protocol.CODES) | set(REFUSALS)


def test_an_unknown_mode_is_refused(standin):
    with pytest.raises(ValueError, match="no mode"):
        standin.mode = "sulk"


# ------------------------------------------------------------------------------------------------ the server


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
    with _open(standin) as ws:
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


# ------------------------------------------------------------------------------------------------ the command


def run(*args: str) -> str:
    out = StringIO()
    call_command("ncalayer", *args, stdout=out)
    return out.getvalue()


def test_the_command_runs_in_the_demo_only(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DNR_DEMO"):
        run()


def test_the_command_lists_modes_and_holders(settings, ca):
    settings.EDS_KEYS = ca.folder
    assert {line.split()[0] for line in run("--list-modes").splitlines()} >= set(MODES) - {""}
    assert f"{PERSON.iin} " in run("--list-holders")


def test_the_command_refuses_a_holder_nobody_knows(settings, ca):
    settings.EDS_KEYS = ca.folder
    with pytest.raises(CommandError, match="--list-holders"):
        run("--holder", "nobody@example.org")


def test_the_command_says_when_the_port_is_taken(settings, ca, running):
    settings.EDS_KEYS = ca.folder
    with pytest.raises(CommandError, match=f"Port {running.port} is taken"):
        run("--plain", "--port", str(running.port))


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_somebody_new_until_it_is_told_to_stop(tmp_path, free_port, number):
    command = [sys.executable, "manage.py", "ncalayer", "--plain", "--new", "--port", str(free_port)]
    env = {"DNR_VAR": str(tmp_path), "DNR_DEMO": "1", "PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        url = process.stdout.readline().split()[-1]
        assert urlsplit(url).port == free_port
        with connect(url) as ws:
            ws.recv()
            ws.send(json.dumps(call()))
            (made,) = signatures(json.loads(ws.recv(timeout=10)))
        process.send_signal(number)
        assert process.wait(timeout=20) == 0, process.stderr.read()
    assert reading.read(made, CHALLENGE).certificate.signer.algorithm == "GOST 34.10-2015 (512)"
    assert len(list((tmp_path / "eds" / "people").iterdir())) == 1


def test_the_file_of_a_key_that_is_half_written_is_never_seen(ca):
    assert not [path for path in Path(ca.folder).rglob(".*")]

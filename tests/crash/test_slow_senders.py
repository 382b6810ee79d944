"""Connections that are slow, cut or silent, against the server as it runs: others are served meanwhile."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from tests.crash.portal import LONG, ROOT, TOKEN, CrashPortal, ask
from tests.test_wsgi import multipart

pytestmark = pytest.mark.slow

FORM = multipart(csrfmiddlewaretoken=TOKEN, language="kk", next="/order/")
HEAD = (
    "POST /language/ HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\nContent-Length: {length}\r\n"
    f"Content-Type: multipart/form-data; boundary=x\r\nCookie: csrftoken={TOKEN}\r\n\r\n"
)
THREADS = 4
PLACES = THREADS // 2


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The server with its own settings file, but for fewer threads."""
    home = tmp_path_factory.mktemp("portal")
    with closing(CrashPortal(home, "tests.crash.slow_settings")) as portal, ExitStack() as stack:
        door = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        command = ("-m", "gunicorn", "dnr.wsgi", "--bind", f"fd://{door.fileno()}", "--workers", "1")
        options = ("--threads", str(THREADS), "--config", str(ROOT / "gunicorn.conf.py"))
        stack.enter_context(portal.process(*command, *options, pass_fds=[door.fileno()]))
        yield door.getsockname()[1]


@contextmanager
def sending(port: int, data: bytes) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=LONG)) as sender:
        sender.sendall(data)
        yield sender


def answer(sender: socket.socket) -> str:
    """All that comes until the other side closes; "" when it says nothing."""
    return b"".join(iter(lambda: sender.recv(65536), b"")).decode()


def head(length: int = len(FORM)) -> bytes:
    return HEAD.format(length=length).encode()


def test_a_form_that_comes_whole_is_taken(port: int) -> None:
    with sending(port, head() + FORM) as sender:
        assert sender.recv(65536).startswith(b"HTTP/1.1 302")


def test_a_form_cut_off_by_its_sender_is_refused(port: int) -> None:
    with sending(port, head() + FORM[:60]) as sender:
        sender.shutdown(socket.SHUT_WR)
        assert answer(sender).startswith("HTTP/1.1 400")


def test_a_sender_who_keeps_no_pace_is_informed_so(port: int) -> None:
    with sending(port, head() + FORM[:60]) as sender:
        reply = answer(sender)
    assert reply.startswith("HTTP/1.1 408") and "Connection: close" in reply
    assert "The connection is too slow" in reply


@pytest.mark.parametrize(("length", "status"), [(6_000, "200"), (9_000, "414"), (70_000, "414")])
def test_a_long_address_is_answered_in_words(port: int, length: int, status: str) -> None:
    """Of a page that reads no table: this portal has none."""
    asked = f"GET /verify/?q={'q' * length} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with sending(port, asked.encode()) as sender:
        reply = answer(sender)
    assert reply.startswith(f"HTTP/1.1 {status} ")
    for words in ("Адрес слишком длинный", "Мекенжай тым ұзын") if status == "414" else ("</html>",):
        assert words in reply


def test_a_head_that_never_ends_is_closed(port: int) -> None:
    with sending(port, head()[:60]) as sender:
        assert answer(sender) == ""


def test_slow_senders_leave_the_other_threads_to_the_others(port: int) -> None:
    """As many as there are threads, each as slow as is allowed: those without a place are sent away at once."""
    length = 1024 * 1024
    with ExitStack() as stack:
        slow = [stack.enter_context(sending(port, head(length) + b"a" * 65536)) for _ in range(2 * THREADS)]
        assert ask(port, "GET", "/health/live") == 200
        refused = [sender for sender in slow if sender in ready(slow, len(slow) - PLACES)]
        replies = [answer(sender) for sender in refused]
    assert all(reply.startswith("HTTP/1.1 503") and "Retry-After: 10" in reply for reply in replies)
    assert ask(port, "GET", "/health/live") == 200


def ready(senders: list[socket.socket], count: int) -> list[socket.socket]:
    """Those who have an answer, once `count` of them have one."""
    ready_senders: list[socket.socket] = []
    while len(ready_senders) < count:
        left = [sender for sender in senders if sender not in ready_senders]
        some = select.select(left, [], [], LONG)[0]
        assert some, f"only {len(ready_senders)} have an answer"
        ready_senders += some
    return ready_senders


def test_connections_that_say_nothing_hold_no_thread(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(4 * THREADS):
            stack.enter_context(sending(port, b""))
        assert ask(port, "GET", "/health/live") == 200


def test_who_does_not_hang_up_after_an_answer_stops_nobody(port: int) -> None:
    """Closing waits a moment for the other side, in a thread, and never in the loop that serves all."""
    last = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(4 * THREADS):
            stack.enter_context(sending(port, last))
        assert ask(port, "GET", "/health/live") == 200

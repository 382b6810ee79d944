"""A gunicorn worker whose threads slow senders cannot occupy.

gthread gives a connection a thread from its first byte and waits in it for the rest, for as long as that takes: sixteen
telephones in a tunnel, or one person with a script, and nobody else is served. Here a thread waits only for who keeps
a pace (`dnr.pace`), and only some of the threads wait at all. A buffering proxy in front does the same better.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from dnr.pace import BusyError, Limits, Pace, SlowError, WaitingPlace

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PASSING = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)
CHUNK = 64 * 1024
LINGER = Limits(grace=10, rate=1024 * 1024, stall=2)
LINGER_BYTES = 32 * 1024 * 1024
TOO_LONG = {LimitRequestLine: "414 URI Too Long", LimitRequestHeaders: "431 Request Header Fields Too Large"}
WRITE_SECONDS = 60.0
"""Who takes nothing of an answer for so long does not want it."""


def _nothing() -> None:
    pass


class PacedSocket(socket.socket):
    """A socket that waits for a sender only as long as `Pace` allows, and only in a place of its own."""

    def __init__(self, plain: socket.socket, places: BoundedSemaphore) -> None:
        super().__init__(plain.family, plain.type, plain.proto, fileno=plain.detach())
        self.pace: Pace | None = None
        self.place = WaitingPlace(places)
        self.fail: Callable[[], None] = _nothing

    def begin(self, limits: Limits, fail: Callable[[], None] = _nothing) -> None:
        """A head or a body is read from here on; `fail` is called when it is abandoned."""
        self.pace, self.fail = Pace(limits), fail

    def rest(self) -> None:
        """It is there, or it is abandoned."""
        self.pace = None
        self.place.leave()

    def setblocking(self, flag: bool) -> None:
        self.settimeout(WRITE_SECONDS if flag else 0.0)

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self.pace is None:
            return super().recv(size, flags)
        before = self.gettimeout()
        try:
            data = self._paced(self.pace, size, flags)
        except (SlowError, BusyError):
            self.fail()
            raise
        finally:
            self.settimeout(before)
        self.pace.received(len(data))
        return data

    def _paced(self, pace: Pace, size: int, flags: int) -> bytes:
        if not self.place.taken:
            try:
                self.settimeout(pace.free())
                return super().recv(size, flags)
            except (BlockingIOError, TimeoutError):
                self.place.take()
        try:
            self.settimeout(pace.left())
            return super().recv(size, flags)
        except TimeoutError:
            raise SlowError from None

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        with _patient():
            super().sendall(data, flags)

    def sendfile(self, *args: Any, **options: Any) -> int:
        with _patient():
            return super().sendfile(*args, **options)

    def part(self, places: BoundedSemaphore) -> None:
        """Close so that the answer arrives: what is still on its way here is read for a moment, since a connection that
        is closed over it is reset, and the other side may lose the answer (RFC 9112, 9.6)."""
        self.rest()
        with suppress(OSError):
            self.shutdown(socket.SHUT_WR)
            if places.acquire(blocking=False):
                try:
                    self._drain()
                finally:
                    places.release()
        self.close()

    def _drain(self) -> None:
        pace, left = Pace(LINGER), LINGER_BYTES
        while left > 0:
            self.settimeout(min(pace.left(), LINGER.stall))
            data = super().recv(CHUNK)
            if not data:
                return
            pace.received(len(data))
            left -= len(data)


@contextmanager
def _patient() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise SlowError from None


class Connection(TConn):
    def wait_for_data(self, timeout: float) -> bool:
        """No thread waits for a first byte: the connection goes to the poller at once."""
        return bool(super().wait_for_data(0))


class Worker(ThreadWorker):
    """Half of the threads may wait for slow senders, an eighth for those who are to take their answer."""

    def init_process(self) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dnr.settings")
        from django.conf import settings  # after the fork: a reload reads them again

        self.head = Limits(settings.HEAD_SECONDS, float("inf"), settings.HEAD_SECONDS)
        self.body = Limits(settings.BODY_GRACE_SECONDS, settings.BODY_PACE_BYTES, settings.BODY_STALL_SECONDS)
        self.places = BoundedSemaphore(max(1, self.cfg.threads // 2))
        self.parting = BoundedSemaphore(max(1, self.cfg.threads // 8))
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        try:
            plain, address = listener.accept()
        except OSError as error:
            if error.errno in PASSING:
                return
            raise
        self.nr_conns += 1
        paced = PacedSocket(plain, self.places)
        self.enqueue_req(Connection(self.cfg, paced, address, listener.getsockname()))

    def handle(self, conn: Connection) -> Any:
        paced: PacedSocket = conn.sock
        paced.begin(self.head)
        try:
            result = super().handle(conn)
        finally:
            paced.rest()
        if result is False:
            paced.part(self.parting)
        return result

    def handle_request(self, req: Request, conn: Connection) -> Any:
        # The rest of a body that is abandoned would be taken for the next request.
        conn.sock.begin(self.body, req.force_close)
        return super().handle_request(req, conn)

    def handle_error(self, req: Request | None, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """What is too long to be read reaches no view, and gunicorn's own page has no words for people."""
        status = TOO_LONG.get(type(exc))
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Invalid request from ip=%s: %s", addr[0] if addr else "", exc)
        with suppress(OSError, SlowError):
            client.sendall(_page(status))


def _page(status: str) -> bytes:
    from django.conf import settings
    from django.template.loader import get_template

    body = get_template("414.html").render({"languages": settings.LANGUAGES}).encode()
    head = ("Connection: close", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}")
    return "\r\n".join((f"HTTP/1.1 {status}", *head, "", "")).encode() + body

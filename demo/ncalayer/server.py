"""The stand-in as a server on loopback: in a thread of its own for tests, or as the whole process (`serve`)."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import ssl
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from ipaddress import ip_address
from threading import Event, Thread
from typing import Any

from django.utils import timezone
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from demo import keys
from demo.authority import Authority
from demo.ncalayer import page
from demo.ncalayer.modes import BUSY, Hand
from demo.ncalayer.protocol import GREETING, HEARTBEAT
from demo.pki import certificates as x509
from demo.pki import files, signing
from demo.pki.issuers import Identity

LOOPBACK = "127.0.0.1"
ORIGINS = (r"https?://localhost(:\d+)?", r"https?://127\.0\.0\.1(:\d+)?", r"https?://\[::1\](:\d+)?")
"""Whose pages may ask; the real one asks its user about each."""
LARGEST = 32 * 1024 * 1024
LOG = logging.getLogger("ncalayer")
LOG.setLevel(logging.WARNING)  # else each connection is logged twice


class Standin(Hand):
    """`people`: whose keys it has; None takes those stored in the authority's folder, again at each request.

    `port` 0 takes a free one. `tls`: wss:// with a certificate of the demo's authority, which a browser does not
    trust. `mode`, `holder` and `delay` may be set while it runs. `asked`: the latest requests, as they came.
    """

    def __init__(
        self,
        authority: Authority,
        people: Iterable[Identity] | None = None,
        port: int = 0,
        *,
        host: str = LOOPBACK,
        tls: bool = False,
        mode: str = "",
        holder: str = "",
        delay: float = 3.0,
        origins: Sequence[str] = ORIGINS,
        clock: Callable[[], datetime] = timezone.now,
    ) -> None:
        if not _is_loopback(host):
            raise ValueError(f"{host} is not an address of loopback: other machines must not reach these keys")
        listed = None if people is None else tuple(people)
        super().__init__(
            authority, lambda: keys.stored_identities(authority) if listed is None else listed, clock, holder, mode
        )
        self.host, self.port, self.tls, self.delay = host, port, tls, delay
        self.origins = [re.compile(origin) for origin in origins]
        self.asked: deque[str] = deque(maxlen=100)
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'wss' if self.tls else 'ws'}://{host}:{self.port}"

    # -------------------------------------------------------------------------------------------- running

    async def serve(self, stop: asyncio.Event, ready: Callable[[], Any]) -> None:
        """Until `stop` is set. `ready` is called when `port` is known. OSError when the port is taken."""
        context = tls_context(self.authority) if self.tls else None
        async with serve(
            self._talk,
            self.host,
            self.port,
            ssl=context,
            process_request=self._enter,
            max_size=LARGEST,
            ping_interval=None,
            close_timeout=1,
            logger=LOG,
        ) as server:
            self.port = _port(server)
            ready()
            await stop.wait()

    def start(self) -> Standin:
        """Serve in a thread until `stop`; returns when it listens. Raises what `serve` raises before that."""
        up, failed = Event(), list[Exception]()

        async def run() -> None:
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
            try:
                await self.serve(self._stop, up.set)
            except Exception as error:  # raised in the thread that waits
                failed.append(error)
            finally:
                up.set()

        self._thread = Thread(target=lambda: asyncio.run(run()), name="ncalayer", daemon=True)
        self._thread.start()
        up.wait()
        if failed:
            raise failed[0]
        return self

    def stop(self) -> None:
        if self._thread is not None:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None

    def __enter__(self) -> Standin:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()

    # -------------------------------------------------------------------------------------------- talking

    def _enter(self, connection: ServerConnection, request: Request) -> Response | None:
        """Who may open a WebSocket; a plain request gets the page on which to choose who signs."""
        if "Upgrade" not in request.headers:
            return page.answer(self, connection, request)
        origin = request.headers.get("Origin")
        if origin is None or any(allowed.fullmatch(origin) for allowed in self.origins):
            return None
        return connection.respond(HTTPStatus.FORBIDDEN, f"Pages of {origin} may not ask for signatures here.\n")

    async def _talk(self, connection: ServerConnection) -> None:
        """One request at a time: heartbeats are answered meanwhile, another request has to wait."""
        pending: asyncio.Task[None] | None = None
        with suppress(ConnectionClosed):
            await connection.send(json.dumps(GREETING))
            async for message in connection:
                if message == HEARTBEAT:
                    await connection.send(HEARTBEAT)
                elif pending is not None and not pending.done():
                    await connection.send(json.dumps(BUSY))
                else:
                    pending = asyncio.create_task(self._answer(connection, message))
        if pending is not None:
            pending.cancel()
            with suppress(asyncio.CancelledError):
                await pending

    async def _answer(self, connection: ServerConnection, message: str | bytes) -> None:
        self.asked.append(message if isinstance(message, str) else message.decode(errors="replace"))
        mode = self.mode
        if mode == "hang_up":
            return connection.transport.abort()
        if mode == "silent":
            await asyncio.Event().wait()
        if mode == "slow":
            await asyncio.sleep(self.delay)
        reply = "<html>NCALayer</html>" if mode == "garbage" else await asyncio.to_thread(self.answer, message)
        with suppress(ConnectionClosed):
            await connection.send(reply)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _port(server: Server) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])


def tls_context(authority: Authority) -> ssl.SSLContext:
    """With a certificate of 127.0.0.1 and localhost, stored in the authority's folder."""
    path = authority.folder / "tls.pem"
    if not path.exists():
        files.create_once(path, _server_pem(authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _server_pem(authority: Authority) -> str:
    key = signing.new_key(signing.RSA)
    made = authority.issue(
        x509.Holder(surname="NCALayer", given_names="DEMO"),
        key=key,
        purposes=(x509.SERVER,),
        policies=(),
        usage=x509.AUTHENTICATES,
        names=("localhost",),
        addresses=tuple(ip_address(address).packed for address in (LOOPBACK, "::1")),
    )
    return key.pem() + "".join(files.pem(certificate) for certificate in (made.certificate, *made.chain))

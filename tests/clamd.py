"""A stand-in for clamd on a port of loopback: it reads INSTREAM as clamd does and finds the string of EICAR, or fails
in one of the ways in which a daemon fails."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless string that every scanner finds, by agreement (eicar.org)."""
VIRUS = "Win.Test.EICAR_HDB-1"
LIMIT = 40 * 1024 * 1024


class Daemon(socketserver.ThreadingTCPServer):
    daemon_threads, block_on_close, allow_reuse_address = True, False, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Command)
        self.way = "well"
        """ "well", or how it fails: "silent", "cut", "early", "half", "nonsense", "lying", "long"."""
        self.limit = LIMIT
        self.seen: list[bytes] = []
        """What was sent whole."""
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class _Command(socketserver.StreamRequestHandler):
    server: Daemon

    def handle(self) -> None:
        command = self._word()
        if self.server.way == "silent":
            self.server.over.wait(10)
        elif command == b"VERSION":
            self.answer(b"ClamAV 1.4.1/27400/Mon Jun  1 08:00:00 2026")
        elif command == b"INSTREAM":
            self._stream()

    def _word(self) -> bytes:
        first = self.rfile.read(1)
        assert first == b"z"
        word = b""
        while (byte := self.rfile.read(1)) != b"\0":
            word += byte
        return word

    def answer(self, words: bytes, end: bytes = b"\0") -> None:
        self.wfile.write(words + end)

    def _stream(self) -> None:
        if self.server.way == "early":
            return self.answer(b"stream: OK")
        data = bytearray()
        while size := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(size)
            if self.server.way == "cut":
                return None
            if len(data) > self.server.limit:
                return self.answer(b"INSTREAM size limit exceeded. ERROR")
        self.server.seen.append(bytes(data))
        self.answer(*self._verdict(bytes(data)))
        return None

    def _verdict(self, data: bytes) -> tuple[bytes, ...]:
        strange: dict[str, tuple[bytes, ...]] = {
            "half": (b"stream: OK", b""),
            "nonsense": (b"HTTP/1.1 200 OK",),
            "lying": (b"stream: OK, but somebody: FOUND",),
            "long": (b"stream: " + b"O" * 5000,),
        }
        honest = f"stream: {VIRUS} FOUND".encode() if EICAR in data else b"stream: OK"
        return strange.get(self.server.way, (honest,))


@contextmanager
def daemon(settings: Any, seconds: float = 5.0) -> Iterator[Daemon]:
    """Set as the portal's antivirus; `seconds`: what the portal gives it."""
    with Daemon() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.CLAMD_URL, settings.CLAMD_SECONDS = server.url, seconds
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()

"""What counts as a verdict of clamd, and what does not: only a whole reply to a whole file is one."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from cases.net import clamd
from cases.net.clamd import NoVerdictError
from tests.clamd import EICAR, VIRUS, Daemon, _Command, daemon

LONG = b"page " * 400_000


@pytest.fixture
def server(settings: Any) -> Iterator[Daemon]:
    with daemon(settings) as running:
        yield running


def test_a_clean_file_is_sent_whole_and_is_clean(server: Daemon) -> None:
    assert clamd.find_virus(BytesIO(LONG)) == ""
    assert server.seen == [LONG]


def test_a_virus_is_named_wherever_in_the_file_it_stands(server: Daemon) -> None:
    assert clamd.find_virus(BytesIO(LONG + EICAR)) == VIRUS


def test_its_version_is_read(server: Daemon) -> None:
    assert clamd.version().startswith("ClamAV 1.4.1/27400/")


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("cut", "cut|broken off|no reply"),
        ("early", "before the end|broken off"),
        ("half", "cut"),
        ("nonsense", "HTTP"),
        ("lying", "but somebody"),
        ("long", "cut|reply"),
    ],
)
def test_what_is_no_whole_reply_is_no_verdict(server: Daemon, way: str, why: str) -> None:
    server.way = way
    with pytest.raises(NoVerdictError, match=why):
        clamd.find_virus(BytesIO(LONG * 12))  # more than lies between the two


def test_who_is_slow_is_given_up(settings: Any, server: Daemon) -> None:
    settings.CLAMD_SECONDS, server.way = 0.2, "silent"
    with pytest.raises(NoVerdictError, match=r"no reply|in time|no time"):
        clamd.find_virus(BytesIO(b"page"))


def test_a_file_beyond_its_limit_is_no_verdict_and_its_reason_is_kept(server: Daemon) -> None:
    server.limit = 100_000
    with pytest.raises(NoVerdictError, match=r"size limit|broken off|no reply"):
        clamd.find_virus(BytesIO(LONG))


def test_nobody_there_is_no_verdict(settings: Any) -> None:
    with daemon(settings):
        pass
    with pytest.raises(NoVerdictError, match="not connected"):
        clamd.find_virus(BytesIO(b"page"))


def test_it_is_reached_by_a_socket_in_the_file_system_too(settings: Any, tmp_path: Path) -> None:
    class Local(socketserver.ThreadingUnixStreamServer):
        way, limit, seen, daemon_threads = "well", 10**9, list[bytes](), True

    with Local(str(tmp_path / "clamd.ctl"), _Command) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.CLAMD_URL = f"unix://{tmp_path / 'clamd.ctl'}"
        assert clamd.find_virus(BytesIO(EICAR)) == VIRUS
        server.shutdown()

"""The command that runs the stand-in for NCALayer."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from websockets.sync.client import connect

from cases.eds import cms as reading
from demo.ncalayer import MODES
from tests.cases.eds.ncalayer.client import CHALLENGE, PERSON, call, signatures


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
def test_the_command_serves_somebody_new_until_it_is_stopped(tmp_path, free_port, number):
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

"""The pages of docs/operations, done as they say: their marked blocks are run in order, in a new folder, with a new
database.

Of the host only its name differs: folders lie in a temporary one, and web and worker are started by the lines of their
units, without systemd.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "docs" / "operations"
BLOCK = re.compile(r"^```bash run( started)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = re.findall(r"^\| \[(\w+\.md)\]", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
SECONDS = 300
NOT_OF_A_HOST = ("QUEUE_URL", "CACHE_URL", "PYTHONDONTWRITEBYTECODE")
"""Without the last the new folder is compiled by its first command, with it by each of twenty."""


def blocks(page: str) -> list[tuple[str, bool]]:
    """(the block, whether web and worker have to run) in the order of the page."""
    return [(text, bool(started)) for started, text in BLOCK.findall((FOLDER / page).read_text("utf-8"))]


@dataclass
class Host:
    """A machine as the pages want it, below one folder."""

    home: Path
    databases: tuple[str, str]
    """Addresses of two databases without tables: of the portal, of the drill."""
    port: int
    outputs: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    """Of each block, by its last line."""
    groups: dict[str, int] = field(default_factory=dict)
    """The process group of each service that runs."""

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DNR_", "DJANGO_", "PYTEST", "DATABASE_"))}
        own = {
            "DNR_HOME": str(self.home / "code"),
            "DNR_ETC": str(self.home / "etc"),
            "DNR_DATA": str(self.home / "data"),
            "DNR_BACKUPS": str(self.home / "backups"),
            "DNR_DRILL": str(self.home / "drill"),
            "DNR_AT": f"http://127.0.0.1:{self.port}",
            "DNR_SOURCE": str(self.home / "source"),
            "DNR_DATABASE": self.databases[0],
            "DNR_RELAY": "smtp://127.0.0.1:9",
            "DNR_DRILL_DATABASE": self.databases[1],
            "PYTHONWARNINGS": "ignore",
        }
        return {name: value for name, value in kept.items() if name not in NOT_OF_A_HOST} | own

    def run(self, script: str) -> str:
        begun = time.monotonic()
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        self.outputs.append(done.stdout + done.stderr)
        self.seconds[script.strip().splitlines()[-1]] = round(time.monotonic() - begun, 1)
        return self.outputs[-1]

    @contextmanager
    def service(self, name: str) -> Iterator[None]:
        """What the unit starts, with its environment."""
        unit = (self.home / "code/deploy/systemd" / f"dnr-{name}.service").read_text()
        (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
        command = line.replace("/opt/dnr", str(self.home / "code")).replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        metrics = self.home / f"run-{name}"
        metrics.mkdir()
        lines = (self.home / "etc/dnr.env").read_text().splitlines()
        given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        with (self.home / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                shlex.split(command),
                cwd=self.home / "code",
                env=self.environment | given | {"PROMETHEUS_MULTIPROC_DIR": str(metrics)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            self.groups[name] = process.pid
            try:
                yield
            finally:
                process.terminate()
                assert process.wait(60) in (0, 143, -15), (self.home / f"{name}.log").read_text()[-3000:]

    def memory(self, name: str) -> int:
        """MB of a service with all its processes, what they share counted once."""
        total = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(folder.name)) == self.groups[name]:
                    total += int(re.findall(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.MULTILINE)[0])
            except (OSError, IndexError):  # it has just ended
                continue
        return total // 1024

    def answers(self, script: str) -> None:
        """Asks until it goes well: the first start takes some seconds."""
        for _attempt in range(120):
            if subprocess.run(["bash", "-c", script], env=self.environment, capture_output=True).returncode == 0:
                return
            time.sleep(0.5)
        logs = "".join((self.home / f"{name}.log").read_text()[-2000:] for name in ("web", "worker"))
        raise AssertionError(f"{script}\n{logs}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def databases(tmp_path: Path) -> Iterator[tuple[str, str]]:
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'dnr.sqlite3'}", f"sqlite:///{tmp_path / 'drill.sqlite3'}"
        return
    facts = connection.settings_dict
    server = f"//{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
    names = (f"install_{os.getpid()}", f"drill_{os.getpid()}")
    with psycopg.connect(f"postgresql:{server}/postgres", autocommit=True) as own:
        for name in names:
            own.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        yield f"postgres:{server}/{names[0]}", f"postgres:{server}/{names[1]}"
        for name in names:
            own.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


@pytest.fixture
def host(tmp_path: Path, databases: tuple[str, str]) -> Host:
    """The code as it lies here, committed or not, as a repository that can be cloned."""
    source = tmp_path / "source"
    source.mkdir()
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT)
    tar = subprocess.run(
        ["tar", "-c", "--null", "-T", "-", "--ignore-failed-read"], input=listed, cwd=ROOT, capture_output=True
    )
    subprocess.run(["tar", "-x"], input=tar.stdout, cwd=source, check=True)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "release"]):
        subprocess.run(["git", *words], cwd=source, check=True)
    (tmp_path / "drill").mkdir()
    return Host(tmp_path, databases, free_port())


FUNCTION = "dnr() {"
"""The block that defines it is put before each later one: every block is a shell of its own."""


@pytest.mark.drill
@pytest.mark.django_db
def test_the_pages_can_be_followed_from_an_empty_folder_to_the_drill(host: Host, record_property: Any) -> None:
    """Nothing of it asks the network; the Python packages are those of the tests."""
    begun, before, done, serving = time.monotonic(), "", 0, False
    with ExitStack() as services:
        for page in PAGES:
            for text, started in blocks(page):
                if started and not serving:
                    services.enter_context(host.service("web"))
                    services.enter_context(host.service("worker"))
                    host.answers(before + 'curl -fsS "$DNR_AT/health/ready" && dnr worker_ready')
                    serving = True
                    for name in host.groups:
                        record_property(f"memory of {name} on {connection.vendor}, MB", host.memory(name))
                host.run(before + text)
                done += 1
                if FUNCTION in text:
                    before = text + "\n"
                if "git clone" in text:
                    (host.home / "code/.venv").symlink_to((ROOT / ".venv").resolve())
    everything = "\n".join(host.outputs)
    assert done == sum(len(blocks(page)) for page in PAGES) > 15
    assert "the database and 0 files are back" in everything and "has tables" in everything
    assert "The tables are those of this release." in everything and 'dnr_check_status{check="backup"' in everything
    slowest = sorted(host.seconds.items(), key=lambda item: -item[1])[:4]
    record_property(f"slowest blocks on {connection.vendor}, seconds", slowest)
    record_property(f"docs/operations on {connection.vendor}, seconds", round(time.monotonic() - begun))


def test_each_page_is_listed_and_each_marked_block_is_of_a_listed_page() -> None:
    assert sorted(PAGES) == sorted(path.name for path in FOLDER.glob("*.md") if path.name != "README.md")
    assert shutil.which("curl") and all(text.strip() for page in PAGES for text, _started in blocks(page))
    marks = [line for page in PAGES for line in (FOLDER / page).read_text().splitlines() if line.startswith("```bash")]
    assert set(marks) == {"```bash", "```bash run", "```bash run started"}

"""A disk that is full: figures and short-lived knowledge are lost, and no request."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from prometheus_client.mmap_dict import MmapedDict

from cases.health import mapped, outside, requests, running
from cases.web.request import callers
from dnr.cache import Files
from tests.test_health import NOW

FULL = OSError(errno.ENOSPC, "No space left on device")


def no_room(*_args: Any, **_more: Any) -> None:
    raise FULL


# ------------------------------------------------------------------------------------------------ figures


def test_a_file_of_figures_has_no_holes(tmp_path: Path) -> None:
    """A hole that can not be filled is a SIGBUS."""
    path = tmp_path / "counter_1.db"
    figures = mapped.Reserved(str(path))
    try:
        for number in range(1500):
            figures.write_value(f"ключ {number}", float(number), 0.0)
            assert path.stat().st_blocks * 512 >= path.stat().st_size >= figures._used
    finally:
        figures.close()
    assert len(list(MmapedDict.read_all_values_from_file(str(path)))) == 1500


def test_figures_without_a_file_are_kept_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "posix_fallocate", no_room)
    path = tmp_path / "counter_1.db"
    figures = mapped.Reserved(str(path))
    figures.write_value("a", 3.0, 0.0)
    assert figures.read_value("a") == (3.0, 0.0)
    figures.close()
    assert not path.exists(), "an empty file would spoil the sum of all"


def test_figures_that_outgrow_the_disk_go_on_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "counter_1.db"
    figures = mapped.Reserved(str(path))
    figures.write_value("first", 1.0, 0.0)
    monkeypatch.setattr(os, "posix_fallocate", no_room)
    for number in range(3000):
        figures.write_value(f"key {number}", float(number), 0.0)
    assert (figures.read_value("first")[0], figures.read_value("key 2999")[0]) == (1.0, 2999.0)
    figures.close()
    assert 0 < len(list(MmapedDict.read_all_values_from_file(str(path)))) < 3000


def test_the_figures_of_requests_are_such_files(tmp_path: Path) -> None:
    """In a process that may write no byte into a file: it counts, and tells of itself that much."""
    code = (
        "import django, resource; django.setup()\n"
        "from types import SimpleNamespace as N\n"
        "from datetime import datetime, UTC\n"
        "from cases.health import requests, running\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "requests.count(N(resolver_match=N(view_name='x:y')), 200, 0.01)\n"
        "assert b'dnr_status' in requests.text(running.HealthReport(datetime.now(UTC), []))\n"
    )
    environ = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "dnr.settings.test"}
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | environ, capture_output=True, text=True)
    assert (done.returncode, list(tmp_path.iterdir())) == (0, []), done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize("broken", ["labels", "folder"])
def test_what_can_not_be_counted_is_no_fault_of_the_request(
    broken: str, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(running.full, "checks", ())
    if broken == "labels":
        monkeypatch.setattr(requests.REQUESTS, "labels", no_room)
    else:
        monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "gone"))
    assert client.get("/health/live").status_code == 200
    running.forget()
    assert client.get("/metrics").status_code == 200


# ------------------------------------------------------------------------------------------------ the cache


@pytest.fixture
def files(tmp_path: Path) -> Files:
    made = Files(str(tmp_path / "cache"), {})
    made._spare.clear()
    return made


def test_the_cache_of_files_keeps_what_it_is_given(files: Files) -> None:
    assert files.add("a", 1) and not files.add("a", 2)
    assert (files.incr("a"), files.get("a"), files.has_key("a")) == (2, 2, True)
    assert files.touch("a", 10) and files.delete("a") and files.get("a", "none") == "none"
    files.probe()


def test_a_cache_that_can_not_write_counts_on_in_memory(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.set("old", "before")
    monkeypatch.setattr("tempfile.mkstemp", no_room)
    files.set("old", "after")
    assert files.get("old") == "after", "and not what the file still says"
    assert files.add("count", 0) and not files.add("count", 0)
    assert [files.incr("count") for _ in range(3)] == [1, 2, 3]
    assert files.get("count") == 3 and files.has_key("count")
    assert files.delete("count") and files.get("count") is None


@pytest.mark.parametrize("torn", [b"", b"\x80", b"\x80\x05N."])
def test_a_torn_entry_counts_as_unknown(torn: bytes, files: Files, tmp_path: Path) -> None:
    files.set("a", 1)
    (entry,) = tmp_path.rglob("*.djcache")
    entry.write_bytes(torn)
    assert files.get("a", "none") == "none" and not files.has_key("a")


def test_a_full_disk_is_seen_in_health_and_stops_no_count(
    files: Files, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr("tempfile.mkstemp", no_room)
    monkeypatch.setattr(outside, "caches", {"default": files})
    monkeypatch.setattr(callers, "cache", files)
    with pytest.raises(OSError, match="No space"):
        outside.cache(NOW)
    assert [callers.count("x", NOW) for _ in range(3)] == [1, 2, 3]


# ------------------------------------------------------------------------------------------------ the rest


@pytest.mark.django_db
@pytest.mark.parametrize("what", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_page_that_can_not_write_says_to_come_again(what: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in, when even the session can not be kept."""
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("django.contrib.auth.forms.AuthenticationForm.clean", raising(OSError(what, "no")))
    page = client.post("/sign-in/", {"username": "a@example.org", "password": "x"}, headers={"accept-language": "en"})
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "The portal is not available for the moment" in page.text


def raising(error: Exception) -> Any:
    def fail(*_args: Any, **_more: Any) -> Any:
        raise error

    return fail

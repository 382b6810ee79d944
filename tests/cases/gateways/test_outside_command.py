"""The command that runs the stand-in for the outside systems as a process of its own, and joins it to the portal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.models import ApiClient, ApiKey
from cases.models.exchange import SYSTEMS
from tests.cases.gateways.standin import shut_port

ROOT = Path(__file__).resolve().parents[3]


def test_it_runs_in_the_demo_only(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="in the demo only"):
        call_command("outside", "--list")


WRONG_WORDS: dict[str, tuple[list[str], str]] = {
    "a scenario nobody knows": (["--scenario", "nowhere"], "nowhere: No such file"),
    "no speed at all": (["--speed", "0"], "--speed: more than 0"),
    "a speed that is no number": (["--speed", "nan"], "--speed: more than 0"),
    "a port that can not be": (["--port", "99999"], "Port 99999 can not be used"),
}


@pytest.mark.parametrize(("words", "expected"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_a_wrong_word_is_reported_in_a_single_line(
    words: list[str], expected: str, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    with pytest.raises(CommandError) as caught:
        call_command("outside", *words)
    assert str(caught.value).startswith(expected)
    assert "\n" not in str(caught.value)


def test_it_lists_scenarios_and_behaviours(capsys: Any) -> None:
    call_command("outside", "--list")
    shown = capsys.readouterr().out
    assert all(f"\n{name} " in f"\n{shown}" for name in ("calm", "storm", "wrong_signature", "down"))


@pytest.mark.django_db
def test_joining_gives_both_ends_their_keys_and_again_the_same(settings: Any, tmp_path: Path, capsys: Any) -> None:
    settings.VAR = tmp_path
    call_command("outside", "--join", "--port", "8123")
    place = Path(capsys.readouterr().out.strip())
    lines = place.read_text().splitlines()
    assert "DNR_GATEWAY_IBD=http" in lines
    assert "DNR_GATEWAY_IBD_URL=http://127.0.0.1:8123/ibd" in lines
    assert {place.stat().st_mode & 0o777, (tmp_path / "outside/pairs.json").stat().st_mode & 0o777} == {0o600}
    assert (ApiClient.objects.count(), ApiKey.objects.count()) == (len(SYSTEMS), len(SYSTEMS))
    call_command("outside", "--join", "--port", "8123")
    assert (place.read_text().splitlines(), ApiKey.objects.count()) == (lines, len(SYSTEMS))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_asked_to_and_says_so_when_its_port_is_taken(number: signal.Signals, tmp_path: Path) -> None:
    port = shut_port()
    environment = os.environ | {"DNR_VAR": str(tmp_path), "DNR_DEMO": "true", "DJANGO_SETTINGS_MODULE": "dnr.settings"}
    command = [sys.executable, "manage.py", "outside", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert f"listen at http://127.0.0.1:{port}" in first.stdout.readline()
        second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
        assert (second.returncode, second.stderr.count("\n")) == (1, 1)
        assert f"Port {port} is taken" in second.stderr
        first.send_signal(number)
        assert first.wait(30) == 0

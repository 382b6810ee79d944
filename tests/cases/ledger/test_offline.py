"""What `prove` prints is verified by a file that knows neither Django nor the database."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command

from cases.ledger import jobs, keys, notes
from cases.models import Case, Checkpoint, Event, ReadLog
from tests import people
from tests.cases.ledger.conftest import NOW

pytestmark = pytest.mark.django_db

TOOL = Path(settings.BASE_DIR, "tools", "verify_bundle.py")


def tool(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Without this folder on its path: it needs nothing of the portal."""
    return subprocess.run(
        [sys.executable, "-I", str(TOOL), *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def proof(recorded: Case, tmp_path: Path) -> dict[str, Any]:
    """Of an event, from a checkpoint with leaves behind it; the earlier one is filed beside."""
    first = Checkpoint.objects.get()
    tmp_path.joinpath("first.txt").write_text(first.note, "utf-8")
    read = {"case": recorded, "user": people.officer(), "what": "case", "at": NOW}
    ReadLog.objects.bulk_create([ReadLog(**read) for _n in range(40)])
    jobs.sequence(NOW.replace(hour=12))
    event = Event.objects.filter(case=recorded).order_by("id")[0]
    call_command("prove", "event", str(event.pk), since=first.size, stdout=(out := StringIO()))
    printed: dict[str, Any] = json.loads(out.getvalue())
    return printed


def test_a_proof_holds(proof: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof))
    result = tool(path, tmp_path / "first.txt", "--key", keys.known()[0].vkey)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"event {proof['ref']} is leaf {proof['index']}" in result.stdout
    assert f"it continues the log of {proof['since']} leaves" in result.stdout
    alone = tool(path)
    assert alone.returncode == 0 and "whose they are" in alone.stderr


@pytest.mark.parametrize("spoiled", ["digest", "index", "inclusion", "checkpoint", "key", "consistency", "cut"])
def test_a_spoiled_proof_does_not_hold(proof: dict[str, Any], tmp_path: Path, spoiled: str) -> None:
    key = keys.known()[0].vkey
    proof["digest"] = "0" * 64 if spoiled == "digest" else proof["digest"]
    proof["index"] += spoiled == "index"
    proof["inclusion"] = proof["inclusion"][: -1 if spoiled == "inclusion" else None]
    proof["consistency"] = proof["consistency"][: -1 if spoiled == "consistency" else None]
    if spoiled == "checkpoint":
        proof["checkpoint"] = proof["checkpoint"].replace("/log\n", "/log\n1", 1)
    if spoiled == "key":
        key = notes.NoteKey(keys.origin(), notes.public_of(Ed25519PrivateKey.generate())).vkey
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof)[: -30 if spoiled == "cut" else None])
    result = tool(path, tmp_path / "first.txt", "--key", key)
    assert result.returncode == 1 and result.stderr.startswith("does not hold: "), result.stdout


@pytest.mark.parametrize(("kind", "ref", "words"), [("nothing", "1", "no such kind"), ("event", "x", "UUID")])
def test_a_wrong_call_is_refused_in_a_line(recorded: Case, kind: str, ref: str, words: str) -> None:
    with pytest.raises(CommandError, match=words) as error:
        call_command("prove", kind, ref)
    assert error.value.returncode == 2

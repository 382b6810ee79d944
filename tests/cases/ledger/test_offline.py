"""What `prove` prints is verified by a file that knows neither Django nor the database."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from cases.evidence import whole
from cases.ledger import jobs, keys, notes, tree
from cases.models import Case, Check, Checkpoint, Event, ReadLog, SealedLeaf
from cases.models.leafkinds import leaf_bytes
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


# ------------------------------------------------------------------------------------------------ the archive of a case


def archived(case: Case, path: Path, redacted: bool = False) -> Path:
    withheld = whole.without_answers(case) if redacted else None
    path.write_bytes(b"".join(whole.archive(case, people.auditor(), NOW, (), withheld)))
    return path


def test_the_archive_of_a_case_is_verified_without_the_portal(recorded: Case, tmp_path: Path) -> None:
    path = archived(recorded, tmp_path / "case.zip")
    result = tool(path, "--key", keys.known()[0].vkey)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"{Event.objects.filter(case=recorded).count()} of event: in the log" in result.stdout
    for kind in ("decision", "deadline", "letter", "letter_files", "signature", "readlog", "blob", "historicalcase"):
        assert f" of {kind}: in the log" in result.stdout
    assert "not in the log" not in result.stdout


def test_a_copy_for_the_other_side_is_verified_too_and_says_what_is_left_out(recorded: Case, tmp_path: Path) -> None:
    path = archived(recorded, tmp_path / "case.zip", redacted=True)
    result = tool(path, "--key", keys.known()[0].vkey)
    assert (result.returncode, result.stderr) == (0, "")
    assert "1 of check: in the log, left out of this copy" in result.stdout
    assert " of event: in the log, and what was written" in result.stdout
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("manifest.json"))["withheld"] == "knb"


def test_a_leaf_of_what_is_left_out_is_proved_and_not_believed(recorded: Case, tmp_path: Path) -> None:
    path = archived(recorded, tmp_path / "case.zip", redacted=True)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    log = f"{recorded.number}/log.json"
    rows = json.loads(files[log])
    hidden = next(row for row in rows if row["kind"] == "check" and row.get("withheld"))
    assert hidden.keys() == {"kind", "withheld", "leaf", "index", "inclusion"}
    row = Check.objects.get(case=recorded, kind="knb")
    leaf = SealedLeaf.objects.get(kind="check", ref=row.pk.hex)
    known = tree.leaf_hash(leaf_bytes("check", row.pk.hex, bytes(leaf.digest)))
    assert hidden["leaf"] == base64.b64encode(known).decode()  # who gets the whole archive later compares
    hidden["leaf"] = base64.b64encode(bytes(32)).decode()
    repacked(path, files, log, rows)
    result = tool(path, "--key", keys.known()[0].vkey)
    assert result.returncode == 1 and "is not in the log" in result.stderr


def test_what_no_checkpoint_has_signed_yet_is_named(recorded: Case, tmp_path: Path) -> None:
    row = ReadLog.objects.create(case=recorded, user=people.officer(), what="case", at=NOW)
    result = tool(archived(recorded, tmp_path / "case.zip"))
    assert result.returncode == 0
    assert f"not in the log that was signed: readlog {row.pk.hex}" in result.stdout


def test_a_row_that_was_changed_in_the_portal_shows_in_the_archive(recorded: Case, tmp_path: Path) -> None:
    event = Event.objects.filter(case=recorded).order_by("id")[0]
    QuerySet(Event).filter(pk=event.pk).update(user_name="Somebody else")
    result = tool(archived(recorded, tmp_path / "case.zip"))
    assert result.returncode == 1 and f"event {event.pk.hex} is not what was written" in result.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("row", "is not what was written"),
        ("leaf", "is not in the log"),
        ("file", "is not what the manifest lists"),
        ("gone", "is not what the manifest lists"),
        ("more", "not in the manifest"),
        ("swapped", "is no file that the portal has stored"),
        ("cut", "does not hold"),
    ],
)
def test_a_spoiled_archive_does_not_hold(recorded: Case, tmp_path: Path, change: str, words: str) -> None:
    path = archived(recorded, tmp_path / "case.zip")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    spoil(files, change, f"{recorded.number}/log.json")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    if change == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    result = tool(path, "--key", keys.known()[0].vkey)
    assert result.returncode == 1 and words in result.stderr


def spoil(files: dict[str, bytes], change: str, log: str) -> None:
    """Of `row`, `leaf` and `swapped` the manifest is made to fit: it is signed by nobody."""
    rows, letter = json.loads(files[log]), next(name for name in sorted(files) if "/letters/" in name)
    if change == "row":
        rows[0]["row"]["at"] = "2020-01-01T00:00:00.000000+00:00"
    if change == "leaf":
        rows[0] |= {key: rows[1][key] for key in ("kind", "ref", "row", "digest")}
    if change in ("file", "swapped"):
        files[letter] = b"%PDF-1.7 another"
    if change == "gone":
        del files[letter]
    if change == "more":
        files["more.txt"] = b"x"
    if change in ("row", "leaf", "swapped"):
        list_again(files, log, rows)


def list_again(files: dict[str, bytes], log: str, rows: list[Any]) -> None:
    files[log] = json.dumps(rows).encode()
    manifest = json.loads(files["manifest.json"])
    for member in manifest["members"]:
        member["sha256"] = hashlib.sha256(files[member["path"]]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()


def repacked(path: Path, files: dict[str, bytes], log: str, rows: list[Any]) -> None:
    list_again(files, log, rows)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)

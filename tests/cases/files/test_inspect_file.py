"""`manage.py inspect_file` says what the upload door says."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import bad_files, odd_files


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "diploma.pdf.exe"


def inspected(capsys: pytest.CaptureFixture[str], *args: Any) -> dict[str, Any]:
    call_command("inspect_file", *map(str, args), "--json")
    facts: dict[str, Any] = json.loads(capsys.readouterr().out)
    return facts


def test_tells_what_would_be_kept(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(odd_files.wrong_length())
    out = file.with_name("kept.pdf")
    facts = inspected(capsys, file, "--out", out, "--language", "en")
    assert facts["accepted"] is True
    assert (facts["mime"], facts["extension"], facts["pages"]) == ("application/pdf", "pdf", 1)
    assert facts["name"] == "diploma.pdf"
    assert facts["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert facts["original_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert facts["size"] == out.stat().st_size
    (notice,) = facts["notices"]
    assert notice["code"] == "repaired"
    assert "faults" in notice["sentence"]


def test_measures_a_picture(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(odd_files.heic((700, 900)))
    facts = inspected(capsys, file, "--kind", "photo")
    assert (facts["extension"], facts["pages"], facts["width"], facts["height"]) == ("jpg", None, 700, 900)


@pytest.mark.parametrize(("language", "word"), [("ru", "портфолио"), ("kk", "портфолио"), ("en", "portfolio")])
def test_refuses_in_the_language_asked_for(
    file: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    file.write_bytes(odd_files.portfolio())
    out = file.with_name("kept.pdf")
    with pytest.raises(SystemExit) as left:
        call_command("inspect_file", str(file), "--json", "--language", language, "--out", str(out))
    assert left.value.code == 1
    facts = json.loads(capsys.readouterr().out)
    assert (facts["accepted"], facts["code"]) == (False, "collection")
    assert word in facts["message"]
    assert not out.exists()


def test_speaks_to_people_too(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(bad_files.plain_pdf(2))
    call_command("inspect_file", str(file), "--language", "en")
    assert capsys.readouterr().out.startswith("accepted\nname: diploma.pdf\n")


def test_says_that_it_was_called_wrongly(file: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("inspect_file", str(file))
    assert caught.value.returncode == 2


def test_knows_the_kinds_of_documents_and_lists_them(file: Path) -> None:
    file.write_bytes(bad_files.plain_pdf())
    with pytest.raises(CommandError, match=r"'pasport'.*'passport', .*'photo'"):
        call_command("inspect_file", str(file), "--kind", "pasport")

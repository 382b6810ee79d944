"""A backup brings everything back, is whole or not there, and is opened by its key alone."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from cases.evidence.backup import databank, making, restoring, sealing, shelf
from cases.evidence.backup.sealing import BackupError, Sealing
from cases.files.storing import file_digest, path_of, put_back
from cases.health import stored
from cases.health.finding import HealthStatus, judge
from cases.ledger import jobs
from cases.models import Blob
from cases.programmes.nomad.states import State
from dnr import schedule
from tests import people

NOW = datetime(2026, 11, 30, 1, 30, tzinfo=UTC)
RECORD = "The law of a stored file is its checksum."


@pytest.fixture(autouse=True)
def _plain(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_RECIPIENTS, settings.BACKUP_KEEP, settings.BACKUP_DATABASE = [], 14, None
    key = tmp_path / "etc/secret_key"
    key.parent.mkdir()
    key.write_text(settings.SECRET_KEY)
    settings.LOG_KEYS, settings.LOG_CHECKPOINTS = tmp_path / "etc/log-keys", tmp_path / "checkpoints"
    settings.BACKUP_KEYS = [key, tmp_path / "none", settings.LOG_KEYS]


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> Path:
    """Storages of the test's own."""
    files = "django.core.files.storage.FileSystemStorage"
    for place in ("documents", "originals"):
        settings.STORAGES = settings.STORAGES | {
            place: {"BACKEND": files, "OPTIONS": {"location": tmp_path / "var" / place}}
        }
    return tmp_path / "var"


def stored_file(text: str) -> Blob:
    data = text.encode()
    sha256 = file_digest(BytesIO(data))
    put_back(path_of(sha256, "pdf"), "documents", data)
    row = {"sha256": sha256, "name": path_of(sha256, "pdf"), "size": len(data), "stored_at": NOW}
    return Blob.objects.create(**row, mime="application/pdf")


def left(folder: Path) -> list[str]:
    """Everything in the folder of the backups but its lock."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.name != ".lock")


# ------------------------------------------------------------------------------------------------ there and back


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, beside that of the tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        return
    facts = connection.settings_dict
    server = f"//{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
    with psycopg.connect(f"postgresql:{server}/postgres", autocommit=True) as own:
        # As in an agency: a role that may nothing but own its database, in which a superuser has made the extension.
        own.execute("CREATE ROLE restorer LOGIN PASSWORD 'restorer'")
        own.execute('CREATE DATABASE "restored here" OWNER restorer')
        with psycopg.connect(f"postgresql:{server}/restored%20here", autocommit=True) as fresh:
            fresh.execute("CREATE EXTENSION pg_trgm")
        yield f"postgres://restorer:restorer@{facts['HOST']}:{facts['PORT']}/restored%20here"
        own.execute('DROP DATABASE "restored here" WITH (FORCE)')
        own.execute("DROP ROLE restorer")


def rows_of(address: str) -> dict[str, list[str]]:
    """Every row of every table, in an order that does not depend on where it lies."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as base:
            names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: sorted(map(repr, base.execute(f'SELECT * FROM "{name}"'))) for name in names}
    with psycopg.connect(address.replace("postgres:", "postgresql:")) as own:
        listed = own.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        return {
            name: sorted(map(repr, own.execute(f'SELECT t::text FROM "{name}" t').fetchall()))  # type: ignore[call-overload]
            for (name,) in listed.fetchall()
        }


def own_address() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def restore_in(home: Path, database: str, shelf_folder: Path) -> subprocess.CompletedProcess[str]:
    """As an operator does on a new host: a process of its own, with its own folder and its own database."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DNR_", "DJANGO_", "PYTEST_"))}
    own = {
        "DNR_VAR": str(home),
        "DATABASE_URL": database,
        "DNR_DEMO": "false",
        "DJANGO_SETTINGS_MODULE": "dnr.settings",
        "DNR_EDS_ANCHORS": str(django_settings.EDS_KEYS / "anchors"),
    }
    command = [sys.executable, "manage.py", "restore", str(shelf_folder)]
    return subprocess.run(command, env=kept | own, cwd=django_settings.BASE_DIR, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_back_every_row_every_file_and_the_key(tmp_path: Path, elsewhere: str) -> None:
    people.reference()
    case = people.case_in(State.CARD_ISSUED)
    assert case.letters.exists()
    jobs.sequence(NOW)
    out = StringIO()
    call_command("backup", tmp_path / "shelf", stdout=out, stderr=StringIO())
    names = shelf.names_of(shelf.backups(tmp_path / "shelf")[0])
    assert len(names) > 5 and f"{len(names)} files ({len(names)} of them new here)" in out.getvalue()
    done = restore_in(tmp_path / "new", elsewhere, tmp_path / "shelf")
    assert done.returncode == 0, done.stderr
    assert f"the database and {len(names)} files are back" in done.stdout
    assert f"{len(names)} files read, 0 wrong" in done.stdout and " 0 do not." in done.stdout
    # The mark by which the tests see that rows have changed is theirs alone.
    brought, ours = ({k: v for k, v in rows_of(at).items() if k != "touched"} for at in (elsewhere, own_address()))
    assert brought == ours
    assert (tmp_path / "new/secret_key").read_text() == django_settings.SECRET_KEY
    log_keys = sorted(django_settings.LOG_KEYS.iterdir())
    brought_keys = sorted((tmp_path / "new/log-keys").iterdir())
    assert [(p.name, p.read_bytes()) for p in brought_keys] == [(p.name, p.read_bytes()) for p in log_keys] != []
    assert "1 checkpoints" in done.stdout
    again = restore_in(tmp_path / "new", elsewhere, tmp_path / "shelf")
    assert again.returncode == 1 and "has tables" in again.stderr and "Traceback" not in again.stderr


@pytest.mark.django_db
def test_only_what_is_new_is_copied_again(tmp_path: Path, places: Path) -> None:
    stored_file("one")
    first = making.make_backup(tmp_path / "shelf", NOW)
    stored_file("two")
    second = making.make_backup(tmp_path / "shelf", NOW + timedelta(days=1))
    assert [(r.fresh, r.manifest.files) for r in (first, second)] == [(1, 1), (1, 2)]
    manifest = json.loads((second.place / "manifest.json").read_text())
    assert (manifest["vendor"], manifest["files"], manifest["sealed"]) == (connection.vendor, 2, "")
    assert django_settings.SECRET_KEY not in (second.place / "manifest.json").read_text()


@pytest.mark.django_db
def test_nobody_else_may_read_it(tmp_path: Path, places: Path) -> None:
    stored_file("one")
    place = making.make_backup(tmp_path / "shelf", NOW).place
    for path in (tmp_path / "shelf", place):
        assert path.stat().st_mode & 0o077 == 0
    assert [
        p for p in place.iterdir() if p.name not in ("manifest.json", "files.txt") and p.stat().st_mode & 0o077
    ] == []


# ------------------------------------------------------------------------------------------------ what is wrong with it


@pytest.mark.django_db
def test_a_file_that_is_wrong_is_named_and_all_else_is_kept(tmp_path: Path, places: Path) -> None:
    gone, changed, well = stored_file("gone"), stored_file("changed"), stored_file("well")
    storages["documents"].delete(gone.name)
    Path(storages["documents"].path(changed.name)).write_text("other")
    with pytest.raises(CommandError, match="whole but for") as error:
        call_command("backup", tmp_path / "shelf", stdout=StringIO(), stderr=StringIO())
    assert f"{gone.name} missing" in str(error.value) and f"{changed.name} changed" in str(error.value)
    (backup,) = shelf.backups(tmp_path / "shelf")
    assert shelf.names_of(backup) == [f"documents/{well.name}"]


@pytest.fixture
def unused(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The installation counts as new; what would be loaded into its database."""
    loaded: list[Path] = []
    monkeypatch.setattr(databank, "is_used", lambda: False)
    monkeypatch.setattr(databank, "load_dump", loaded.append)
    return loaded


@pytest.mark.django_db
def test_a_restore_finds_what_became_of_the_copy(tmp_path: Path, places: Path, unused: list[Path]) -> None:
    gone, changed, well = stored_file("gone"), stored_file("changed"), stored_file("well")
    place = making.make_backup(tmp_path / "shelf", NOW).place
    shutil.rmtree(places)
    pool = tmp_path / "shelf/files/documents"
    (pool / gone.name).unlink()
    (pool / changed.name).write_text("other")
    report = restoring.restore_backup(place, "")
    assert report.files == 1 and len(unused) == 1
    assert storages["documents"].exists(well.name) and not storages["documents"].exists(changed.name)
    assert sorted(fault.split(" is ")[1][:7] for fault in report.faults) == ["damaged", "missing"]


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database", "keys.tar"])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_nothing_is_restored_from_a_changed_part(
    part: str, how: str, tmp_path: Path, places: Path, unused: list[Path]
) -> None:
    place = making.make_backup(tmp_path / "shelf", NOW).place
    data = bytearray((place / part).read_bytes())
    data[len(data) // 2] ^= 1
    if how == "gone":
        (place / part).unlink()
    else:
        (place / part).write_bytes(data if how == "flipped" else data[: len(data) // 2])
    with pytest.raises(BackupError, match="missing" if how == "gone" else "checksum differs"):
        restoring.restore_backup(place, "")
    assert unused == []


@pytest.mark.django_db
def test_a_used_installation_is_left_alone(tmp_path: Path, places: Path) -> None:
    stored_file("one")
    making.make_backup(tmp_path / "shelf", NOW)
    before = Blob.objects.count()
    with pytest.raises(CommandError, match="has tables"):
        call_command("restore", tmp_path / "shelf")
    assert Blob.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"format": 2}, "of format 2"),
        ({"vendor": "oracle"}, "is of oracle"),
        ({"files": None, "more": 1}, "cannot be read"),
    ],
)
def test_a_backup_of_another_kind_is_refused(
    changed: dict[str, Any], sentence: str, tmp_path: Path, places: Path, unused: list[Path]
) -> None:
    place = making.make_backup(tmp_path / "shelf", NOW).place
    path = place / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))
    with pytest.raises(CommandError, match=sentence):
        call_command("restore", place)


def test_a_folder_without_a_backup_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("restore", tmp_path)


@pytest.mark.django_db
def test_a_damaged_dump_leaves_the_database_without_tables(tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(b"no database" * 1000)
    before = connection.settings_dict["NAME"]
    try:
        connection.settings_dict["NAME"] = str(tmp_path / "new.sqlite3")
        with pytest.raises((BackupError, sqlite3.DatabaseError)):
            databank._into_sqlite(tmp_path / "dump")
    finally:
        connection.settings_dict["NAME"] = before
    assert not (tmp_path / "new.sqlite3").exists()


# ------------------------------------------------------------------------------------------------ whole or not there


@pytest.mark.django_db
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_full_disk_leaves_nothing_half_done(
    nth: int, tmp_path: Path, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full while the first file is written, the database, the keys: the backup of before is as it was."""
    folder = tmp_path / "shelf"
    making.make_backup(folder, NOW)
    before, calls = left(folder), iter(range(1, 10))
    stored_file("new")
    copied = sealing._copied

    def full(source: Any, out: Any) -> Any:
        if next(calls) < nth:
            return copied(source, out)
        out.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sealing, "_copied", full)
    with pytest.raises(CommandError, match=r"No backup was made, and nothing of it is left: .*No space"):
        call_command("backup", folder, stdout=StringIO())
    parts = [name for name in left(folder) if name not in before]
    assert shelf.backups(folder) == [folder / "20261130T013000Z"]
    assert not [name for name in parts if ".part" in name or name[0].isdigit()], parts
    monkeypatch.undo()
    assert making.make_backup(folder, NOW + timedelta(days=1)).manifest.files == 1


@pytest.mark.django_db
def test_what_a_killed_backup_left_goes_with_the_next(tmp_path: Path, places: Path) -> None:
    folder = tmp_path / "shelf"
    (folder / ".part-20261101T000000Z").mkdir(parents=True)
    (folder / "files/documents/ab/cd").mkdir(parents=True)
    (folder / "files/documents/ab/cd/.part-x").write_text("half")
    (folder / "20261102T000000Z").mkdir()
    assert shelf.backups(folder) == [], "without its manifest it is none"
    making.make_backup(folder, NOW)
    assert not [name for name in left(folder) if ".part" in name]


@pytest.mark.django_db
def test_two_at_once_do_not_meet(tmp_path: Path, places: Path) -> None:
    with shelf.begun(tmp_path, NOW), pytest.raises(BackupError, match="being made"):
        making.make_backup(tmp_path, NOW)


@pytest.mark.django_db
def test_old_backups_go_with_the_files_that_they_alone_had(tmp_path: Path, places: Path, settings: Any) -> None:
    settings.BACKUP_KEEP = 2
    old, new = stored_file("old"), stored_file("new")
    making.make_backup(tmp_path / "shelf", NOW)
    old.delete()
    reports = [making.make_backup(tmp_path / "shelf", NOW + timedelta(days=day)) for day in (1, 2)]
    assert [report.removed for report in reports] == [0, 1]
    pool = tmp_path / "shelf/files/documents"
    assert (pool / new.name).exists() and not (pool / old.name).exists()
    assert len(shelf.backups(tmp_path / "shelf")) == 2


# ------------------------------------------------------------------------------------------------ keys


@pytest.fixture
def gpg_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if not shutil.which("gpg"):
        pytest.skip("gpg is not installed")
    home = tmp_path_factory.mktemp("g")
    home.chmod(0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    words = [
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        "backup@example.org",
        "default",
        "default",
    ]
    subprocess.run(["gpg", *words], check=True, capture_output=True)
    yield "gpg:backup@example.org"
    subprocess.run(["gpgconf", "--kill", "all"], check=False)


@pytest.fixture
def age_key(tmp_path: Path) -> str:
    if not shutil.which("age-keygen"):
        pytest.skip("age is not installed")
    subprocess.run(["age-keygen", "-o", str(tmp_path / "identity")], check=True, capture_output=True)
    public = subprocess.run(
        ["age-keygen", "-y", str(tmp_path / "identity")], capture_output=True, text=True, check=True
    )
    return f"age:{public.stdout.strip()}"


@pytest.mark.django_db
@pytest.mark.parametrize("tool", ["gpg", "age"])
def test_what_is_encrypted_is_opened_by_its_key_alone(
    tool: str, request: pytest.FixtureRequest, tmp_path: Path, places: Path, settings: Any, unused: list[Path]
) -> None:
    settings.BACKUP_RECIPIENTS = [request.getfixturevalue(f"{tool}_key")]
    row = stored_file(RECORD)
    report = making.make_backup(tmp_path / "shelf", NOW)
    for path in (tmp_path / "shelf").rglob("*"):
        assert not path.is_file() or not any(
            secret in path.read_bytes() for secret in (RECORD.encode(), settings.SECRET_KEY.encode(), b"SQLite format")
        ), path
    shutil.rmtree(places)
    identity = str(tmp_path / "identity")
    restored = restoring.restore_backup(report.place, identity)
    assert (restored.files, restored.faults, len(unused)) == (1, [], 1)
    assert Path(storages["documents"].path(row.name)).read_text() == RECORD
    pool = tmp_path / f"shelf/files/documents/{row.name}.{tool}"
    pool.write_bytes(pool.read_bytes()[:-20])
    damaged = restoring.restore_backup(report.place, identity)
    assert damaged.files == 0 and "damaged" in damaged.faults[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("recipients", "sentence"),
    [
        (["backup@example.org"], "each begins with gpg:"),
        (["gpg:"], "each begins with gpg:"),
        (["gpg:a", "age:b"], "each begins with gpg:"),
        (["gpg:nobody@example.org"], "gpg"),
    ],
)
def test_a_recipient_that_is_none_makes_no_backup(
    recipients: list[str], sentence: str, tmp_path: Path, places: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))
    settings.BACKUP_RECIPIENTS = recipients
    stored_file("a")
    with pytest.raises(CommandError, match=sentence):
        call_command("backup", tmp_path / "shelf")
    assert shelf.backups(tmp_path / "shelf") == []


def test_a_tool_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="age is not installed"):
        sealing.write_sealed(BytesIO(b"x"), tmp_path / "out", Sealing("age", ("age1",)))
    assert left(tmp_path) == ["etc", "etc/secret_key"]


@pytest.mark.django_db
def test_another_key_is_seen(tmp_path: Path, places: Path, settings: Any, unused: list[Path]) -> None:
    """This process runs with the key of its environment, and the backup is of an installation with another."""
    settings.BACKUP_KEYS = []
    place = making.make_backup(tmp_path / "shelf", NOW).place
    assert not restoring.restore_backup(place, "").other_key
    settings.SECRET_KEY = "another" * 10
    assert restoring.restore_backup(place, "").other_key


def test_a_wrong_recipient_is_named_at_the_start(settings: Any) -> None:
    settings.BACKUP_RECIPIENTS = ["somebody"]
    assert any(message.id == "dnr.E009" for message in run_checks())
    settings.BACKUP_RECIPIENTS = ["gpg:0xABCD"]
    assert not any(message.id == "dnr.E009" for message in run_checks())


# ------------------------------------------------------------------------------------------------ by schedule


def test_an_installation_without_backups_is_warned(settings: Any) -> None:
    settings.BACKUP_DIR = ""
    assert any(message.id == "dnr.W008" for message in run_checks(include_deployment_checks=True))
    settings.BACKUP_DIR = "/var/backups/dnr"
    assert not any(message.id == "dnr.W008" for message in run_checks(include_deployment_checks=True))


@pytest.mark.django_db
def test_its_age_is_measured_where_a_folder_is_set(tmp_path: Path, places: Path, settings: Any) -> None:
    settings.BACKUP_DIR = ""
    assert stored.backup(NOW) == {}
    settings.BACKUP_DIR = str(tmp_path / "shelf")

    def value(now: datetime) -> tuple[float | None, HealthStatus]:
        measured: Any = stored.backup(now)
        return measured.value, judge("backup", "", measured.value)

    assert value(NOW) == (None, HealthStatus.FAIL), "a folder is set, and nothing is in it"
    making.make_backup(tmp_path / "shelf", NOW)
    assert value(NOW + timedelta(hours=2)) == (7200, HealthStatus.OK)
    assert value(NOW + timedelta(hours=30))[1] == HealthStatus.WARN
    assert value(NOW + timedelta(hours=80))[1] == HealthStatus.FAIL


def test_the_job_begins_it_in_a_process_of_its_own(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(schedule.subprocess, "Popen", lambda command, **_more: begun.append(command))
    settings.BACKUP_DIR = ""
    assert schedule.backup() == "no folder is set" and begun == []
    settings.BACKUP_DIR = str(tmp_path)
    assert schedule.backup() == "begun"
    assert begun[0][2:] == ["backup", str(tmp_path)]

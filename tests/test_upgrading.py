"""What stands in the way of a new release is named before its tables are made."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import migrations, models
from django.db.migrations.migration import Migration

from dnr import upgrading
from dnr.upgrading import Weight, breaks_old_code, unknown_variables

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def migration(*operations: Any) -> Migration:
    made = Migration("0099_next", "cases")
    made.operations = list(operations)  # type: ignore[misc]
    return made


REMOVED = migration(migrations.RemoveField("case", "number"))
ADDED = migration(migrations.AddField("case", "x", models.IntegerField(db_default=0)))


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> SimpleNamespace:
    """What a test makes of the next release, with a backup of an hour ago."""
    facts = SimpleNamespace(pending=[], age=3600.0)
    settings.BACKUP_DIR = str(tmp_path)
    monkeypatch.setattr(upgrading, "pending", lambda: facts.pending)
    monkeypatch.setattr(upgrading, "age_of_last", lambda _folder, _now: facts.age)
    return facts


def weights(environ: dict[str, str] | None = None) -> dict[str, Weight]:
    """By the first words of each note."""
    return {note.text: note.weight for note in upgrading.notes(NOW, environ or {})}


@pytest.mark.django_db
def test_nothing_stands_in_the_way_of_the_same_release(release: SimpleNamespace) -> None:
    assert set(weights().values()) == {Weight.GOOD}
    out = StringIO()
    call_command("upgrade_check", stdout=out)
    assert "ok    The tables are those of this release." in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(("waiting", "sentence"), [(ADDED, "may go on"), (REMOVED, "stop its web and worker")])
def test_whether_the_release_before_may_go_on_is_written(
    waiting: Migration, sentence: str, release: SimpleNamespace
) -> None:
    release.pending = [waiting]
    assert any("cases.0099_next" in text for text in weights()) and any(sentence in text for text in weights())


def test_what_takes_away_leaves_old_code_behind() -> None:
    assert breaks_old_code(REMOVED) and not breaks_old_code(ADDED)


@pytest.mark.django_db
@pytest.mark.parametrize("age", [None, 100_000.0])
def test_without_a_fresh_backup_it_stops(age: float | None, release: SimpleNamespace) -> None:
    release.age = age
    with pytest.raises(CommandError, match="1 to be done"):
        call_command("upgrade_check", stdout=StringIO())


@pytest.mark.django_db
def test_a_variable_that_nothing_reads_is_named(release: SimpleNamespace) -> None:
    noted = weights({"DNR_TRUSTED_PROXY": "x", "DNR_HTTPS": "on", "DNR_HEALTH_QUEUE": "1,2", "PATH": "x"})
    warned = [text for text, weight in noted.items() if weight == Weight.WARN]
    assert len(warned) == 1 and warned[0].startswith("DNR_TRUSTED_PROXY ")


def test_a_variable_of_a_system_is_known_by_its_shape(settings: Any) -> None:
    page = settings.BASE_DIR / "docs/settings.md"
    assert unknown_variables(["DNR_GATEWAY_KNB_URL", "DNR_HEALTH_FILES", "DNR_VAR", "HOME"], page) == []
    assert unknown_variables(["DNR_GATE_KNB_URL", "DNR_VAr"], page) == ["DNR_GATE_KNB_URL", "DNR_VAr"]


@pytest.mark.django_db
def test_packages_that_are_not_those_of_the_release_stop_it(
    release: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrading.metadata, "version", lambda name: "0.1" if name == "django" else real(name))
    stopped = [text for text, weight in weights().items() if weight == Weight.STOP]
    assert len(stopped) == 1 and "django 0.1, wanted" in stopped[0]


real = upgrading.metadata.version


@pytest.mark.database
@pytest.mark.django_db
def test_the_size_of_the_database_is_read() -> None:
    assert upgrading._database_bytes() > 100_000

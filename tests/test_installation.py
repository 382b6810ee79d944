"""What an installation must have before anybody comes; each fault is named at the start, with what to do."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError

from cases.health import zone
from cases.law import regulations
from cases.law.actors import Role
from cases.law.calendar import ALMATY
from cases.models import User
from cases.programmes.nomad import reference
from demo import strangers
from dnr import catalogues, wsgi
from dnr.apps import ensure_readable
from tests import people


def messages(**asked: Any) -> dict[str | None, CheckMessage]:
    return {message.id: message for message in run_checks(**asked) if str(message.id).startswith("dnr.")}


def raising(error: Exception) -> Any:
    def fail(*_args: Any, **_more: Any) -> Any:
        raise error

    return fail


def test_a_sound_installation_is_passed_over() -> None:
    assert messages() == {}


# ------------------------------------------------------------------------------------------------ translations


@pytest.fixture
def catalogue(tmp_path: Path, settings: Any) -> Path:
    """A translation that nobody has compiled."""
    source = tmp_path / "locale/kk/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    rest = 'msgid "Case"\nmsgstr "Іс"\n\n#, fuzzy\nmsgid "Card"\nmsgstr "Карта"\n'
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + rest)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return source


@pytest.mark.parametrize("torn", [None, b"", b"not one"])
def test_a_portal_without_its_translations_does_not_pass(torn: bytes | None, catalogue: Path) -> None:
    if torn is not None:
        catalogue.with_suffix(".mo").write_bytes(torn)
    fault = messages()["dnr.E001"]
    assert "locale/kk/LC_MESSAGES/django.mo" in fault.msg and "prepare" in str(fault.hint)


@pytest.mark.parametrize("torn", [b"", b"not one", b"\xde\x12\x04\x95" * 40])
def test_a_catalogue_that_cannot_be_read_ends_any_command_in_words(torn: bytes, catalogue: Path) -> None:
    """That of the first language is asked for before any check: it would end in a traceback."""
    broken = catalogue.parents[2] / "ru/LC_MESSAGES/django.po"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(catalogue.read_bytes())
    broken.with_suffix(".mo").write_bytes(torn)
    command = (
        f"import dnr.settings.test as own; own.LOCALE_PATHS = [{str(catalogue.parents[2])!r}]; "
        "from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, env=ENVIRON, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "Translations cannot be read: locale/ru/LC_MESSAGES/django.mo." in done.stderr and "prepare" in done.stderr


def test_prepare_mends_it(catalogue: Path) -> None:
    catalogue.with_suffix(".mo").write_bytes(b"")
    with pytest.raises(SystemExit, match="cannot be read"):
        ensure_readable(mend=False)
    ensure_readable(mend=True)
    ensure_readable(mend=False)


ENVIRON = os.environ | {"DJANGO_SETTINGS_MODULE": "dnr.settings.test"}


def test_the_table_of_states_is_not_drawn_without_them(catalogue: Path) -> None:
    with pytest.raises(SystemCheckError, match=r"dnr\.E001"):
        call_command("draw_states", "--check", skip_checks=False)


def test_they_are_compiled_once_and_again_when_their_source_is_newer(catalogue: Path) -> None:
    compiled = catalogue.with_suffix(".mo")
    assert (catalogues.compile_stale(), catalogues.compile_stale(), messages()) == ([compiled], [], {})
    with compiled.open("rb") as file:
        translations = GNUTranslations(file)
    assert (translations.gettext("Case"), translations.gettext("Card")) == ("Іс", "Card"), "a guess is no translation"
    later = compiled.stat().st_mtime + 10
    os.utime(catalogue, (later, later))
    assert catalogues.compile_stale() == [compiled]


# ------------------------------------------------------------------------------------------------ data


def test_an_unsound_edition_is_named_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    error = regulations.RegulationError("order_x.toml: terms.knb.length: must be 1 or more")
    monkeypatch.setattr(regulations, "editions", raising(error))
    assert messages()["dnr.E002"].msg == "cases/programmes/*/editions/order_x.toml: terms.knb.length: must be 1 or more"


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("grounds", "\nru = ", "\nrux = ", "grounds.toml: row 1: 'ru' is missing"),
        ("cities", "\nseries = ", "\nserie = ", "cities.toml: row 1: City() got unexpected keyword"),
        ("duty", "\nrate = ", "\nrate = x", "duty.toml: syntax"),
        ("questionnaire", 'type = "text"', 'type = "song"', "questionnaire.toml: row 1: "),
    ],
)
def test_unsound_reference_data_are_named_with_their_place(
    name: str, old: str, new: str, fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in Path(reference.__file__).parent.glob("*.toml"):
        text = path.read_text("utf-8")
        (tmp_path / path.name).write_text(text.replace(old, new, 1) if path.stem == name else text, "utf-8")
    monkeypatch.setattr(reference, "files", lambda _package: tmp_path)
    (message,) = [problem for problem in run_checks() if problem.id == "dnr.E003"]
    assert message.msg.startswith(f"cases/programmes/nomad/reference/{fault}")


# ------------------------------------------------------------------------------------------------ the zone


def test_zone_data_come_from_the_pinned_package_alone() -> None:
    assert zoneinfo.TZPATH == ()
    before, after = datetime(2024, 2, 29, 12, tzinfo=UTC), datetime(2024, 3, 2, 12, tzinfo=UTC)
    assert [at.astimezone(ALMATY).utcoffset() for at in (before, after)] == [timedelta(hours=6), timedelta(hours=5)]


@pytest.mark.parametrize("hours", [5, 6])
def test_zone_data_that_know_a_single_side_of_the_change_are_refused(
    hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone, "ZoneInfo", lambda name: timezone(timedelta(hours=hours)))
    assert "UTC+5" in messages()["dnr.E004"].msg


@pytest.mark.django_db
def test_those_of_the_database_are_asked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone, "database_off", lambda: 1.0)
    assert "PostgreSQL" in str(messages(databases=["default"])["dnr.E005"].hint)
    monkeypatch.setattr(zone, "database_off", raising(DatabaseError("away")))
    assert messages(databases=["default"]) == {}, "a database that is away stops no start"


# ------------------------------------------------------------------------------------------------ the demo


@pytest.fixture
def demo_people(db: None, settings: Any, tmp_path: Path) -> None:
    settings.EDS_KEYS = tmp_path / "eds"
    people.applicant()
    people.officer()


@pytest.mark.usefixtures("demo_people")
def test_a_demo_of_demo_people_starts() -> None:
    assert messages(databases=["default"]) == {}


@pytest.mark.usefixtures("demo_people")
@pytest.mark.parametrize("email", ["somebody@gov.kz", "somebody@example.org.kz", "example.org@mail.kz"])
def test_a_demo_on_a_database_with_other_people_does_not_start(email: str, settings: Any) -> None:
    User.objects.create_user(email, people.PASSWORD, full_name="Somebody", role=Role.AUDITOR)
    fault = messages(databases=["default"])["dnr.E006"]
    assert "(1)" in fault.msg and "DNR_DEMO=false" in str(fault.hint) and email not in fault.msg
    with pytest.raises(SystemCheckError):
        call_command("prepare")
    with pytest.raises(SystemCheckError):
        call_command("demo", cases=1)
    for command in ("worker", "qcluster"):  # django-q2's own would start on any
        with pytest.raises(SystemCheckError):
            call_command(command)
    assert User.objects.count() == 3, "no account with a known password came beside them"
    settings.DEMO = False
    assert messages(databases=["default"]) == {}


@pytest.mark.usefixtures("demo_people")
def test_a_visitor_with_a_key_of_the_demo_is_no_stranger(settings: Any) -> None:
    user = User.objects.create_user("me@mail.kz", people.PASSWORD, full_name="I", role=Role.AUDITOR, iin=IIN)
    assert strangers.number() == 1
    keys = settings.EDS_KEYS / "people"
    keys.mkdir(parents=True, exist_ok=True)
    (keys / f"{user.iin}-person.json").write_text("{}")
    assert strangers.number() == 0


IIN = people.staff_iin("me")


@pytest.mark.django_db
def test_a_demo_waits_for_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "number", raising(DatabaseError("no such table")))
    assert messages(databases=["default"]) == {}


def test_gunicorn_does_not_start_it_either(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    values = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
    asked: list[list[str]] = []

    def refuse(command: list[str], **_how: Any) -> Any:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", refuse)
    start = values["on_starting"]
    monkeypatch.setitem(start.__globals__, "DEMO", True)
    with pytest.raises(SystemExit):
        start(None)
    assert asked == [[sys.executable, str(settings.BASE_DIR / "manage.py"), "check", "--database", "default"]]
    monkeypatch.setitem(start.__globals__, "DEMO", False)
    start(None)
    assert len(asked) == 1, "where there is no demo, nothing is asked"


@pytest.mark.usefixtures("demo_people")
def test_nor_does_any_other_server(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Each of them imports `dnr.wsgi`, and ends with what it says."""
    monkeypatch.setattr(wsgi.connections, "close_all", lambda: None)
    settings.DEMO_ASKED_AT_START = True
    wsgi.refuse_strangers()
    User.objects.create_user("somebody@gov.kz", people.PASSWORD, full_name="Somebody", role=Role.AUDITOR)
    with pytest.raises(SystemExit) as ended:
        wsgi.refuse_strangers()
    assert "DNR_DEMO=false" in str(ended.value.code)
    settings.DEMO = False
    wsgi.refuse_strangers()


# ------------------------------------------------------------------------------------------------ mail


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("DNR <no-reply@localhost>", True),
        ("DNR <no-reply@10.0.0.1>", True),
        ("DNR <no-reply@portal>", True),
        ("DNR <no-reply@dnr.example.kz>", False),
        ("desk@gov.kz", False),
    ],
)
def test_mail_that_nobody_takes_is_warned_of(address: str, warned: bool, settings: Any) -> None:
    settings.DEMO, settings.DEFAULT_FROM_EMAIL = False, address
    assert "dnr.W007" not in messages(), "mail into files goes nowhere"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert ("dnr.W007" in messages()) is warned

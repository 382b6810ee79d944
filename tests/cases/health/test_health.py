"""The checks, each well and ill; numbers are counted from NOW."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as live
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django_q.models import OrmQ, Schedule, Task

from cases.eds.pki import libgcrypt
from cases.health import finding, jobs, outside, recorded, rows, running, stored, zone
from cases.health.finding import HealthCheck, HealthStatus, Measurement
from cases.models import (
    Breaker,
    CalendarChange,
    CalendarYear,
    Case,
    Checkpoint,
    ConsentClause,
    Effect,
    Exchange,
    LogFault,
    Signature,
    SignatureCheck,
    User,
    WaitingLeaf,
)
from cases.models.exchange import SYSTEMS
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
OF_TABLES = (*rows.CHECKS, *recorded.CHECKS, *zone.CHECKS, *jobs.CHECKS)
CHECKS: dict[str, HealthCheck] = {check.name: check for check in (*OF_TABLES, *outside.CHECKS, *stored.CHECKS)}


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def effect(kind: str = "mail", state: str = "pending", **facts: Any) -> Effect:
    given = {"ref": uuid4(), "next_at": ago(3600), "created_at": ago(3600)} | facts
    return Effect.objects.create(kind=kind, state=state, **given)


def exchange(**facts: Any) -> Exchange:
    given = {"system": "ibd", "operation": "check", "key": uuid4().hex, "request": {}, "request_sha256": "0" * 64}
    return Exchange.objects.create(**given | {"created_at": ago(9999), "sent_at": ago(4000), "next_at": NOW} | facts)


def task(seconds: float, success: bool = True, group: str = rows.SWEEP) -> None:
    Task.objects.create(
        id=uuid4().hex,
        name="x",
        func="cases.engine.clock.sweep_job",
        group=group,
        started=ago(seconds),
        stopped=ago(seconds),
        success=success,
    )


def job(late: float = -30, name: str = rows.SWEEP) -> None:
    Schedule.objects.create(name=name, func="cases.engine.clock.sweep_job", next_run=ago(late))


def unchecked(effect_state: str = "pending", attempts: int = 1, status: str = "unchecked") -> None:
    case = Case.objects.first() or people.case_in("petition_draft")
    row = Signature.objects.create(
        case=case,
        step="x",
        user=case.person.user,
        signer="builtin",
        sheet="",
        sha256="",
        value="",
        at=ago(3600),
        revocation="unchecked",
    )
    SignatureCheck.objects.create(signature=row, at=ago(3600), status="unchecked")
    SignatureCheck.objects.create(signature=row, at=ago(60), status=status)
    effect("revocation", effect_state, ref=row.pk, attempts=attempts)


def years(*confirmed: int) -> None:
    CalendarYear.objects.all().delete()
    CalendarYear.objects.bulk_create(CalendarYear(year=year, confirmed=year in confirmed) for year in range(2025, 2029))


def leaf() -> None:
    WaitingLeaf.objects.create(kind="event", ref="1", digest=b"", mac=b"")


def checkpoint(seconds: float) -> None:
    Checkpoint.objects.create(at=ago(seconds), size=1, root="", note="")
    if seconds == 9999:
        WaitingLeaf.objects.all().delete()


def nothing() -> None:
    pass


@dataclass(frozen=True)
class Trial:
    """`put`: what is in the tables; then the check says `value` of `of`, and that this is `status`."""

    check: str
    of: str
    put: Callable[[], Any]
    status: str
    value: float | None

    def __str__(self) -> str:
        return f"{self.check}-{self.of}-{self.status}-{self.value}"


def several(*actions: Callable[[], Any]) -> Callable[[], None]:
    return lambda: [action() for action in actions].clear()


def changed(seconds: float, state: str = "in_hand") -> CalendarChange:
    day = NOW.date()
    return CalendarChange.objects.create(at=ago(seconds), reason="Order 1", first=day, last=day, state=state)


def lacking(**facts: Any) -> None:
    User.objects.filter(pk=people.signer().pk).update(**facts)


def counted_otherwise() -> None:
    LogFault.objects.create(kind="deadline", ref="1", what="counted", noticed_at=NOW)


TRIALS = [
    Trial("queue", "", nothing, "ok", 0),
    Trial("queue", "", lambda: OrmQ.objects.create(key="dnr", payload="x", lock=ago(10)), "ok", 10),
    Trial("queue", "", lambda: OrmQ.objects.create(key="dnr", payload="x", lock=ago(61)), "warn", 61),
    Trial("queue", "", lambda: OrmQ.objects.create(key="dnr", payload="x", lock=ago(300)), "fail", 300),
    Trial("queue", "", lambda: OrmQ.objects.create(key="dnr", payload="in hand", lock=ago(-360)), "ok", 0),
    Trial("zone", "python", nothing, "ok", 0),
    Trial("log", "", nothing, "ok", 0),
    Trial("log", "", lambda: LogFault.objects.create(kind="event", ref="1", what="missing", noticed_at=NOW), "fail", 1),
    Trial("counted_twice", "", nothing, "ok", 0),
    Trial("counted_twice", "", lambda: counted_otherwise(), "fail", 1),
    Trial("log_waits", "", nothing, "ok", 0),
    Trial("log_waits", "", several(lambda: leaf(), lambda: checkpoint(601)), "warn", 601),
    Trial("log_waits", "", several(lambda: leaf(), lambda: checkpoint(3600)), "fail", 3600),
    Trial("log_waits", "", lambda: checkpoint(9999), "ok", 0),
    Trial("log_guards", "", nothing, "ok", 0),
    Trial("outbox", "", nothing, "ok", 0),
    Trial("outbox", "", lambda: effect(next_at=ago(130)), "warn", 130),
    Trial("outbox", "", lambda: effect("render", next_at=ago(601)), "fail", 601),
    Trial("outbox", "", lambda: effect(next_at=ago(-60)), "ok", 0),
    Trial("outbox", "", lambda: effect(state="done", next_at=ago(9999)), "ok", 0),
    Trial("effects", "mail", nothing, "ok", 0),
    Trial("effects", "mail", lambda: effect(next_at=ago(-60), attempts=3, created_at=ago(1000)), "warn", 1000),
    Trial("effects", "mail", lambda: effect(next_at=ago(-60), attempts=8, created_at=ago(30000)), "fail", 30000),
    Trial("effects", "render", lambda: effect(created_at=ago(30000), attempts=1), "ok", 0),
    Trial("effects", "render", lambda: effect("render", next_at=ago(901)), "warn", 901),
    Trial("effects", "mail", lambda: effect(next_at=ago(-600), created_at=ago(90000)), "ok", 0),
    Trial("effects", "webhook", lambda: effect("webhook", attempts=8, created_at=ago(90000)), "warn", 90000),
    Trial("exchanges", "", nothing, "ok", 0),
    Trial("exchanges", "", exchange, "warn", 4000),
    Trial("exchanges", "", lambda: exchange(sent_at=ago(21600)), "fail", 21600),
    Trial("exchanges", "", lambda: exchange(sent_at=None, next_at=ago(950)), "warn", 950),
    Trial("exchanges", "", lambda: exchange(sent_at=None), "ok", 0),
    Trial("exchanges", "", lambda: exchange(next_at=None), "ok", 0),
    Trial("exchanges", "", lambda: exchange(state="sent"), "ok", 0),
    Trial("exchanges", "", lambda: exchange(direction="in"), "ok", 0),
    Trial("answers", "", nothing, "ok", 0),
    Trial("answers", "", lambda: exchange(state="answered", answered_at=ago(950)), "warn", 950),
    Trial("answers", "", lambda: exchange(state="answered", answered_at=ago(21600), direction="in"), "fail", 21600),
    Trial("answers", "", lambda: exchange(state="answered", answered_at=ago(9999), next_at=None), "ok", 0),
    Trial("given_up", "effects", nothing, "ok", 0),
    Trial("given_up", "effects", several(lambda: effect(state="dead"), lambda: effect(state="dead")), "warn", 2),
    Trial("given_up", "effects", lambda: [effect(state="dead") for _ in range(100)], "fail", 100),
    Trial("given_up", "exchanges", lambda: exchange(state="dead", next_at=None), "warn", 1),
    Trial("schedule", "sweep", nothing, "fail", None),
    Trial("schedule", "sweep", job, "ok", 0),
    Trial("schedule", "sweep", lambda: job(late=200), "fail", 200),
    Trial("schedule", "sweep", several(job, lambda: task(59)), "ok", 59),
    Trial("schedule", "sweep", several(job, lambda: task(121), lambda: task(9000)), "warn", 121),
    Trial("schedule", "sweep", several(job, lambda: task(180), lambda: task(1, success=False)), "fail", 180),
    Trial("schedule", "sweep", several(job, lambda: task(5, group="crls"), lambda: task(700)), "fail", 700),
    Trial("schedule", "jobs", several(job, lambda: job(250, "crls")), "fail", 250),
    Trial("signatures", "", nothing, "ok", 0),
    Trial("signatures", "", unchecked, "warn", 1),
    Trial("signatures", "", lambda: unchecked("dead"), "warn", 1),
    Trial("signatures", "", lambda: unchecked(attempts=0), "ok", 0),
    Trial("signatures", "", lambda: unchecked(status="good"), "ok", 0),
    Trial("signatures", "", lambda: unchecked("done"), "ok", 0),
    Trial("calendar", "", lambda: years(2025, 2026, 2027), "ok", 570),
    Trial("calendar", "", lambda: years(2025, 2026), "ok", 205),
    Trial("calendar", "", lambda: years(2025, 2027), "fail", -160),
    Trial("calendar", "", lambda: years(), "fail", -160),
    Trial("calendar_change", "", nothing, "ok", 0),
    Trial("calendar_change", "", lambda: changed(10), "ok", 10),
    Trial("calendar_change", "", lambda: changed(600), "warn", 600),
    Trial("calendar_change", "", lambda: changed(3600), "fail", 3600),
    Trial("calendar_change", "", lambda: changed(3600, "done"), "ok", 0),
    Trial("consent", "", nothing, "warn", 1),
    Trial("consent", "", lambda: ConsentClause.objects.update(bin="241040000209"), "ok", 0),
    Trial("consent", "", lambda: ConsentClause.objects.update(active=False), "ok", 0),
    Trial("signers", "iin", nothing, "ok", 0),
    Trial("signers", "iin", people.signer, "ok", 0),
    Trial("signers", "iin", lambda: lacking(iin=""), "warn", 1),
    Trial("signers", "iin", lambda: lacking(iin="", is_active=False), "ok", 0),
    Trial("signers", "position", lambda: lacking(position_ru="начальник", position_kk="бастық"), "ok", 0),
    Trial("signers", "position", lambda: lacking(position_ru="начальник"), "warn", 1),
    Trial("signers", "position", lambda: [people.administrator(), people.clerk()], "ok", 0),
    Trial("gateway", "ibd", nothing, "ok", 0),
    Trial("gateway", "ibd", lambda: Breaker.objects.create(system="ibd", state="open"), "warn", 2),
    Trial("gateway", "ibd", lambda: Breaker.objects.create(system="ibd", state="half_open"), "warn", 1),
    Trial("gateway", "sio", lambda: Breaker.objects.create(system="ibd", state="open"), "ok", 0),
    Trial("gateway_answered", "ibd", lambda: Breaker.objects.create(system="ibd", last_ok_at=ago(7)), "ok", 7),
]


def ask(name: str, now: datetime = NOW) -> dict[str, finding.Finding]:
    check = CHECKS[name]
    return {judged.of: judged for judged in finding.judge_all(check, check.ask(now), 0.0)}


@pytest.mark.parametrize("trial", TRIALS, ids=str)
def test_a_check_of_the_database_says_what_is_there(trial: Trial) -> None:
    people.reference()
    trial.put()
    judged = ask(trial.check)[trial.of]
    assert (judged.status, judged.value) == (trial.status, trial.value)


def test_every_check_of_the_database_has_its_trials() -> None:
    assert {trial.check for trial in TRIALS} == {check.name for check in OF_TABLES} - {"database", "migrations"}


@pytest.mark.parametrize(
    ("day", "status"),
    [((2026, 11, 2), "warn"), ((2026, 11, 1), "ok"), ((2026, 12, 19), "fail"), ((2027, 1, 1), "fail")],
)
def test_a_year_that_nobody_confirms_is_reported_before_it_begins(day: tuple[int, int, int], status: str) -> None:
    years(2025, 2026)
    assert ask("calendar", datetime(*day, 12, tzinfo=UTC))[""].status == status


def test_every_system_has_its_gateway() -> None:
    assert list(ask("gateway")) == list(SYSTEMS)


def test_the_database_answers_in_seconds() -> None:
    judged = ask("database")[""]
    assert judged.value is not None and 0 <= judged.value < 2 and judged.detail == connection.vendor


def test_the_tables_are_as_new_as_the_code(django_assert_max_num_queries: Any) -> None:
    if not MigrationRecorder(connection).has_table():  # --nomigrations
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE django_migrations (id int, app text, name text, applied timestamp)")
    with django_assert_max_num_queries(1):
        assert ask("migrations")[""].status == HealthStatus.OK


def test_a_migration_not_applied_is_a_fault_and_an_unknown_migration_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_required", lambda: frozenset({("cases", "0004_x")}))
    monkeypatch.setattr(rows, "_applied", lambda: frozenset({("cases", "0003_found_by")}))
    judged = ask("migrations")[""]
    assert (judged.status, judged.value, judged.detail) == (HealthStatus.FAIL, 1, "cases.0004_x")
    monkeypatch.setattr(rows, "_applied", lambda: frozenset({("cases", "0004_x"), ("cases", "0005_y")}))
    assert ask("migrations")[""].status == HealthStatus.OK


@pytest.mark.parametrize("name", [check.name for check in OF_TABLES if check.name != "migrations"])
def test_a_check_is_a_few_statements_whatever_lies_in_the_tables(name: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        CHECKS[name].ask(NOW)


# ------------------------------------------------------------------------------------------------ limits


@pytest.mark.parametrize(
    ("limits", "value", "status"),
    [
        ((10, 20), 9, "ok"), ((10, 20), 10, "warn"), ((10, 20), 20, "fail"), ((10, 20), None, "fail"),
        ((60, 14), 61, "ok"), ((60, 14), 60, "warn"), ((60, 14), 14, "fail"), ((60, 14), -1, "fail"),
        ((1, 1), 0, "ok"), ((1, 1), 1, "fail"), (None, 10**9, "ok"), (None, None, "fail"),
    ],
)  # fmt: skip
def test_a_limit_is_reached_from_its_own_side(limits: Any, value: float | None, status: str, settings: Any) -> None:
    settings.HEALTH_LIMITS = {"x": limits} if limits else {}
    assert finding.judge("x", "", value) == status


def test_a_subject_may_have_its_own_limits(settings: Any) -> None:
    settings.HEALTH_LIMITS = {"x": (1, 2), "x_small": (10, 20)}
    assert (finding.judge("x", "small", 9), finding.judge("x", "large", 9)) == ("ok", "fail")


def test_every_check_has_a_limit_unless_it_only_informs() -> None:
    assert set(CHECKS) - set(live.HEALTH_LIMITS) == {"gateway_answered"}
    assert len(CHECKS) == len(OF_TABLES) + len(outside.CHECKS) + len(stored.CHECKS)
    assert {check.name for check in running.CHECKS} == set(CHECKS)
    assert {name for name in live.HEALTH_LIMITS if name not in CHECKS} == {"effects_webhook"}


# ------------------------------------------------------------------------------------------------ outside


def test_mail_into_files_needs_a_folder_that_can_be_written(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    assert ask("mail")[""].status == HealthStatus.OK
    assert list((tmp_path / "mail").iterdir()) == []
    (tmp_path / "file").write_text("")
    settings.EMAIL_FILE_PATH = tmp_path / "file" / "mail"
    with pytest.raises(ImproperlyConfigured):
        outside.mail_server(NOW)
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(OSError):
        outside.mail_server(NOW)


def full(*args: Any, **kwargs: Any) -> Any:
    raise OSError(28, "No space left on device")


def test_a_mail_server_is_spoken_to_within_the_time(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 10
    spoken: list[Any] = []
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(f"{smtp}.open", lambda self: spoken.append(self.timeout))
    monkeypatch.setattr(f"{smtp}.close", lambda self: spoken.append("closed"))
    assert ask("mail")[""].status == HealthStatus.OK
    assert spoken == [settings.HEALTH_SECONDS, "closed"]


def test_a_mail_server_that_refuses_raises(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(ConnectionRefusedError):
        outside.mail_server(NOW)


def test_storage_is_written_to_and_left_as_it_was(tmp_path: Path, settings: Any) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    there = {name: {"BACKEND": backend, "OPTIONS": {"location": tmp_path / name}} for name in outside.PLACES}
    settings.STORAGES = live.STORAGES | there
    findings = ask("storage")
    assert {judged.status for judged in findings.values()} == {HealthStatus.OK} and set(findings) == set(outside.PLACES)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    (tmp_path / "gone").write_text("")
    settings.STORAGES = live.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": tmp_path / "gone"}}}
    with pytest.raises(OSError):
        outside.storage(NOW)


def test_an_object_store_is_written_to_and_left_as_it_was(settings: Any) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = live.STORAGES | dict.fromkeys(outside.PLACES, memory)
    assert {judged.status for judged in ask("storage").values()} == {HealthStatus.OK}
    assert outside.storages["default"].listdir("health") == ([], [])
    assert set(ask("space")) == {"var"}


@pytest.mark.parametrize(("free", "status"), [(6 * 1024**3, "ok"), (2 * 1024**3, "warn"), (1024**3, "fail")])
def test_the_space_left_is_reported(free: int, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=free))
    findings = ask("space")
    assert {(judged.status, judged.value) for judged in findings.values()} == {(status, free)}
    assert set(findings) == {"var", *outside.PLACES}


@pytest.mark.parametrize(("clusters", "status"), [([], "warn"), (["one"], "ok"), (["one", "two"], "ok")])
def test_workers_that_report_are_counted(clusters: list[str], status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_q.status.Stat.get_all", lambda: clusters)
    assert (ask("workers")[""].status, ask("workers")[""].value) == (status, len(clusters))


def test_the_cache_is_written_and_read() -> None:
    assert ask("cache")[""].status == HealthStatus.OK


def test_libgcrypt_is_seen_and_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (ask("gost")[""].status, ask("gost")[""].value) == (HealthStatus.OK, 0)
    monkeypatch.setattr(libgcrypt, "_library", None)
    monkeypatch.setattr(libgcrypt, "_missing", "not installed")
    assert (ask("gost")[""].status, ask("gost")[""].value) == (HealthStatus.FAIL, 1)


def test_zone_data_of_2023_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """They have Almaty at UTC+6 for good."""
    monkeypatch.setattr(zone, "ZoneInfo", lambda name: timezone(timedelta(hours=6)))
    assert (ask("zone")["python"].status, ask("zone")["python"].value) == (HealthStatus.FAIL, 1)


def test_the_database_has_its_zone_data_too(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        assert zone.database_off() is None
        return
    assert ask("zone")["database"].value == 0
    monkeypatch.setattr(live, "TIME_ZONE", "Asia/Bishkek")
    assert zone.database_off() == 1


def authority(begins: int, ends: int) -> Any:
    days = {"not_before": NOW + timedelta(days=begins), "not_after": NOW + timedelta(days=ends)}
    return SimpleNamespace(**days, signer=SimpleNamespace(common_name="An authority"))


@pytest.mark.parametrize(
    ("roots", "between", "status", "value"),
    [
        ([(-9, 900)], [(-9, 500)], "ok", 500),
        ([(-9, 900)], [(-9, 30)], "warn", 30),
        ([(-9, 5)], [], "fail", 5),
        ([(-9, 900), (-900, -1)], [], "ok", 900),
        ([(-900, -1)], [(-9, 900)], "fail", None),
        ([(1, 900)], [], "fail", None),
        ([], [], "fail", None),
    ],
)
def test_the_end_of_an_authority_is_seen_coming(
    roots: Any, between: Any, status: str, value: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [frozenset(SimpleNamespaceById(authority(*days)) for days in those) for those in (roots, between)]
    monkeypatch.setattr(outside.authorities, "anchors", lambda: SimpleNamespace(roots=made[0], between=made[1]))
    judged = ask("anchors")[""]
    assert (judged.status, judged.value) == (status, value)


class SimpleNamespaceById:
    """A stand-in that can lie in a set."""

    def __init__(self, held: Any) -> None:
        self._held = held

    def __getattr__(self, name: str) -> Any:
        return getattr(self._held, name)


def test_the_authorities_shipped_are_in_force() -> None:
    assert ask("anchors")[""].status == HealthStatus.OK


@pytest.fixture
def lists(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    folder = tmp_path / "eds-cache" / "crl"
    folder.mkdir(parents=True)
    return folder


def wanted(folder: Path, name: str, asked: float, fetched: float | None) -> None:
    (folder / f"{name}.want").write_text("{}")
    os.utime(folder / f"{name}.want", (ago(asked).timestamp(),) * 2)
    if fetched is not None:
        (folder / f"{name}.crl").write_bytes(b"")
        (folder / f"{name}.state").write_text(json.dumps({"fetched_at": ago(fetched).timestamp()}))


@pytest.mark.parametrize(
    ("lists_there", "status", "value"),
    [
        ([], "ok", 0),
        ([(9000, 60)], "ok", 60),
        ([(60, 60), (60, 7201)], "warn", 7201),
        ([(60, 90001)], "fail", 90001),
        ([(200, None)], "ok", 200),
        ([(8000, None)], "warn", 8000),
    ],
)
def test_a_list_of_revocations_that_nobody_renews_is_reported(
    lists: Path, lists_there: Any, status: str, value: float
) -> None:
    for number, (asked, fetched) in enumerate(lists_there):
        wanted(lists, str(number), asked, fetched)
    judged = ask("crls")[""]
    assert (judged.status, judged.value) == (status, value)


def test_what_is_logged_is_json() -> None:
    check = HealthCheck("queue", "seconds", lambda now: Measurement(1), "x")
    finding_json = finding.judge_all(check, Measurement(1, "w"), 0.5)[0].to_json()
    assert json.loads(json.dumps(finding_json)) == {
        "name": "queue",
        "of": "",
        "status": "ok",
        "value": 1,
        "unit": "seconds",
        "threshold": {"warn": 60.0, "fail": 300.0},
        "seconds": 0.5,
        "said": "w",
    }

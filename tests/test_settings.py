"""What the settings and the schedule name by a string must be there."""

import os
import runpy
import stat
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django_q.models import OrmQ, Schedule, Task

from dnr import schedule
from dnr.schedule import JOBS, Changes, Job
from dnr.settings.security import secret_key

NAMED_CLASSES = [
    *settings.MIDDLEWARE,
    *settings.AUTHENTICATION_BACKENDS,
    *[validator["NAME"] for validator in settings.AUTH_PASSWORD_VALIDATORS],
    *[store["BACKEND"] for store in settings.STORAGES.values()],
    *[cache["BACKEND"] for cache in settings.CACHES.values()],
    *[engine["BACKEND"] for engine in settings.TEMPLATES],
    *[processor for engine in settings.TEMPLATES for processor in engine["OPTIONS"]["context_processors"]],
    settings.FORM_RENDERER,
    settings.WSGI_APPLICATION,
    settings.EMAIL_BACKEND,
    "whitenoise.storage.CompressedManifestStaticFilesStorage",
]
NAMED_MODULES = [
    settings.ROOT_URLCONF,
    settings.SESSION_ENGINE,
    *[f"{package}.kk.formats" for package in settings.FORMAT_MODULE_PATH],
]
FOLDERS = [*settings.STATICFILES_DIRS, *settings.LOCALE_PATHS, *settings.TEMPLATES[0]["DIRS"]]


@pytest.mark.parametrize("name", NAMED_CLASSES)
def test_names_a_class_that_imports(name: str) -> None:
    assert import_string(name)


@pytest.mark.parametrize("name", NAMED_MODULES)
def test_names_a_module_that_imports(name: str) -> None:
    assert import_module(name)


def test_names_a_user_model_that_is_installed() -> None:
    assert apps.get_model(settings.AUTH_USER_MODEL)


def test_finds_the_templates_of_forms() -> None:
    assert get_template("django/forms/field.html")


@pytest.mark.parametrize(("on", "gateway"), [(True, "demo.payment_gateway"), (False, "cases.gateways.payment.closed")])
def test_sets_what_the_demo_has_in_the_demo_alone(monkeypatch, on: bool, gateway: str) -> None:
    monkeypatch.setattr("dnr.settings.base.DEMO", on)
    values = runpy.run_path(str(settings.BASE_DIR / "dnr/settings/demo.py"))
    assert values["PAYMENT_GATEWAY"] == gateway
    for name in ("DEMO_DOOR", "DEMO_PAYMENT_PAGE"):
        assert (name in values) is on and import_module(getattr(settings, name))


@pytest.mark.parametrize("folder", FOLDERS)
def test_names_a_folder_that_is_there(folder: str) -> None:
    assert os.path.isdir(folder)


def test_keeps_documents_out_of_what_is_served() -> None:
    for alias in ("default", "documents"):
        assert not storages[alias].path("x").startswith(str(settings.STATIC_ROOT))


def test_writes_mail_among_our_own_files() -> None:
    assert settings.EMAIL_FILE_PATH == settings.VAR / "mail"


def test_says_months_in_kazakh_as_they_stand_in_a_sentence() -> None:
    with translation.override("kk"):
        assert date_format(date(2027, 1, 4)) == "2027\xa0ж. 4\xa0қаңтар"


def test_leaves_no_room_for_inline_code() -> None:
    sources = str(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    assert "unsafe" not in sources and "http" not in sources and "*" not in sources


def test_retries_a_task_only_after_its_time_is_over() -> None:
    assert settings.Q_CLUSTER["timeout"] < settings.Q_CLUSTER["retry"]


def test_makes_a_single_key_and_keeps_it_to_itself(tmp_path) -> None:
    path = tmp_path / "secret_key"
    assert secret_key(path) == secret_key(path)
    assert len(secret_key(path)) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_schedules_something_that_can_be_called(job: Job) -> None:
    assert callable(import_string(job.func))


def test_gives_each_job_its_own_name() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.parametrize("rhythm", [{}, {"minutes": 1, "cron": "* * * * *"}])
def test_refuses_a_job_without_a_single_rhythm(rhythm) -> None:
    with pytest.raises(ValueError, match="either"):
        Job("odd", "dnr.schedule.prune", **rhythm)


@pytest.mark.database
@pytest.mark.django_db
def test_syncs_once_and_then_changes_nothing() -> None:
    assert schedule.sync() == Changes(created=len(JOBS), updated=0, deleted=0)
    before = list(Schedule.objects.order_by("id").values())
    assert schedule.sync() == Changes(created=0, updated=0, deleted=0)
    assert list(Schedule.objects.order_by("id").values()) == before
    assert {row["name"] for row in before} == {job.name for job in JOBS}
    assert not any(row["args"] or row["kwargs"] for row in before)


@pytest.mark.database
@pytest.mark.django_db
def test_mends_deletes_and_unites_rows() -> None:
    schedule.sync()
    far = timezone.now() + timedelta(days=300)
    Schedule.objects.filter(name="sweep").update(minutes=7, args="(", next_run=far)
    Schedule.objects.create(name="sweep", func="gone.away")
    Schedule.objects.create(name="stranger", func="gone.away")
    assert schedule.sync() == Changes(created=0, updated=1, deleted=2)
    sweep = Schedule.objects.get(name="sweep")
    assert (sweep.minutes, sweep.args) == (1, None)
    assert sweep.next_run < timezone.now() + timedelta(minutes=2)


@pytest.mark.database
@pytest.mark.django_db
def test_prunes_what_is_old_and_nothing_else() -> None:
    now = timezone.now()
    for name, success, days in [("a", True, 8), ("b", True, 6), ("c", False, 91), ("d", False, 89)]:
        moment = now - timedelta(days=days)
        Task.objects.create(id=name, name=name, func="f", success=success, started=moment, stopped=moment)
    OrmQ.objects.create(key="dnr", payload="waiting", lock=now - timedelta(days=400))
    assert schedule.prune_before(now) == "1 done and 1 failed jobs deleted"
    assert sorted(Task.objects.values_list("name", flat=True)) == ["b", "d"]
    assert OrmQ.objects.count() == 1


@pytest.mark.parametrize(
    ("environ", "sender"),
    [
        ({"PUBLIC_URL": "https://dnr.example.kz"}, "DNR <no-reply@dnr.example.kz>"),
        ({"PUBLIC_URL": "https://dnr.example.kz:8443/x"}, "DNR <no-reply@dnr.example.kz>"),
        ({"PUBLIC_URL": "https://a.kz", "DEFAULT_FROM_EMAIL": "desk@b.kz"}, "desk@b.kz"),
    ],
)
def test_mail_comes_from_where_the_portal_is(environ: dict[str, str], sender: str, monkeypatch) -> None:
    monkeypatch.setattr("dnr.settings.base.PUBLIC_URL", environ["PUBLIC_URL"])
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    values = runpy.run_path(str(settings.BASE_DIR / "dnr/settings/storage.py"))
    assert values["DEFAULT_FROM_EMAIL"] == values["SERVER_EMAIL"] == sender


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("redis://cache.example/1", "dnr.cache.Redis"),
        ("filecache:///tmp/x", "dnr.cache.Files"),
        ("dbcache://kept", "django.core.cache.backends.db.DatabaseCache"),
    ],
)
def test_a_cache_that_fails_takes_no_page_down(url: str, backend: str, monkeypatch) -> None:
    monkeypatch.setenv("CACHE_URL", url)
    cache = runpy.run_path(str(settings.BASE_DIR / "dnr/settings/storage.py"))["CACHES"]["default"]
    assert cache["BACKEND"] == backend
    assert import_string(backend)("x", {"OPTIONS": cache.get("OPTIONS", {})})


def test_gunicorn_believes_the_trusted_proxies_and_nobody_else(monkeypatch) -> None:
    """Of TLS; else a proxy on another host is sent to https for ever."""
    monkeypatch.setattr("dnr.settings.TRUSTED_PROXIES", ["10.1.0.0/16", "192.0.2.7"])
    values = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
    assert values["forwarded_allow_ips"] == "127.0.0.1,::1,10.1.0.0/16,192.0.2.7/32"
    assert values["secure_scheme_headers"] == {"X-FORWARDED-PROTO": "https"}


def test_no_cursor_is_left_open_in_the_server(monkeypatch) -> None:
    """Behind pgbouncer its next piece would be asked of another connection."""
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@h/n")
    from dnr.settings import base

    assert base.database()["DISABLE_SERVER_SIDE_CURSORS"] is True
    places = [settings.BASE_DIR / name for name in ("cases", "con", "dnr", "egov", "hub")]
    ours = [path for place in places for path in place.rglob("*.py") if "migrations" not in path.parts]
    assert [str(path) for path in ours if ".iterator(" in path.read_text()] == []

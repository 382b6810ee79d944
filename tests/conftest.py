"""What every test has: the reference data, and a calendar that no other test has left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.db.backends.signals import connection_created
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from cases.law import regulations
from cases.models import Case, EditionPeriod
from cases.models.noticetext import forget_texts
from cases.models.serviceterm import forget_lengths
from cases.models.workcalendar import forget_calendar
from cases.programmes.nomad.states import State
from tests import cleaned, copies, dealing, people, template, touched
from tests.cases import standing

Cases = dict[State, Case]

connection_created.connect(touched.watch)
cleaned.begin()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    items[:] = dealing.dealt(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish() -> None:
    """What is there by now, half a million objects, stays to the end: to look through it for garbage again and again
    took an eighth of the whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests have measured (`record_property`): the text that names the figure is held to it by the same test."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


SWEEPS = {"live_server", "transactional_db", "django_db_reset_sequences"}
_swept = pytest.StashKey[bool]()


def _sweeps(item: Any) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(SWEEPS & set(item.fixturenames)) or bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: Any) -> None:
    """A worker that has run out of tests takes some of another's, so one that sweeps may come before one that does not:
    what all tests count on is put back once, outside of any transaction."""
    stash = item.session.stash
    if _sweeps(item):
        stash[_swept] = True
    elif stash.get(_swept, False):  # whatever it is: a test may come by the fixture `db` alone, or by one of a module
        with item.config.stash[blocking_manager_key].unblock():
            people.reference()
        stash[_swept] = False


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[bool]:
    """Whether the database is there before the migrations run: with SQLite, from the second run on."""
    if not django_db_keepdb and connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            template.serve()
    if django_db_keepdb or connection.vendor != "sqlite":
        yield django_db_keepdb
        return
    there = template.lay()
    yield there
    if there:  # else Django itself has removed it
        template.remove()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, django_db_keepdb: bool) -> None:
    """Reference data once for all. `transaction=True` sweeps them away; `people.reference()` brings them back."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and not django_db_keepdb:
            template.keep()
        people.reference()
        touched.watch()


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """A server gives its connection back around each request; the test's own transaction lives in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page asked for leaves its reader's language behind in this thread, for whichever test comes next."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _own_counts() -> None:
    """Copies of a case have the same people: what one of them did in another test counts towards no limit."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_calendar() -> Iterator[None]:
    forget_calendar()
    forget_lengths()
    forget_texts()
    yield
    forget_calendar()
    forget_lengths()
    forget_texts()


@pytest.fixture(autouse=True)
def _own_patches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While a test has something patched, `people.case_in` performs."""
    copies.patched = lambda: copies.count(monkeypatch) > max((count for count, _what in copies.named), default=0)
    yield
    copies.patched = copies._unpatched
    copies.named.clear()


@pytest.fixture
def orders_of_today(db: None) -> Iterator[None]:
    """The pilot without orders that come into force after 2026: for tests of what holds when the order of 2026 has
    ended and no other is known. Nothing is patched, so cases are copied still (`tests/copies.py`)."""
    known = regulations.editions("nomad")
    kept = tuple(law for law in known if law.in_force_from.year <= 2026)
    EditionPeriod.objects.filter(edition__in=[law.key for law in known if law not in kept]).delete()
    regulations._LOADED["nomad"] = kept
    regulations._by_key.cache_clear()
    yield
    regulations._LOADED["nomad"] = known
    regulations._by_key.cache_clear()


@pytest.fixture
def uncaged(settings: Any) -> None:
    """Uploads are cleaned in this process: a cage costs a tenth of a second a file."""
    settings.DNR_FILES_CAGED = False


@pytest.fixture(scope="module")
def every_case(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cases]:
    """One case in each state, put there once a module inside a transaction that never commits.

    Ask for it in modules without `transaction=True` tests only; each test works in a savepoint of its own.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield standing.every_case()
        transaction.set_rollback(True)

"""What leaves for a Sentry, and what the log says of slow statements: where and when, and nothing of people."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from dnr import faults, slowness

SECRET = "someone@example.org"

PROGRAM = """
import json, logging, os
import django
from django.test import Client
import sentry_sdk
from sentry_sdk.transport import Transport

sent = []

class Kept(Transport):
    def capture_envelope(self, envelope):
        sent.extend(item.payload.json for item in envelope.items if item.type == "event")

real = sentry_sdk.init
sentry_sdk.init = lambda **options: real(**options | {"transport": Kept})
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]

def failing(request, *args, **kwargs):
    email = "someone@example.org"
    raise ValueError(f"Key (email)=({email}) already exists")

from django.urls import path
import dnr.urls as urls
urls.urlpatterns.insert(0, path("fails/<str:who>/", failing, name="fails"))
client = Client(raise_request_exception=False)
answer = client.post("/fails/someone@example.org/?q=someone@example.org", {"email": "someone@example.org"},
                     headers={"x-request-id": "abcdef123456", "authorization": "Bearer someone@example.org"})
import structlog
structlog.get_logger("x").error("letter failed", to="someone@example.org")
logging.getLogger("y").error("mail to %s failed", "someone@example.org")
sentry_sdk.flush()
print(json.dumps(sent))
"""


@pytest.fixture(scope="module")
def sent() -> list[dict[str, Any]]:
    """The events of a page that fails and of two lines of the log, from a process with a DSN."""
    environ = {"DJANGO_SETTINGS_MODULE": "dnr.settings.test", "DNR_SENTRY_DSN": "http://key@127.0.0.1:9/1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env=os.environ | environ,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    events: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return events


def test_a_fault_leaves_with_its_place_and_its_request(sent: list[dict[str, Any]]) -> None:
    event = next(event for event in sent if "exception" in event)
    error = event["exception"]["values"][-1]
    assert (error["type"], event["tags"]["request_id"]) == ("ValueError", "abcdef123456")
    assert error["stacktrace"]["frames"][-1]["function"] == "failing"
    assert event["release"] == f"dnr@{faults.release()}"


def test_nothing_of_people_leaves(sent: list[dict[str, Any]]) -> None:
    assert len(sent) >= 3
    assert SECRET not in json.dumps(sent) and "already exists" not in json.dumps(sent)
    assert {name for event in sent for name in event} <= {*faults.KEPT, "exception", "logentry", "tags"}


def test_a_line_of_the_log_leaves_by_its_name(sent: list[dict[str, Any]]) -> None:
    words = {event["logentry"]["message"] for event in sent if "logentry" in event}
    assert {"letter failed", "mail to %s failed"} <= words


def test_it_goes_by_the_proxy(settings: Any) -> None:
    settings.SENTRY_DSN, settings.OUTBOUND_PROXY = "https://key@sentry.example.kz/1", "http://proxy:3128"
    assert faults.options()["https_proxy"] == "http://proxy:3128"
    settings.OUTBOUND_PROXY = ""
    assert "https_proxy" not in faults.options()


# ------------------------------------------------------------------------------------------------ slow statements


@pytest.mark.django_db
def test_a_slow_statement_is_in_the_log_without_its_values(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SLOW_STATEMENT_MS = -1
    with connection.execute_wrapper(slowness.timed), caplog.at_level(logging.WARNING), connection.cursor() as cursor:
        cursor.execute("SELECT %s", [SECRET])
    assert "SELECT %s" in caplog.text and SECRET not in caplog.text


@pytest.mark.django_db
def test_a_quick_statement_is_not(settings: Any, caplog: pytest.LogCaptureFixture, client: Client) -> None:
    settings.SLOW_STATEMENT_MS = 60_000
    with connection.execute_wrapper(slowness.timed), caplog.at_level(logging.WARNING):
        client.get("/")
    assert "slow statement" not in caplog.text


@pytest.mark.django_db
def test_it_is_watched_once_a_connection() -> None:
    before = list(connection.execute_wrappers)
    try:
        slowness.watch(connection)
        slowness.watch(connection)
        assert connection.execute_wrappers == [*before, slowness.timed]
    finally:
        connection.execute_wrappers[:] = before

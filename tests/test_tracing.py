"""What leaves for a collector of traces: which view, statement, job and host, in which order; and nothing of people."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

SECRET = "someone@example.org"
PARENT = "0af7651916cd43dd8448eb211c80319c"

PROGRAM = """
import os
import django
django.setup()
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django_q.tasks import async_task
from cases.net import fetch
import dnr.urls as urls

settings.ALLOWED_HOSTS = ["*"]
base = os.environ["BASE"]

def seen(request, who):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [who])
    fetch.post(f"{base}/call?who={who}", who.encode(), "text/plain", seconds=5, limit=100)
    return HttpResponse("seen")

def failing(request, who):
    try:
        fetch.post("http://localhost:1/", b"", "text/plain", seconds=1, limit=1)
    except fetch.Unreachable:
        pass
    raise ValueError(who)

urls.urlpatterns[:0] = [path("seen/<str:who>/", seen, name="seen"), path("fails/<str:who>/", failing, name="fails")]
client = Client(raise_request_exception=False)
who = "someone@example.org"
headers = {"x-request-id": "abcdef123456", "authorization": f"Bearer {who}", "cookie": f"a={who}"}
headers["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
client.get(f"/seen/{who}/?q={who}", headers=headers)
client.post(f"/fails/{who}/", {"email": who})
async_task("math.floor", 1.5, sync=True, save=False)
try:
    async_task("math.sqrt", who, sync=True, save=False)
except TypeError:
    pass
"""


class _Collector(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/traces":
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            self.server.bodies.append(body)  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def bodies() -> Iterator[list[bytes]]:
    """What a process that traces everything has sent."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    server.daemon_threads, server.bodies = True, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    environ = {"DJANGO_SETTINGS_MODULE": "dnr.settings.test", "DATABASE_URL": "sqlite://:memory:", "BASE": base}
    traced = {"DNR_TRACES_URL": f"{base}/v1/traces", "DNR_TRACES_SHARE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env=os.environ | environ | traced,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    server.shutdown()
    thread.join()
    server.server_close()
    assert done.returncode == 0, done.stderr
    yield server.bodies


@pytest.fixture(scope="module")
def spans(bodies: list[bytes]) -> dict[str, Any]:
    """By name; statements by their text."""
    by_name: dict[str, Any] = {}
    for body in bodies:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                by_name |= {facts(span).get("db.query.text", span.name): span for span in scope.spans}
    return by_name


def facts(span: Any) -> dict[str, Any]:
    return {row.key: row.value.string_value or row.value.int_value for row in span.attributes}


def test_a_request_leaves_under_the_name_of_its_view_with_its_id(spans: dict[str, Any]) -> None:
    span = spans["GET seen"]
    assert facts(span) == {
        "http.request.method": "GET",
        "http.route": "seen/<str:who>/",
        "http.response.status_code": 200,
        "dnr.request_id": "abcdef123456",
    }
    assert span.trace_id.hex() == PARENT, "the trace of the proxy in front goes on"


def test_its_statements_and_its_calls_lie_below_it(spans: dict[str, Any]) -> None:
    request, statement, call = spans["GET seen"], spans["SELECT %s"], spans["POST 127.0.0.1"]
    assert statement.parent_span_id == call.parent_span_id == request.span_id
    assert facts(statement) == {"db.system.name": "sqlite", "db.query.text": "SELECT %s"}
    assert facts(call)["server.address"] == "127.0.0.1"


def test_what_fails_is_marked_and_says_no_text(spans: dict[str, Any]) -> None:
    failed = spans["POST fails"]
    assert failed.status.code == 2 and not failed.status.message and not failed.events
    assert facts(failed)["http.response.status_code"] == 500


def test_a_job_is_a_trace_of_its_own(spans: dict[str, Any]) -> None:
    done, failed = spans["math.floor"], spans["math.sqrt"]
    assert (done.status.code, failed.status.code) == (0, 2)
    assert not done.parent_span_id and done.trace_id != spans["GET seen"].trace_id


def test_nothing_of_people_leaves(bodies: list[bytes]) -> None:
    assert bodies
    assert not [body for body in bodies if SECRET.encode() in body or b"email" in body]


def test_without_an_address_nothing_of_it_is_loaded() -> None:
    program = "import django, sys; django.setup(); print('opentelemetry' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "dnr.settings.test"},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "False", done.stderr
    assert "dnr.tracing.TracingMiddleware" not in django_settings.MIDDLEWARE
    assert Client().get("/health/live").status_code == 200

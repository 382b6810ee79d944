"""Traces (OpenTelemetry) for a collector of the agency: a span for each request, for its statements to the database,
for each job of the queue and each call of an outside system. Nothing of people leaves: the view and not the address, a
statement without its values, the host that is called and not what is asked of it, no text of an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django_q.signals import post_execute_in_worker, pre_execute
from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from cases.net import fetch
from dnr.faults import release
from dnr.slowness import LONGEST

PASSED_ON = ("traceparent", "tracestate")


class Tracing:
    """Spans of this process to `exporter`, a share of them (0 to 1)."""

    def __init__(self, exporter: SpanExporter, share: float) -> None:
        chance = TraceIdRatioBased(share)
        # A stranger's header joins a trace, and does not decide that it is kept.
        sampler = ParentBased(chance, remote_parent_sampled=chance, remote_parent_not_sampled=chance)
        facts = {"service.name": "dnr", "service.version": release(), "service.instance.id": settings.PUBLIC_URL}
        self.provider = TracerProvider(resource=Resource(facts), sampler=sampler)
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = self.provider.get_tracer("dnr")
        self._job: Any = None

    def attach(self) -> None:
        fetch.around = self.call
        connection_created.connect(self.watch, dispatch_uid="traces")
        pre_execute.connect(self.job_begins, dispatch_uid="traces")
        post_execute_in_worker.connect(self.job_ends, dispatch_uid="traces")

    def _span(
        self, name: str, kind: trace.SpanKind, facts: dict[str, str], above: context.Context | None = None
    ) -> AbstractContextManager[trace.Span]:
        """The text of an error could hold anything: it is left out."""
        return self.tracer.start_as_current_span(
            name, above, kind, facts, record_exception=False, set_status_on_exception=False
        )

    @contextmanager
    def request(self, request: HttpRequest) -> Iterator[trace.Span]:
        sent = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        facts = {"http.request.method": request.method or "", "dnr.request_id": request.META.get("DNR_REQUEST_ID", "")}
        with self._span(request.method or "?", trace.SpanKind.SERVER, facts, extract(sent)) as span:
            yield span

    def statement(
        self, execute: Callable[..., Any], sql: str, params: object, many: bool, around: dict[str, Any]
    ) -> object:
        """As Django's `execute_wrappers` call it."""
        if not trace.get_current_span().is_recording():
            return execute(sql, params, many, around)
        verb = str(sql).lstrip()[:12].split(" ")[0].upper()
        facts = {"db.system.name": around["connection"].vendor, "db.query.text": str(sql)[:LONGEST]}
        with self._span(verb, trace.SpanKind.CLIENT, facts):
            return execute(sql, params, many, around)

    def watch(self, connection: BaseDatabaseWrapper, **_signal: object) -> None:
        if self.statement not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.statement)

    @contextmanager
    def call(self, method: str, host: str) -> Iterator[Callable[[int], None]]:
        """Around a call of an outside system; what it gives takes the status of the answer."""
        facts = {"http.request.method": method, "server.address": host}
        with self._span(f"{method} {host}", trace.SpanKind.CLIENT, facts) as span:
            answered = False

            def note(status: int) -> None:
                nonlocal answered
                answered = True
                span.set_attribute("http.response.status_code", status)

            try:
                yield note
            finally:
                if not answered:
                    span.set_status(trace.StatusCode.ERROR)

    def job_begins(self, task: dict[str, Any], **_signal: object) -> None:
        """A worker does one job after the other."""
        name = str(task.get("func", ""))
        span = self.tracer.start_span(name, context.Context(), trace.SpanKind.CONSUMER)
        self._job = span, context.attach(trace.set_span_in_context(span))

    def job_ends(self, task: dict[str, Any], **_signal: object) -> None:
        if self._job is None:
            return
        span, token = self._job
        self._job = None
        context.detach(token)
        if not task.get("success"):
            span.set_status(trace.StatusCode.ERROR)
        span.end()


_current: list[Tracing] = []
"""That of this process."""


def begin(exporter: SpanExporter | None = None) -> Tracing:
    """Once a process. `exporter`: instead of the collector of `DNR_TRACES_URL`."""
    tracing = Tracing(exporter or OTLPSpanExporter(endpoint=settings.TRACES_URL), settings.TRACES_SHARE)
    tracing.attach()
    _current[:] = [tracing]
    return tracing


class TracingMiddleware:
    """A span for each request, under the name of its view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not _current:
            raise MiddlewareNotUsed
        self.get_response, self.tracing = get_response, _current[0]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self.tracing.request(request) as span:
            with structlog.contextvars.bound_contextvars(trace_id=f"{span.get_span_context().trace_id:032x}"):
                response = self.get_response(request)
            match = request.resolver_match
            if match is not None:
                span.update_name(f"{request.method} {match.view_name}")
                span.set_attribute("http.route", match.route)
            span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                span.set_status(trace.StatusCode.ERROR)
        return response

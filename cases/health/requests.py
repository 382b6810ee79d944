"""Responses, and how fast they were: counted in each process, summed over all of them when Prometheus reads.

gunicorn's processes share their numbers in the files of PROMETHEUS_MULTIPROC_DIR, which `tools/run.sh` empties at the
start. Without it (one process, tests) the numbers are in memory. Labels: names of our views, and classes of status.
Nothing here takes a request down: where the files can not be written, figures are lost (`cases.health.mapped`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import structlog
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cases.health import mapped
from cases.health.finding import GRAVITY
from cases.health.running import HealthReport

log = structlog.get_logger(__name__)

BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
NO_VIEW = "none"
"""No page is at this address, or a middleware refused: addresses themselves are no label, there is no end of them."""

mapped.install()
REQUESTS = Counter("dnr_requests", "Requests answered.", ["view", "status"], registry=None)
SECONDS = Histogram("dnr_request_seconds", "Seconds to the answer.", ["view"], registry=None, buckets=BUCKETS)

STRANGERS = Counter(
    "dnr_strangers_refused", "Attempts refused as strangers made too many in all.", ["door"], registry=None
)


def refused_stranger(door: str) -> None:
    try:
        STRANGERS.labels(door).inc()
    except Exception:
        log.exception("refusal not counted")


def count(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    view = match.view_name if match else NO_VIEW
    try:
        REQUESTS.labels(view, f"{status // 100}xx").inc()
        SECONDS.labels(view).observe(seconds)
    except Exception:
        log.exception("request not counted")


class Checks(Collector):
    """The findings of a report as gauges: the same whichever process answers."""

    def __init__(self, report: HealthReport) -> None:
        self.report = report

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("dnr_status", "0 ok, 1 warn, 2 fail.", value=GRAVITY[self.report.status])
        status = GaugeMetricFamily("dnr_check_status", "0 ok, 1 warn, 2 fail.", labels=["check", "of"])
        value = GaugeMetricFamily("dnr_check_value", "What the check measures.", labels=["check", "of", "unit"])
        seconds = GaugeMetricFamily("dnr_check_duration_seconds", "How long the check took.", labels=["check", "of"])
        for finding in self.report.findings:
            status.add_metric([finding.name, finding.of], GRAVITY[finding.status])
            seconds.add_metric([finding.name, finding.of], finding.seconds)
            if finding.value is not None:
                value.add_metric([finding.name, finding.of, finding.unit], finding.value)
        yield from (status, value, seconds)


def text(report: HealthReport) -> bytes:
    """Everything in Prometheus' text format. Where the files of the counts can not be read, the checks alone."""
    counted = CollectorRegistry()
    try:
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            MultiProcessCollector(counted)
        else:
            for metric in (REQUESTS, SECONDS, STRANGERS):
                counted.register(metric)
        counts = generate_latest(counted)
    except Exception:
        log.exception("counts of requests can not be read")
        counts = b""
    checks = CollectorRegistry()
    checks.register(Checks(report))
    return generate_latest(checks) + counts

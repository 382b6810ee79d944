"""The answers to "are you there", "may people be sent to you", "how are you"."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from cases.health import requests, running
from cases.health.access import for_operators
from cases.health.finding import HealthStatus
from cases.web.request.access import public
from cases.web.request.moment import moment


@public
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is checked: a restart repairs no database."""
    return JsonResponse({"status": HealthStatus.OK})


@public
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """For a load balancer: 503 while the database does not answer, or is older than the code."""
    return _json({"status": (status := running.ready.report(moment(request)).status)}, status)


@public
@require_safe
@never_cache
@for_operators
def full(request: HttpRequest) -> HttpResponse:
    report = running.full.report(moment(request))
    return _json(report.to_json(), report.status)


@public
@require_safe
@never_cache
@for_operators
def metrics(request: HttpRequest) -> HttpResponse:
    """Always 200: that something fails is a number here, and Prometheus takes numbers from a 200 alone."""
    return HttpResponse(requests.text(running.full.report(moment(request))), content_type=CONTENT_TYPE_LATEST)


def _json(content: dict[str, object], status: HealthStatus) -> JsonResponse:
    return JsonResponse(content, status=503 if status == HealthStatus.FAIL else 200)

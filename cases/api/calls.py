"""The record of every call (`ApiCall`): whoever it was, whatever became of it."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse

from cases.api.access import caller_of
from cases.api.problems import code_of
from cases.api.throttling import stranger
from cases.models import ApiCall
from cases.web.request import stranger_limit
from cases.web.request.callers import address, count
from cases.web.request.moment import moment, request_id

log = structlog.get_logger(__name__)


def record(request: HttpRequest, response: HttpResponse, milliseconds: int) -> None:
    """One row a call. What is refused because there is too much of it has one row a minute, and a line in the log each:
    else a flood that we refuse would still fill the disk."""
    caller = caller_of(request)
    code = code_of(request, response)
    log.info("api call", path=request.path, status=response.status_code, code=code, ms=milliseconds)
    if response.status_code == 429 and count(_whose(request), moment(request)) > 1:
        return
    ApiCall(
        client=caller.client if caller else None,
        case_id=caller.case_id if caller else None,
        at=moment(request),
        method=(request.method or "")[:10],
        path=request.get_full_path()[:300],
        status=response.status_code,
        code=code,
        milliseconds=milliseconds,
        address=address(request),
        request_id=request_id(request),
        sha256=caller.sha256 if caller else "",
    ).save(force_insert=True)


def _whose(request: HttpRequest) -> str:
    caller = caller_of(request)
    if caller is None and stranger_limit.is_full(moment(request)):
        return "refused.strangers"  # of whatever address: they may be as many as the calls
    return f"refused.{caller.client.pk.hex if caller else stranger(request)}"

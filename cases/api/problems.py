"""Errors as problem details (RFC 9457): `type` is about:blank or a place on our own page, `code` its short name.

The text is English and never carries what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"

CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    408: "timeout",
    409: "conflict",
    411: "length_required",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_calls",
    500: "internal",
    503: "unavailable",
}
"""The code of a status where nothing more exact is known: about:blank."""

KINDS = {
    "clock_skew": "The time of the call is more than five minutes off",
    "replayed": "The nonce was used before",
    "key_revoked": "The key was revoked",
    "key_expired": "The key is past its day",
    "client_inactive": "The client is switched off",
    "address_not_allowed": "The call comes from an address that is not on the client's list",
    "scope_missing": "The client does not hold the right that this call needs",
    "wrong_system": "The client speaks for another system",
    "unknown_operation": "There is no such message",
    "unknown_case": "There is no such case, or not in the client's sight",
    "unknown_payment": "There is no such payment, or not in the client's sight",
    "unknown_letter": "There is no letter with this check code",
    "unknown_exchange": "There is no such exchange, or not of the client's system",
    "malformed_json": "The body is no JSON as it is taken here",
    "idempotency_key_missing": "A POST needs an Idempotency-Key",
    "idempotency_key_malformed": "The Idempotency-Key is none",
    "idempotency_key_reused": "The Idempotency-Key belongs to another path or body",
}
"""Titles of the codes that say more than their status; each has its place on the page, which is its `type`."""

LISTED = "ProblemCode"
"""The name of the list of all codes in the document, and so on its page."""

AGAIN = "10"
"""Seconds of Retry-After with a 503: about as long as a database takes to start."""


class Problem(exceptions.APIException):
    """`errors`: [{"pointer": JSON pointer (RFC 6901) into the body, "detail": text}]; `headers`: sent along."""

    def __init__(
        self, status: int, code: str, detail: str = "", errors: Sequence[dict[str, str]] = (), **headers: str
    ) -> None:
        super().__init__(detail or None, code)
        self.status_code, self.code, self.given_detail = status, code, detail
        self.errors, self.headers = list(errors), {k.replace("_", "-"): v for k, v in headers.items()}


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """What DRF calls for every exception of a view; None is a fault of ours, and Django's to log."""
    problem = _problem(error)
    if problem is None:
        return None
    response = Response(
        problem_body(problem.status_code, problem.code, problem.given_detail, problem.errors),
        problem.status_code,
        content_type=CONTENT_TYPE,
    )
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _problem(error: Exception) -> Problem | None:
    match error:
        case Problem():
            return error
        case Http404():
            return Problem(404, "not_found")
        case PermissionDenied():
            return Problem(403, "forbidden")
        case RequestDataTooBig():
            return Problem(413, "too_large")
        case UnreadablePostError() | SuspiciousOperation():
            return Problem(400, "bad_request")
        case exceptions.Throttled():
            return Problem(429, "too_many_calls", Retry_After=str(int(error.wait or 60)))
        case exceptions.ValidationError():
            return Problem(422, "invalid", errors=list(with_pointers(error.detail)))
        case exceptions.MethodNotAllowed():
            return Problem(405, "method_not_allowed", str(error.detail))
        case exceptions.APIException():
            return Problem(error.status_code, CODES.get(error.status_code, "bad_request"), str(error.detail))
    return None


def with_pointers(detail: object, pointer: str = "") -> Any:
    """DRF's tree of errors as a flat list with JSON pointers."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from with_pointers(inner, f"{pointer}/{name}" if name != "non_field_errors" else pointer)
    elif isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        for at, inner in enumerate(detail):
            yield from with_pointers(inner, f"{pointer}/{at}")
    else:
        for text in detail if isinstance(detail, list) else [detail]:
            yield {"pointer": pointer, "detail": str(text)}


def problem_body(status: int, code: str, detail: str = "", errors: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    place, title = "about:blank", HTTPStatus(status).phrase
    if code in KINDS:
        place, title = f"{settings.PUBLIC_URL}{reverse('api:docs')}#{LISTED}-{code}", KINDS[code]
    content: dict[str, Any] = {"type": place, "title": title, "status": status, "code": code}
    if detail:
        content["detail"] = detail
    if errors:
        content["errors"] = list(errors)
    return content


def response(status: int, code: str = "", detail: str = "") -> HttpResponse:
    """A problem outside of DRF: from a middleware, or in place of one of Django's own pages."""
    content = json.dumps(problem_body(status, code or CODES.get(status, "bad_request"), detail))
    again = {"Retry-After": AGAIN} if status == 503 else {}
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=again)


def codes() -> dict[str, str]:
    """Every code there is, with its words, as `body` writes them."""
    return {code: HTTPStatus(status).phrase for status, code in CODES.items()} | KINDS


def is_problem(reply: HttpResponse) -> bool:
    return str(reply.headers.get("Content-Type", "")).startswith(CONTENT_TYPE)


def code_of(request: HttpRequest, reply: HttpResponse) -> str:
    """The code of a refusal, for the record; "" for what was answered."""
    if reply.status_code < 400:
        return ""
    try:
        return str(json.loads(reply.content)["code"])[:40]
    except (AttributeError, KeyError, TypeError, ValueError):
        return CODES.get(reply.status_code, "")

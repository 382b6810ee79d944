"""What a telephone asks of the portal and brings back. It has no cookie: who may, the token says; and whatever is wrong
with address or token is answered alike, so that nobody learns what exists."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cases.eds import mobile
from cases.eds.base import EdsError
from cases.eds.decode import LARGEST
from cases.gateways.jsontext import parse_json
from cases.models import ApiCall, Case, MobileSigning
from cases.web.mobile.to_telephone import is_offered
from cases.web.request import callers
from cases.web.request.moment import moment, request_id

CALLS, SECONDS = 60, 300
"""So many calls of one household in so many seconds."""
MOST_DOCUMENTS = 4
"""What comes back may be as large as so many of the largest signatures."""
LIMIT = MOST_DOCUMENTS * LARGEST


class _Refused(Exception):
    def __init__(self, status: int, code: str, words: str = "") -> None:
        self.status, self.code, self.words = status, code, words


Call = Callable[[HttpRequest, str], tuple[dict[str, Any], MobileSigning | None]]


def _of_telephone(call: Call) -> Callable[[HttpRequest, str], HttpResponse]:
    """Counts the call, answers in JSON, and puts it on record, answered or refused."""

    @csrf_exempt  # no cookie speaks here
    @require_http_methods(["GET", "HEAD", "PUT"])
    @wraps(call)
    def answered(request: HttpRequest, address: str) -> HttpResponse:
        row: MobileSigning | None = None
        try:
            _count(request)
            body, row = call(request, address)
            response, code = JsonResponse(body), ""
        except _Refused as refused:
            row, code = getattr(request, "mobile_signing", None), refused.code
            response = JsonResponse({"message": refused.words or _nothing()}, status=refused.status)
        response["Cache-Control"] = "no-store"
        _record(request, address, response.status_code, code, row.case if row else None)
        return response

    return answered


def _nothing() -> str:
    return _("There is nothing to sign here, or its time is over. Ask for a new code on the portal.")


def _count(request: HttpRequest) -> None:
    if not is_offered():
        raise _Refused(404, "off")
    if callers.count(f"mobile.{callers.household(request)}", moment(request), SECONDS) > CALLS:
        raise _Refused(429, "too_many", _("Too many requests came from here. Try again in some minutes."))


def _record(request: HttpRequest, address: str, status: int, code: str, case: Case | None) -> None:
    """The secret part of the address is not on record. Of a flood that is refused one row a minute is kept."""
    now = moment(request)
    if status == 429 and callers.count(f"mobile.refused.{callers.household(request)}", now) > 1:
        return
    ApiCall(
        case=case,
        at=now,
        method=(request.method or "")[:10],
        path=request.path.replace(address, f"{address[:6]}…")[:300],
        status=status,
        code=code,
        milliseconds=0,
        address=callers.address(request),
        request_id=request_id(request),
        sha256=getattr(request, "mobile_sha256", ""),
    ).save(force_insert=True)


# ------------------------------------------------------------------------------------------------ the calls


@_of_telephone
def opening(request: HttpRequest, address: str) -> tuple[dict[str, Any], MobileSigning | None]:
    """Call 1, GET."""
    if request.method == "PUT":
        raise _Refused(405, "method")
    body = mobile.opened(address, moment(request))
    if body is None:
        raise _Refused(404, "nothing")
    return body, None


@_of_telephone
def documents(request: HttpRequest, address: str) -> tuple[dict[str, Any], MobileSigning | None]:
    """Call 2. GET: what is to be signed. PUT: the same, signed."""
    row = mobile.by_token(address, _token(request), moment(request))
    if row is None:
        raise _Refused(403, "token")
    request.mobile_signing = row  # type: ignore[attr-defined]
    if request.method != "PUT":
        return mobile.shown(row), row
    with translation.override(row.language):  # the telephone names none of its own
        return _accept(request, row), row


def _accept(request: HttpRequest, row: MobileSigning) -> dict[str, Any]:
    try:
        mobile.take_back(row, _sent(request, row), moment(request))
    except EdsError as error:
        raise _Refused(403, error.code[:40], str(error)) from error
    return {"message": _("Signed. Go back to the portal.")}


def _token(request: HttpRequest) -> str:
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _sent(request: HttpRequest, row: MobileSigning) -> object:
    """The body as JSON. What is too large is not read."""
    length = request.headers.get("Content-Length", "")
    raw = b"" if length.isdigit() and int(length) > LIMIT else request.read(LIMIT + 1)
    if len(raw) > LIMIT or (length.isdigit() and int(length) > LIMIT):
        error = EdsError("mobile_large")
        mobile.refuse(row, error)
        raise _Refused(413, error.code, str(error))
    request.mobile_sha256 = hashlib.sha256(raw).hexdigest()  # type: ignore[attr-defined]
    try:
        return parse_json(raw)
    except (ValueError, RecursionError) as wrong:
        error = EdsError("mobile_shape")
        mobile.refuse(row, error)
        raise _Refused(400, error.code, str(error)) from wrong

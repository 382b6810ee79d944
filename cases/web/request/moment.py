"""The moment of a request, and its id."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone


def moment(request: HttpRequest) -> datetime:
    """The one reading of the clock for this request."""
    if not hasattr(request, "_moment"):
        request._moment = timezone.now()  # type: ignore[attr-defined]
    now: datetime = request._moment  # type: ignore[attr-defined]
    return now


def request_id(request: HttpRequest) -> str:
    return str(request.META.get("DNR_REQUEST_ID", ""))

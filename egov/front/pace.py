"""How many letters one address may ask about: a code has 60 random bits, and nobody may try them by the million."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from cases.web.request.callers import count, household, seconds_left
from cases.web.request.moment import moment

A_MINUTE = 60
"""Look-ups of one address in one minute of the clock."""

View = Callable[..., HttpResponseBase]


def paced(view: View) -> View:
    """Refuses (429) what one address asks beyond A_MINUTE."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        now = moment(request)
        if count(f"verify.{household(request)}", now) > A_MINUTE:
            wait = seconds_left(now)
            page = "egov/front/_verify_slow.html" if request.htmx else "egov/front/verify_slow.html"  # type: ignore[attr-defined]
            response = render(request, page, {"wait": wait, "section": "verify"}, status=429)
            response["Retry-After"] = str(wait)
            return response
        return view(request, *args, **kwargs)

    return guarded

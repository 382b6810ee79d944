"""By what a browser is known to be the one that asked: its session; before signing in, a cookie of the sign-in page."""

from __future__ import annotations

from django.http import HttpRequest

BROWSER = "dnr_browser"
"""The cookie of the sign-in page."""


def secret_of(request: HttpRequest) -> str:
    """What only this browser has; "" where it has nothing of ours."""
    if request.user.is_authenticated:
        return f"session.{request.session.session_key}"
    key = request.COOKIES.get(BROWSER, "")
    return of_cookie(key) if key else ""


def of_cookie(key: str) -> str:
    return f"browser.{key}"

"""Who may see how the portal is: by address or by token. To all others the page does not exist."""

from __future__ import annotations

from functools import wraps
from hashlib import sha256
from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from cases.web.request.access import View
from cases.web.request.callers import within

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
"""What a proxy adds. Then the address is the proxy's, and says nothing about the caller."""


def for_operators(view: View) -> View:
    """Only addresses of settings.HEALTH_ALLOWED and bearers of a token of settings.HEALTH_TOKENS."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not (_has_token(request) or _is_local(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _is_local(request: HttpRequest) -> bool:
    if any(request.META.get(name) for name in FORWARDED):
        return False
    return within(request.META.get("REMOTE_ADDR"), settings.HEALTH_ALLOWED)


def _has_token(request: HttpRequest) -> bool:
    """Tokens are long and random, so a plain hash keeps them; all are compared, each in constant time."""
    kind, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        return False
    token_hash = sha256(token.strip().encode()).hexdigest()
    return any([compare_digest(token_hash, known.strip().lower()) for known in settings.HEALTH_TOKENS])

"""Who may open a page: declared on the view, checked before it runs, compared with the URLs by a test."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from cases.law.actors import Role
from cases.models import User
from cases.web import kept

View = Callable[..., HttpResponseBase]


class AuthenticatedRequest(HttpRequest):
    """What a view behind `open_to` gets."""

    user: User


def open_to(*roles: Role) -> Callable[[View], View]:
    """Only these roles; others get 403, strangers the sign-in page that brings them back.

    What a stranger typed, whose session is over most likely, is handed back and kept nowhere (`cases.web.kept`).
    No browser keeps what it shows: on a shared computer the way back would lead to it after signing out.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated:
                return _stranger(request)
            if user.role not in roles:
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            kept.confirm(request, response)
            return response

        guarded.open_to = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def _stranger(request: HttpRequest) -> HttpResponseBase:
    in_place = request.headers.get("HX-Request") == "true"  # a part of a page: its script goes to the sign-in page
    typed = kept.handed_back(request, ended=True) if request.method == "POST" and not in_place else None
    return typed or redirect_to_login(request.get_full_path())


def public(view: View) -> View:
    """Open to all, and meant to be."""
    view.open_to = frozenset()  # type: ignore[attr-defined]
    return view


CASE_ROLES = (Role.APPLICANT, Role.SCREENER, Role.SIGNER, Role.OFFICER, Role.CLERK)

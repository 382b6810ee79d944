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

from cases.states import Role

View = Callable[..., HttpResponseBase]


def open_to(*roles: Role) -> Callable[[View], View]:
    """Only these roles; others get 403, strangers the sign-in page that brings them back.

    No browser keeps what it shows: on a shared computer the way back would lead to it after signing out.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if user.role not in roles:
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            return response

        guarded.open_to = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Open to all, and meant to be."""
    view.open_to = frozenset()  # type: ignore[attr-defined]
    return view


CASE_ROLES = (Role.APPLICANT, Role.SCREENER, Role.SIGNER, Role.OFFICER, Role.CLERK)

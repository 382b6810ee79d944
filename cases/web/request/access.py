"""Who may open a page: declared on the view, checked before it runs, compared with the URLs by a test."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cases.accounts import helping
from cases.law.actors import OFFICIAL_ROLES, Role
from cases.law.errors import NoHelpError
from cases.models import User
from cases.web.request import typed_input
from cases.web.request.moment import moment

KEPT = _lazy("What you had typed is kept for the person, who may take it over.")
View = Callable[..., HttpResponseBase]


class AuthenticatedRequest(HttpRequest):
    """What a view behind `open_to` gets."""

    user: User


def open_to(*roles: Role, helper: str = "") -> Callable[[View], View]:
    """Only these roles; others get 403, strangers the sign-in page that brings them back. `helper`: what a helper has
    to be allowed, who may then come to the case too (`finding.the_case`); "" for a page that is the person's alone.

    What a stranger typed, whose session is over most likely, is handed back and stored nowhere (`typed_input`).
    No browser keeps what it shows: on a shared computer the way back would lead to it after signing out.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                return _stranger(request)
            if user.role not in roles:
                raise PermissionDenied
            request.helper_may = helper  # type: ignore[attr-defined]
            response = _answered(partial(view, request, *args, **kwargs), request)
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            typed_input.confirm(request, response)
            return response

        guarded.open_to = frozenset(roles)  # type: ignore[attr-defined]
        guarded.helper = helper  # type: ignore[attr-defined]
        return guarded

    return decorate


def _stranger(request: HttpRequest) -> HttpResponseBase:
    typed = typed_input.typed_page(request, ended=True) if _whole(request) else None
    return typed or redirect_to_login(request.get_full_path())


def _answered(view: Callable[[], HttpResponseBase], request: HttpRequest) -> HttpResponseBase:
    try:
        return view()
    except NoHelpError as error:
        return _not_helping(request, error)
    except Http404:
        gone = _gone(request)
        if gone is None:
            raise
        return gone


def _gone(request: HttpRequest) -> HttpResponseBase | None:
    """A colleague's step has taken the case out of the user's sight: what was typed for it is handed back."""
    why = _("What this form is about is not open to you any more: it has moved on, or was taken out.")
    return typed_input.typed_page(request, why=why, status=404) if _whole(request) else None


def _not_helping(request: HttpRequest, error: NoHelpError) -> HttpResponseBase:
    why = help_refused(request, error)
    typed = typed_input.typed_page(request, why=why, status=error.status) if _whole(request) else None
    return typed or render(request, "403.html", {"reason": why}, status=error.status)


def help_refused(request: HttpRequest, error: NoHelpError) -> str:
    """The sentence. What was typed when the help was ended is kept for the person of the case."""
    why, match = str(error), request.resolver_match
    if request.method == "POST" and error.ended and match:
        texts = dict(typed_input.named_texts(request))
        if helping.keep_late(match.kwargs["pk"], request.user, texts, moment(request)):  # type: ignore[arg-type]
            return f"{why} {KEPT}"
    return why


def _whole(request: HttpRequest) -> bool:
    """Whether a form expects a whole page; a part of one is dealt with by the page's script."""
    return request.method == "POST" and request.headers.get("HX-Request") != "true"


def public(view: View) -> View:
    """Open to all, and meant to be."""
    view.open_to = frozenset()  # type: ignore[attr-defined]
    return view


CASE_ROLES = (Role.APPLICANT, *OFFICIAL_ROLES)

"""What a person enters for the check alone: compared, stored in the session, filed nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms

from cases.law.calendar import local_day
from cases.models import Case
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment

SESSION = "preflight"
OF_CASES = 3
"""Cases whose entries a session keeps, the newest."""
Entering = TypeVar("Entering", bound=forms.Form)


def entries(request: AuthenticatedRequest, case: Case) -> dict[str, Any]:
    """Of this case, in this session."""
    stored: dict[str, Any] = request.session.get(SESSION, {}).get(str(case.pk), {})
    return stored


def self_check(request: AuthenticatedRequest, case: Case, form_of: Callable[..., Entering]) -> Entering:
    """The form; of a POST what was sent, stored where it is valid."""
    today = local_day(moment(request))
    if request.method != "POST":
        return form_of(initial=entries(request, case), today=today)
    form = form_of(request.POST, today=today)
    if form.is_valid():
        plain = {name: _plain(value) for name, value in form.cleaned_data.items()}
        _store(request, case, plain)
    return form


def _store(request: AuthenticatedRequest, case: Case, values: dict[str, Any]) -> None:
    others = {key: stored for key, stored in request.session.get(SESSION, {}).items() if key != str(case.pk)}
    newest = dict(list(others.items())[-(OF_CASES - 1) :])
    request.session[SESSION] = newest | {str(case.pk): values}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value

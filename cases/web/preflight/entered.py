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

SESSION, CONFIRMED = "preflight", "confirmed"
LONGEST_MARK, MARKS = 20, 30
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
        _store(request, case, plain | {CONFIRMED: sorted(confirmed(request, case))})
    return form


def confirm(request: AuthenticatedRequest, case: Case) -> None:
    """Remember what was ticked on the page: the person has compared it with the passport, and it holds."""
    ticked = {mark for mark in request.POST.getlist("confirm") if len(mark) <= LONGEST_MARK}
    marks = sorted({*confirmed(request, case), *ticked})[-MARKS:]
    _store(request, case, entries(request, case) | {CONFIRMED: marks})


def confirmed(request: AuthenticatedRequest, case: Case) -> set[str]:
    """Marks of findings (`FilingFinding.mark`)."""
    return set(entries(request, case).get(CONFIRMED, ()))


def _store(request: AuthenticatedRequest, case: Case, values: dict[str, Any]) -> None:
    others = {key: stored for key, stored in request.session.get(SESSION, {}).items() if key != str(case.pk)}
    newest = dict(list(others.items())[-(OF_CASES - 1) :])
    request.session[SESSION] = newest | {str(case.pk): values}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value

"""A new case, opened by a press of a button."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from cases.law.errors import CaseError
from cases.models import Case, User
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment, request_id


class Begin(Protocol):
    """Opens a case, or gives the one begun before. Raises CaseError."""

    def __call__(self, user: User, now: datetime, /, *, request_id: str) -> Case: ...


def open_or_go_back(request: AuthenticatedRequest, begin: Begin, page: str, back: str) -> HttpResponse:
    """On to `page` of the case, or `back` with the reason: both names of addresses. Http404 where `begin` finds nothing
    to open one about."""
    try:
        case = begin(request.user, moment(request), request_id=request_id(request))
    except CaseError as error:
        if error.status == 404:
            raise Http404 from error
        messages.error(request, str(error))
        return redirect(back)
    return redirect(page, case.pk)

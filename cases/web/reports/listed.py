"""The cases behind a figure, as far as the reader may open them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from cases.law.actors import Actor, Role
from cases.models import Case, User
from cases.reports import sight
from cases.reports.caselists import NoSuchListError
from cases.reports.lists import open_list
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url

CURSOR = "after"


@open_to(*sight.READERS)
def page(request: AuthenticatedRequest) -> HttpResponse:
    filters = {name: value.replace("\0", "") for name, value in request.GET.dict().items() if name != CURSOR}
    try:
        listed = open_list(filters.get("source", ""), filters, request.user)
    except NoSuchListError as error:
        raise Http404 from error
    rows, after = listed.page(request.user, request.GET.get(CURSOR, ""))
    here = urlencode(filters)
    context: dict[str, Any] = {
        "section": "desk",
        "listed": listed,
        "rows": [(row, address(row.case, request.user)) for row in rows],
        "next_url": f"?{urlencode(filters | {CURSOR: after})}" if after else "",
        "first_url": f"?{here}" if request.GET.get(CURSOR) else "",
        "ask_url": f"{reverse('reports:ask')}?{here}",
        "back_url": f"{reverse('reports:statistics')}?{_back(filters)}",
    }
    return render(request, "reports/list.html", context)


def _back(filters: dict[str, str]) -> str:
    return urlencode({name: filters[name] for name in ("from", "to", "city") if filters.get(name)})


def address(case: Case, user: User) -> str:
    """Of the case at the reader's desk; of an auditor in the admin."""
    if user.role == Role.AUDITOR:
        return reverse("admin:cases_case_change", args=[case.pk])
    try:
        return case_url(user, case) if user.role in list(Actor) else ""
    except (KeyError, NoReverseMatch):
        return ""

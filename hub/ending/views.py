"""What cannot be done before an order ends, for those who work on it and for their heads: petitions, and in the city of
a department applications."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from cases.law.actors import ActingBody, Role
from cases.law.calendar import local_day
from cases.service import periods
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.moment import moment

PAGE = 25


@open_to(Role.SCREENER, Role.SIGNER, Role.HEAD)
def petitions(request: AuthenticatedRequest) -> HttpResponse:
    """By state, how long the way to the signed petition may still take by the terms of the order; and the petitions for
    which that is too long. The head of a department sees the applications of the city."""
    user, order = request.user, periods.ending(local_day(moment(request)))
    context: dict[str, Any] = {"section": "desk", "order": order, "after": ""}
    of_department = user.role == Role.HEAD and user.body == ActingBody.DEPARTMENT
    if order is not None:
        after = slugify(request.GET.get("after", ""))[:30].upper()
        context |= (_applications if of_department else _petitions)(request, order, after)
    page = "applications" if of_department else "petitions"
    return render(request, f"hub/ending/{page}.html", context)


def _petitions(request: AuthenticatedRequest, order: periods.Ending, after: str) -> dict[str, Any]:
    late, following = periods.late_cases(request.user, order, after, PAGE)
    rows = [(case, way, case_url(request.user, case)) for case, way in late]
    return {"states": periods.outlook(request.user, order), "late": rows, "after": following}


def _applications(request: AuthenticatedRequest, order: periods.Ending, after: str) -> dict[str, Any]:
    """With where the file is read, "" of what is not filed yet."""
    impossible, following = periods.impossible_in_city(request.user, order, after, PAGE)
    rows = [(row, case_url(request.user, row.case) if row.filed else "") for row in impossible]
    return {"impossible": rows, "unfiled": periods.unfiled_number(request.user), "after": following}

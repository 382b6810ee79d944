"""Petitions whose way cannot end before the order does, for those who work on them and for their heads."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
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
    which that is too long. The head of a department has none of them."""
    if request.user.role == Role.HEAD and request.user.body == ActingBody.DEPARTMENT:
        raise PermissionDenied
    order = periods.ending(local_day(moment(request)))
    context: dict[str, Any] = {"section": "desk", "order": order, "states": [], "late": [], "after": ""}
    if order is not None:
        after = slugify(request.GET.get("after", ""))[:30].upper()
        late, following = periods.late_cases(request.user, order, after, PAGE)
        rows = [(case, way, case_url(request.user, case)) for case, way in late]
        context |= {"states": periods.outlook(request.user, order), "late": rows, "after": following}
    return render(request, "hub/ending/petitions.html", context)

"""The proof of a deadline: each day counted, each day skipped, and why."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Deadline
from cases.web.access import open_to
from cases.web.common import case_url, moment, the_case
from cases.web.files import READERS


@open_to(*READERS)
def deadline(request: HttpRequest, pk: UUID, deadline_pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    row = Deadline.objects.filter(case=case, pk=deadline_pk).first()
    if row is None:
        raise Http404
    back = case_url(request.user, case) if request.user.role != "auditor" else ""  # type: ignore[union-attr]
    return render(request, "cases/proof.html", {"case": case, "deadline": row, "back": back, "now": moment(request)})

"""The file that went to КНБ (п. 14): the request with its list and all pages, as one PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from cases.law.actors import Role
from cases.models import Case
from cases.service import counters
from cases.service.acts import record_reading
from cases.web.documents.files import guarded
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment


@open_to(Role.OFFICER)
def whole_file(request: AuthenticatedRequest, pk: UUID, language: str) -> HttpResponse:
    case = the_case(request, pk)
    letter = counters.security_letter(case)
    if letter is None or language not in counters.PRINTED_IN:
        raise Http404
    try:
        data = counters.security_file(letter, language)
    except counters.UNREADABLE:
        return _broken(request, case)
    record_reading(case, request.user, "letter", moment(request), ref=letter.number, address=address(request))
    name = f'inline; filename="{letter.number}-{language}.pdf"'
    response = HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": name})
    guarded(response)
    return response


def _broken(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    return render(request, "con/officer/file_broken.html", {"case": case, "section": "desk"}, status=503)

"""Complaints before the head of the body: the queue, a complaint beside the act it is about, and its whole file."""

from __future__ import annotations

from datetime import datetime
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from cases.law.actors import Actor, Role
from cases.models import Case
from cases.service import challenged
from cases.service.acts import record_reading, write_case_file
from cases.web import desk
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment


def _complained_of(case: Case, request: AuthenticatedRequest, context: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {"letter": case.about_letter, "term": case.about_term}
    about["waiting"] = challenged.ruling_waiting(case.about_letter.case) if case.about_letter else None
    return about | {"complaint": challenged.complaint_text(case), "moot": challenged.moot_reason(case)}


UNCONFIRMED = desk.Mark(
    gettext_lazy("unconfirmed"),
    gettext_lazy("The length is reference data that was not compared with the text of the law."),
)


def _marks(cases: list[Case], now: datetime) -> dict[UUID, desk.Mark]:
    """A word for each complaint whose day rests on a length that nobody has compared."""
    return dict.fromkeys(challenged.unconfirmed(cases), UNCONFIRMED)


home = desk.home(Actor.HEAD, "con/complaints/home.html", marks=_marks)
case = desk.case(Actor.HEAD, "con/complaints/case.html", _complained_of)


@open_to(Role.HEAD)
def whole_file(request: AuthenticatedRequest, pk: UUID) -> HttpResponseBase:
    """The file that goes to the higher body, as one archive. Its reading is recorded."""
    complaint = the_case(request, pk, "about_letter__case", "about_term__case")
    archive = TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        write_case_file(complaint, request.user, archive)
    except OSError:
        archive.close()
        return HttpResponse(status=503)
    archive.seek(0)
    record_reading(complaint, request.user, "file", moment(request), address=address(request))
    response = FileResponse(archive, as_attachment=True, filename=f"{slugify(complaint.number)}-file.zip")
    response["Cache-Control"] = "private, no-store"
    return response

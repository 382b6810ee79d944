"""A case as an archive for an auditor: sent while it is written, with the reading recorded before the first byte."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from cases.admin import casewords
from cases.admin.base import SAFE, auditor, remember, signed_in
from cases.evidence import casefile, whole
from cases.models import Case
from cases.web.request.moment import moment

WHAT, REDACTED = "case_bundle", "case_redacted"


def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    return _sent(request, pk, redacted=False)


def download_redacted(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """For the other side: without the answers that stay between a body and the office."""
    return _sent(request, pk, redacted=True)


def _sent(request: HttpRequest, pk: UUID, *, redacted: bool) -> HttpResponseBase:
    if not auditor(request):
        raise PermissionDenied
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    case = Case.objects.select_related("person", "city", "about_letter__case__person").filter(pk=pk).first()
    if case is None:
        raise Http404
    for part in casefile.cases_of(case):
        remember(request, part, REDACTED if redacted else WHAT)
    user, now, withheld = signed_in(request), moment(request), whole.without_answers(case) if redacted else None
    more = casewords.sources(case, user, now, withheld)
    response = StreamingHttpResponse(whole.archive(case, user, now, more, withheld), content_type="application/zip")
    name = f"{slugify(case.number)}-{'redacted' if redacted else 'whole'}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""A case as an archive for an auditor: sent while it is written, with the reading recorded before the first byte."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify

from cases.admin.base import SAFE, auditor, remember
from cases.evidence import casefile, whole
from cases.models import Case, Deadline, Event
from cases.models.row import in_chunks
from cases.web import timeline
from cases.web.request.moment import moment

WHAT = "case_bundle"
ROWS = 200


def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    if not auditor(request):
        raise PermissionDenied
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    case = Case.objects.select_related("person", "city", "about_letter__case__person").filter(pk=pk).first()
    if case is None:
        raise Http404
    for part in casefile.cases_of(case):
        remember(request, part, WHAT)
    pieces = whole.archive(case, request.user, moment(request), _in_words(case))  # type: ignore[arg-type]
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slugify(case.number)}-whole.zip"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _in_words(case: Case) -> Iterator[whole.Source]:
    for part in casefile.cases_of(case):
        for language in whole.LANGUAGES:
            yield f"{part.number}/history-{language}.html", "history in words", _page(part, language)


def _page(case: Case, language: str) -> Iterator[bytes]:
    """A page of its own: events with their facts, the oldest first, then each term with its days."""
    with translation.override(language):
        rows = [(event, timeline.of_event(event)) for event in _events(case)]
        terms = list(Deadline.objects.filter(case=case).order_by("id"))
        context = {"case": case, "rows": rows, "terms": terms, "language": language}
        page = render_to_string("cases/whole_history.html", context)
    yield page.encode()


def _events(case: Case) -> Iterator[Event]:
    for event in in_chunks(Event.objects.filter(case=case), ROWS):
        event.case = case
        yield event

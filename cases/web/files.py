"""Files and letters, served only to those who may see their case; each reading is remembered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify

from cases import audit
from cases.files import open_stored
from cases.models import Blob, Case, Document, Letter
from cases.queries import horizon
from cases.states import Role
from cases.web.access import CASE_ROLES, open_to
from cases.web.common import address, moment, the_case

READERS = (*CASE_ROLES, Role.AUDITOR)


@open_to(*READERS)
def document(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponseBase:
    case = the_case(request, pk)
    row = Document.objects.select_related("blob").filter(case=case, pk=document_pk).first()
    if row is None or _beyond(case, request, row.uploaded_at):
        raise Http404
    return _send(request, case, row.blob, "document", f"{case.number}-{row.kind}")


@open_to(*READERS)
def letter(request: HttpRequest, pk: UUID, letter_pk: UUID, language: str) -> HttpResponseBase:
    case = the_case(request, pk)
    row = Letter.objects.filter(case=case, pk=letter_pk).first()
    hidden = row is not None and not row.for_applicant and request.user.role == Role.APPLICANT  # type: ignore[union-attr]
    if row is None or hidden or language not in ("ru", "kk") or _beyond(case, request, row.at):
        raise Http404
    if language not in row.files:
        return render(request, "cases/letter_pending.html", {"case": case, "letter": row}, status=503)
    blob = Blob.objects.get(pk=row.files[language])
    return _send(request, case, blob, "letter", f"{row.number}-{language}")


def _beyond(case: Case, request: HttpRequest, at: datetime) -> bool:
    end = horizon(case, request.user)
    return end is not None and at > end


def _send(request: HttpRequest, case: Case, blob: Blob, what: str, name: str) -> HttpResponseBase:
    try:
        stream = open_stored(blob.name)
    except FileNotFoundError as error:
        raise Http404 from error
    audit.read(case, request.user, what, moment(request), ref=blob.sha256, address=address(request))
    response = FileResponse(stream, content_type=blob.mime)
    extension = blob.name.rpartition(".")[2]
    response["Content-Disposition"] = f'inline; filename="{slugify(name)}.{extension}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Even a hostile file that slipped through can run nothing and call nobody.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.csp_exempt = True  # type: ignore[attr-defined]
    return response

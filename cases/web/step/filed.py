"""The page after a filing: its number, what happens next, by when, and a record of it to keep."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from cases.engine.steps import STEPS, Step
from cases.engine.writing import audit
from cases.law.actors import Role
from cases.letters import anketa
from cases.letters import record as filing
from cases.models import Case, Signature
from cases.web.documents.files import LANGUAGES, guarded
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url, desk_url
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.links import address as link
from cases.web.request.moment import moment


@open_to(Role.APPLICANT)
def page(request: AuthenticatedRequest, pk: UUID, signature_pk: UUID) -> HttpResponse:
    """As long as the case is there: it may be bookmarked."""
    case = the_case(request, pk, "city")
    row = _signature(request, case, signature_pk)
    context = {
        "case": case,
        "signature": row,
        "step": STEPS[row.step],
        "documents": filing.filed_documents(case, row),
        "terms": filing.began(case, row),
        "anketas": anketa.signed_with([row]),
        "back": case_url(request.user, case),
        "desk": desk_url(request.user, case),
        "now": moment(request),
        "section": "desk",
    }
    return render(request, "cases/filed.html", context)


@open_to(Role.APPLICANT)
def record(request: AuthenticatedRequest, pk: UUID, signature_pk: UUID, language: str) -> HttpResponse:
    case = the_case(request, pk, "city")
    row = _signature(request, case, signature_pk)
    if language not in LANGUAGES:
        raise Http404
    data = filing.record(case, row, language, moment(request))
    audit.record_reading(case, request.user, "record", moment(request), ref=row.sha256, address=address(request))
    name = slugify(f"{case.number}-filed-{row.at:%Y%m%d}-{language}")
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return guarded(HttpResponse(data, content_type="application/pdf", headers=headers))  # type: ignore[return-value]


def _signature(request: AuthenticatedRequest, case: Case, pk: UUID) -> Signature:
    """Of one's own filing; 404 for any other."""
    row = Signature.objects.filter(case=case, user=request.user, pk=pk).defer("value").first()
    step = STEPS.get(row.step) if row else None
    if row is None or step is None or not step.files:
        raise Http404
    return row


def filed_url(request: AuthenticatedRequest, case: Case, step: Step) -> str:
    """Of the page after what was filed last with this step, "" where nothing was filed with it."""
    if not step.files:
        return ""
    rows = Signature.objects.filter(case=case, user=request.user, step=step.name)
    pk = rows.order_by("-id").values_list("pk", flat=True).first()
    return link("cases:filed", case.pk, pk) if pk else ""

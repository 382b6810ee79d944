"""The file that goes with the applicant's own word, where the case waits on somebody else."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.models import Case
from cases.programmes.nomad.forms.arrival import ClaimForm
from cases.web import documents
from cases.web.documents import uploads
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url, step_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment


@open_to(Role.APPLICANT)
def attach(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """POST: one document. The answer is its card alone for htmx, else the page of the word."""
    case = the_case(request, pk)
    if not case.place.proofs:
        messages.info(request, _("The case has moved on: nothing can be added to it here any more."))
        return redirect(case_url(request.user, case))
    rule = documents.rule_of(case, case.place.proofs, kind)
    here = f"{step_url(case, ClaimForm)}#doc-{kind}"
    if request.method != "POST":
        return redirect(here)
    form = uploads.receive(request, case, rule)
    if getattr(request, "htmx", False):
        case.refresh_from_db(fields=["version"])
        cards = documents.cards(case, request.user, case.place.proofs, moment(request), form)
        return _card(request, case, next((c for c in cards if c.rule.kind == kind), None), form)
    if form is None:
        messages.success(request, _("Saved: %(title)s.") % {"title": rule.title})
    else:
        for wrong in (error for errors in form.errors.get_json_data().values() for error in errors):
            messages.error(request, wrong["message"])
    return redirect(here)


def _card(
    request: AuthenticatedRequest, case: Case, card: documents.Card | None, form: documents.DocumentForm | None
) -> HttpResponse:
    if card is None:
        raise Http404
    context = {
        "case": case,
        "card": card,
        "action": reverse("egov:cabinet:proof", args=[case.pk, card.rule.kind]),
        "now": moment(request),
        "summary": "egov/cabinet/_claim_version.html",
    }
    return render(request, "cases/document_upload.html", context, status=200 if form is None else form.status)

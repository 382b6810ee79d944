"""What a helper fills in for the person: the documents of the list, the person's data; the questionnaire has its own
page (`egov.application.anketa`). Signing, paying and consents have no page here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.fields import merging
from cases.law.actors import Role
from cases.law.places import May
from cases.models import Case, Helper
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.service import queries
from cases.service.acts import helping, record_reading
from cases.web import documents
from cases.web.documents import uploads
from cases.web.request import returning, typed_input
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from egov.accounts.own_data import own_data
from egov.accounts.profile_form import ProfileForm
from egov.helping.views import fillable


@open_to(Role.APPLICANT, helper=Helper.FILL)
def fill_in(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    if turned := _elsewhere(request, case):
        return turned
    record_reading(case, request.user, "case", moment(request), address=address(request))
    return _page(request, case)


@open_to(Role.APPLICANT, helper=Helper.FILL)
def attach_document(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """POST: one document with its facts. The answer is the card alone for htmx, else the whole page."""
    case = the_case(request, pk)
    if turned := _elsewhere(request, case):
        return turned
    rule = documents.rule_of(case, case.place.documents, kind)
    here = returning.page_address(reverse("egov:helping:fill", args=[pk]), f"doc-{kind}")
    if request.method != "POST":
        return redirect(here)
    form = uploads.receive(request, case, rule)
    if getattr(request, "htmx", False):
        return _card(request, case, kind, form)
    if form is not None:
        return _page(request, case, form, form.status)
    messages.success(request, _("Saved: %(title)s.") % {"title": rule.title})
    return redirect(here)


def _elsewhere(request: AuthenticatedRequest, case: Case) -> HttpResponse | None:
    """Where there is nothing to be filled in, or it is the owner who comes."""
    if case.helper is None:
        return redirect("egov:cabinet:case", case.pk)
    if not fillable(case):
        messages.info(request, _("The case has moved on: there is nothing to be filled in now."))
    elif May.CONSENT in case.place.may and not case.dossier.has_current_consent("processing"):
        messages.info(request, _("The person has to give the consent to data processing first; nobody else can."))
    else:
        return None
    return typed_input.not_accepted(redirect("egov:helping:case", case.pk))


def _page(
    request: AuthenticatedRequest, case: Case, bound: DocumentForm | None = None, status: int = 200
) -> HttpResponse:
    context = _context(request, case, bound) | {
        "questionnaire": May.FILL in case.place.may and case.dossier.may_change("questionnaire"),
        "complete": bool(case.questionnaire.get("complete")),
        "draft": May.FILL in case.place.may and case.dossier.may_change("questionnaire"),
        "person_open": May.PREPARE in case.place.may,
        "has_errors": bound is not None,
        "back": returning.back_of(request),
        "section": "desk",
    }
    return render(request, "egov/helping/fill.html", context, status=status)


def _card(request: AuthenticatedRequest, case: Case, kind: str, form: DocumentForm | None) -> HttpResponse:
    context = _context(request, case, form)
    context |= {
        "card": next(c for c in context["cards"] if c.rule.kind == kind),
        "action": reverse("egov:helping:document", args=[case.pk, kind]),
    }
    return render(request, "cases/document_upload.html", context, status=200 if form is None else form.status)


def _context(request: AuthenticatedRequest, case: Case, bound: DocumentForm | None) -> dict[str, Any]:
    cards = documents.cards(case, request.user, case.place.documents, moment(request), bound)
    documents.unfold(cards, returning.unfolded(request))
    return {"case": case, "cards": cards, "now": moment(request)}


@open_to(Role.APPLICANT, helper=Helper.FILL)
def person(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """The data that forms and letters take over; name, IIN and the account are the person's alone."""
    case = the_case(request, pk)
    if turned := _elsewhere(request, case):
        return turned
    if May.PREPARE not in case.place.may:
        return redirect("egov:helping:fill", pk)
    if request.method != "POST":
        record_reading(case, request.user, "person", moment(request), address=address(request))
        return _person_page(request, case, own_data(case.person_id, None, save=False))
    lock = helping.person_to_fill(pk, request.user, moment(request), request_id(request))
    form = own_data(case.person_id, request.POST, save=True, lock=lock)
    if form.conflicts or form.errors:
        return _person_page(request, case, form, 409 if form.conflicts else 422)
    messages.success(request, _("The person's data are saved."))
    return returning.redirect_back(request, "egov:helping:fill", pk)


def _person_page(request: AuthenticatedRequest, case: Case, form: ProfileForm, status: int = 200) -> HttpResponse:
    stored = ProfileForm(instance=queries.person(case.person_id))
    context = {"case": case, "form": form, "base": merging.base_of(stored), "section": "desk"}
    return render(request, "egov/helping/person.html", context, status=status)

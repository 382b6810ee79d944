"""The applicant's petition (п. 4): consent, documents one by one, a last look, and on to signing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.programmes.nomad.forms.petition import DeclineConsentForm
from cases.programmes.nomad.forms.selfcheck import SelfCheckForm
from cases.programmes.nomad.forms.shared import WithdrawForm
from cases.service import periods
from cases.service.acts import filing
from cases.service.orders import IDENTITY, consent_unfinished, consent_wording, step_where
from cases.service.queries import buttons, signed_otherwise, taken_over
from cases.web import documents, preflight
from cases.web.documents import uploads
from cases.web.request import returning
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import step_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from cases.web.request.opening import open_or_go_back

LIST = "petition"


@open_to(Role.APPLICANT)
def start(request: AuthenticatedRequest) -> HttpResponse:
    """POST: a new draft, and its consent page."""
    if request.method != "POST":
        return redirect("egov:cabinet:home")
    return open_or_go_back(request, filing.open_petition, "hub:petition:consent", "egov:cabinet:home")


@open_to(Role.APPLICANT)
def consent(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """The whole wording before any question; declining is a step of its own and ends the process (п. 4)."""
    case = the_case(request, pk)
    if May.CONSENT not in case.place.may:
        return _moved_on(request, case)
    wording, unfinished = consent_wording(case.law), consent_unfinished()
    if request.method == "POST" and wording and not unfinished:
        try:
            text, rid = "\n\n".join(wording), request_id(request)
            filing.give_consent(case.pk, request.user, moment(request), text, request_id=rid)
        except CaseError:
            return _moved_on(request, case)
        return redirect("hub:petition:tasks", case.pk)
    consents, outdated = case.dossier.has_current_consent("processing"), case.dossier.consent_outdated("processing")
    context = {"case": case, "wording": wording, "given": consents, "outdated": outdated, "section": "desk"}
    context |= {"unfinished": unfinished, "declining": step_url(case, DeclineConsentForm)}
    return render(request, "hub/petition/consent.html", context)


@open_to(Role.APPLICANT)
def tasks(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    if not _is_prepared(case):
        return _moved_on(request, case)
    if not case.dossier.has_current_consent("processing"):
        return redirect("hub:petition:consent", case.pk)
    return _task_list(request, case)


@open_to(Role.APPLICANT)
def attach_document(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """POST: one document with its facts. The answer is the card alone for htmx, else the whole page."""
    case = the_case(request, pk)
    if not _is_prepared(case):
        return _moved_on(request, case)
    if not case.dossier.has_current_consent("processing"):
        return redirect("hub:petition:consent", case.pk)
    rule = documents.rule_of(case, LIST, kind)
    here = returning.page_address(reverse("hub:petition:tasks", args=[pk]), f"doc-{kind}", returning.back_of(request))
    if request.method != "POST":
        return redirect(here)
    form = uploads.receive(request, case, rule)
    if form is None and (answer := uploads.redirect_back(request, rule)):
        return answer
    if getattr(request, "htmx", False):
        return _card(request, case, kind, form)
    if form is not None:
        return _task_list(request, case, form, status=form.status)
    messages.success(request, _("Saved: %(title)s.") % {"title": rule.title})
    return redirect(here)


@open_to(Role.APPLICANT)
def check(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """Everything that will be signed, on one page, with a way back to each item. POST: what is entered for the check
    alone."""
    case = the_case(request, pk)
    if not _is_prepared(case):
        return _moved_on(request, case)
    here = f"{reverse('hub:petition:check', args=[pk])}#findings"
    if request.method == "POST" and "confirming" in request.POST:
        preflight.confirm(request, case, LIST)
        return redirect(here)
    form = preflight.self_check(request, case, SelfCheckForm)
    if request.method == "POST" and form.is_valid():
        return redirect(here)
    button = next(b for b in buttons(case, request.user, moment(request)) if b.step.documents == LIST)
    context = _context(request, case, None, "check") | {"button": button, "self_check": form}
    return render(request, "hub/petition/check.html", context, status=422 if form.errors else 200)


def _task_list(
    request: AuthenticatedRequest, case: Case, form: DocumentForm | None = None, status: int = 200
) -> HttpResponse:
    context = _context(request, case, form)
    return render(request, "hub/petition/tasks.html", context | {"has_errors": form is not None}, status=status)


def _card(request: AuthenticatedRequest, case: Case, kind: str, form: DocumentForm | None) -> HttpResponse:
    context = _context(request, case, form)
    card = next(c for c in context["cards"] if c.rule.kind == kind)
    context |= {
        "card": card,
        "summary": "hub/petition/progress.html",
        "action": reverse("hub:petition:document", args=[case.pk, kind]),
    }
    return render(request, "cases/document_upload.html", context, status=200 if form is None else form.status)


def _context(
    request: AuthenticatedRequest, case: Case, form: DocumentForm | None, page: str = "tasks"
) -> dict[str, Any]:
    cards = documents.cards(case, request.user, LIST, moment(request), form)
    documents.unfold(cards, returning.unfolded(request))
    missing = [case.person.label(name) for name in case.person.lacks(IDENTITY, local_day(moment(request)))]
    pages = preflight.PreflightPages(_at("tasks", case), _at("check", case), _at(page, case))
    looked = preflight.run_checks(request, case, LIST, pages)
    return {
        "preflight": looked,
        "tasks": preflight.task_list(looked, _first(case, looked), cards),
        "case": case,
        "cards": cards,
        "back": returning.back_of(request),
        "carried": returning.back_query(request),
        "section": "desk",
        "returned": May.CORRECT_RETURNED in case.place.may,
        "deadline": case.dossier.running("completion"),
        "now": moment(request),
        "person_missing": missing,
        "barred": periods.held_back(case, moment(request)),
        "taken_over": taken_over(case),
        "withdrawing": step_url(case, WithdrawForm),
        "signed_otherwise": signed_otherwise(case),
    }


def _first(case: Case, looked: preflight.Preflight) -> list[tuple[str, str, str, str]]:
    """The tasks before the documents."""
    consent, you = _("Consent to the processing of personal data"), _("Your data")
    profile = looked.link(reverse("accounts:profile"))
    filed = step_where(consent="processing").paragraph
    return [(consent, filed, _at("consent", case), "consent"), (you, filed, profile, "person")]


def _at(page: str, case: Case) -> str:
    return reverse(f"hub:petition:{page}", args=[case.pk])


def _is_prepared(case: Case) -> bool:
    """By the applicant: for the first time, or what came back (п. 4, 5)."""
    return May.ATTACH in case.place.may and case.place.documents == LIST


def _moved_on(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    messages.info(request, _("The petition has moved on: this is how the case stands now."))
    return redirect("egov:cabinet:case", case.pk)

"""The application for the permit (п. 10) and its correction (п. 12): city, documents, анкета, duty, a last look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.fields import merging
from cases.law.actors import Actor, Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.law.places import May
from cases.law.titles import rules_of
from cases.models import Case
from cases.models import QuestionnaireForm as Schema
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.programmes.nomad.forms.selfcheck import SelfCheckForm
from cases.programmes.nomad.forms.shared import WithdrawForm
from cases.service import periods
from cases.service.acts import filing
from cases.service.orders import step_where
from cases.service.queries import buttons, from_before, signed_otherwise, taken_over
from cases.values.questions import display_answer as shown_answer
from cases.values.questions import words as question_words
from cases.web import documents, preflight
from cases.web.documents import uploads
from cases.web.request import returning
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import step_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from cases.web.request.opening import open_or_go_back
from egov.application.forms import DepartmentForm
from egov.application.standing import Completeness, completeness, looked_through, schema_of
from egov.cabinet.guide import changed_order
from egov.cabinet.openings import openings

LIST = "application"


@open_to(Role.APPLICANT)
def start(request: AuthenticatedRequest) -> HttpResponse:
    """POST: a new application on the petition signed earlier (п. 12; also after a bar has ended)."""
    person = request.user.person
    if request.method != "POST" or person is None:
        return redirect("egov:cabinet:home")
    opening = openings(person, moment(request))
    if opening.window.barred:
        messages.error(request, opening.window.barred)
        return redirect("egov:cabinet:home")
    return open_or_go_back(request, filing.open_application, "egov:application:home", "egov:cabinet:home")


@open_to(Role.APPLICANT)
def home(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    return _page(request, case) if May.FILL in case.place.may else _moved_on(request, case)


@open_to(Role.APPLICANT)
def choose_city(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    if May.CHOOSE_CITY not in case.place.may:
        return _moved_on(request, case)
    if request.method != "POST":
        return redirect("egov:application:home", pk)
    form = _laid(request, case)
    if form.is_valid() and not form.conflicts:
        try:
            chosen, rid = form.cleaned_data["city"], request_id(request)
            filing.choose_city(pk, request.user, moment(request), chosen, request_id=rid)
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The department is chosen: %(city)s.") % {"city": form.cleaned_data["city"]})
            return returning.redirect_back(request, "egov:application:home", pk, anchor="city")
    return _page(request, case, city_form=form, status=409 if form.conflicts else 422)


def _laid(request: AuthenticatedRequest, case: Case) -> DepartmentForm:
    """The choice of this tab over what is chosen by now."""
    today = local_day(moment(request))
    merged = merging.merge(request.POST, DepartmentForm(case=case, today=today))
    form = DepartmentForm(merged.for_the_form(), case=case, today=today)
    form.conflicts = merged.conflicts
    return form


@open_to(Role.APPLICANT)
def attach_document(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    case = the_case(request, pk)
    if May.FILL not in case.place.may:
        return _moved_on(request, case)
    rule = documents.rule_of(case, LIST, kind)
    here = returning.page_address(
        reverse("egov:application:home", args=[pk]), f"doc-{kind}", returning.back_of(request)
    )
    if request.method != "POST":
        return redirect(here)
    form = uploads.receive(request, case, rule)
    if form is None and (answer := uploads.redirect_back(request, rule)):
        return answer
    if getattr(request, "htmx", False):
        return _card(request, case, kind, form)
    if form is not None:
        return _page(request, case, bound=form, status=form.status)
    messages.success(request, _("Saved: %(title)s.") % {"title": rule.title})
    return redirect(here)


@open_to(Role.APPLICANT)
def check(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """All that will be signed, what is doubtful, and what is still in the way. POST: what is entered for the check
    alone."""
    case = the_case(request, pk)
    if May.FILL not in case.place.may:
        return _moved_on(request, case)
    here = f"{reverse('egov:application:check', args=[pk])}#findings"
    if request.method == "POST" and "confirming" in request.POST:
        preflight.confirm(request, case, LIST)
        return redirect(here)
    form = preflight.self_check(request, case, SelfCheckForm)
    if request.method == "POST" and form.is_valid():
        return redirect(here)
    button = next(b for b in buttons(case, request.user, moment(request)) if b.step.documents == LIST)
    schema = schema_of(case, moment(request))
    answers = case.questionnaire.get("answers", {})
    context = _context(request, case, None, "check") | {
        "button": button,
        "answers": _answers(case, schema, answers),
        "self_check": form,
        "leads_back": f"?{returning.query(request.path)}",
    }
    return render(request, "egov/application/check.html", context, status=422 if form.errors else 200)


def _answers(case: Case, schema: Schema | None, answers: dict[str, str]) -> list[tuple[str, str, str]]:
    """Each question, its answer, and where it is changed."""
    page, back = (reverse(f"egov:application:{name}", args=[case.pk]) for name in ("questionnaire", "check"))
    return [
        (
            question_words(i["label"]),
            shown_answer(i, answers.get(key, ""), case.petition_names),
            returning.page_address(page, f"id_{key}", back),
        )
        for i in (schema.fields if schema else ())
        for key in [i["key"]]
    ]


def _page(
    request: AuthenticatedRequest,
    case: Case,
    bound: DocumentForm | None = None,
    city_form: DepartmentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _context(request, case, bound)
    offered = DepartmentForm(case=case, today=local_day(moment(request)))
    context["city_form"] = city_form or offered
    context["city_base"] = merging.base_of(offered)
    context["has_errors"] = status != 200
    context["taken_over"] = taken_over(case)
    context["withdrawing"] = step_url(case, WithdrawForm)
    context["from_before"] = from_before(case, LIST, schema_of(case, moment(request)))
    return render(request, "egov/application/home.html", context, status=status)


def _card(request: AuthenticatedRequest, case: Case, kind: str, form: DocumentForm | None) -> HttpResponse:
    context = _context(request, case, form)
    context |= {
        "card": next(c for c in context["standing"].cards if c.rule.kind == kind),
        "summary": "egov/application/progress.html",
        "action": reverse("egov:application:document", args=[case.pk, kind]),
    }
    return render(request, "cases/document_upload.html", context, status=200 if form is None else form.status)


def _context(
    request: AuthenticatedRequest, case: Case, bound: DocumentForm | None, page: str = "home"
) -> dict[str, Any]:
    current = completeness(case, request.user, moment(request), bound)
    looked = looked_through(request, case, page)
    documents.unfold(current.cards, returning.unfolded(request))
    return {
        "case": case,
        "preflight": looked,
        "tasks": _tasks(current, looked),
        "paragraphs": _paragraphs(case),
        "standing": current,
        "cards": current.cards,
        "deadline": case.dossier.running("rework"),
        "may_pay": current.rework or looked.paying_is_left,
        "barred": periods.held_back(case, moment(request)),
        "changed_order": changed_order(case) if May.PREPARE in case.place.may else "",
        "now": moment(request),
        "section": "desk",
        "signed_otherwise": signed_otherwise(case),
        "back": returning.back_of(request),
        "carried": returning.back_query(request),
    }


def _paragraphs(case: Case) -> dict[str, str]:
    """By kind of document."""
    return {rule.kind: rule.paragraph for rule in rules_of(case, LIST)}


def _tasks(current: Completeness, looked: preflight.Preflight) -> preflight.TaskList:
    home, case = looked.pages.home, current.case
    filed = step_where(by=Actor.APPLICANT, documents=LIST).paragraph
    you = (_("Your data"), filed, looked.link(reverse("accounts:profile")), "person")
    city = (_("Department"), filed, looked.link(home, "city"), "city")
    paragraphs = _paragraphs(case)
    letter = (_("Petition of the ministry, attached by the portal"), paragraphs["petition"], "", "petition")
    page = looked.link(reverse("egov:application:questionnaire", args=[case.pk]))
    filled = page if current.questionnaire_open else ""
    anketa = (_("Questionnaire"), paragraphs["questionnaire"], filled, "questionnaire")
    duty = (_("State duty"), paragraphs["duty"], looked.link(home, "duty"), "duty")
    first = [you] if current.rework else [you, city, letter]
    return preflight.task_list(looked, first, current.cards, [anketa], [duty])


def _moved_on(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    messages.info(request, _("The application has moved on: this is how the case stands now."))
    return redirect("egov:cabinet:case", case.pk)

"""The letter of a step as it would be, before the step is taken: in either language, marked as a draft, never
stored."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from cases import letters
from cases.engine import performing
from cases.engine.programmes.forms import StepForm
from cases.engine.steps import Step
from cases.engine.steps.facts import StepFacts
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.models import Case
from cases.web.documents.files import guarded
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment
from cases.web.step.refused import refuse

BUTTON = "preview"
"""Its value is the language."""


class Rehearsed(TypedDict, total=False):
    """As of `performing.rehearse`."""

    version: int | None
    second: bool
    then: str


NONE = _("As this is filled in, no letter goes out with it.")


def is_requested(request: AuthenticatedRequest, form: StepForm) -> bool:
    return form.brings_letter and is_preview(request)


def is_preview(request: AuthenticatedRequest) -> bool:
    return request.POST.get(BUTTON) in letters.LANGUAGES


def page(request: AuthenticatedRequest, case: Case, step: Step, form: StepForm) -> HttpResponse | None:
    """The PDF; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    return of_facts(request, case, step, form.facts(), form)


def of_facts(
    request: AuthenticatedRequest, case: Case, step: Step, facts: StepFacts, form: StepForm, *, second: bool = False
) -> HttpResponse | None:
    """The same of facts that are not in the form. `form`: a valid one, which names the version that was seen;
    `second`: a colleague has drafted them."""
    options: Rehearsed = {"version": form.cleaned_data.get("version"), "second": second, "then": form.followed_by()}
    try:
        return of_step(request, case, step, facts, **options)
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        refuse(form, error)
        return None


def of_step(
    request: AuthenticatedRequest, case: Case, step: Step, facts: StepFacts, **options: Unpack[Rehearsed]
) -> HttpResponse:
    """The PDF, where no form of the step is on the page. Raises what `perform` raises."""
    letter = performing.rehearse(case, step.name, request.user, moment(request), facts, **options)
    if letter is None:
        raise NotNowError(NONE)
    language = request.POST[BUTTON]
    response = HttpResponse(letters.draft(letter, language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="draft-{case.number}-{language}.pdf"'
    guarded(response)
    return response

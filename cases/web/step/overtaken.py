"""A step that cannot be taken any more, or was taken already: what the person sees, and where the input goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from cases.engine.steps import Step
from cases.engine.steps.errors import OwnTabError, StaleError, WrongStateError
from cases.engine.writing import audit
from cases.law.errors import CaseError
from cases.models import Case, Event
from cases.web.drafts import second_clicks, stepdrafts
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.addresses import case_url, desk_url
from cases.web.request.typed_input import not_accepted
from cases.web.step.entered import bound


def way_back(request: AuthenticatedRequest, case: Case) -> str:
    """The case page; the desk when the step took the case out of the user's sight."""
    return case_url(request.user, case) if is_visible(request, case) else desk_url(request.user, case)


def is_visible(request: AuthenticatedRequest, case: Case) -> bool:
    return Case.objects.visible_to(request.user).filter(pk=case.pk).exists()


def moved_on(request: AuthenticatedRequest, case: Case, step: Step) -> HttpResponse:
    """The step cannot be taken in the present state of the case."""
    return overtaken(request, case, step, WrongStateError(step, audit.last_event(case), request.user))


def overtaken(request: AuthenticatedRequest, case: Case, step: Step, error: CaseError) -> HttpResponse:
    """Somebody was quicker: say who, and show the case as it is now, with what was entered beside it. Oneself, by a
    second press: say that the first was recorded."""
    if request.method == "POST":
        event = second_clicks.same_event(request, case, step.name, bound(request, case, step, request.POST))
        if event is not None:
            return answer_repeated(request, case, step, event)
    messages.warning(request, str(in_own_tab(request, error) if isinstance(error, StaleError) else error))
    safe = request.method != "POST" or stepdrafts.store_draft(request, case, step).safe
    response = HttpResponseRedirect(way_back(request, case))
    return response if safe else not_accepted(response)


def answer_repeated(request: AuthenticatedRequest, case: Case, step: Step, event: Event) -> HttpResponse:
    """The response to a repeated request: a double press, or a page that got no response."""
    stepdrafts.discard_used(request, case, step.name)
    event.case = case
    messages.success(request, second_clicks.in_words(request, event, seen=is_visible(request, case)))
    return HttpResponseRedirect(way_back(request, case))


def in_own_tab(request: AuthenticatedRequest, error: CaseError) -> CaseError:
    """Says who was quicker than oneself."""
    last = getattr(error, "last", None)
    return OwnTabError(last) if last is not None and last.user_id == request.user.pk else error

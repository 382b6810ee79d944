"""One view for every button: show the form, take the step, go back to the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases import actions, queues
from cases.errors import CaseError, NotFoundError, NotMetError, SlotTakenError, StaleError, WrongStateError
from cases.forms import StepForm, form_of
from cases.models import Case
from cases.steps import STEPS, Step
from cases.web.access import CASE_ROLES, open_to
from cases.web.common import case_url, desk_url, moment, request_id, the_case


@open_to(*CASE_ROLES)
def take(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """GET: the step's own page with its form. POST: take it."""
    step = STEPS.get(name)
    if step is None or step.by != request.user.role:  # type: ignore[union-attr]
        raise Http404
    case = the_case(request, pk, "slot")
    if case.state not in step.sources:
        return _told(request, case, WrongStateError(step, _last(case)))
    form = form_of(step)(request.POST or None, case=case, step=step, user=request.user, now=moment(request))
    if request.method == "POST" and form.is_valid():
        return _take(request, case, step, form)
    return _page(request, case, step, form)


def _take(request: HttpRequest, case: Case, step: Step, form: StepForm) -> HttpResponse:
    try:
        _perform(request, case, step.name, form)
    except NotFoundError as error:
        raise Http404 from error
    except (NotMetError, SlotTakenError) as error:
        form.add_error(None, getattr(error, "reasons", None) or [str(error)])
        return _page(request, case, step, form, status=error.status)
    except (StaleError, WrongStateError) as error:
        return _told(request, case, error)
    except CaseError as error:
        form.add_error(None, str(error))
        return _page(request, case, step, form, status=error.status)
    messages.success(request, _("Done: %(step)s.") % {"step": step.label})
    return HttpResponseRedirect(_back(request, case))


def _perform(request: HttpRequest, case: Case, name: str, form: StepForm) -> None:
    now, rid = moment(request), request_id(request)
    version = form.cleaned_data.get("version")
    actions.perform(case, name, request.user, now, version=version, request_id=rid, **form.facts())
    next_step = form.followed_by() if hasattr(form, "followed_by") else ""
    if next_step:
        actions.perform(case, next_step, request.user, now, request_id=rid)


def _back(request: HttpRequest, case: Case) -> str:
    """The case page; the desk when the step took the case out of the user's sight."""
    seen = Case.objects.visible_to(request.user).filter(pk=case.pk).exists()
    return case_url(request.user, case) if seen else desk_url(request.user)


def _told(request: HttpRequest, case: Case, error: CaseError) -> HttpResponse:
    """Somebody was quicker: say who, and show the case as it stands now."""
    messages.warning(request, str(error))
    return HttpResponseRedirect(_back(request, case))


def _last(case: Case) -> Any:
    from cases.audit import last_event

    return last_event(case)


def _page(request: HttpRequest, case: Case, step: Step, form: StepForm, status: int = 200) -> HttpResponse:
    button = next((b for b in queues.buttons(case, request.user, moment(request)) if b.step == step), None)
    context = {
        "case": case,
        "step": step,
        "form": form,
        "button": button,
        "back": case_url(request.user, case),
        "now": moment(request),
    }
    template = [f"cases/steps/{step.form or 'confirm'}.html", "cases/step.html"]
    return render(request, template, context, status=422 if form.errors and status == 200 else status)

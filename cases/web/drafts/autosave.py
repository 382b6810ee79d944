"""What is typed into the form of a step is saved while it is typed: its author's draft, continued on any computer.

Two tabs that began with the same draft do not overwrite each other: the second makes a draft of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.engine.steps import STEPS, Step
from cases.models import Case, StepDraft
from cases.values import moments
from cases.web.drafts import second_clicks, stepdrafts
from cases.web.request.access import CASE_ROLES, AuthenticatedRequest, open_to
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.web.request.typed_input import not_accepted

JSON = "application/json"


@open_to(*CASE_ROLES)
def save(request: AuthenticatedRequest, pk: UUID, name: str) -> HttpResponse:
    """POST: the form as it is. A script gets {"draft", "at", "words"}, a person the form again."""
    step = STEPS.get(name)
    if step is None or step.by != request.user.role:
        raise Http404
    case = the_case(request, pk)
    problem = _problem(request, case, step)
    row = _write(request, case, step) if request.method == "POST" and not problem else None
    if request.headers.get("Accept") == JSON:
        return JsonResponse(answer(row, problem), status=409 if problem else 200)
    return _page_again(request, case, step, row, problem)


def _problem(request: AuthenticatedRequest, case: Case, step: Step) -> str:
    if words := too_long(stepdrafts.entered(request)):
        return words
    if case.state not in step.sources:
        return _("The case has moved on: this step is not possible any more.")
    return ""


def too_long(typed: stepdrafts.Entered) -> str:
    """Why it is not saved; "" where it is short enough."""
    length = sum(len(text) for values in typed.values() for text in values)
    return _("Too long to be saved as a draft.") if length > stepdrafts.LARGEST else ""


def _write(request: AuthenticatedRequest, case: Case, step: Step) -> StepDraft | None:
    """None where there is nothing to store: nothing typed, or the step was taken with it already."""
    now, data = moment(request), stepdrafts.entered(request)
    row = stored_draft(request, case, step.name)
    form = stepdrafts.filled(case, step, request.user, now, data)
    if second_clicks.second_click(request, case, step.name, form) or not stepdrafts.lines(form):
        if row:
            row.delete()
        return None
    row = row or StepDraft(user=request.user, case=case, step=step.name, typed=True)
    row.data, row.at = data, now
    row.save()
    stepdrafts.drop_oldest(row)
    return row


def stored_draft(request: AuthenticatedRequest, case: Case, what: str) -> StepDraft | None:
    """The draft that this tab writes; None where another tab has written into it since."""
    row = StepDraft.objects.filter(pk__in=named(request), case=case, user=request.user, step=what, typed=True).first()
    return row if row and request.POST.get("draft_at", "") == row.at.isoformat() else None


def named(request: AuthenticatedRequest) -> list[UUID]:
    """The drafts from which a form was filled: a page of several rows may have some."""
    return list(draft_keys(request.POST.getlist("draft")))


def draft_keys(values: Iterable[str]) -> Iterator[UUID]:
    """What is no key is left out."""
    for value in values:
        with suppress(ValueError):
            yield UUID(value)


def answer(row: StepDraft | None, problem: str) -> dict[str, str]:
    if problem or row is None:
        return {"draft": "", "at": "", "words": problem}
    words = _("Draft saved: %(at)s") % {"at": moments.moment(row.at)}
    return {"draft": str(row.pk), "at": row.at.isoformat(), "words": words}


def _page_again(
    request: AuthenticatedRequest, case: Case, step: Step, row: StepDraft | None, problem: str
) -> HttpResponse:
    add_message(request, row, problem)
    query = f"?draft={row.pk}" if row else ""
    back = HttpResponseRedirect(reverse("cases:step", args=[case.pk, step.name]) + query)
    return not_accepted(back) if problem else back


def add_message(request: AuthenticatedRequest, row: StepDraft | None, problem: str) -> None:
    """For a person without scripts, who has pressed the button."""
    if request.method == "POST":
        words = answer(row, problem)["words"] or _("There is nothing to save yet.")
        messages.add_message(request, messages.WARNING if problem or row is None else messages.SUCCESS, words)

"""What was entered for a step that a colleague took or prevented: its author's draft, on the page of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.engine import audit
from cases.engine.errors import StaleError
from cases.engine.programmes import form_of
from cases.engine.stepforms import StepForm
from cases.engine.steps import STEPS, Step
from cases.law.actors import Role
from cases.models import Case, StepDraft, User
from cases.web.access import AuthenticatedRequest, open_to
from cases.web.common import case_url, moment, the_case
from cases.web.kept import OURS

KEPT_FOR = timedelta(days=30)
LARGEST = 100_000
"""Characters of one draft: more than every field of the longest form can hold."""
STAFF = (Role.SCREENER, Role.SIGNER, Role.OFFICER, Role.CLERK)


@dataclass(frozen=True, slots=True)
class Shown:
    """`lines`: (label, text, whether it is prose); `again`: where the step can be taken with it, "" when nowhere."""

    draft: StepDraft
    step: Step
    why: str
    lines: list[tuple[str, str, bool]]
    again: str


def keep(request: AuthenticatedRequest, case: Case, step: Step) -> bool:
    """Whether nothing is lost: it is kept; or nothing was entered; or it was the own second click."""
    user: Any = request.user
    last = audit.last_event(case)
    data = {name: values for name, values in request.POST.lists() if name not in OURS}
    if last is not None and last.user_id == user.pk and last.step == step.name:
        return True
    if not _lines(_filled(case, step, user, moment(request), data)):
        return True
    if user.role not in STAFF or sum(len(one) for values in data.values() for one in values) > LARGEST:
        return False
    facts = {"data": data, "at": moment(request), "event": last}
    StepDraft.objects.update_or_create(facts, user=user, case=case, step=step.name)
    return True


def shown(case: Case, user: User, now: datetime) -> list[Shown]:
    rows = StepDraft.objects.filter(case=case, user=user).select_related("event").order_by("-at")
    return [_shown(row, case, STEPS[row.step], user, now) for row in rows if row.step in STEPS]


def _shown(row: StepDraft, case: Case, step: Step, user: User, now: datetime) -> Shown:
    open_now = case.state in step.sources
    again = f"{reverse('cases:step', args=[case.pk, step.name])}?draft={row.pk}" if open_now else ""
    why = str(StaleError(step, row.event))
    return Shown(row, step, why, _lines(_filled(case, step, user, now, row.data)), again)


def initial(request: AuthenticatedRequest, case: Case, step: Step) -> dict[str, Any]:
    """What the draft named in the address gives the form of its step; nothing from another's draft."""
    user: Any = request.user
    try:
        pk = UUID(request.GET.get("draft", ""))
    except ValueError:
        return {}
    row = StepDraft.objects.filter(pk=pk, case=case, user=user, step=step.name).first()
    if row is None:
        return {}
    form = _filled(case, step, user, moment(request), row.data)
    return {one.name: one.data for one in form.visible_fields()}


def done(user: User, case: Case, step: Step) -> None:
    StepDraft.objects.filter(case=case, user=user, step=step.name).delete()


def forget(now: datetime) -> int:
    """How many drafts went that nobody has come back to."""
    return StepDraft.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


@open_to(*STAFF)
def discard(request: AuthenticatedRequest, pk: UUID, draft_pk: UUID) -> HttpResponse:
    """POST: the author needs it no more."""
    case, user = the_case(request, pk), request.user
    row = get_object_or_404(StepDraft, pk=draft_pk, case=case, user=user)
    if request.method == "POST":
        row.delete()
        messages.success(request, _("The draft is discarded."))
    return redirect(case_url(request.user, case))


# ------------------------------------------------------------------------------------------------ the form, filled in


def _filled(case: Case, step: Step, user: User, now: datetime, data: dict[str, list[str]]) -> StepForm:
    sent = QueryDict(mutable=True)
    for name, values in data.items():
        sent.setlist(name, values)
    return form_of(step)(sent, case=case, step=step, user=user, now=now)


def _lines(form: StepForm) -> list[tuple[str, str, bool]]:
    found = (
        (str(one.label), _text(one), isinstance(one.field.widget, forms.Textarea)) for one in form.visible_fields()
    )
    return [line for line in found if line[1]]


def _text(bound: forms.BoundField) -> str:
    """As people read it: of a choice its words, of a box nothing, which says nothing beside the button."""
    if isinstance(bound.field, forms.BooleanField):
        return ""
    value = bound.data
    chosen = value if isinstance(value, list | tuple) else [value]
    words = {str(key): str(text) for key, text in getattr(bound.field, "choices", [])}
    return "; ".join(words.get(str(one), str(one)) for one in chosen if one)

"""What was entered for a step that is being typed, or that a colleague, or another tab, took or prevented: its author's
draft, on the page of the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.engine.programmes import form_of
from cases.engine.steps import STEPS, Step
from cases.engine.steps.errors import overtaken_by
from cases.engine.writing import audit
from cases.law.actors import OFFICIAL_ROLES
from cases.models import Case, Discrepancy, Event, StepDraft, User
from cases.models.prepared import prepared
from cases.programmes.nomad.forms.resolving import ResolveForm
from cases.web.drafts.second_clicks import second_click
from cases.web.request.access import CASE_ROLES, AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.web.request.typed_input import OURS

LIFETIME = timedelta(days=30)
LARGEST = 100_000
"""Characters of one draft: more than every field of the longest form can have."""
MOST = 10
"""Drafts of one author for one step of a case; the oldest goes."""

Entered = dict[str, list[str]]
Lines = list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class DisplayedDraft:
    """A draft of a step, as displayed."""

    draft: StepDraft
    title: str | Promise
    why: str
    lines: Lines
    """(label, text, whether it is prose)."""
    again: str
    """The page where it can be used; "" where there is none."""
    gone_by: bool
    """The case has moved on since, to where it cannot be used."""


@dataclass(frozen=True, slots=True)
class InputOutcome:
    """What became of the input of a refused step."""

    safe: bool
    """Nothing is lost: it is stored as `draft`, nothing was entered, or the user clicked twice."""
    draft: StepDraft | None = None


# ------------------------------------------------------------------------------------------------ keeping


def entered(request: AuthenticatedRequest) -> Entered:
    """What a person entered, by input."""
    return {name: values for name, values in request.POST.lists() if name not in OURS}


def store_draft(request: AuthenticatedRequest, case: Case, step: Step) -> InputOutcome:
    user, data, now = request.user, entered(request), moment(request)
    form = filled(case, step, user, now, data)
    if second_click(request, case, step.name, form) or not lines(form):
        return InputOutcome(True)
    if user.role not in OFFICIAL_ROLES or sum(len(text) for values in data.values() for text in values) > LARGEST:
        return InputOutcome(False)
    return InputOutcome(True, write(user, case, step.name, data, audit.last_event(case), now))


def write(user: User, case: Case, what: str, data: Entered, event: Event | None, now: datetime) -> StepDraft:
    """The same content once more is one draft."""
    rows = list(StepDraft.objects.filter(user=user, case=case, step=what).order_by("-at", "-id"))
    row = next((draft for draft in rows if draft.data == data), None) or StepDraft(user=user, case=case, step=what)
    row.data, row.at, row.event, row.typed = data, now, event, False
    row.save()
    drop_oldest(row)
    return row


def store_typed(request: AuthenticatedRequest, case: Case, what: str) -> None:
    """What was entered, as the draft that the form of the step begins with."""
    data, now = entered(request), moment(request)
    drop_oldest(StepDraft.objects.create(user=request.user, case=case, step=what, data=data, at=now, typed=True))


def drop_oldest(written: StepDraft) -> None:
    """An author has no more than MOST drafts of one step of a case."""
    rows = StepDraft.objects.filter(user=written.user, case=written.case, step=written.step).exclude(pk=written.pk)
    old = rows.order_by("-at", "-id").values_list("pk", flat=True)[MOST - 1 :]
    StepDraft.objects.filter(pk__in=list(old)).delete()


def discard_used(request: AuthenticatedRequest, case: Case, what: str) -> None:
    """The draft from which the form was filled is used; others with the same content are not needed any more."""
    rows = StepDraft.objects.filter(user=request.user, case=case, step=what)
    data, used = entered(request), request.POST.getlist("draft")
    StepDraft.objects.filter(pk__in=[row.pk for row in rows if str(row.pk) in used or row.data == data]).delete()


def forget(now: datetime) -> int:
    """How many drafts went that nobody has come back to."""
    return StepDraft.objects.filter(at__lt=now - LIFETIME).delete()[0]


# ------------------------------------------------------------------------------------------------ coming back to them


@prepared
def _of(case: UUID, user: UUID) -> QuerySet[StepDraft]:
    return StepDraft.objects.filter(case=case, user=user).select_related("event__case").order_by("-at")


def drafts_of(case: Case, user: User) -> list[StepDraft]:
    """The newest first."""
    return list(_of(case.pk, user.pk))


def displayed(rows: Iterable[StepDraft], case: Case, user: User, now: datetime) -> list[DisplayedDraft]:
    drafts = (_displayed(row, case, user, now) for row in rows)
    return [draft for draft in drafts if draft is not None]


def _displayed(row: StepDraft, case: Case, user: User, now: datetime) -> DisplayedDraft | None:
    step = STEPS.get(row.step)
    form = _form_of(row, case, user, now)
    if form is None:
        return None
    again = ""
    if step is not None and case.state in step.sources:
        again = reverse("cases:step", args=[case.pk, step.name])
    elif isinstance(form, ResolveForm) and form.discrepancy.resolved_at is None:
        again = reverse("cases:discrepancy", args=[case.pk, form.discrepancy.pk])
    title = Event.label_of(row.step)
    gone_by = not again and case.state_since > (row.event.at if row.event else row.at)
    why, address = str(overtaken_by(step, row.event, user)), again and f"{again}?draft={row.pk}"
    return DisplayedDraft(row, title, why, lines(form), address, gone_by)


def _form_of(row: StepDraft, case: Case, user: User, now: datetime) -> forms.Form | None:
    """The form filled in again; None where the form does not exist any more."""
    if row.step in STEPS:
        return filled(case, STEPS[row.step], user, now, row.data)
    discrepancy = Discrepancy.objects.filter(case=case, pk__in=row.data.get(DISCREPANCY, [])).first()
    return ResolveForm(_sent(row.data), case=case, discrepancy=discrepancy, now=now) if discrepancy else None


DISCREPANCY = "discrepancy"
"""The input of a draft that says of which discrepancy it is."""


def chosen(request: AuthenticatedRequest, case: Case, what: str) -> StepDraft | None:
    """The draft that the address names, else the newest that was saved while it was typed; never another's."""
    rows = StepDraft.objects.filter(case=case, user=request.user, step=what)
    if "draft" not in request.GET:
        return rows.filter(typed=True).order_by("-at").first()
    try:
        return rows.filter(pk=UUID(request.GET["draft"])).first()
    except ValueError:
        return None


def initial(row: StepDraft | None, case: Case, user: User, now: datetime) -> dict[str, Any]:
    """What a draft gives the form of its step."""
    form = _form_of(row, case, user, now) if row else None
    return {"draft": str(row.pk)} | {bound.name: bound.data for bound in form.visible_fields()} if row and form else {}


@open_to(*CASE_ROLES)
def discard(request: AuthenticatedRequest, pk: UUID, draft_pk: UUID) -> HttpResponse:
    """POST: the author needs it no more."""
    case, user = the_case(request, pk), request.user
    row = get_object_or_404(StepDraft, pk=draft_pk, case=case, user=user)
    if request.method == "POST":
        row.delete()
        messages.success(request, _("The draft is discarded."))
    return redirect(case_url(request.user, case))


# ------------------------------------------------------------------------------------------------ the form, filled in


def _sent(data: Mapping[str, list[str]]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in data.items():
        sent.setlist(name, values)
    return sent


def filled(case: Case, step: Step, user: User, now: datetime, data: Entered) -> forms.Form:
    return form_of(step)(_sent(data), case=case, step=step, user=user, now=now)


def lines(form: forms.Form) -> Lines:
    lines = (
        (str(bound.label), _text(bound), isinstance(bound.field.widget, forms.Textarea))
        for bound in form.visible_fields()
    )
    return [line for line in lines if line[1].strip()]


def _text(bound: forms.BoundField) -> str:
    """As people read it: the words of a choice; nothing of a checkbox."""
    if isinstance(bound.field, forms.BooleanField):
        return ""
    value = bound.data
    chosen = value if isinstance(value, list | tuple) else [value]
    words = {str(key): str(text) for key, text in getattr(bound.field, "choices", [])}
    return "; ".join(words.get(str(key), str(key)) for key in chosen if key)

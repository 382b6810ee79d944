"""What is typed beside the steps of a case, a note, a message, the verdict on a document: saved while it is typed, as
the form of a step is (`autosave`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.engine.performing import reviewing
from cases.law.actors import OFFICIAL_ROLES
from cases.models import Case, StepDraft, User
from cases.web.drafts import autosave, stepdrafts
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment

NOTE, MESSAGE, REVIEW = "note", "message", "review-"
"""What a draft is of; with the kind of the document after the last."""
REMARKS = ("ground", "text", "text_kk")
"""Inputs of a review, each once a document: "ground_passport"."""


def fields(case: Case, user: User, what: str) -> tuple[str, ...]:
    """The inputs of the form; none for what this person does not write here."""
    if what in (NOTE, MESSAGE):
        return ("text",)
    kind = what.removeprefix(REVIEW)
    reviews = what.startswith(REVIEW) and reviewing.step_of(case, user.role) is not None
    return tuple(f"{name}_{kind}" for name in REMARKS) if reviews and kind in reviewing.kinds(case) else ()


@open_to(*OFFICIAL_ROLES)
def save(request: AuthenticatedRequest, pk: UUID, what: str) -> HttpResponse:
    """POST: the form as it stands. A script gets what `autosave.save` gives it, a person the page again."""
    case = the_case(request, pk)
    names = fields(case, request.user, what)
    if not names:
        raise Http404
    row, problem = None, ""
    if request.method == "POST":
        data = _data(request, names)
        problem = autosave.too_long(data)
        row = None if problem else _write(request, case, what, data)
    if request.headers.get("Accept") == autosave.JSON:
        return JsonResponse(autosave.answer(row, problem), status=409 if problem else 200)
    autosave.say(request, row, problem)
    return redirect(_page(request.user, case, what))


def _data(request: AuthenticatedRequest, names: Iterable[str]) -> stepdrafts.Entered:
    return {name: request.POST.getlist(name) for name in names if name in request.POST}


def _write(request: AuthenticatedRequest, case: Case, what: str, data: stepdrafts.Entered) -> StepDraft | None:
    row = autosave.begun(request, case, what)
    if not any(text.strip() for values in data.values() for text in values):
        if row:
            row.delete()
        return None
    row = row or StepDraft(user=request.user, case=case, step=what, typed=True)
    row.data, row.at = data, moment(request)
    row.save()
    stepdrafts.drop_oldest(row)
    return row


def _page(user: User, case: Case, what: str) -> str:
    if what == MESSAGE:
        return reverse("cases:thread", args=[case.pk])
    if what == NOTE:
        return case_url(user, case) + "#notes"
    return reverse("cases:review", args=[case.pk, what.removeprefix(REVIEW)])


# ---------------------------------------------------------------------------------------------- the form begins with it


def begun(request: AuthenticatedRequest, case: Case, what: str) -> StepDraft | None:
    """That which the form was sent with; before it is sent, the newest."""
    rows = StepDraft.objects.filter(case=case, user=request.user, step=what, typed=True)
    if request.method != "POST":
        return rows.order_by("-at").first()
    try:
        return rows.filter(pk=UUID(request.POST.get("draft", ""))).first()
    except ValueError:
        return None


def initial(row: StepDraft | None) -> dict[str, Any]:
    return {name: values[-1] for name, values in row.data.items() if values} if row else {}


def context(case: Case, what: str, row: StepDraft | None) -> dict[str, Any]:
    """Of `cases/_saves_itself.html`."""
    return {"typed_url": reverse("cases:typed_text", args=[case.pk, what]), "draft": row}


def done(request: AuthenticatedRequest, case: Case, what: str) -> None:
    """What was sent is no draft any more."""
    data, used = _data(request, fields(case, request.user, what)), request.POST.get("draft", "")
    rows = StepDraft.objects.filter(user=request.user, case=case, step=what)
    StepDraft.objects.filter(pk__in=[row.pk for row in rows if str(row.pk) == used or row.data == data]).delete()


__all__ = ["MESSAGE", "NOTE", "REMARKS", "REVIEW", "begun", "context", "done", "initial", "save"]

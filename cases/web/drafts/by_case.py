"""What is typed in a list that has a row for each case: of each case a draft of its author, saved while it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.models import StepDraft, User
from cases.values import moments
from cases.web.drafts import autosave
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment

Typed = Mapping[UUID, Mapping[str, str]]
"""By case: the inputs of its row, without the key of the row in their names."""


def store(user: User, what: str, typed: Typed, now: datetime) -> bool:
    """Whether anything is stored now; a row with nothing in it has no draft. Rows that did not change keep their
    time."""
    there = {row.case_id: row for row in _rows(user, what, typed)}
    filled = {case: {name: [text] for name, text in row.items() if text} for case, row in typed.items()}
    for case, data in filled.items():
        row = there.get(case) or StepDraft(user=user, case_id=case, step=what, typed=True)
        if data and data != row.data:
            row.data, row.at = data, now
            row.save()
    emptied = [row.pk for case, row in there.items() if not filled[case]]
    StepDraft.objects.filter(pk__in=emptied).delete()
    return any(filled.values())


def stored(user: User, what: str, cases: Iterable[UUID]) -> tuple[dict[UUID, dict[str, str]], datetime | None]:
    """(what was typed, by case; when the last of it was saved)."""
    rows = list(_rows(user, what, cases))
    typed = {row.case_id: {name: values[-1] for name, values in row.data.items() if values} for row in rows}
    return typed, max((row.at for row in rows), default=None)


def discard(user: User, what: str, cases: Iterable[UUID]) -> None:
    """These rows are recorded."""
    StepDraft.objects.filter(pk__in=[row.pk for row in _rows(user, what, cases)]).delete()


def saved(request: AuthenticatedRequest, what: str, typed: Typed, here: str) -> HttpResponse:
    """The answer to a list that saves itself: to a script in JSON, to a person the page `here`."""
    now = moment(request)
    some = request.method == "POST" and store(request.user, what, typed, now)
    words = _("Draft saved: %(at)s") % {"at": moments.moment(now)} if some else ""
    if request.headers.get("Accept") == autosave.JSON:
        return JsonResponse({"draft": "", "at": "", "words": words})
    if request.method == "POST":
        level = messages.SUCCESS if some else messages.WARNING
        messages.add_message(request, level, words or _("There is nothing to save yet."))
    return redirect(here)


def _rows(user: User, what: str, cases: Iterable[UUID]) -> Iterable[StepDraft]:
    return StepDraft.objects.filter(user=user, step=what, typed=True, case__in=list(cases)).order_by("at")

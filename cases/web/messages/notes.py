"""Notes for colleagues: written on the page of a case, struck and never changed, visible to no other body."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.people import colleagues
from cases.fields.text import TextArea
from cases.law.actors import OFFICIAL_ROLES
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, CaseNote
from cases.web.drafts import texts
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment


class ColleagueNoteForm(forms.Form):
    text = TextArea(label=gettext_lazy("Note for colleagues"), rows=3, max_length=colleagues.LONGEST)


class StrikeForm(forms.Form):
    text = TextArea(label=gettext_lazy("Why it is struck"), rows=2, max_length=300)


@open_to(*OFFICIAL_ROLES)
def write(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """POST: a note. GET: the way back from a sign-in."""
    case = the_case(request, pk)
    form = ColleagueNoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and not form.is_valid():
        return _page(request, case, form)
    if form.is_bound:
        colleagues.add_note(case, request.user, moment(request), form.cleaned_data["text"])
        texts.discard(request, case, texts.NOTE)
    return _back(request, case)


@open_to(*OFFICIAL_ROLES)
def strike(request: AuthenticatedRequest, pk: UUID, note_pk: UUID) -> HttpResponse:
    """GET: the note and the question why. POST: it is struck."""
    case = the_case(request, pk)
    note = next((row for row in colleagues.notes(case.pk, request.user) if row.pk == note_pk), None)
    if note is None or note.by_id != request.user.pk:
        raise Http404
    draft = texts.stored_text(request, case, texts.of_striking(note_pk))
    form = StrikeForm(request.POST if request.method == "POST" else None, initial=texts.initial(draft))
    if not form.is_valid():
        return _page(request, case, form, note)
    try:
        colleagues.strike_note(case, note_pk, request.user, moment(request), form.cleaned_data["text"])
        texts.discard(request, case, texts.of_striking(note_pk))
        messages.success(request, _("The note is struck."))
    except NotFoundError as error:
        raise Http404 from error
    except NotNowError as error:
        messages.warning(request, str(error))
    return _back(request, case)


def _back(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    return redirect(case_url(request.user, case) + "#notes")


def _page(request: AuthenticatedRequest, case: Case, form: forms.Form, note: CaseNote | None = None) -> HttpResponse:
    context = {
        "case": case,
        "heading": _("Strike the note") if note else _("Note for colleagues"),
        "form": form,
        "note": note,
        "back": case_url(request.user, case),
        "section": "desk",
    }
    what = texts.of_striking(note.pk) if note else texts.NOTE
    context |= texts.context(case, what, texts.stored_text(request, case, what))
    return render(request, "cases/note.html", context, status=422 if form.errors else 200)

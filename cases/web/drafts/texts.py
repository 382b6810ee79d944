"""What is typed beside the steps of a case, a note, a message, why something goes back: saved while it is typed, as the
form of a step is (`autosave`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.engine.performing import reviewing
from cases.engine.steps import STEPS
from cases.law.actors import Role
from cases.law.places import May
from cases.models import Case, CaseNote, Discrepancy, DraftedAct, StepDraft, User, WaitingCorrection
from cases.web.drafts import autosave, stepdrafts
from cases.web.request.access import CASE_ROLES, AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment

NOTE, MESSAGE, HAND_OVER, PACKAGE = "note", "message", "handover", "package"
"""What a draft is of, where a case has one such form."""
ROWS = {PACKAGE: ("accepted", "reason", "text", "text_kk")}
"""Inputs of a form with a row for each document: "accepted_passport"."""
INPUTS = {HAND_OVER: ("to", "note"), "resolve": ("side", "word", "letter_number", "letter_on")}
"""Of a form with more than one text."""
REMARKS = ("ground", "text", "text_kk")
"""Inputs of a review, each once a document: "ground_passport"."""


def of_review(kind: str) -> str:
    """The verdict on the document of this kind."""
    return f"review-{kind}"


def of_striking(note: UUID) -> str:
    return f"strike-{note.hex}"


def of_sending_back(row: UUID) -> str:
    """Why an act that a colleague has drafted, or a correction that waits, goes back."""
    return f"back-{row.hex}"


def of_resolving(discrepancy: UUID) -> str:
    return f"resolve-{discrepancy.hex}"


def inputs(what: str) -> tuple[str, ...]:
    """Of its form."""
    kind, _dash, about = what.partition("-")
    if kind == "review":
        return tuple(f"{name}_{about}" for name in REMARKS)
    return INPUTS.get(kind, ("text",))


def page(case: Case, user: User, what: str) -> str:
    """The page of the form; "" for what this person does not write here."""
    kind, _dash, about = what.partition("-")
    find = PAGES.get(kind)
    if find is None or (user.role == Role.APPLICANT and kind != MESSAGE) or bool(about) == (kind in ONCE):
        return ""
    return find(case, user, about)


def _package(case: Case, user: User, _about: str) -> str:
    """At the public service centre, while the package is compared with the originals."""
    reconciles = user.role == Role.CLERK and May.RECONCILE in case.place.may
    return case_url(user, case) + "#package-title" if reconciles else ""


def _notes(case: Case, user: User, _about: str) -> str:
    return case_url(user, case) + "#notes"


def _thread(case: Case, _user: User, _about: str) -> str:
    return reverse("cases:thread", args=[case.pk])


def _handing_over(case: Case, user: User, _about: str) -> str:
    return reverse("cases:owner", args=[case.pk, "hand_over"]) if case.waits_on == user.reads_as else ""


def _review(case: Case, user: User, about: str) -> str:
    reviews = reviewing.step_of(case, user.role) is not None and about in reviewing.reviewed_kinds(case)
    return reverse("cases:review", args=[case.pk, about]) if reviews else ""


def _striking(case: Case, user: User, about: str) -> str:
    mine = CaseNote.objects.filter(case=case, by=user, pk=_key(about))
    return reverse("cases:strike_note", args=[case.pk, _key(about)]) if mine.exists() else ""


def _sending_back(case: Case, user: User, about: str) -> str:
    """An act or a correction of what this person does."""
    models: tuple[tuple[str, Any], ...] = (("cases:drafted", DraftedAct), ("cases:correction", WaitingCorrection))
    for name, model in models:
        row = model.objects.filter(case=case, pk=_key(about)).first()
        if row is not None and STEPS[row.step].by == user.role:
            return reverse(name, args=[case.pk, row.pk])
    return ""


def _resolving(case: Case, user: User, about: str) -> str:
    rows = Discrepancy.objects.filter(case=case, pk=_key(about)) if user.role == Role.OFFICER else None
    return reverse("cases:discrepancy", args=[case.pk, _key(about)]) if rows and rows.exists() else ""


def _key(text: str) -> UUID:
    """One of no row for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


PAGES: dict[str, Callable[[Case, User, str], str]] = {
    NOTE: _notes,
    MESSAGE: _thread,
    HAND_OVER: _handing_over,
    PACKAGE: _package,
    "review": _review,
    "strike": _striking,
    "back": _sending_back,
    "resolve": _resolving,
}
ONCE = (NOTE, MESSAGE, HAND_OVER, PACKAGE)
"""The others name what they are about."""


@open_to(*CASE_ROLES)
def save(request: AuthenticatedRequest, pk: UUID, what: str) -> HttpResponse:
    """POST: the form as it is. A script gets what `autosave.save` gives it, a person the page again."""
    case = the_case(request, pk)
    here = page(case, request.user, what)
    if not here:
        raise Http404
    row, problem = None, ""
    if request.method == "POST":
        data = _data(request, inputs(what) + _of_rows(request, what))
        problem = autosave.too_long(data)
        row = None if problem else _write(request, case, what, data)
    if request.headers.get("Accept") == autosave.JSON:
        return JsonResponse(autosave.answer(row, problem), status=409 if problem else 200)
    autosave.add_message(request, row, problem)
    return redirect(here)


def _data(request: AuthenticatedRequest, names: Iterable[str]) -> stepdrafts.Entered:
    return {name: request.POST.getlist(name) for name in names if name in request.POST}


def _of_rows(request: AuthenticatedRequest, what: str) -> tuple[str, ...]:
    """Of a form with a row for each document: which inputs came, is known by their names alone."""
    names = ROWS.get(what, ())
    return tuple(key for key in request.POST if any(key.startswith(f"{name}_") for name in names))


def _write(request: AuthenticatedRequest, case: Case, what: str, data: stepdrafts.Entered) -> StepDraft | None:
    row = autosave.stored_draft(request, case, what)
    if not any(text.strip() for values in data.values() for text in values):
        if row:
            row.delete()
        return None
    row = row or StepDraft(user=request.user, case=case, step=what, typed=True)
    row.data, row.at = data, moment(request)
    row.save()
    stepdrafts.drop_oldest(row)
    return row


# ---------------------------------------------------------------------------------------------- the form begins with it


def stored_text(request: AuthenticatedRequest, case: Case, what: str) -> StepDraft | None:
    """The draft with which the form was sent; before it is sent, the newest."""
    rows = StepDraft.objects.filter(case=case, user=request.user, step=what, typed=True)
    if request.method != "POST":
        return rows.order_by("-at").first()
    return rows.filter(pk__in=autosave.named(request)).first()


def begun(request: AuthenticatedRequest, rows: Iterable[StepDraft], what: str) -> StepDraft | None:
    """As `stored_text`, of the person's drafts of the case, the newest first."""
    mine = [row for row in rows if row.step == what and row.typed]
    named = autosave.named(request)
    return next((row for row in mine if request.method != "POST" or row.pk in named), None)


def initial(row: StepDraft | None) -> dict[str, Any]:
    return {name: values[-1] for name, values in row.data.items() if values} if row else {}


def context(case: Case, what: str, row: StepDraft | None) -> dict[str, Any]:
    """Of `cases/_saves_itself.html`."""
    return {"typed_url": reverse("cases:typed_text", args=[case.pk, what]), "draft": row}


def discard(request: AuthenticatedRequest, case: Case, what: str) -> None:
    """What was sent is no draft any more."""
    data, used = _data(request, inputs(what)), request.POST.getlist("draft")
    rows = StepDraft.objects.filter(user=request.user, case=case, step=what)
    StepDraft.objects.filter(pk__in=[row.pk for row in rows if str(row.pk) in used or row.data == data]).delete()


def keep_rows(
    request: AuthenticatedRequest, case: Case, what: str, still: Callable[[StepDraft], Iterable[str]]
) -> None:
    """Rows of a form are recorded: of each draft only those of these documents stay. `still`: of a draft, which."""
    for row in StepDraft.objects.filter(user=request.user, case=case, step=what, typed=True):
        kept = {f"{name}_{kind}" for name in ROWS[what] for kind in still(row)}
        row.data = {name: values for name, values in row.data.items() if name in kept}
        if row.data:
            row.save(update_fields=["data"])
        else:
            row.delete()

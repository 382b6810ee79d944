"""The applicant's complaints: begun from a letter or from a term that is over, filed with ЭЦП, followed to the answer
(art. 91 of the АППК)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case, Deadline
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.service import challenged
from cases.service.acts import open_about_delay, open_complaint, record_reading
from cases.service.queries import buttons
from cases.web import documents
from cases.web.documents import uploads
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.web.request.opening import open_or_go_back
from egov.cabinet import story

LIST = "complaint"
OUTCOME = {"because", "falls", "until", "aside"}
"""Facts of the letters that say what came of a complaint: closed, or satisfied, in part, about an act or a delay."""
ROWS = 50


@open_to(Role.APPLICANT)
def home(request: AuthenticatedRequest) -> HttpResponse:
    complaints = challenged.complaints_of(request.user, ROWS)
    return render(request, "egov/complaints/home.html", {"section": "desk", "complaints": complaints})


@open_to(Role.APPLICANT)
def start(request: AuthenticatedRequest, letter: UUID) -> HttpResponse:
    """POST: a draft about this letter, or the one begun before."""
    if not challenged.concerns(request.user, letter):
        raise Http404
    if request.method != "POST":
        return redirect("egov:complaints:home")
    return _begun(request, open_complaint, letter)


@open_to(Role.APPLICANT)
def start_about_delay(request: AuthenticatedRequest, term: UUID) -> HttpResponse:
    """POST: a draft about this term of one of the person's cases, or the one begun before."""
    if not challenged.concerns(request.user, term):
        raise Http404
    if request.method != "POST":
        return redirect("egov:complaints:home")
    return _begun(request, open_about_delay, term)


def _begun(request: AuthenticatedRequest, begin: Callable[..., Case], about: UUID) -> HttpResponse:
    return open_or_go_back(request, partial(begin, about), "egov:complaints:case", "egov:complaints:home")


@open_to(Role.APPLICANT)
def case(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    complaint = _complaint(request, pk)
    record_reading(complaint, request.user, "case", moment(request), address=address(request))
    return _page(request, complaint)


@open_to(Role.APPLICANT)
def attach_document(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """POST: what goes with the complaint. The answer is the card alone for htmx, else the whole page."""
    complaint = _complaint(request, pk)
    here = reverse("egov:complaints:case", args=[pk])
    if request.method != "POST" or May.ATTACH not in complaint.place.may:
        return redirect(here)
    rule = documents.rule_of(complaint, LIST, kind)
    form = uploads.receive(request, complaint, rule)
    if getattr(request, "htmx", False):
        context = _context(request, complaint, form)
        context |= {"card": context["cards"][0], "action": reverse("egov:complaints:document", args=[pk, kind])}
        return render(request, "cases/document_upload.html", context, status=form.status if form else 200)
    if form is not None:
        return _page(request, complaint, form, form.status)
    messages.success(request, _("Saved: %(title)s.") % {"title": rule.title})
    return redirect(here)


def _complaint(request: AuthenticatedRequest, pk: UUID) -> Case:
    return the_case(request, pk, "about_letter__case__city", "about_term__case__city")


def _page(
    request: AuthenticatedRequest, case: Case, form: DocumentForm | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "egov/complaints/case.html", _context(request, case, form), status=status)


def _context(request: AuthenticatedRequest, case: Case, form: DocumentForm | None) -> dict[str, Any]:
    user, now = request.user, moment(request)
    deadlines, offered = case.dossier.deadlines, buttons(case, user, now) if case.open else []
    last = challenged.last_day(case)
    cards, letters = documents.cards(case, user, LIST, now, form), story.letters(case)
    return {
        "section": "desk",
        "case": case,
        "now": now,
        "letter": case.about_letter,
        "term": case.about_term,
        "last_day": last,
        "late": bool(last and local_day(now) > last and case.place.may),
        "cards": cards,
        "attaches": May.ATTACH in case.place.may,
        "attached": any(card.document for card in cards),
        "to_court": challenged.to_court(case),
        "silence": challenged.silence(case, now),
        "running": [d for d in deadlines if d.state == Deadline.RUNNING],
        "events": story.timeline(case),
        "letters": letters,
        "outcome": next((row.facts for row in letters if OUTCOME & row.facts.keys()), None),
        "further": challenged.further(letters),
        "complaint": challenged.complaint_text(case),
        "above": next((row for row in letters if row.facts.get("file_sha256")), None) if case.open else None,
        "main": [b for b in offered if not b.step.optional],
        "more": [b for b in offered if b.step.optional],
    }

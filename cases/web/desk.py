"""A desk: a member of staff's queue and the pages of its cases. The sides name their actor and templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases import audit, queues
from cases.models import Case, Event, Letter, Signature
from cases.states import DESKS, PLACES, Actor, Role, State
from cases.web.access import open_to
from cases.web.common import address, moment, the_case

View = Callable[..., HttpResponse]


def home(actor: Actor, template: str) -> View:
    """The queue: what waits on this desk, the most urgent first, a tab for each state."""

    @open_to(Role(actor.value))
    def view(request: HttpRequest) -> HttpResponse:
        tabs = queues.tabs_of(actor)
        state = request.GET.get("state", "")
        state = state if state in tabs else ""
        search = request.GET.get("q", "").strip()[:60]
        context: dict[str, Any] = {
            "actor": actor,
            "tabs": [(s, PLACES[s]) for s in tabs],
            "state": state,
            "search": search,
            "now": moment(request),
            "desk": DESKS[actor],
            "counts": queues.counts(request.user, moment(request)),
        }
        if search:
            context["found"] = queues.find(request.user, search)
        else:
            context["page"] = queues.listing(request.user, state, request.GET.get("after", ""))
        return render(request, template, context)

    return view


def case(actor: Actor, template: str, extra: Callable[[Case, Any], dict[str, Any]] | None = None) -> View:
    """The case page: documents, checks, timeline, deadlines, and one button a step. Remembers who read it."""

    @open_to(Role(actor.value))
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        found = the_case(request, pk, "slot")
        audit.read(found, request.user, "case", moment(request), address=address(request))
        context = case_context(found, request)
        if extra:
            context |= extra(found, request)
        return render(request, template, context)

    return view


EVENTS, LETTERS = 100, 50


def case_context(case: Case, request: HttpRequest) -> dict[str, Any]:
    """What every page of one case shows; each list is one statement, and none is without a limit."""
    buttons = queues.buttons(case, request.user, moment(request))
    return {
        "case": case,
        "law": case.law,
        "now": moment(request),
        "buttons": [b for b in buttons if not b.step.optional],
        "more_buttons": [b for b in buttons if b.step.optional],
        "events": list(Event.objects.filter(case=case).order_by("-id")[:EVENTS]),
        "letters": list(Letter.objects.filter(case=case).order_by("-id")[:LETTERS]),
        "signatures": list(Signature.objects.filter(case=case).order_by("-id")[:LETTERS]),
        "deadlines": case.dossier.deadlines,
        "state": State(case.state),
    }

"""The personal cabinet: how far a case is, what to do next, what has been written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext

from cases.law.actors import Actor, Role
from cases.law.calendar import local_day
from cases.law.places import May
from cases.law.titles import rule_of
from cases.models import Case, Deadline, Letter
from cases.programmes.nomad.forms import FORMS
from cases.programmes.nomad.states import PLACES, State
from cases.service import queries
from cases.service.acts import helping, read_notices, record_reading, rings
from cases.service.challenged import delay_ways, ruling_waiting
from cases.service.orders import consent_form as filled_form
from cases.service.queries import Button, buttons
from cases.web.case_file import act_set_aside, taken_back
from cases.web.documents import signed
from cases.web.documents.hearing import (
    hearing_for_applicant,
    past_hearings,
    proofs_of_arrival,
    words_on_arrival,
)
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.finding import prepare, the_case
from cases.web.request.moment import moment
from cases.web.step import confirming
from egov.cabinet import story
from egov.cabinet.checklist import checklist
from egov.cabinet.complaining import open_ways
from egov.cabinet.guide import call_of
from egov.cabinet.openings import openings
from egov.cabinet.way import way_now, way_of

CASES, RECENT = 20, 5
PACKAGE = "con"


@open_to(Role.APPLICANT)
def home(request: AuthenticatedRequest) -> HttpResponse:
    """The open case large, or the last one with what may be begun; then notices, letters and earlier cases."""
    user = request.user
    cases = queries.latest_cases(user, CASES)
    current = next((c for c in cases if c.open), None)
    notices = story.notices(user)
    context: dict[str, Any] = {
        "section": "desk",
        "current": current,
        "earlier": [c for c in cases if c is not current],
        "notices": notices[:RECENT],
        "unread": sum(rings(n["read"], n["at"], moment(request)) for n in notices),
        "helped": helping.helped_by(user),
    }
    letters = {case.pk: story.letters(case) for case in _spoken_of(cases)}
    today = local_day(moment(request))
    ways = [way for rows in letters.values() for way in open_ways(rows, today)]
    if current:
        prepare(current, moment(request))
        context |= _standing(current, request)
        context |= {"letters": letters[current.pk], "way_now": way_now(current, moment(request))}
        context |= _rulings(current, letters[current.pk])
        due = min((d.last_day for d in context["running"] if d.binds_applicant), default=None)
        context["complaining_later"] = [way for way in ways if due and way.last_day >= due]
    else:
        context["openings"] = openings(user.person, moment(request)) if user.person else None
    context["complaining"] = [way for way in ways if way not in context.get("complaining_later", ())]
    return render(request, "egov/cabinet/home.html", context)


def _spoken_of(cases: list[Case]) -> list[Case]:
    """The open case, and the newest that is closed: their letters are looked at on the home page."""
    newest_closed = next((case for case in cases if not case.open), None)
    return [case for case in cases if case.open or case is newest_closed]


@open_to(Role.APPLICANT)
def case(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    case, user = the_case(request, pk, "slot", "based_on", "city"), request.user
    record_reading(case, user, "case", moment(request), address=address(request))
    letters, signatures = story.letters_and_signed(case, user)
    context = (
        _standing(case, request)
        | _ended(case, letters)
        | _arrival_words(case)
        | _package(case)
        | _buttons(case, request)
        | {"heard": hearing_for_applicant(case), "heard_before": past_hearings(case, user)}
        | {
            "section": "desk",
            "case": case,
            "events": story.timeline(case),
            "letters": letters,
            "complaining": list(open_ways(letters, local_day(moment(request)))),
            "signatures": signed.signature_rows(case, signatures),
            "anketas": queries.anketas(signatures),
            "payments": queries.payments_shown(case, moment(request)),
            "waybill": case.dossier.waybill_moves if May.TRACK in case.place.may else [],
            "withdrawals": queries.withdrawals_shown(case),
            "way": way_of(case, moment(request)),
            "checklist": checklist(case),
            "replaced": story.replaced(case, user),
            "corrections": confirming.beside(case, user),
        }
    )
    context |= _rulings(case, letters)
    return render(request, "egov/cabinet/case.html", context | taken_back.handback(case, moment(request)))


def _rulings(case: Case, letters: list[Letter]) -> dict[str, Any]:
    """What was set aside, and what is to be: looked for where a complaint about a letter has been answered."""
    ways = [row.challenge for row in letters]  # type: ignore[attr-defined]
    answered = any(way and way.complaint and not way.complaint.open for way in ways)
    return {"set_aside": act_set_aside(case, letters), "ruling": ruling_waiting(case) if answered else None}


def _buttons(case: Case, request: AuthenticatedRequest) -> dict[str, Any]:
    mine = buttons(case, request.user, moment(request))
    return {
        "hearing_buttons": [b for b in mine if _of_hearing(b)],
        "more_buttons": [b for b in mine if b.step.optional and not _of_hearing(b)],
    }


def _ended(case: Case, letters: list[Letter]) -> dict[str, Any]:
    """Why it was refused, or the approval lapsed."""
    if case.open:
        return {}
    language = (get_language() or "ru")[:2]
    return {"refusal": story.refusal(case, letters, language), "lapse": story.lapse(case, letters, language)}


def _arrival_words(case: Case) -> dict[str, Any]:
    """The person's own, with their files."""
    if not case.place.proofs:
        return {}
    return {"claimed": words_on_arrival(case), "proofs": proofs_of_arrival(case)}


def _package(case: Case) -> dict[str, Any]:
    return {
        "has_consent_form": case.open and _has_consent_form(case) and not case.dossier.has_consented("transfer"),
        "two_texts": FORMS["consent"].note,
        "from_before": queries.from_before(case, PACKAGE) if _brings_package(case) else (),
    }


def _brings_package(case: Case) -> bool:
    return case.place.documents == PACKAGE and case.place.waits_on == Actor.APPLICANT


def _of_hearing(button: Button) -> bool:
    """What the person may answer to a proposed refusal is beside it."""
    return all(May.HEAR in PLACES[State(source)].may for source in button.step.sources)


def _standing(case: Case, request: AuthenticatedRequest) -> dict[str, Any]:
    deadlines = case.dossier.deadlines
    ways = delay_ways(case, moment(request))
    for deadline in deadlines:
        deadline.challenge = ways.get(deadline.pk)  # type: ignore[attr-defined]
    return {
        "case": case,
        "now": moment(request),
        "call": call_of(case, moment(request)),
        "running": [d for d in deadlines if d.state == Deadline.RUNNING],
        "past": [d for d in deadlines if d.state != Deadline.RUNNING],
    }


@open_to(Role.APPLICANT)
def notices(request: AuthenticatedRequest) -> HttpResponse:
    """GET: the newest notices. POST: all that stood there are read."""
    user = request.user
    if request.method == "POST":
        n = read_notices(user, _newest_on_the_page(request), moment(request))
        messages.success(
            request, ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", n) % {"n": n}
        )
        return redirect("egov:cabinet:home")
    notices = story.notices(request.user)
    unread = sum(1 for n in notices if not n["read"])
    context = {"notices": notices, "unread": unread, "section": "desk"}
    return render(request, "egov/cabinet/notices.html", context)


def _newest_on_the_page(request: AuthenticatedRequest) -> UUID | None:
    """What came since the page was loaded has been read by nobody. None for an old page, which does not say."""
    try:
        return UUID(request.POST["newest"])
    except (KeyError, ValueError):
        return None


def _has_consent_form(case: Case) -> bool:
    return rule_of(case, "con", "consent_form") is not None


@open_to(Role.APPLICANT)
def consent_form(request: AuthenticatedRequest, pk: UUID, language: str) -> HttpResponse:
    """The annex form (п. 20(10)) filled in from the person's data, to print and sign."""
    case = the_case(request, pk)
    if language not in ("ru", "kk") or not _has_consent_form(case):
        raise Http404
    data = filled_form(case, request.user, moment(request), language)
    name = slugify(f"{case.number}-consent-{language}")
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)

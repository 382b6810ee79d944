"""Papers of a hearing: the person's to the objection, the official's to the protocol; each on the page of its step.
And what was stated, for readers of the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.lists.marks import Mark
from cases.engine.steps import STEPS, Step
from cases.engine.steps.facts import StepFacts
from cases.engine.steps.readers import event_readers, reads
from cases.law.actors import Role
from cases.law.places import May
from cases.law.regulations import DocRule
from cases.law.titles import HEARING
from cases.law.titles import rule_of as listed
from cases.models import Case, Deadline, Event, HearingEntry, User
from cases.models.hearing import Hearing as Hearing
from cases.models.queries import horizon
from cases.programmes.nomad import filing
from cases.programmes.nomad.applicants import claims
from cases.programmes.nomad.applicants.claims import Claimed as Claimed
from cases.programmes.nomad.facts import HearingMove, Objection, Protocol, ProtocolCorrection
from cases.programmes.nomad.hearings import hearing
from cases.web.documents import listing, uploads
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.web.request.returning import back_of
from cases.web.timeline import Grounds, grounds_of


@open_to(Role.APPLICANT, Role.SIGNER, Role.OFFICER)
def papers(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """GET: the card of the document. POST: keep what was sent, and back to the step it belongs to."""
    case = the_case(request, pk)
    rule = listed(case, HEARING, kind)
    if rule is None:
        raise Http404
    if May.HEAR not in case.place.may:
        messages.warning(request, _("The hearing is over: nothing can be attached to it any more."))
        return redirect(case_url(request.user, case))
    if kind not in filing.attachable(case, request.user):
        raise Http404
    return page(request, case, rule, _beside(case, request.user.role))


def page(request: AuthenticatedRequest, case: Case, rule: DocRule, step_name: str) -> HttpResponse:
    """One paper that goes with a step, by itself. POST: keep what was sent."""
    form = uploads.receive(request, case, rule) if request.method == "POST" else None
    alone = getattr(request, "htmx", False)
    if request.method == "POST" and form is None and not alone:
        messages.success(request, _("Kept: %(title)s.") % {"title": rule.title})
        return redirect(request.get_full_path())
    card = listing.card_of(case, request.user, rule, moment(request), form)
    context = {"case": case, "card": card, "back": case_url(request.user, case), "section": "desk", "form": form}
    context |= {"action": request.get_full_path(), "opened": True, "go_on": back_of(request)}
    if not context["go_on"]:
        asked = request.GET.urlencode()
        context["go_on"] = reverse("cases:step", args=[case.pk, step_name]) + (f"?{asked}" if asked else "")
    template = "cases/document_upload.html" if alone else "cases/hearing_papers.html"
    return render(request, template, context, status=form.status if form else 200)


def _beside(case: Case, role: str) -> str:
    """The step with which the paper is handed in."""
    here = case.dossier.open_hearing
    protocol = ProtocolCorrection if here and here.current_protocols else Protocol
    return _given(case, Objection if role == Role.APPLICANT else protocol)


def _given(case: Case, facts: type[StepFacts]) -> str:
    """The step of the present state that takes these facts."""
    return next(step.name for step in STEPS.values() if step.facts is facts and case.state in step.sources)


@dataclass(frozen=True, slots=True)
class HearingPanel:
    """The hearing of a case, for its page."""

    hearing: Hearing
    grounds: list[str]
    """In the reader's language."""
    objection: Deadline | None
    """The term for an objection."""
    act_from: date | None
    """The first day on which the act may be made."""
    moving: str
    """The step with which another hour is named."""


def hearing_of(case: Case, role: str, grounds: Grounds) -> HearingPanel | None:
    """What `role` reads of it: nothing for a role that does not read the proposal. `grounds`: those that the events
    name."""
    current = case.dossier.open_hearing
    if current is None or not reads(role, event_readers(_proposing(case).name)):
        return None
    kind = _proposing(case).grounds
    words = [grounds.get((kind, code), code) for code in current.notice.grounds]
    wait = hearing.term_of(case, hearing.WAIT)
    act_from = hearing.act_from(wait.due_at) if wait else None
    objection = hearing.term_of(case, hearing.OBJECTION)
    return HearingPanel(current, words, objection, act_from, _given(case, HearingMove))


def hearing_for_applicant(case: Case) -> HearingPanel | None:
    """The same, where the events of the case are not read."""
    if May.HEAR not in case.place.may:
        return None
    proposals = Event.objects.filter(case=case, step=_proposing(case).name).order_by("-id")
    return hearing_of(case, Role.APPLICANT, grounds_of(list(proposals[:1])))


def past_hearings(case: Case, user: User) -> list[HearingEntry]:
    """What was stated at hearings that are over, for everybody who reads the act that followed (art. 74)."""
    end = horizon(case, user)
    return [
        entry
        for entry in case.dossier.heard_before()
        if reads(user.reads_as, event_readers(entry.act)) and (end is None or entry.at <= end)
        if not (user.reads_as == Role.APPLICANT and _goes_with_the_notice(case, entry))
    ]


def _goes_with_the_notice(case: Case, entry: HearingEntry) -> bool:
    """An answer is part of the act, and the person reads neither before the notice that passes the act on (п. 9); nor
    where no notice follows any more, as after a withdrawal of the consent: such an act was never given."""
    if entry.kind != HearingEntry.ANSWER or entry.fallen:
        return False
    decided = STEPS[entry.act].decisions
    passing_on = [step.name for step in STEPS.values() if step.conveys and step.conveys in decided]
    given = Event.objects.filter(case=case, step__in=passing_on, at__gte=entry.at)
    return bool(passing_on) and not given.exists()


words_on_arrival, proofs_of_arrival = claims.all_of, claims.proofs


def marks(cases: Sequence[Case], now: datetime) -> dict[UUID, Mark]:
    """A word for each case of a queue whose hearing is on a day off: only its official can name another hour."""
    hours = ((case.pk, getattr(case, "hearing_on_day_off", None)) for case in cases)
    return {pk: NO_HEARING_THEN for pk, hour in hours if hour and hour > now}


NO_HEARING_THEN = Mark(gettext_lazy("day off"), gettext_lazy("The hearing falls on a day off: name another hour."))


def _proposing(case: Case) -> Step:
    """The step that has brought the case to its hearing."""
    return next(step for step in STEPS.values() if step.target == case.state)

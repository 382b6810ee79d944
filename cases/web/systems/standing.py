"""How the outside systems stand to a case, for its officer: who is silent, what to enter by hand, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.steps import STEPS
from cases.engine.writing import audit
from cases.gateways.standing import DIFFERS, SILENT, Standing, calls, standings
from cases.law.actors import Role
from cases.law.errors import CaseError, NotFoundError
from cases.models import Case, Discrepancy, StepDraft
from cases.programmes.nomad import resolving
from cases.programmes.nomad.forms.resolving import ResolveForm
from cases.programmes.nomad.resolving import Choice, ResolvedError
from cases.web import case_file
from cases.web.drafts import stepdrafts, texts, twice
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.kept import untaken
from cases.web.request.moment import moment, request_id


@dataclass(frozen=True, slots=True)
class SystemLine:
    """How one system stands; `url`: where its answer is entered by hand, "" when nowhere now."""

    standing: Standing
    url: str

    @property
    def unfinished(self) -> bool:
        return self.standing.exchange.open or self.standing.needs_hand or self.standing.lost


@dataclass(frozen=True, slots=True)
class Panel:
    """What has to be looked at apart from what only runs. `resolved`: what was resolved and can still be put right.
    `alarms`: to be entered by hand, as nobody answers;
    `waiting`: no answer, yet or for good, or asked by hand; `done`: answered, or not needed any more."""

    discrepancies: list[Discrepancy]
    resolved: list[Discrepancy]
    alarms: list[SystemLine]
    waiting: list[SystemLine]
    done: list[SystemLine]

    @property
    def expected(self) -> list[Standing]:
        """Whose answers come by themselves, where the officer might also enter them."""
        return [line.standing for line in self.waiting if line.standing.comes_by_itself]

    def __bool__(self) -> bool:
        return bool(self.discrepancies or self.resolved or self.alarms or self.waiting or self.done)


def panel(case: Case, now: datetime) -> Panel:
    systems = standings(case, now)
    lines = [SystemLine(standing, _enter(case, standing)) for standing in systems]
    settled = case.dossier.resolutions if any(standing.settled for standing in systems) else []
    open_lines = [line for line in lines if line.unfinished]
    return Panel(
        case.dossier.discrepancies if any(standing.differs for standing in systems) else [],
        [row for row in settled if resolving.correctable(case, row)],
        [line for line in open_lines if line.standing.alarming],
        [line for line in open_lines if not line.standing.alarming],
        [line for line in lines if line not in open_lines],
    )


def _enter(case: Case, standing: Standing) -> str:
    """The step's own page, its check chosen already."""
    if not standing.needs_hand:
        return ""
    kind = STEPS[standing.enter].subject_in
    chosen = f"?{urlencode({kind: standing.check})}" if kind else ""
    return reverse("cases:step", args=[case.pk, standing.enter]) + chosen


MARKS = {
    DIFFERS: gettext_lazy("answers differ"),
    SILENT: gettext_lazy("no answer: enter it by hand"),
}


def marks(cases: Sequence[Case], now: datetime) -> dict[UUID, Any]:
    """What the systems ask of the officer, in a word for each case of a queue that has something."""
    return {pk: MARKS[call] for pk, call in calls(cases, now).items()}


def _was(discrepancy: Discrepancy) -> list[Discrepancy]:
    """The resolutions that this one has put right in the end, the latest first."""
    was: list[Discrepancy] = []
    while discrepancy.corrects_id:
        discrepancy = Discrepancy.objects.select_related("resolved_by").get(pk=discrepancy.corrects_id)
        was.append(discrepancy)
    return was


def _done(request: AuthenticatedRequest, discrepancy: Discrepancy, choice: Choice) -> str:
    """Resolve it, or put its resolution right; a sentence about it."""
    act = resolving.resolve if discrepancy.resolved_at is None else resolving.correct
    act(discrepancy.pk, request.user, moment(request), choice, request_id=request_id(request))
    if discrepancy.resolved_at is None:
        return _("The discrepancy is resolved: what you chose is the fact of the case.")
    return _("The resolution is corrected: what you chose now is the fact of the case.")


def _late(request: AuthenticatedRequest, discrepancy: Discrepancy) -> bool:
    """Sent from a page on which it was open yet: that is no second thought about what a colleague has resolved."""
    return discrepancy.resolved_at is not None and "correct" not in request.POST


@open_to(Role.OFFICER)
def resolve(request: AuthenticatedRequest, pk: UUID, discrepancy_pk: UUID) -> HttpResponse:
    """GET: what was entered beside what the system says. POST: the side that holds, and why; of a resolution that no
    decision stands on yet, also what holds instead."""
    case = the_case(request, pk)
    rows = Discrepancy.objects.select_related("exchange", "resolved_by")
    discrepancy = rows.filter(pk=discrepancy_pk, case=case).first()
    if discrepancy is None:
        raise Http404
    row = _begun(request, case, discrepancy)
    form = _form(request, case, discrepancy, row)
    if request.method == "POST" and (_late(request, discrepancy) or form.is_valid()):
        return _resolved(request, case, discrepancy, form)
    context = {
        "case": case,
        "heading": _("Two answers that differ"),
        "discrepancy": discrepancy,
        "form": form,
        "back": case_url(request.user, case),
        "section": "desk",
    }
    context |= texts.context(case, texts.of_resolving(discrepancy.pk), row) | case_file.documents(case, request)
    context["own_answers"] = own if len(own := case.dossier.own_answers(discrepancy.what)) > 1 else []
    if discrepancy.resolved_at:
        context |= {"was": _was(discrepancy), "correct": resolving.correctable(case, discrepancy)}
        context["later"] = Discrepancy.objects.filter(corrects=discrepancy).first()
    return render(request, "cases/discrepancy.html", context, status=422 if form.errors else 200)


def _begun(request: AuthenticatedRequest, case: Case, discrepancy: Discrepancy) -> StepDraft | None:
    """What the address names, of what a colleague has overtaken; else what is being typed."""
    overtaken = stepdrafts.chosen(request, case, StepDraft.RESOLUTION) if request.method != "POST" else None
    return overtaken or texts.begun(request, case, texts.of_resolving(discrepancy.pk))


def _form(request: AuthenticatedRequest, case: Case, discrepancy: Discrepancy, row: StepDraft | None) -> ResolveForm:
    if request.method == "POST":
        return ResolveForm(request.POST, case=case, discrepancy=discrepancy, now=moment(request))
    if row is not None and row.step == StepDraft.RESOLUTION:
        draft = stepdrafts.initial(row, case, request.user, moment(request))
    else:
        draft = texts.initial(row) | ({"draft": row.pk} if row else {})
    return ResolveForm(None, case=case, discrepancy=discrepancy, now=moment(request), initial=draft)


def _resolved(request: AuthenticatedRequest, case: Case, discrepancy: Discrepancy, form: ResolveForm) -> HttpResponse:
    back = redirect(case_url(request.user, case))
    try:
        if _late(request, discrepancy):
            raise ResolvedError(discrepancy)
        sentence = _done(request, discrepancy, form.choice())
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        messages.warning(request, str(error))
        return back if _keep(request, case, discrepancy, form) else untaken(back)
    stepdrafts.done(request, case, StepDraft.RESOLUTION)
    texts.done(request, case, texts.of_resolving(discrepancy.pk))
    messages.success(request, sentence)
    return back


def _keep(request: AuthenticatedRequest, case: Case, discrepancy: Discrepancy, form: ResolveForm) -> bool:
    """Whether nothing is lost: what was typed is a draft, or was the own second click."""
    if twice.second_click(request, case, StepDraft.RESOLUTION, form):
        return True
    data = stepdrafts.entered(request) | {stepdrafts.DISCREPANCY: [str(discrepancy.pk)]}
    stepdrafts.write(request.user, case, StepDraft.RESOLUTION, data, audit.last_event(case), moment(request))
    return True

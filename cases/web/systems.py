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

from cases.engine import audit
from cases.gateways.standing import DIFFERS, SILENT, Standing, calls, standings
from cases.law.actors import Role
from cases.law.errors import CaseError, NotFoundError
from cases.models import Case, Discrepancy, StepDraft
from cases.programmes.nomad import resolving
from cases.programmes.nomad.forms.resolving import ResolveForm
from cases.programmes.nomad.resolving import Choice, ResolvedError
from cases.web import stepdrafts
from cases.web.access import AuthenticatedRequest, open_to
from cases.web.common import case_url, moment, request_id, the_case
from cases.web.kept import untaken


@dataclass(frozen=True, slots=True)
class SystemLine:
    """How one system stands; `url`: where its answer is entered by hand, "" when nowhere now."""

    one: Standing
    url: str


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
        return [line.one for line in self.waiting if line.one.comes_by_itself]

    def __bool__(self) -> bool:
        return bool(self.discrepancies or self.resolved or self.alarms or self.waiting or self.done)


def panel(case: Case, now: datetime) -> Panel:
    found = standings(case, now)
    lines = [SystemLine(one, _enter(case, one)) for one in found]
    settled = case.dossier.resolutions if any(one.settled for one in found) else []
    open_ones = [line for line in lines if line.one.exchange.open or line.one.needs_hand or line.one.lost]
    return Panel(
        case.dossier.discrepancies if any(one.differs for one in found) else [],
        [row for row in settled if resolving.correctable(case, row)],
        [line for line in open_ones if line.one.alarming],
        [line for line in open_ones if not line.one.alarming],
        [line for line in lines if line not in open_ones],
    )


def _enter(case: Case, one: Standing) -> str:
    """The step's own page, its check chosen already."""
    if not one.needs_hand:
        return ""
    chosen = f"?{urlencode({'kind': one.check})}" if one.enter == "record_check" else ""
    return reverse("cases:step", args=[case.pk, one.enter]) + chosen


MARKS = {
    DIFFERS: gettext_lazy("answers differ"),
    SILENT: gettext_lazy("no answer: enter it by hand"),
}


def marks(cases: Sequence[Case], now: datetime) -> dict[UUID, Any]:
    """What the systems ask of the officer, in a word for each case of a queue that has something."""
    return {pk: MARKS[call] for pk, call in calls(cases, now).items()}


def _was(found: Discrepancy) -> list[Discrepancy]:
    """The resolutions that this one has put right in the end, the latest first."""
    was: list[Discrepancy] = []
    while found.corrects_id:
        found = Discrepancy.objects.select_related("resolved_by").get(pk=found.corrects_id)
        was.append(found)
    return was


def _done(request: AuthenticatedRequest, found: Discrepancy, choice: Choice) -> str:
    """Resolve it, or put its resolution right; a sentence about it."""
    deed = resolving.resolve if found.resolved_at is None else resolving.correct
    deed(found.pk, request.user, moment(request), choice, request_id=request_id(request))
    if found.resolved_at is None:
        return _("The discrepancy is resolved: what you chose is the fact of the case.")
    return _("The resolution is corrected: what you chose now is the fact of the case.")


def _late(request: AuthenticatedRequest, found: Discrepancy) -> bool:
    """Sent from a page on which it was open yet: that is no second thought about what a colleague has resolved."""
    return found.resolved_at is not None and "correct" not in request.POST


@open_to(Role.OFFICER)
def resolve(request: AuthenticatedRequest, pk: UUID, discrepancy_pk: UUID) -> HttpResponse:
    """GET: what was entered beside what the system says. POST: the side that holds, and why; of a resolution that no
    decision stands on yet, also what holds instead."""
    case = the_case(request, pk)
    found = Discrepancy.objects.select_related("exchange", "resolved_by").filter(pk=discrepancy_pk, case=case).first()
    if found is None:
        raise Http404
    form = _form(request, case, found)
    if request.method == "POST" and (_late(request, found) or form.is_valid()):
        return _resolved(request, case, found, form)
    context = {"case": case, "found": found, "form": form, "back": case_url(request.user, case), "section": "desk"}
    if found.resolved_at:
        context |= {"was": _was(found), "correct": resolving.correctable(case, found)}
        context["later"] = Discrepancy.objects.filter(corrects=found).first()
    return render(request, "cases/discrepancy.html", context, status=422 if form.errors else 200)


def _form(request: AuthenticatedRequest, case: Case, found: Discrepancy) -> ResolveForm:
    if request.method == "POST":
        return ResolveForm(request.POST, case=case, found=found, now=moment(request))
    draft = stepdrafts.initial(request, case, StepDraft.RESOLUTION)
    return ResolveForm(None, case=case, found=found, now=moment(request), initial=draft)


def _resolved(request: AuthenticatedRequest, case: Case, found: Discrepancy, form: ResolveForm) -> HttpResponse:
    back = redirect(case_url(request.user, case))
    try:
        if _late(request, found):
            raise ResolvedError(found)
        said = _done(request, found, form.choice())
    except NotFoundError as error:
        raise Http404 from error
    except CaseError as error:
        messages.warning(request, str(error))
        return back if _keep(request, case, found, form) else untaken(back)
    stepdrafts.done(request, case, StepDraft.RESOLUTION)
    messages.success(request, said)
    return back


def _keep(request: AuthenticatedRequest, case: Case, found: Discrepancy, form: ResolveForm) -> bool:
    """Whether nothing is lost: what was typed is a draft, or was the own second click."""
    if stepdrafts.second_click(request, case, StepDraft.RESOLUTION, form):
        return True
    data = stepdrafts.entered(request) | {stepdrafts.DISCREPANCY: [str(found.pk)]}
    stepdrafts.write(request.user, case, StepDraft.RESOLUTION, data, audit.last_event(case), moment(request))
    return True

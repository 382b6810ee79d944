"""How the outside systems stand to a case, for its officer: who is silent, what to enter by hand, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import answers
from cases.errors import CaseError, NotFoundError
from cases.forms.base import TextArea
from cases.gateways.standing import DIFFERS, SILENT, Standing, calls, standings
from cases.models import Case, Discrepancy
from cases.states import Role
from cases.steps import STEPS
from cases.web.access import open_to
from cases.web.common import case_url, moment, request_id, the_case
from cases.web.kept import untaken


@dataclass(frozen=True, slots=True)
class Line:
    """How one system stands; `url`: where its answer is entered by hand, "" when nowhere now."""

    one: Standing
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What has to be looked at apart from what only runs. `alarms`: to be entered by hand, as nobody answers;
    `waiting`: no answer, yet or for good, or asked by hand; `done`: answered, or not needed any more."""

    discrepancies: list[Discrepancy]
    alarms: list[Line]
    waiting: list[Line]
    done: list[Line]

    @property
    def expected(self) -> list[Standing]:
        """Whose answers come by themselves, where the officer might also enter them."""
        return [line.one for line in self.waiting if line.one.comes_by_itself]

    def __bool__(self) -> bool:
        return bool(self.discrepancies or self.alarms or self.waiting or self.done)


def panel(case: Case, now: datetime) -> Panel:
    found = standings(case, now)
    lines = [Line(one, _enter(case, one)) for one in found]
    open_ones = [line for line in lines if line.one.exchange.open or line.one.needs_hand or line.one.lost]
    return Panel(
        case.dossier.discrepancies if any(one.differs for one in found) else [],
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


class ResolveForm(forms.Form):
    """The officer's word on two answers that differ. It changes no fact of the case."""

    word = TextArea(
        label=gettext_lazy("Which of the two holds, and why"), rows=3, max_length=1000,
        help_text=gettext_lazy(
            "It stays in the file, and the decision is free again. Where the system is right, correct the fact by its "
            "own step, or refuse."
        ),
        error_messages={"required": gettext_lazy("Say which of the two holds, and why.")},
    )  # fmt: skip


@open_to(Role.OFFICER)
def resolve(request: HttpRequest, pk: UUID, discrepancy_pk: UUID) -> HttpResponse:
    """GET: what was entered beside what the system says. POST: the officer's word."""
    case = the_case(request, pk)
    found = Discrepancy.objects.select_related("exchange", "resolved_by").filter(pk=discrepancy_pk, case=case).first()
    if found is None:
        raise Http404
    form = ResolveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            word, rid = form.cleaned_data["word"], request_id(request)
            answers.resolve(found.pk, request.user, moment(request), word, request_id=rid)
        except NotFoundError as error:
            raise Http404 from error
        except CaseError as error:
            messages.warning(request, str(error))
            return untaken(redirect(case_url(request.user, case)))
        messages.success(request, _("The discrepancy is resolved; your word stands in the file."))
        return redirect(case_url(request.user, case))
    context = {"case": case, "found": found, "form": form, "back": case_url(request.user, case), "section": "desk"}
    if found.what == "mp_number" and case.state in STEPS["record_number"].sources:
        context["correct"] = reverse("cases:step", args=[case.pk, "record_number"])
    return render(request, "cases/discrepancy.html", context, status=422 if form.errors else 200)

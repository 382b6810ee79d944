"""How the outside systems stand to a case, for its officer: who is silent, what to enter by hand, what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.gateways.standing import DIFFERS, SILENT, Standing, calls, standings
from cases.law.actors import Role
from cases.law.errors import CaseError, NotFoundError
from cases.models import Case, Discrepancy
from cases.programmes.nomad import resolving
from cases.programmes.nomad.forms import base
from cases.programmes.nomad.forms.base import DayField, TextArea
from cases.programmes.nomad.resolving import Choice, faults, needs_letter
from cases.programmes.nomad.wording import WHY
from cases.web.access import AuthenticatedRequest, open_to
from cases.web.common import case_url, moment, request_id, the_case
from cases.web.kept import untaken


@dataclass(frozen=True, slots=True)
class Line:
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
    alarms: list[Line]
    waiting: list[Line]
    done: list[Line]

    @property
    def expected(self) -> list[Standing]:
        """Whose answers come by themselves, where the officer might also enter them."""
        return [line.one for line in self.waiting if line.one.comes_by_itself]

    def __bool__(self) -> bool:
        return bool(self.discrepancies or self.resolved or self.alarms or self.waiting or self.done)


def panel(case: Case, now: datetime) -> Panel:
    found = standings(case, now)
    lines = [Line(one, _enter(case, one)) for one in found]
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


class ResolveForm(forms.Form):
    """Which of the two answers holds, and why. The side chosen becomes the fact of the case."""

    side = forms.ChoiceField(
        label=gettext_lazy("What holds"), widget=forms.RadioSelect, choices=Discrepancy.SIDES,
        help_text=gettext_lazy("What you choose becomes the fact of the case: the decision looks at it alone."),
        error_messages={"required": gettext_lazy("Choose which of the two holds.")},
    )  # fmt: skip
    word = TextArea(label=gettext_lazy("Why"), rows=3, max_length=WHY.most)
    letter_number = base.Line(
        label=gettext_lazy("Number of their newer letter"), max_length=60, required=False,
        help_text=gettext_lazy(
            "Only where what was entered by hand shall hold. Their own answer yields to nothing but a later letter of "
            "theirs (art. 49 of the law on migration)."
        ),
    )  # fmt: skip
    letter_on = DayField(label=gettext_lazy("Date of their newer letter"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, case: Case, found: Discrepancy, now: datetime) -> None:
        self.case, self.found, self.now = case, found, now
        super().__init__(data)
        if not needs_letter(found):
            del self.fields["letter_number"], self.fields["letter_on"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for name, reason in faults(self.case, self.found, self.now, self.choice()):
                self.add_error(name, str(reason))
        return data

    def choice(self) -> Choice:
        return Choice(**{name: self.cleaned_data.get(name) or default for name, default in _UNSAID.items()})


def _was(found: Discrepancy) -> list[Discrepancy]:
    """The resolutions that this one has put right in the end, the latest first."""
    was: list[Discrepancy] = []
    while found.corrects_id:
        found = Discrepancy.objects.select_related("resolved_by").get(pk=found.corrects_id)
        was.append(found)
    return was


_UNSAID: dict[str, Any] = {"side": "", "word": "", "letter_number": "", "letter_on": None}


def _done(request: AuthenticatedRequest, found: Discrepancy, choice: Choice) -> str:
    """Resolve it, or put its resolution right; a sentence about it."""
    deed = resolving.resolve if found.resolved_at is None else resolving.correct
    user: Any = request.user
    deed(found.pk, user, moment(request), choice, request_id=request_id(request))
    if found.resolved_at is None:
        return _("The discrepancy is resolved: what you chose is the fact of the case.")
    return _("The resolution is corrected: what you chose now is the fact of the case.")


@open_to(Role.OFFICER)
def resolve(request: AuthenticatedRequest, pk: UUID, discrepancy_pk: UUID) -> HttpResponse:
    """GET: what was entered beside what the system says. POST: the side that holds, and why; of a resolution that no
    decision stands on yet, also what holds instead."""
    case = the_case(request, pk)
    found = Discrepancy.objects.select_related("exchange", "resolved_by").filter(pk=discrepancy_pk, case=case).first()
    if found is None:
        raise Http404
    if request.method == "POST" and found.resolved_at and "correct" not in request.POST:
        # Sent from a page on which it was open yet: that is no second thought about what a colleague has resolved.
        messages.warning(request, _("This discrepancy is resolved already."))
        return untaken(redirect(case_url(request.user, case)))
    now = moment(request)
    form = ResolveForm(request.POST if request.method == "POST" else None, case=case, found=found, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            said = _done(request, found, form.choice())
        except NotFoundError as error:
            raise Http404 from error
        except CaseError as error:
            messages.warning(request, str(error))
            return untaken(redirect(case_url(request.user, case)))
        messages.success(request, said)
        return redirect(case_url(request.user, case))
    context = {"case": case, "found": found, "form": form, "back": case_url(request.user, case), "section": "desk"}
    if found.resolved_at:
        context |= {"was": _was(found), "correct": resolving.correctable(case, found)}
        context["later"] = Discrepancy.objects.filter(corrects=found).first()
    return render(request, "cases/discrepancy.html", context, status=422 if form.errors else 200)

"""The check before a filing, as the pages of the sides show it: findings with their links, and the list of tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.steps import Step, steps_from
from cases.engine.steps.findings import FilingFinding
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import Case
from cases.web.documents import Card
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment

SESSION = "preflight"
OF_CASES = 3
"""Cases whose entries a session keeps, the newest."""
Words = str | Promise


class TaskStatus(StrEnum):
    """As the task list of GOV.UK has them; `CHECK`: nothing is refused for it, and something does not look right."""

    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    CANNOT_START = "cannot_start"
    PROBLEM = "problem"
    CHECK = "check"
    OPTIONAL = "optional"

    @property
    def label(self) -> Promise:
        return LABELS[self]


LABELS = {
    TaskStatus.COMPLETED: gettext_lazy("Completed"),
    TaskStatus.INCOMPLETE: gettext_lazy("Incomplete"),
    TaskStatus.CANNOT_START: gettext_lazy("Cannot start yet"),
    TaskStatus.PROBLEM: gettext_lazy("There is a problem"),
    TaskStatus.CHECK: gettext_lazy("Look at it again"),
    TaskStatus.OPTIONAL: gettext_lazy("If you have one"),
}


@dataclass(frozen=True, slots=True)
class LinkedFinding:
    """`url`: where it is put right, "" where nothing on these pages does."""

    finding: FilingFinding
    url: str


@dataclass(frozen=True, slots=True)
class Task:
    """`url`: "" for what cannot be begun yet."""

    name: Words
    paragraph: str
    url: str
    status: TaskStatus


@dataclass(frozen=True, slots=True)
class Preflight:
    """`home`: the page on which the documents are; `check`: that of the last look."""

    findings: Sequence[LinkedFinding]
    home: str
    check: str

    @property
    def blocking(self) -> list[LinkedFinding]:
        return [row for row in self.findings if row.finding.blocks]

    @property
    def wrong(self) -> list[LinkedFinding]:
        """Of the blocking ones those that are wrong; what is not there yet stands in the list of tasks."""
        return [row for row in self.blocking if not row.finding.lacks]

    @property
    def advisory(self) -> list[LinkedFinding]:
        return [row for row in self.findings if not row.finding.blocks]

    def about(self, place: str) -> Preflight:
        """What concerns this place alone, and is there."""
        rows = [row for row in self.findings if row.finding.place == place and not row.finding.lacks]
        return Preflight(rows, self.home, self.check)

    def status(self, place: str) -> TaskStatus:
        here = [row.finding for row in self.findings if row.finding.place == place]
        if any(finding.blocks and not finding.lacks for finding in here):
            return TaskStatus.PROBLEM
        if any(finding.blocks for finding in here):
            return TaskStatus.INCOMPLETE
        return TaskStatus.CHECK if here else TaskStatus.COMPLETED

    def tasks(self, first: Iterable[tuple[Words, str, str, str]], cards: Iterable[Card], then: Any = ()) -> list[Task]:
        """`first`, `then`: (name, paragraph, url, place) of what is no document; `cards`: the documents. Signing comes
        last by itself."""
        closed = self.status("time") == TaskStatus.PROBLEM
        rows = [Task(name, paragraph, url, self.status(place)) for name, paragraph, url, place in first]
        rows += [_of_card(self, card) for card in cards if card.form or card.document]
        rows += [self._payable(closed, *row) for row in then]
        status = TaskStatus.CANNOT_START if self.blocking else TaskStatus.INCOMPLETE
        return [*rows, Task(_("Sign and send"), "", "" if self.blocking else self.check, status)]

    def _payable(self, closed: bool, name: Words, paragraph: str, url: str, place: str) -> Task:
        status = self.status(place)
        waits = closed and place == "duty" and status != TaskStatus.COMPLETED
        return Task(name, paragraph, "" if waits else url, TaskStatus.CANNOT_START if waits else status)


def _of_card(looked: Preflight, card: Card) -> Task:
    status = looked.status(f"doc-{card.rule.kind}")
    if card.returned:
        status = TaskStatus.PROBLEM
    elif card.document is None and status == TaskStatus.COMPLETED:
        status = TaskStatus.OPTIONAL
    return Task(str(card.rule.title), card.rule.paragraph, f"{looked.home}#doc-{card.rule.kind}", status)


Look = Callable[[Case, Step, datetime, Mapping[str, Any], Mapping[str, str]], list[FilingFinding]]
"""The check of a programme: case, the step that files, now, what was entered for the check, answers not kept."""


def look(
    request: AuthenticatedRequest, case: Case, check: Look, list_key: str, pages: tuple[str, str], **typed: str
) -> Preflight:
    """`pages`: those of the documents and of the last look; `typed`: answers on the page that could not be kept."""
    step = next((s for s in steps_from(case.state) if s.documents == list_key and s.signed and s.by in OWNERS), None)
    findings = check(case, step, moment(request), entries(request, case), typed) if step else []
    home, last = pages
    return Preflight([LinkedFinding(finding, _url(finding, case, home)) for finding in findings], home, last)


OWNERS = (Actor.APPLICANT,)


def _url(finding: FilingFinding, case: Case, home: str) -> str:
    match finding.place:
        case "person":
            return reverse("accounts:profile")
        case "consent":
            return reverse("hub:petition:consent", args=[case.pk])
        case "questionnaire":
            page = reverse("egov:application:questionnaire", args=[case.pk])
            return f"{page}#id_{finding.key}" if finding.key else page
        case "time":
            return ""
        case "returned":
            return home
    return f"{home}#{finding.place}"


# ------------------------------------------------------------------------------------------------ entered here only


def entries(request: AuthenticatedRequest, case: Case) -> dict[str, Any]:
    """What the person has entered for the check of this case in this session."""
    kept: dict[str, Any] = request.session.get(SESSION, {}).get(str(case.pk), {})
    return kept


Entering = TypeVar("Entering", bound=forms.Form)


def self_check(request: AuthenticatedRequest, case: Case, form_of: Callable[..., Entering]) -> Entering:
    """The form; of a POST what was sent, kept where it is sound."""
    today = local_day(moment(request))
    if request.method != "POST":
        return form_of(initial=entries(request, case), today=today)
    form = form_of(request.POST, today=today)
    if form.is_valid():
        others = {key: kept for key, kept in request.session.get(SESSION, {}).items() if key != str(case.pk)}
        newest = dict(list(others.items())[-(OF_CASES - 1) :])
        request.session[SESSION] = newest | {str(case.pk): {name: _kept(v) for name, v in form.cleaned_data.items()}}
    return form


def _kept(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value

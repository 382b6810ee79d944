"""The check before a filing, as the pages of the sides show it: findings with their links, and the list of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.steps import Step, steps_from
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.nomad import preflight
from cases.programmes.nomad.forms.selfcheck import SelfCheckForm
from cases.web.documents import Card
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment

SESSION = "preflight"
OF_CASES = 3
"""Cases whose entries a session keeps, the newest."""
Words = str | Promise


class Status(StrEnum):
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
    Status.COMPLETED: gettext_lazy("Completed"),
    Status.INCOMPLETE: gettext_lazy("Incomplete"),
    Status.CANNOT_START: gettext_lazy("Cannot start yet"),
    Status.PROBLEM: gettext_lazy("There is a problem"),
    Status.CHECK: gettext_lazy("Look at it again"),
    Status.OPTIONAL: gettext_lazy("If you have one"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """`url`: where it is put right, "" where nothing on these pages does."""

    finding: preflight.Finding
    url: str


@dataclass(frozen=True, slots=True)
class Task:
    """`url`: "" for what cannot be begun yet."""

    name: Words
    paragraph: str
    url: str
    status: Status


@dataclass(frozen=True, slots=True)
class Preflight:
    """`home`: the page on which the documents are; `check`: that of the last look."""

    findings: Sequence[Shown]
    home: str
    check: str

    @property
    def blocking(self) -> list[Shown]:
        return [row for row in self.findings if row.finding.blocks]

    @property
    def wrong(self) -> list[Shown]:
        """Of the blocking ones those that are wrong; what is not there yet stands in the list of tasks."""
        return [row for row in self.blocking if not row.finding.lacks]

    @property
    def advisory(self) -> list[Shown]:
        return [row for row in self.findings if not row.finding.blocks]

    def about(self, place: str) -> Preflight:
        """What concerns this place alone, and is there."""
        rows = [row for row in self.findings if row.finding.place == place and not row.finding.lacks]
        return Preflight(rows, self.home, self.check)

    def status(self, place: str) -> Status:
        here = [row.finding for row in self.findings if row.finding.place == place]
        if any(finding.blocks and not finding.lacks for finding in here):
            return Status.PROBLEM
        if any(finding.blocks for finding in here):
            return Status.INCOMPLETE
        return Status.CHECK if here else Status.COMPLETED

    def tasks(self, first: Iterable[tuple[Words, str, str, str]], cards: Iterable[Card], then: Any = ()) -> list[Task]:
        """`first`, `then`: (name, paragraph, url, place) of what is no document; `cards`: the documents. Signing comes
        last by itself."""
        closed = self.status("time") == Status.PROBLEM
        rows = [Task(name, paragraph, url, self.status(place)) for name, paragraph, url, place in first]
        rows += [_of_card(self, card) for card in cards if card.form or card.document]
        rows += [self._payable(closed, *row) for row in then]
        status = Status.CANNOT_START if self.blocking else Status.INCOMPLETE
        return [*rows, Task(_("Check and sign"), "", "" if self.blocking else self.check, status)]

    def _payable(self, closed: bool, name: Words, paragraph: str, url: str, place: str) -> Task:
        status = self.status(place)
        waits = closed and place == "duty" and status != Status.COMPLETED
        return Task(name, paragraph, "" if waits else url, Status.CANNOT_START if waits else status)


def _of_card(found: Preflight, card: Card) -> Task:
    status = found.status(f"doc-{card.rule.kind}")
    if card.returned:
        status = Status.PROBLEM
    elif card.document is None and status == Status.COMPLETED:
        status = Status.OPTIONAL
    return Task(str(card.rule.title), card.rule.paragraph, f"{found.home}#doc-{card.rule.kind}", status)


def look(
    request: AuthenticatedRequest,
    case: Case,
    list_key: str,
    home: str,
    check: str,
    typed: Mapping[str, str] | None = None,
) -> Preflight:
    """`typed`: answers of the анкета on the page that could not be kept."""
    step = _filing(case, list_key)
    found = preflight.look_through(case, step, moment(request), told(request, case), typed or {}) if step else []
    return Preflight([Shown(finding, _url(finding, case, home)) for finding in found], home, check)


def _filing(case: Case, list_key: str) -> Step | None:
    steps = steps_from(case.state)
    return next((s for s in steps if s.documents == list_key and s.by == Actor.APPLICANT and s.signed), None)


def _url(finding: preflight.Finding, case: Case, home: str) -> str:
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


def told(request: AuthenticatedRequest, case: Case) -> dict[str, Any]:
    """What the person has entered for the check of this case in this session."""
    kept: dict[str, Any] = request.session.get(SESSION, {}).get(str(case.pk), {})
    return kept


def self_check(request: AuthenticatedRequest, case: Case) -> SelfCheckForm:
    """The form; of a POST what was sent, kept where it is sound."""
    today = local_day(moment(request))
    if request.method != "POST":
        return SelfCheckForm(initial=told(request, case), today=today)
    form = SelfCheckForm(request.POST, today=today)
    if form.is_valid():
        others = {key: kept for key, kept in request.session.get(SESSION, {}).items() if key != str(case.pk)}
        newest = dict(list(others.items())[-(OF_CASES - 1) :])
        request.session[SESSION] = newest | {str(case.pk): form.to_json()}
    return form

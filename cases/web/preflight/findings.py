"""Findings before a filing, with the addresses where they are corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.engine.programmes import programme_of
from cases.engine.steps import Step, steps_from
from cases.engine.steps.findings import FilingFinding
from cases.engine.writing.confirmed import confirm_differences, confirmed_digests
from cases.law.errors import CaseError
from cases.models import Case
from cases.web.preflight.entered import entries
from cases.web.request import returning
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.links import address
from cases.web.request.moment import moment, request_id

HELPED_PERSON = "egov:helping:person"
CHECKS = {"petition": "hub:petition:check", "application": "egov:application:check"}
"""By the list that is filed, the page of its check."""
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class PreflightPages:
    """The pages that the findings link to."""

    home: str
    """The documents."""
    check: str
    """The check before filing."""
    here: str
    """The page that is displayed; what is changed elsewhere leads back to it."""


@dataclass(frozen=True, slots=True)
class LinkedFinding:
    """A finding of the check."""

    finding: FilingFinding
    url: str
    """Where it is corrected; "" where none of these pages can."""
    confirmed: bool = False

    @property
    def asks(self) -> bool:
        """Nobody refuses the filing for it, and it is sent only once the person has confirmed it."""
        return bool(self.finding.mark and not self.confirmed)

    @property
    def blocks(self) -> bool:
        return self.finding.blocks or self.asks


@dataclass(frozen=True, slots=True)
class Preflight:
    findings: Sequence[LinkedFinding]
    pages: PreflightPages

    @property
    def blocking(self) -> list[LinkedFinding]:
        return [row for row in self.findings if row.blocks]

    @property
    def wrong(self) -> list[LinkedFinding]:
        """Of the blocking ones those that are wrong; what is not there yet is in the list of tasks."""
        return [row for row in self.blocking if not row.finding.lacks]

    @property
    def advisory(self) -> list[LinkedFinding]:
        return [row for row in self.findings if not row.blocks]

    @property
    def asking(self) -> list[LinkedFinding]:
        """The person is named in two ways: each is to be confirmed."""
        return [row for row in self.findings if row.asks]

    @property
    def paying_is_left(self) -> bool:
        """Nothing but the duty is in the way."""
        return all(row.finding.place == "duty" for row in self.blocking)

    def about(self, place: str) -> Preflight:
        """What concerns this place alone, and is there."""
        rows = [row for row in self.findings if row.finding.place == place and not row.finding.lacks]
        return replace(self, findings=rows)

    @property
    def changing(self) -> str:
        """What the address of a page brings along, so that a change there leads back to this."""
        return returning.query(self.pages.here)

    def link(self, page: str, anchor: str = "") -> str:
        """To `page`, and from it back to this."""
        return returning.page_address(page, anchor, self.pages.here)


def run_checks(
    request: AuthenticatedRequest, case: Case, list_key: str, pages: PreflightPages, typed: Mapping[str, str] = NOTHING
) -> Preflight:
    """`typed`: answers on the page that could not be stored."""
    step = _filing_of(case, list_key)
    looked = Preflight((), pages)
    findings = _findings(request, case, step, typed) if step else []
    marks = _marks(case, findings)
    rows = [LinkedFinding(finding, _url(looked, finding, case), finding.mark in marks) for finding in findings]
    return replace(looked, findings=rows)


def _filing_of(case: Case, list_key: str) -> Step | None:
    return next((s for s in steps_from(case.state) if s.documents == list_key and s.files), None)


def _marks(case: Case, findings: Sequence[FilingFinding]) -> set[str]:
    """Of what is confirmed; no statement where nothing asks for it."""
    return confirmed_digests(case) if any(finding.mark for finding in findings) else set()


def confirm(request: AuthenticatedRequest, case: Case, list_key: str) -> None:
    """Write down what was ticked on the page: the person has compared it with the passport, and it holds. What is
    ticked and differs otherwise by now is not confirmed. Raises CaseError."""
    step, ticked = _filing_of(case, list_key), set(request.POST.getlist("confirm"))
    findings = _findings(request, case, step, NOTHING) if step else []
    rows = [finding.named for finding in findings if finding.named and finding.mark in ticked]
    confirm_differences(case.pk, request.user, moment(request), rows, request_id=request_id(request))


def before_signing(request: AuthenticatedRequest, case: Case, step: Step) -> Preflight | None:
    """What is worth a second look, where an applicant is about to sign a filing, and the page on which it is looked at.
    None for any other step."""
    if step.documents not in CHECKS or not step.files:
        return None
    findings = _findings(request, case, step, NOTHING)
    marks = _marks(case, findings)
    rows = [LinkedFinding(finding, "", finding.mark in marks) for finding in findings]
    return Preflight(rows, PreflightPages("", reverse(CHECKS[step.documents], args=[case.pk]), ""))


class UnconfirmedError(CaseError):
    def __str__(self) -> str:
        return _("Your papers name you in two ways: correct what is wrong, or confirm it on the page of the check.")


def ensure_confirmed(request: AuthenticatedRequest, case: Case, step: Step) -> None:
    """Raises UnconfirmedError."""
    looked = before_signing(request, case, step)
    if looked is not None and looked.asking:
        raise UnconfirmedError


def _findings(request: AuthenticatedRequest, case: Case, step: Step, typed: Mapping[str, str]) -> list[FilingFinding]:
    now: datetime = moment(request)
    return programme_of(case).before_filing(case, step, now, entries(request, case), typed)


def _url(looked: Preflight, finding: FilingFinding, case: Case) -> str:
    home = looked.pages.home
    match finding.place:
        case "person":
            own = reverse("accounts:profile") if case.helper is None else address(HELPED_PERSON, case.pk)
            return looked.link(own)
        case "consent" if case.helper is not None:
            return ""
        case "consent":
            return reverse("hub:petition:consent", args=[case.pk])
        case "questionnaire":
            page = reverse("egov:application:questionnaire", args=[case.pk])
            return looked.link(page, f"id_{finding.key}" if finding.key else "")
        case "time" | "petition":
            return ""
        case "returned":
            return home
    return looked.link(home, finding.place)

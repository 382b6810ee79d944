"""The proof of a deadline, and of a last day that a letter names: each day counted, each day skipped, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from cases.engine.programmes import programme_of
from cases.engine.rulings import last_days
from cases.engine.steps.readers import reads
from cases.engine.terms import calendar_changes
from cases.evidence import countedtwice
from cases.law import regulations
from cases.law.actors import Role
from cases.law.terms import DayCount, due
from cases.models import CalendarDay, Deadline, Letter, RemedyRecount
from cases.models.workcalendar import work_calendar
from cases.web.documents.files import READERS, beyond
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.finding import the_case
from cases.web.request.moment import moment

RECOUNTS = 20


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the count."""

    day: DayCount
    number: int
    """Its position in the count; 0 for a day that does not count."""
    last: bool


def lines(days: Iterable[DayCount]) -> Iterator[DayLine]:
    every_day, number = list(days), 0
    for at, day in enumerate(every_day, 1):
        number += day.counted
        yield DayLine(day, number if day.counted else 0, at == len(every_day))


@open_to(*READERS)
def deadline(request: AuthenticatedRequest, pk: UUID, deadline_pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    row = Deadline.objects.filter(case=case, pk=deadline_pk).first()
    role = request.user.reads_as
    if row is None or beyond(case, request, row.starts_at) or not reads(role, row.readers):
        raise Http404
    law = regulations.edition(row.edition)
    second = countedtwice.count_again(row)
    day_lines = list(lines(row.proof))
    context = {
        "case": case,
        "deadline": row,
        "law": law,
        "term": programme_of(case).term(case, row.key) if row.key in law.terms else None,
        "lines": day_lines,
        "not_compared": CalendarDay.objects.filter(confirmed=False, date__in=[day.date for day in row.proof]),
        "recounts": _both_counts(row.recounts.all()),
        "remedy_recounts": _both_counts(row.remedy_recounts.all()),
        "second": second,
        "recounting": row.state == Deadline.RUNNING and calendar_changes.is_running(),
        "counted": sum(1 for line in day_lines if line.number),
        "skipped": sum(1 for line in day_lines if not line.number),
        "back": case_url(request.user, case) if request.user.role != Role.AUDITOR else "",
        "section": "desk",
        "now": moment(request),
    }
    return render(request, "cases/proof.html", context)


@open_to(*READERS)
def last_day(request: AuthenticatedRequest, pk: UUID, letter_pk: UUID) -> HttpResponse:
    """How the day was counted that a letter names for a complaint or for going to court."""
    case = the_case(request, pk)
    row = Letter.objects.filter(case=case, pk=letter_pk).first()
    role = request.user.reads_as
    if row is None or beyond(case, request, row.at) or not reads(role, row.readers):
        raise Http404
    named = next(last_days.days_of_letters([row]), None)
    if named is None:
        raise Http404
    proof = due(named.length, named.since, work_calendar())
    day_lines = list(lines(proof.days))
    context = {
        "case": case,
        "letter": row,
        "named": named,
        "title": dict(RemedyRecount.WAYS)[named.way],
        "holds": max(proof.last_day, named.holds or proof.last_day),
        "confirmed": named.remedy.confirmed,
        "lines": day_lines,
        "recounts": _both_counts(row.recounts.all()),
        "counted": sum(1 for line in day_lines if line.number),
        "skipped": sum(1 for line in day_lines if not line.number),
        "back": case_url(request.user, case) if request.user.role != Role.AUDITOR else "",
        "section": "desk",
        "now": moment(request),
    }
    return render(request, "cases/last_day.html", context)


def _both_counts(rows: QuerySet[Any]) -> list[tuple[Any, list[DayLine], list[DayLine]]]:
    """The newest changes of the calendar, each with the days of both counts."""
    newest = rows.select_related("change").order_by("-id")[:RECOUNTS]
    return [(row, list(lines(row.proof_before)), list(lines(row.proof))) for row in newest]

"""The proof of a deadline: each day counted, each day skipped, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from cases.engine.programmes import programme_of
from cases.engine.steps.readers import reads
from cases.engine.terms import calendar_changes
from cases.evidence import countedtwice
from cases.law import regulations
from cases.law.actors import Role
from cases.law.terms import DayCount
from cases.models import CalendarDay, Deadline
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
    counts = list(row.recounts.select_related("change").order_by("-id")[:RECOUNTS])
    context = {
        "case": case,
        "deadline": row,
        "law": law,
        "term": programme_of(case).term(case, row.key) if row.key in law.terms else None,
        "lines": day_lines,
        "not_compared": CalendarDay.objects.filter(confirmed=False, date__in=[day.date for day in row.proof]),
        "recounts": [(recount, list(lines(recount.proof_before)), list(lines(recount.proof))) for recount in counts],
        "second": second,
        "recounting": row.state == Deadline.RUNNING and calendar_changes.is_running(),
        "counted": sum(1 for line in day_lines if line.number),
        "skipped": sum(1 for line in day_lines if not line.number),
        "back": case_url(request.user, case) if request.user.role != Role.AUDITOR else "",
        "section": "desk",
        "now": moment(request),
    }
    return render(request, "cases/proof.html", context)

"""A case in words, as a PDF in each language of the order: what happened, the proof of each term, the signatures, who
has read what. A sheet for a judge, beside the rows that a program compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from cases.evidence import casefile, countedtwice, whole
from cases.evidence.withholding import Withheld, columns
from cases.letters.printing import to_pdf
from cases.models import Case, Deadline, Event, ReadLog, Signature, User
from cases.models.row import in_chunks
from cases.web import timeline
from cases.web.case_file.proof import DayLine, lines
from cases.web.documents import signed

STYLE = "letters/history.css"
ROWS = 200
Shown = Callable[[Any], bool]
"""Whether a row stands in the archive."""


class DaySpan(NamedTuple):
    """The first and the last of days that are alike."""

    first: DayLine
    last: DayLine


def sources(case: Case, user: User, now: datetime, withheld: Withheld | None) -> Iterator[whole.Source]:
    for part in casefile.cases_of(case):
        for language in whole.LANGUAGES:
            path = f"{part.number}/history-{language}.pdf"
            yield path, "history in words", _printed(part, user, now, withheld, language)


def _printed(case: Case, user: User, now: datetime, withheld: Withheld | None, language: str) -> Iterator[bytes]:
    def shown(row: Any) -> bool:
        return withheld is None or not withheld.is_withheld(type(row), row.pk, columns(row))

    with translation.override(language):
        context = {"case": case, "by": user, "at": now, "language": language, "withheld": withheld}
        context |= {"rows": _happened(case, shown), "terms": _terms(case), "signatures": _signatures(case, shown)}
        context["reads"] = [row for row in _reads(case) if shown(row)]
        page = render_to_string("cases/whole_history.html", context)
    yield to_pdf(page, style=STYLE).data


def _happened(case: Case, shown: Shown) -> list[tuple[Event | None, Any]]:
    """Each event with its facts, the oldest first; (None, None) for one that is left out."""
    rows = list[tuple[Event | None, Any]]()
    for event in in_chunks(Event.objects.filter(case=case), ROWS):
        event.case = case
        rows.append((event, timeline.of_event(event)) if shown(event) else (None, None))
    return rows


def _terms(case: Case) -> list[tuple[Deadline, list[DaySpan], countedtwice.SecondCount]]:
    rows, days = Deadline.objects.filter(case=case).order_by("id"), countedtwice.days_off()
    return [(row, _spans(row), countedtwice.count_again(row, days)) for row in rows]


def _spans(row: Deadline) -> list[DaySpan]:
    """Days one after another that count, or do not, for the same reason share a line."""
    alike = groupby(lines(row.proof), key=lambda line: (line.day.counted, line.day.why))
    runs = [list(run) for _why, run in alike]
    return [DaySpan(run[0], run[-1]) for run in runs]


def _signatures(case: Case, shown: Shown) -> list[Any]:
    rows = signed.with_standing(Signature.objects.filter(case=case).order_by("id"))
    return signed.signature_rows(case, [row for row in rows if shown(row)])


def _reads(case: Case) -> QuerySet[ReadLog]:
    return ReadLog.objects.filter(case=case).select_related("user__city").order_by("id")

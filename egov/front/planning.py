"""The way by the calendar, for everybody: every date that follows from a filing, and how it was counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from cases.law.calendar import local_day
from cases.law.regulations import Term
from cases.programmes.nomad.states import STAGE_NAMES
from cases.service import orders, periods
from cases.web.case_file.proof import DayLine, lines
from egov.front.forms import FilingDayForm


@dataclass(frozen=True, slots=True)
class CountedTerm:
    """A term with its count."""

    name: str | Promise
    law: Term
    last_day: date
    lines: Sequence[DayLine]
    """Day by day, of the one whose count is asked for; the page would be long with all of them."""
    address: str
    """Of the page with its count."""


@dataclass(frozen=True, slots=True)
class DatedStep:
    row: periods.PlannedStep
    terms: list[CountedTerm]


@dataclass(frozen=True, slots=True)
class DatedStage:
    name: str | Promise
    steps: list[DatedStep]


@require_safe
def dates(request: HttpRequest) -> HttpResponse:
    """Without a day in the address: of a petition that is filed today."""
    today = local_day(timezone.now())
    wanted = request.GET if {"day", "stage"} & set(request.GET) else {"day": today.isoformat(), "stage": "petition"}
    form = FilingDayForm(wanted, today=today)
    context: dict[str, Any] = {"form": form, "section": "order", "today": today}
    if form.is_valid():
        way = periods.planned_way(form.cleaned_data["day"], form.cleaned_data["stage"])
        bars = [(orders.BAR_NAMES.get(bar.rule.key, bar.rule.key), bar) for bar in way.bars]
        if way.law and way.on >= today:  # of a past day the time that others took would foretell what is over
            context |= _usual(way.on, form.cleaned_data["stage"])
        context |= {"way": way, "past": way.on < today, "stages": list(_stages(way, request)), "bars": bars}
    return render(request, "egov/front/dates.html", context, status=422 if form.errors else 200)


def _usual(day: date, stage: str) -> dict[str, Any]:
    """How long it has taken others of late, both cities together, until what is filed is decided."""
    part = next(part for part in periods.PARTS if part.key == stage)
    known = periods.forecast(part, None)
    if known is None:
        return {"usual": None}
    ends = (day + timedelta(days=days) for days in (known.median, known.ninth))
    return {"usual": known, "usual_days": tuple(ends)}


def _stages(way: periods.PlannedWay, request: HttpRequest) -> Iterator[DatedStage]:
    for stage, rows in groupby(way.steps, lambda row: row.stage):
        yield DatedStage(STAGE_NAMES[stage], [DatedStep(row, _counted(row, request)) for row in rows])


def _counted(row: periods.PlannedStep, request: HttpRequest) -> list[CountedTerm]:
    asked, form = request.GET.get("proof", ""), {key: request.GET.get(key, "") for key in ("day", "stage")}
    known = {key: value for key, value in form.items() if value}
    return [
        CountedTerm(
            orders.TERM_NAMES.get(ended.term.key, ended.term.key),
            ended.term,
            ended.proof.last_day,
            list(lines(ended.proof.days)) if ended.term.key == asked else [],
            f"?{urlencode(known | {'proof': ended.term.key})}#term-{ended.term.key}",
        )
        for ended in row.ended
    ]

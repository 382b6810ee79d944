"""The statistics of a body, of the ministry, or of all: any period, beside the one before; all of it in the address."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.models import City
from cases.reports import periods, sheets, sight, source, statistics
from cases.reports.periods import BUCKETS, PRESETS
from cases.reports.statistics import FiguresRequest, Statistics
from cases.reports.tables import FigureTable
from cases.values import moments
from cases.web.reports.charts import chart
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment


@open_to(*sight.READERS)
def page(request: AuthenticatedRequest) -> HttpResponse:
    wanted, preset, faults = _requested(request)
    result = statistics.statistics_of(sight.own_figures(request.user, wanted.city), wanted)
    query = {name: request.GET[name] for name in ("from", "to", "city", "by") if request.GET.get(name)}
    context: dict[str, Any] = {
        "section": "desk",
        "asked": wanted,
        "before": wanted.period.before,
        "faults": faults,
        "has_errors": bool(faults),
        "parts": [(part.figures, [_drawn(table) for table in part.tables]) for part in result.parts],
        "oldest": result.oldest,
        "behind": source.replica_lag(wanted.using),
        "presets": [(name, label, _address(query | {"period": name}, "from", "to")) for name, label in PRESETS.items()],
        "preset": preset,
        "buckets": BUCKETS.items(),
        "cities": list(City.objects.order_by("code")) if request.user.role == Role.AUDITOR else [],
        "typed_from": request.GET.get("from", wanted.period.first.isoformat())[:30],
        "typed_to": request.GET.get("to", wanted.period.last.isoformat())[:30],
        "files": [(kind, _address(request.GET.dict() | {"kind": kind})) for kind in sheets.TYPES],
    }
    return render(request, "reports/statistics.html", context)


@open_to(*sight.READERS)
def download(request: AuthenticatedRequest) -> HttpResponse:
    """All tables as a file; a period that is none leads to no file."""
    kind = request.GET.get("kind", "")
    wanted, _preset, faults = _requested(request)
    if kind not in sheets.TYPES or faults:
        raise Http404
    out = BytesIO()
    _write(out, kind, request, wanted, statistics.statistics_of(sight.own_figures(request.user, wanted.city), wanted))
    response = HttpResponse(out.getvalue(), content_type=sheets.TYPES[kind])
    name = f"statistics-{wanted.period.first}-{wanted.period.last}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _requested(request: AuthenticatedRequest) -> tuple[FiguresRequest, str, list[str]]:
    now = moment(request)
    period, preset, faults = periods.requested(request.GET.dict(), local_day(now))
    city = request.GET.get("city", "") if request.user.role == Role.AUDITOR else ""
    if city and not City.objects.filter(code=city.replace("\0", "")).exists():
        city, faults = "", [*faults, _("There is no such city.")]
    return statistics.request(period, request.GET.get("by", ""), city, now, source.alias()), preset, faults


def _address(query: dict[str, str], *without: str) -> str:
    return urlencode({name: value for name, value in query.items() if name not in without})


def _drawn(table: FigureTable) -> dict[str, Any]:
    rows = [(row, _cells(table, row)) for row in table.rows]
    return {"table": table, "rows": rows, "chart": chart(table)}


def _cells(table: FigureTable, row: Any) -> list[tuple[Any, str, Any]]:
    """(cell, query of the list behind it, heading of its column)."""
    heads = list(table.head)[1:]
    return [(c, urlencode(c.query or {}) if c.number else "", head) for c, head in zip(row.cells, heads, strict=True)]


def _write(out: BytesIO, kind: str, request: AuthenticatedRequest, wanted: FiguresRequest, result: Statistics) -> None:
    """An xlsx has a sheet a part; its first says what it is."""
    file = sheets.writer(kind, out)
    file.sheet(_("Statistics"))
    file.row([_("Period: %(period)s") % {"period": wanted.period.words}])
    file.row([_("Compared with: %(period)s") % {"period": wanted.period.before.words}])
    file.row([_("As of %(moment)s") % {"moment": moments.moment(wanted.now)}])
    for part in result.parts:
        file.sheet(str(part.figures.label))
        for table in part.tables:
            file.row([table.title], heading=True)
            if table.words:
                file.row([table.words])
            file.row([*table.head, _("Definition")], heading=True)
            for row in table.rows:
                file.row([row.label, *(cell.number for cell in row.cells), row.words])
            file.row([])
    file.close()

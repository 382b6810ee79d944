"""The answers of the outside systems as received, beside what was recorded of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from cases.engine.steps.readers import check_readers, exchange_readers, reads
from cases.engine.writing import audit
from cases.law.actors import Role
from cases.models import Case, Check, Exchange
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment
from cases.web.systems import recorded

ROWS = 50


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What an outside system answered, in full."""

    exchange: Exchange
    pairs: list[tuple[str, str]]
    """(path in the JSON, value as text)."""
    recorded: list[tuple[Check, bool]]
    """(check that rests on this answer, whether it was corrected since), the newest first."""


@open_to(Role.OFFICER)
def answers(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    if not reads(request.user.role, exchange_readers()):
        raise Http404
    rows = _rows(case)
    resting, role = recorded.by_answer(case, rows), request.user.role
    context = {
        "case": case,
        "rows": [RawAnswer(row, list(_pairs(_body(row))), _read_by(role, resting[row.pk])) for row in rows],
        "back": case_url(request.user, case),
        "section": "desk",
    }
    page = render(request, "cases/answers.html", context)
    audit.record_reading(case, request.user, "answers", moment(request), address=address(request))
    return page


def _rows(case: Case) -> list[Exchange]:
    """What came, the newest first; a message that became the answer to a question stands there, once."""
    came = Q(answer__isnull=False) | Q(direction=Exchange.IN, state=Exchange.ANSWERED)
    rows = list(Exchange.objects.filter(came, case=case).order_by("-id")[:ROWS])
    named = {(row.system, row.correlation) for row in rows if row.direction == Exchange.OUT}
    return [row for row in rows if row.direction == Exchange.OUT or (row.system, row.key) not in named]


def _body(row: Exchange) -> object:
    return row.answer if row.answer is not None else row.request


def _read_by(role: str, checks: list[tuple[Check, bool]]) -> list[tuple[Check, bool]]:
    return [(check, was) for check, was in checks if reads(role, check_readers(check.kind))]


def _pairs(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Each leaf, as JSON writes it: nothing of the answer is put in other words here."""
    items = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _pairs(inner, f"{path}.{key}" if path else str(key))
    if not isinstance(value, dict | list) or not value:
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

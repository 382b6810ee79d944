"""A list of cases and the page of one, as a first version would draw them: what is there, row by row."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cases.law.actors import Role
from cases.models import Case, Check, Deadline, Document, Event, Exchange, Letter, Payment, Signature

ROWS = 25


@login_required
def cases(request: HttpRequest) -> HttpResponse:
    """What waits on an officer, by its term; without a paginator, which would count all rows."""
    waiting = Case.objects.filter(waits_on=Role.OFFICER, city=request.user.city_id)  # type: ignore[union-attr]
    rows = waiting.select_related("person").order_by("city_id", "queue_at", "id")[:ROWS]
    return render(request, "plain/list.html", {"cases": rows})


@login_required
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The case, its person and what belongs to it: one statement a table."""
    row = get_object_or_404(Case.objects.select_related("person", "city"), pk=pk)
    mine = {"case": row}
    context = {
        "case": row,
        "documents": Document.objects.filter(current=True, **mine).select_related("blob"),
        "checks": Check.objects.filter(**mine).select_related("by").order_by("-id"),
        "events": Event.objects.filter(**mine).order_by("-id")[:100],
        "deadlines": Deadline.objects.filter(**mine).defer("days").order_by("-id"),
        "letters": Letter.objects.filter(**mine).defer("facts").order_by("-id"),
        "signatures": Signature.objects.filter(**mine).defer("sheet", "value").order_by("-id"),
        "payments": Payment.objects.filter(**mine).order_by("-id"),
        "exchanges": Exchange.objects.filter(**mine).defer("request", "answer").order_by("-id"),
    }
    return render(request, "plain/case.html", context)

"""Open cases get the terms that run over the places where they stand; until now the order's alone were counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import migrations
from django.db.models import Q

from cases.law import regulations
from cases.law.calendar import TableCalendar
from cases.law.regulations import Term
from cases.law.terms import due
from cases.models.ids import uuid7

CHUNK = 500


def begin(apps: Any, schema_editor: Any) -> None:
    """From the day on which the case came to its place; an interview's from its own. What is over by now is over."""
    cases, deadlines = apps.get_model("cases", "Case"), apps.get_model("cases", "Deadline")
    known = {law.key: law for law in regulations.editions()}
    states = {
        state for law in known.values() for term in law.terms.values() if not term.of_order for state in term.bounds
    }
    rows = cases.objects.filter(closed_at=None, state__in=states).select_related("slot").order_by("pk")
    calendar, after = _calendar(apps), None
    while batch := list((rows if after is None else rows.filter(pk__gt=after))[:CHUNK]):
        after = batch[-1].pk
        running = set(deadlines.objects.filter(case__in=batch, state="running").values_list("case_id", "key"))
        for case in batch:
            law = known.get(case.edition)
            terms = [t for t in law.terms.values() if not t.of_order and case.state in t.bounds] if law else []
            fresh = [_deadline(deadlines, case, term, calendar) for term in terms if (case.pk, term.key) not in running]
            deadlines.objects.bulk_create(fresh)
            for one in fresh:  # the nearest of them
                later = Q(due_at=None) | Q(due_at__gt=one.due_at)
                cases.objects.filter(later, pk=case.pk).update(due_at=one.due_at, queue_at=one.due_at)


def _deadline(deadlines: Any, case: Any, term: Term, calendar: TableCalendar) -> Any:
    booked: datetime | None = case.slot.starts_at if case.slot_id and case.state == "interview" else None
    starts = max(case.state_since, booked or case.state_since)
    proof = due(term, starts, calendar)
    return deadlines(
        id=uuid7(),
        case=case,
        key=term.key,
        edition=case.edition,
        paragraph=term.paragraph,
        starts_at=starts,
        due_at=proof.due,
        last_day=proof.last_day,
        days=proof.to_json(),
        unconfirmed=bool(proof.unconfirmed_years),
        state="running",
    )


def _calendar(apps: Any) -> TableCalendar:
    days: dict[date, tuple[str, str]] = {
        d.date: (d.kind, d.name_en or d.name_ru) for d in apps.get_model("cases", "CalendarDay").objects.all()
    }
    years = apps.get_model("cases", "CalendarYear").objects.filter(confirmed=True).values_list("year", flat=True)
    return TableCalendar(days, frozenset(years))


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_terms_the_order_does_not_set")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]

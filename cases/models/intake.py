"""When filings are accepted, and which bars a person has: one rule, whether a caller has the case or the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from cases.law.regulations import Edition, Periods
from cases.models.bar import Bar
from cases.models.reference import EditionPeriod


def periods() -> Periods:
    """As an administrator has entered them."""
    return {row.edition: (row.intake_from, row.intake_until) for row in EditionPeriod.objects.all()}


def bars_of(person: UUID) -> list[Bar]:
    """Those that no ruling has lifted, over and to come too, the longest first."""
    return list(Bar.objects.filter(person_id=person, lifted_at__isnull=True).order_by("-until"))


def bar_in_force(bars: Iterable[Bar], on: date, law: Callable[[], Edition | None]) -> Bar | None:
    """The first of `bars` that forbids filing on this day (п. 19, 24). `law`: the order that takes filings then, called
    only where a bar may apply."""
    current = [bar for bar in bars if bar.since <= on <= bar.until]
    under = law() if current else None
    return next((bar for bar in current if bar.applies(on, under)), None)

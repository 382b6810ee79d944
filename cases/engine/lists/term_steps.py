"""How far a term has run, in five steps: what a list is filtered by, counts, and shows in words, colour and shape."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law.calendar import ALMATY, local_day
from cases.models.case import NEVER

SOON = 3
"""A term is soon over when so many days are left after today."""
OVERDUE, TODAY, NEAR, IN_TIME, NO_TERM = "overdue", "today", "soon", "in_time", "none"
LABELS = {
    OVERDUE: _("Overdue"),
    TODAY: pgettext_lazy("step of a term", "Today"),
    NEAR: _("Soon"),
    IN_TIME: pgettext_lazy("step of a term", "In time"),
    NO_TERM: _("No term"),
}
"""From the most urgent on."""


def step_of(days: int) -> str:
    """`days`: from today to the last day of the term; negative when it is over."""
    return OVERDUE if days < 0 else TODAY if days == 0 else NEAR if days <= SOON else IN_TIME


def bounds(step: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """After which moment, and up to which, a case of this step has its place in the queue."""
    midnight = datetime.combine(local_day(now) + timedelta(days=1), time(), ALMATY)
    soon, last = midnight + timedelta(days=SOON), NEVER - timedelta(microseconds=1)
    return {
        OVERDUE: (None, now),
        TODAY: (now, midnight),
        NEAR: (midnight, soon),
        IN_TIME: (soon, last),
        NO_TERM: (last, None),
    }[step]


def condition(step: str, now: datetime) -> Q:
    after, until = bounds(step, now)
    return (Q(queue_at__gt=after) if after else Q()) & (Q(queue_at__lte=until) if until else Q())

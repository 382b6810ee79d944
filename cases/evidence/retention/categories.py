"""The kinds of data that have a rule: which rows, from when their term counts, what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.calendar import local_day
from cases.law.terms import months_later
from cases.models import (
    ApiCall,
    Attempt,
    Case,
    DraftedAct,
    LegalHold,
    Notice,
    ReadLog,
    RetentionRule,
    SignIn,
)

DELETED, EMPTIED, NAMED = "deleted", "emptied", "named"
THEN: dict[str, Promise] = {
    DELETED: _("deleted; its figures stay"),
    EMPTIED: _("emptied; its checksum stays"),
    NAMED: _("named here; an official decides"),
}


@dataclass(frozen=True, slots=True)
class KeptKind:
    """Rows that a rule is about."""

    model: Any
    since: str
    """The column from which the term counts."""
    counted_from: Promise
    then: str = DELETED
    case: str = "case"
    """The way to the case, which has to be closed for as long; "" where there is none."""
    which: Q = field(default_factory=Q)
    empties: dict[str, Any] = field(default_factory=dict)
    """Columns that lose their content."""

    def rows(self, before: datetime, today: Any) -> QuerySet[Any]:
        """Past the managers: those of logs refuse what erases. Nothing of a case that goes on, that a complaint which
        goes on is about, or that is on hold."""
        rows: QuerySet[Any] = QuerySet(self.model).filter(self.which, **{f"{self.since}__lt": before})
        if not self.case:
            return rows
        over = Q(**{f"{self.case}__closed_at__lt": before}) | Q(**{f"{self.case}__isnull": True})
        held = LegalHold.objects.filter(Q(until=None) | Q(until__gte=today)).values("case")
        rows = rows.filter(over).exclude(**{f"{self.case}__in": held})
        going_on = Case.objects.filter(closed_at=None)
        for way in ("about_letter__case", "about_term__case"):
            about = going_on.filter(**{f"{way}__isnull": False}).values(way)
            rows = rows.exclude(**{f"{self.case}__in": about})
        return rows


CLOSE = _("the close of the case")
CORRECTIONS = Notice.objects.filter(replaced_by__isnull=False).values("replaced_by")
"""A notice that was mailed instead of another stays until that one is gone."""
KINDS: dict[str, KeptKind] = {
    "reads": KeptKind(ReadLog, "at", CLOSE),
    "sign_ins": KeptKind(SignIn, "at", _("the sign-in"), case=""),
    "calls": KeptKind(ApiCall, "at", _("the call, and the close of its case")),
    "bodies": KeptKind(Attempt, "at", CLOSE, EMPTIED, "exchange__case", ~Q(received=""), {"received": "", "error": ""}),
    "notices": KeptKind(Notice, "at", _("the notice, and the close of its case"), which=~Q(pk__in=CORRECTIONS)),
    "sent_back": KeptKind(DraftedAct, "at", CLOSE, which=Q(sent_back_at__isnull=False)),
    "petitions": KeptKind(
        Case, "state_since", _("the last step"), NAMED, "", Q(closed_at=None, state_since=F("opened_at"))
    ),
    "cases": KeptKind(Case, "closed_at", CLOSE, NAMED, ""),
}


def cutoff(rule: RetentionRule, now: datetime) -> datetime:
    """What is older has been kept for as long as the rule says: by local days, so that a month is a month."""
    if rule.unit == "calendar_days":
        return now - timedelta(days=rule.length)
    months = rule.length * (12 if rule.unit == "years" else 1)
    today = local_day(now)
    return now - (today - months_later(today, -months))

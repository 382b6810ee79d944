"""What is kept longer than its rule says, and its erasure in batches, each a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet

from cases.evidence.retention.categories import EMPTIED, KINDS, NAMED, KeptKind, cutoff
from cases.law.calendar import local_day
from cases.models import Erasure, RetentionRule, leaves
from cases.models.leafkinds import kinds_of, ref_of

log = structlog.get_logger(__name__)

BATCH = 500
MOST = 20_000
"""Rows of a kind that one night erases: the next goes on."""
REPORT, CONFIRMED, ALL = "report", "confirmed", "all"
"""`DNR_RETENTION`."""


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """What one rule finds."""

    key: str
    before: datetime
    then: str
    """A key of `cases.evidence.retention.categories.THEN`."""
    rows: int
    oldest: datetime | None
    carried_out: bool
    """Whether the setting lets this rule erase."""


def overdue(now: datetime) -> list[RetentionLine]:
    """Nothing is changed. A kind without a rule is kept for ever, and has no line."""
    lines = []
    for rule in RetentionRule.objects.all():
        kind, before = KINDS[rule.key], cutoff(rule, now)
        rows = kind.rows(before, local_day(now))
        oldest = rows.aggregate(oldest=Min(kind.since))["oldest"]
        lines.append(RetentionLine(rule.key, before, kind.then, rows.count(), oldest, may_erase(rule)))
    return lines


def may_erase(rule: RetentionRule) -> bool:
    if KINDS[rule.key].then == NAMED or settings.RETENTION == REPORT:
        return False
    return rule.confirmed or settings.RETENTION == ALL


def carry_out(now: datetime, by: str, most: int = MOST) -> dict[str, int]:
    """How many rows of each kind were erased; at most `most` of each."""
    done: dict[str, int] = {}
    for rule in RetentionRule.objects.all():
        while may_erase(rule) and done.get(rule.key, 0) < most:
            number = _batch(rule.pk, now, by)
            done[rule.key] = done.get(rule.key, 0) + number
            if number < BATCH:
                break
    for key, number in done.items():
        if number:
            log.info("erased by a rule of retention", rule=key, rows=number, by=by)
    return done


@transaction.atomic
def _batch(pk: UUID, now: datetime, by: str) -> int:
    """The rule is locked, so that two runs do not erase the same; it is read again, as it may have changed."""
    rule = RetentionRule.objects.select_for_update().get(pk=pk)
    kind, before = KINDS[rule.key], cutoff(rule, now)
    rows = kind.rows(before, local_day(now)).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:BATCH]) if may_erase(rule) else []
    chosen: QuerySet[Any] = QuerySet(kind.model).filter(pk__in=keys)
    if kind.then == EMPTIED:
        chosen.update(**kind.empties)
        return len(keys)
    if kinds_of(kind.model) and keys:
        _record(rule, kind, chosen, Erasure(before=before, at=now, by=by))
    chosen.delete()
    return len(keys)


def _record(rule: RetentionRule, kind: KeptKind, chosen: QuerySet[Any], about: Erasure) -> None:
    """Before the rows go: the guards of the database let go only what has its leaf."""
    version = rule.history.order_by("-history_id").values_list("history_id", flat=True)[0]
    of_case = f"{kind.case}_id" if kind.case else "pk"
    pairs = sorted(chosen.values_list(of_case, "pk"), key=lambda pair: (str(pair[0]) if kind.case else "", pair[1]))
    same = {"rule": rule.key, "version": version, "kind": kind.model._meta.model_name}
    same |= {"before": about.before, "at": about.at, "by": about.by}
    made = []
    for case, group in groupby(pairs, key=itemgetter(0) if kind.case else lambda pair: None):
        refs = [ref_of(key) for _case, key in group]
        made.append(Erasure(case_id=case, refs=" ".join(refs), number=len(refs), **_ends(refs), **same))
    leaves.add_gone(kind.model, [key for _case, key in pairs])
    Erasure.objects.bulk_create(made)


def _ends(refs: Sequence[str]) -> dict[str, str]:
    return {"first": refs[0], "last": refs[-1]}

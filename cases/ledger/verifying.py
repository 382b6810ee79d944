"""Whether rows, log and checkpoints say the same: what was changed, is missing, or was never written by the portal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from cases.ledger import erasures, rowcheck, treecheck, versions
from cases.ledger.flaws import Flaw
from cases.models import Case, Checkpoint, LogFault
from cases.models.leafkinds import all_kinds
from cases.models.ledgerrows import COUNTED, FORGED

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part is looked at; all of it where nothing is named."""

    since: datetime | None = None
    """Rows written since, and what the log has grown by."""
    sample: int | None = None
    """Rows of each table, from a place taken at random, and on from the first where the last is reached."""

    @property
    def is_whole(self) -> bool:
        return self.since is None and self.sample is None


@dataclass(slots=True)
class LogReport:
    rows: int = 0
    leaves: int = 0
    checkpoints: int = 0
    faults: list[Flaw] = field(default_factory=list)
    erased: dict[str, int] = field(default_factory=dict)
    """Rows that went by a rule of retention, by its key, since the beginning."""

    def to_json(self) -> dict[str, Any]:
        numbers = {"rows": self.rows, "leaves": self.leaves, "checkpoints": self.checkpoints}
        return numbers | {"erased": self.erased, "faults": [flaw.to_json() for flaw in self.faults]}


def verify(now: datetime, scope: Scope | None = None) -> LogReport:
    """Faults are kept, those that are right again forgotten, and new ones written into the portal's log."""
    scope, report = scope or Scope(), LogReport()
    start = _start(scope)
    report.leaves, report.checkpoints, faults = treecheck.check(scope.sample, start)
    for kind in all_kinds().values():
        read, wrong = rowcheck.check(kind, scope.since, scope.sample)
        report.rows += read
        faults += wrong
        faults += rowcheck.missing(kind, start) if scope.since is not None else []
    if scope.since is None:
        read, wrong = versions.check(scope.sample)
        report.rows += read
        faults += wrong
    report.faults, report.erased = _named(faults), erasures.by_rule()
    _keep(report, now, scope)
    return report


def _start(scope: Scope) -> int:
    """The leaf from which on the log is looked at."""
    if scope.since is None:
        return 0
    before = Checkpoint.objects.filter(at__lte=scope.since).order_by("-at").values_list("size", flat=True).first()
    return before or 0


def _named(faults: Iterable[Flaw]) -> list[Flaw]:
    """With the number of the case of each, where its row is still there and has one."""
    named = {(flaw.kind, flaw.ref, flaw.what): flaw for flaw in faults}
    numbers = dict(Case.objects.filter(pk__in={f.case for f in named.values() if f.case}).values_list("pk", "number"))
    return [flaw.with_case(numbers.get(flaw.case, "") if flaw.case else "") for flaw in named.values()]


def _keep(report: LogReport, now: datetime, scope: Scope) -> None:
    seen = {(flaw.kind, flaw.ref, flaw.what) for flaw in report.faults}
    for flaw in report.faults:
        facts = {"detail": flaw.detail[:300]}
        key = {"kind": flaw.kind, "ref": flaw.ref, "what": flaw.what}
        _row, fresh = LogFault.objects.update_or_create(
            **key, defaults=facts, create_defaults=facts | {"noticed_at": now} | key
        )
        if fresh:
            log.error("the record does not hold", **key, detail=flaw.detail)
    for row in LogFault.objects.exclude(what__in=(FORGED, COUNTED)):
        if (row.kind, row.ref, row.what) not in seen and (scope.is_whole or _is_right(row.kind, row.ref)):
            row.delete()


def _is_right(kind: str, ref: str) -> bool:
    return rowcheck.is_right(kind, ref) or versions.is_right(kind, ref)

"""The checks: recorded, missing, corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise

from cases.engine.steps import step_where
from cases.engine.steps.readers import check_readers, reads
from cases.law.names import label
from cases.law.places import ShownChecks
from cases.models import (
    Case,
    Check,
    Comparison,
)
from cases.programmes.nomad.correcting.corrections import correctable
from cases.programmes.nomad.facts import CheckCorrection, OriginalsCompared
from cases.programmes.nomad.kinds import CheckKind
from cases.programmes.nomad.papers import comparing
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.web.request.links import address


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check of the case, done or still to be done."""

    kind: str
    name: str | Promise
    check: Check | None
    was: tuple[Check, ...] = ()
    """Earlier results that were corrected, the latest first."""
    correct: str = ""
    """The page where the result is corrected; "" where it cannot be."""
    decided: bool = False
    """It cannot be corrected any more: a decision was based on it."""
    documents: tuple[tuple[str, Comparison | None], ...] = ()
    """Of the check of the originals: the verdict on each document, None for none yet."""
    compare: str = ""
    """The page where the originals are compared; "" where there is none."""

    @property
    def missing(self) -> bool:
        return self.check is None


def check_rows(case: Case, role: str, *, acts: bool = True) -> dict[str, Any]:
    """`checks`: what the present part of the process requires, recorded or missing; `earlier_checks`: all before.

    Those that `role` reads; nothing for a role that reads none. `acts`: the reader corrects them too.
    """
    if not any(reads(role, check_readers(kind)) for kind in CHECK_NAMES):
        return {}
    kinds = _required_kinds(case, role) if case.filed_at else []
    rows = [_check_row(case, kind, case.dossier.check_now(kind), acts) for kind in kinds]
    current = {row.check.pk for row in rows if row.check}
    standing = [
        c for _at, c in case.dossier.standing_checks if c.pk not in current and reads(role, check_readers(c.kind))
    ]
    return {"checks": rows, "earlier_checks": [_check_row(case, c.kind, c, acts) for c in standing]}


def _required_kinds(case: Case, role: str) -> list[str]:
    """The kinds that the present part of the process requires, by the place."""
    shows = case.place.shows
    if shows == ShownChecks.BY_DECISION and case.approved_at:
        return [k for k in case.law.checks.get("final", ()) if reads(role, check_readers(k))]
    if shows == ShownChecks.NONE:
        return []
    kinds = [k for k in case.law.checks.get("preliminary", ()) if reads(role, check_readers(k))]
    return kinds if shows == ShownChecks.PRELIMINARY else [*kinds, CheckKind.KNB.value]


def _check_row(case: Case, kind: str, check: Check | None, acts: bool) -> CheckRow:
    # КНБ answers once, and the final decision is based on that answer too.
    can = kind in correctable(case) and case.dossier.check_now(kind) == check
    step = address("cases:step", case.pk, step_where(facts=CheckCorrection).name)
    by_document = kind == comparing.CHECK and comparing.by_document(case)
    compare = address("cases:step", case.pk, step_where(facts=OriginalsCompared).name)
    return CheckRow(
        kind,
        label("checks", kind),
        check,
        tuple(_was(case, check)),
        f"{step}?{urlencode({'kind': kind})}" if can and acts else "",
        decided=check is not None and not can and kind in CHECK_NAMES and not by_document,
        documents=_documents(case) if by_document else (),
        compare=compare if by_document and acts else "",
    )


def _documents(case: Case) -> tuple[tuple[str, Comparison | None], ...]:
    compared = case.dossier.comparisons
    return tuple((str(rule.title), compared.get(rule.kind)) for rule in comparing.courier_rules(case))


def _was(case: Case, check: Check | None) -> Iterator[Check]:
    by_id = {c.pk: c for c in case.dossier.checks}
    while check is not None and check.corrects_id in by_id:
        check = by_id[check.corrects_id]
        yield check

"""What is written of cases that have changed: the row, its history, its event, and what the step requested.

All in bulk: one statement a table, however many cases take the step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Model

from cases.eds import storing
from cases.eds.sheets import Sheet
from cases.engine.steps import Act, Step
from cases.engine.steps.errors import StaleError
from cases.engine.steps.facts import StepFacts
from cases.engine.writing import audit
from cases.law.calendar import local_day
from cases.law.terms import bar_until
from cases.models import Bar, Case, Event, SearchEntry, User, searchentry
from cases.models.searchentry import NUMBERS
from cases.models.writes import Writes

Snapshots = Mapping[UUID, Mapping[str, Any]]
"""The fields of each case as they were read under the lock."""
Rows = dict[type[Model], list[Model]]

_FIELDS: list[str] = list(Case.tracked())


def snapshot(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in _FIELDS}


def amend(
    case: Case,
    user: User | None,
    now: datetime,
    what: str,
    facts: dict[str, Any],
    *,
    gateway: str = "",
    request_id: str = "",
    **changes: object,
) -> Case:
    """Change fields of a case that stays where it is, with event and history; `case` must be locked.

    For what an applicant fills in before filing. `state` cannot be among the changes.
    `gateway`: the system that reported it.
    """
    if "state" in changes:
        raise ValueError("a case moves through perform() only")
    before = {case.pk: snapshot(case)}
    for name, value in changes.items():
        setattr(case, name, value)
    writes = Writes()
    writes.insert([audit.case_event(case, what, user, now, facts, gateway, request_id)])
    save([case], before, user, now, what, writes)
    writes.send()
    return case


def save(
    cases: Sequence[Case], before: Snapshots, user: User | None, now: datetime, reason: str, writes: Writes
) -> None:
    """One UPDATE for all cases that change alike, guarded by their version, and their history; sending it raises
    StaleError."""
    groups: dict[str, tuple[dict[str, Any], list[Case]]] = {}
    for case in cases:
        changed = {n: v for n, v in snapshot(case).items() if v != before[case.pk][n]}
        groups.setdefault(repr(sorted(changed.items())), (changed, []))[1].append(case)
    for changed, same in groups.values():
        _update(changed, same, user, writes)
        if changed.keys() & NUMBERS:
            _renumber(same, writes)
    for case in cases:
        case.version += 1
    writes.insert(audit.history_rows(cases, user, now, reason))


def _update(changed: Mapping[str, Any], same: Sequence[Case], user: User | None, writes: Writes) -> None:
    rows = Case.objects.filter(pk__in=[c.pk for c in same]) if len(same) > 1 else Case.objects.filter(pk=same[0].pk)
    if len(same) == 1:
        rows = rows.filter(version=same[0].version)

    def overtaken() -> StaleError:
        return StaleError(None, audit.last_event(same[0]), user)

    writes.update(rows, {"version": F("version") + 1, **changed}, len(same), overtaken)


def _renumber(cases: Sequence[Case], writes: Writes) -> None:
    """A case is found by its new number as well."""
    for case in cases:
        writes.update(SearchEntry.objects.filter(case_id=case.pk), {"numbers": searchentry.numbers(case)})


def rows_of(case: Case, step: Step, source: str, act: Act, facts: StepFacts, sheet: Sheet | None) -> Rows:
    """Event, signature, bar and whatever the step requested, by table; `source`: the state the case has left."""
    bound = {"order": act.edition.number} if step.binds else {}
    rows: Rows = {
        Event: [audit.step_event(case, step, source, act, {**facts.as_dict(), **bound, **act.outcome.remarks})]
    }
    if act.signature is not None and sheet is not None:
        for row in storing.rows(case, step.name, act.user, act.signature, sheet):
            rows.setdefault(type(row), []).append(row)
    if step.bar:
        rows[Bar] = [_bar(case, step, act)]
    for name, fields in act.outcome.records:
        model = audit.record_model(name)
        rows.setdefault(model, []).append(model(case=case, **fields))
    return rows


def create(rows: Sequence[Rows], writes: Writes) -> None:
    """One statement a table."""
    tables = dict.fromkeys(model for by_model in rows for model in by_model)
    for model in tables:
        writes.insert([item for by_model in rows for item in by_model.get(model, ())])


def change(step: Step, acts: Sequence[Act]) -> None:
    """Rows that the step puts right, each with its history."""
    for act in acts:
        for row, fields in act.outcome.changes:
            row._history_user, row._history_date, row._change_reason = act.user, act.now, step.name  # type: ignore[attr-defined]
            for name, value in fields.items():
                setattr(row, name, value)
            row.save(update_fields=list(fields))


def _bar(case: Case, step: Step, act: Act) -> Bar:
    bar = act.edition.bars[step.bar]
    moment = case.approved_at if bar.since == "approval" and case.approved_at else act.now
    return Bar(
        person_id=case.person_id,
        case=case,
        kind=bar.key,
        paragraph=bar.paragraph,
        since=local_day(moment),
        until=bar_until(bar, moment),
        edition=case.edition,
    )

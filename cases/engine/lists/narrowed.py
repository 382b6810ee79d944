"""The numbers beside tabs and steps of a term, of a list that filters narrow: each of what its link leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.core.exceptions import EmptyResultSet

from cases.engine.lists import queues, term_steps
from cases.engine.lists.listquery import TERM, DeskUser, ListQuery, cases
from cases.models.prepared import SqlStatement

STATE = "state"


def is_narrowed(wanted: ListQuery) -> bool:
    """Whether it has filters besides a tab and a step of a term; of a search nothing is counted."""
    return not wanted.words and bool(wanted.by.keys() - {TERM, STATE})


def narrowed_counts(wanted: ListQuery, viewer: DeskUser, states: Iterable[str]) -> dict[str, int]:
    """By state and by step, no further than CAP; one statement."""
    lists = {step: {**wanted.by, TERM: step} for step in term_steps.LABELS}
    lists |= {str(state): {**wanted.by, STATE: str(state)} for state in states}
    return queues.read_counts(list(_statements(wanted, viewer, lists)))


def _statements(wanted: ListQuery, viewer: DeskUser, lists: Mapping[str, dict[str, str]]) -> Iterator[SqlStatement]:
    for name, by in lists.items():
        rows = cases(replace(wanted, by=by), viewer).order_by().values("pk")[: queues.CAP]
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        yield SqlStatement(f"SELECT %s, COUNT(*) FROM ({sql}) AS few", [name, *parameters])

"""Rows that have a history against its newest version, which is in the log: the state of a case, roles, reference
data."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery

from cases.ledger.flaws import Flaw
from cases.ledger.reading import rows_of
from cases.models import Case, SealedLeaf, WaitingLeaf
from cases.models.leafkinds import LeafKind, Table, ref_of, row_kind
from cases.models.ledgerrows import ADDED, CHANGED, MISSING
from cases.models.user import password_trace

CHUNK = 500
PAST = {"user": ("last_login",)}
"""Columns that are written past the history."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A table that has a history."""

    name: str
    model: Any
    history: Any
    """The table of its versions."""
    kind: LeafKind
    """The columns that a row and its versions share."""

    @property
    def key(self) -> str:
        """The name of its key, which its versions have too."""
        return str(self.model._meta.pk.attname)

    @property
    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows


@cache
def tracked() -> tuple[Tracked, ...]:
    models = [m for m in apps.get_app_config("cases").get_models() if hasattr(m, "history")]
    return tuple(_tracked(model) for model in models)


def _tracked(model: Table) -> Tracked:
    name, history = str(model._meta.model_name), model.history.model  # type: ignore[attr-defined]
    shared = {field.attname for field in history.tracked_fields} - set(PAST.get(name, ()))
    return Tracked(
        name, model, history, row_kind(model, [f for f in model._meta.concrete_fields if f.attname in shared])
    )


def check(sample: int | None) -> tuple[int, list[Flaw]]:
    read, faults = 0, list[Flaw]()
    for table in tracked():
        for keys in _keys(table.rows, "pk", sample):
            read += len(keys)
            faults += _differing(table, keys)
        for keys in _keys(table.history.objects.all(), table.key, sample):
            faults += _gone(table, keys)
    return read, faults


def all_keys(table: Tracked) -> Iterator[list[Any]]:
    return _keys(table.rows, "pk", None)


def _keys(rows: QuerySet[Any], name: str, sample: int | None) -> Iterator[list[Any]]:
    """In the order of the keys; of a sample from one of them on, taken at random, and on from the first."""
    keys = rows.order_by(name).values_list(name, flat=True).distinct()
    begin = None if sample is None else _random(keys)
    spans = [keys] if begin is None else [keys.filter(**{f"{name}__gte": begin}), keys.filter(**{f"{name}__lt": begin})]
    left = sys.maxsize if sample is None else sample
    for span in spans:
        after = None
        while chunk := list((span if after is None else span.filter(**{f"{name}__gt": after}))[: min(CHUNK, left)]):
            yield chunk
            after, left = chunk[-1], left - len(chunk)


def _random(keys: QuerySet[Any]) -> Any:
    """Keys by time lie as good as evenly between the first and the last; of other tables there are few rows."""
    first, last = keys.first(), keys.last()
    if not (isinstance(first, UUID) and isinstance(last, UUID)):
        return None
    return UUID(int=first.int + secrets.randbelow(last.int - first.int + 1))


def newest(table: Tracked, keys: Sequence[Any]) -> dict[Any, Any]:
    """The newest version of each, as (type, values of its columns)."""
    last = table.history.objects.filter(**{table.key: OuterRef("pk")}).order_by("-history_id").values("history_id")[:1]
    known = table.rows.filter(pk__in=keys).values_list(Subquery(last), flat=True)
    rows = table.history.objects.filter(history_id__in=[key for key in known if key])
    stored = rows_of(rows.values_list(table.key, "history_type", *table.kind.names))
    return {row[0]: (row[1], row[2:]) for row in stored}


def differing(table: Tracked, key: object) -> list[str] | None:
    """Columns of a row in which it is not its newest version; None: it has no version."""
    for _attempt in range(3):
        before = _last_written(table, key)
        row = table.rows.filter(pk=key).values_list(*table.kind.names).first()
        if _last_written(table, key) == before:
            break
    if row is None:
        return []
    if before is None or before[0] == "-":
        return None
    return _unequal(table, row, before[1:])


def _last_written(table: Tracked, key: object) -> Any:
    """The newest version of a row, its type first: by the order of the log. That of the versions' own keys is that of
    clocks, of which one may have been put back, or go behind that of another host."""
    rows = table.history.objects.filter(**{table.key: key})
    refs = {ref_of(pk): pk for pk in rows.order_by("history_id").values_list("history_id", flat=True)}
    which = {"kind": table.history._meta.model_name, "ref__in": list(refs)}
    waiting = WaitingLeaf.objects.filter(refused=False, **which).order_by("-id").values_list("ref", flat=True).first()
    sealed = SealedLeaf.objects.filter(**which).order_by("-place").values_list("ref", flat=True).first()
    last = waiting or sealed or next(reversed(refs), None)
    return rows.filter(history_id=refs[last]).values_list("history_type", *table.kind.names).first() if last else None


def suspects(table: Tracked, keys: Sequence[Any]) -> Iterator[tuple[Any, Sequence[Any]]]:
    """Keys and columns, as the driver gives them, of rows that are not their newest version, or have none."""
    versions = newest(table, keys)
    for key, *row in rows_of(table.rows.filter(pk__in=keys).values_list("pk", *table.kind.names)):
        if key not in versions or versions[key][0] == "-" or _unequal(table, row, versions[key][1]):
            yield key, row


def _differing(table: Tracked, keys: Sequence[Any]) -> Iterator[Flaw]:
    names = table.kind.names
    for key, row in suspects(table, keys):
        columns = differing(table, key)
        if columns != []:
            case = row[names.index("case_id")] if "case_id" in names else None
            case = key if table.name == "case" else case
            what = ADDED if columns is None else CHANGED
            of = Case._meta.pk.to_python(case) if case else None
            yield Flaw(table.name, ref_of(key), what, ", ".join(columns or ()), of)


def _unequal(table: Tracked, row: Sequence[Any], version: Sequence[Any]) -> list[str]:
    kind = table.kind
    if "password" in kind.names:
        at = kind.names.index("password")
        row = [*row[:at], password_trace(row[at]), *row[at + 1 :]]
    if tuple(row) == tuple(version):
        return []
    mine, theirs = kind.content(row), kind.content(version)
    return [name for name in kind.names if mine.get(name) != theirs.get(name)]


def _gone(table: Tracked, keys: Sequence[Any]) -> Iterator[Flaw]:
    """Rows whose newest version does not tell that they were removed."""
    there = set(table.rows.filter(pk__in=keys).values_list("pk", flat=True))
    for key in keys:
        if key not in there and not table.rows.filter(pk=key).exists():
            last = _last_written(table, key)
            if last is not None and last[0] != "-":
                yield Flaw(table.name, ref_of(key), MISSING)


def is_right(kind: str, ref: str) -> bool:
    """Whether the row of a fault that is known is its newest version again."""
    table = next((table for table in tracked() if table.name == kind), None)
    if table is None:
        return False
    key = table.model._meta.pk.to_python(ref)
    return differing(table, key) == [] and not list(_gone(table, [key]))

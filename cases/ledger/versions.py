"""Rows that have a history against its newest version, which is in the log: the state of a case, roles, reference
data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, Subquery

from cases.ledger.flaws import Flaw
from cases.models.leaves import LeafKind, ref_of, row_kind
from cases.models.ledgerrows import ADDED, CHANGED, MISSING
from cases.models.user import password_trace

CHUNK = 500
PAST = {"user": ("last_login",)}
"""Columns that are written past the history."""


@cache
def tracked() -> tuple[Any, ...]:
    """Models that have a history."""
    return tuple(m for m in apps.get_app_config("cases").get_models() if hasattr(m, "history"))


@cache
def _kind(model: Any) -> LeafKind:
    """The columns that a row and its versions share."""
    shared = {field.attname for field in model.history.model.tracked_fields}
    past = PAST.get(model._meta.model_name, ())
    return row_kind(model, [f for f in model._meta.concrete_fields if f.attname in shared and f.attname not in past])


def check(sample: int | None) -> tuple[int, list[Flaw]]:
    read, faults = 0, list[Flaw]()
    for model in tracked():
        for keys in _keys(model._default_manager, "pk", sample):
            read += len(keys)
            faults += _differing(model, keys)
        if sample is None:
            for keys in _keys(model.history, model._meta.pk.attname, None):
                faults += _gone(model, keys)
    return read, faults


def all_keys(model: Any) -> Iterator[list[Any]]:
    return _keys(model._default_manager, "pk", None)


def _keys(rows: Any, name: str, sample: int | None) -> Iterator[list[Any]]:
    """In the order of the keys; of a sample the newest."""
    keys = rows.order_by(name).values_list(name, flat=True).distinct()
    if sample is not None:
        newest = list(keys.reverse()[:sample])
        yield from (newest[i : i + CHUNK] for i in range(0, len(newest), CHUNK))
        return
    after = None
    while chunk := list((keys if after is None else keys.filter(**{f"{name}__gt": after}))[:CHUNK]):
        yield chunk
        after = chunk[-1]


def newest(model: Any, keys: Sequence[Any]) -> dict[Any, Any]:
    """The newest version of each, as (type, values of its columns)."""
    history, pk = model.history.model, model._meta.pk.attname
    last = history.objects.filter(**{pk: OuterRef("pk")}).order_by("-history_id").values("history_id")[:1]
    known = model._default_manager.filter(pk__in=keys).values_list(Subquery(last), flat=True)
    rows = history.objects.filter(history_id__in=[key for key in known if key])
    return {row[0]: (row[1], row[2:]) for row in rows.values_list(pk, "history_type", *_kind(model).names)}


def differing(model: Any, key: Any) -> list[str] | None:
    """Columns of a row in which it is not its newest version; None: it has no version."""
    for _attempt in range(3):
        before = newest(model, [key])
        row = model._default_manager.filter(pk=key).values_list(*_kind(model).names).first()
        if newest(model, [key]) == before:
            break
    if row is None:
        return []
    if key not in before or before[key][0] == "-":
        return None
    return _unequal(model, row, before[key][1])


def suspects(model: Any, keys: Sequence[Any]) -> Iterator[tuple[Any, Sequence[Any]]]:
    """Keys and columns of rows that are not their newest version, or have none; read together."""
    versions = newest(model, keys)
    for key, *row in model._default_manager.filter(pk__in=keys).values_list("pk", *_kind(model).names):
        if key not in versions or versions[key][0] == "-" or _unequal(model, row, versions[key][1]):
            yield key, row


def _differing(model: Any, keys: Sequence[Any]) -> Iterator[Flaw]:
    names = _kind(model).names
    for key, row in suspects(model, keys):
        columns = differing(model, key)
        if columns != []:
            case = row[names.index("case_id")] if "case_id" in names else None
            case = key if model._meta.model_name == "case" else case
            what = ADDED if columns is None else CHANGED
            yield Flaw(model._meta.model_name, ref_of(key), what, ", ".join(columns or ()), case)


def _unequal(model: Any, row: Sequence[Any], version: Sequence[Any]) -> list[str]:
    kind = _kind(model)
    if "password" in kind.names:
        at = kind.names.index("password")
        row = [*row[:at], password_trace(row[at]), *row[at + 1 :]]
    mine, theirs = kind.content(row), kind.content(version)
    return [name for name in kind.names if mine.get(name) != theirs.get(name)]


def _gone(model: Any, keys: Sequence[Any]) -> Iterator[Flaw]:
    """Rows whose newest version does not say that they were removed."""
    there = set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
    pk = model._meta.pk.attname
    for key in keys:
        if key not in there and not model._default_manager.filter(pk=key).exists():
            last = model.history.filter(**{pk: key}).order_by("-history_id").first()
            if last is not None and last.history_type != "-":
                yield Flaw(model._meta.model_name, ref_of(key), MISSING)


def is_right(kind: str, ref: str) -> bool:
    """Whether the row of a fault that is known is its newest version again."""
    model = next((m for m in tracked() if m._meta.model_name == kind), None)
    if model is None:
        return False
    key = model._meta.pk.to_python(ref)
    return differing(model, key) == [] and not list(_gone(model, [key]))

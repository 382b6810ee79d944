"""What of a row is in its leaf of the log, and its digest (docs/decisions/log.md).

A row that may be changed later has its leaf for what never changes, and a facet for each part that does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, cached_property
from ipaddress import ip_address
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

Table = type[models.Model]

FACETS: dict[str, dict[str, tuple[str, ...]]] = {
    "deadline": {"deadline_end": ("state", "stopped_at", "met_on")},
    "helper": {"helper_joined": ("user_id", "joined_at"), "helper_end": ("ended_at", "ended_by_id")},
    "letter": {"letter_files": ("files",), "letter_set_aside": ("set_aside_at",)},
    "blob": {},
    "original": {},
}
"""By model, those that may change and how: a facet whose columns hold what they begin with has no leaf."""

SCANNED = ("scan", "virus", "scanned_at")
MARKS: dict[str, tuple[str, ...]] = {
    "deadline": ("reminded_at", "overdue_at"),
    "helper": ("digest", "sent_at", "late", "late_at"),
    "letter": ("rendered_at",),
    # What is infected is an event besides.
    "blob": SCANNED,
    "original": SCANNED,
}
"""Columns that only say what the portal has done about the row already, or keep something for a day: in no leaf."""


@dataclass(frozen=True)
class LeafKind:
    """What of a table is in one leaf."""

    name: str
    model: Any
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    """Names of attributes in their order, and how each becomes JSON where it is none."""
    begins: dict[str, Any] | None = None
    """Of a facet: its columns as they are before there is a leaf."""
    nullable: frozenset[str] = frozenset()
    """Columns in which nothing is NULL: there 0 and an empty word are something."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _convert in self.columns)

    def content(self, values: Iterable[Any]) -> dict[str, Any]:
        """`values` stand in the order of the columns. What is empty is left out, so that a column added later changes
        no digest of before."""
        return {
            name: value if convert is None else convert(value)
            for (name, convert), value in zip(self.columns, values, strict=True)
            if value or (value is not None and name in self.nullable)
        }

    def digest(self, ref: str, content: dict[str, Any]) -> bytes:
        """`content` as JSON without spaces, its names in their order."""
        return self._digest(ref, [f'"{name}":{_as_json(value)}' for name, value in content.items()])

    def row_digest(self, ref: str, values: Iterable[Any]) -> bytes:
        """The digest of the content of `values`, in one go: a verification reads every row."""
        pairs = zip(self._written, values, strict=True)
        parts = [
            begin + write(value)
            for (begin, write, nullable), value in pairs
            if value or (nullable and value is not None)
        ]
        return self._digest(ref, parts)

    @cached_property
    def _written(self) -> tuple[tuple[str, Callable[[Any], str], bool], ...]:
        return tuple((f'"{name}":', _writer(convert), name in self.nullable) for name, convert in self.columns)

    def _digest(self, ref: str, parts: Sequence[str]) -> bytes:
        return hashlib.sha256(f"dnr row 1\n{self.name}\n{ref}\n{{{','.join(parts)}}}".encode()).digest()


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)


def _as_json(value: object) -> str:
    """What an encoder gives; of words and numbers, which most columns hold, without one."""
    if type(value) is str:
        return encode_basestring(value)
    return str(value) if type(value) is int else _ENCODER.encode(value)


def _writer(convert: Callable[[Any], Any] | None) -> Callable[[Any], str]:
    if convert in (_uuid, _moment, _day):
        return lambda value: f'"{convert(value)}"'  # nothing in them is to be escaped
    if convert is _text:
        return lambda value: encode_basestring(value if type(value) is str else _text(value))
    if convert in (bool, int):
        return _PLAIN[convert]
    return _as_json if convert is None else lambda value: _as_json(convert(value))


_PLAIN: dict[Any, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    int: lambda value: str(int(value)),
}


def leaf_bytes(kind: str, ref: str, digest: bytes) -> bytes:
    """What enters the tree, before RFC 6962's own prefix."""
    return f"dnr leaf 1\n{kind}\n{ref}\n".encode() + digest


def ref_of(pk: object) -> str:
    return pk.hex if isinstance(pk, UUID) else str(pk)


@cache
def kinds_of(model: Table) -> tuple[LeafKind, ...]:
    """Of a table, its own leaf first; none where it is not in the log."""
    name = str(model._meta.model_name)
    if name not in FACETS:
        return (_kind(name, model, _own(model)),) if getattr(model, "in_log", False) else ()
    own, facets = _own(model), FACETS[name]
    changing = {column for columns in facets.values() for column in columns} | set(MARKS.get(name, ()))
    fixed = [field for field in own if field.attname not in changing]
    return (
        _kind(name, model, fixed),
        *(_kind(facet, model, [f for f in own if f.attname in columns], True) for facet, columns in facets.items()),
    )


@cache
def all_kinds() -> dict[str, LeafKind]:
    models_of_ours = apps.get_app_config("cases").get_models(include_auto_created=True)
    return {kind.name: kind for model in models_of_ours for kind in kinds_of(model)}


def _own(model: Table) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _kind(name: str, model: Table, fields: Sequence[models.Field[Any, Any]], facet: bool = False) -> LeafKind:
    begins = {f.attname: f.get_default() for f in fields if f.has_default() and f.get_default()} if facet else None
    columns = sorted(((f.attname, _converter(f)) for f in fields), key=itemgetter(0))
    return LeafKind(name, model, tuple(columns), begins, frozenset(f.attname for f in fields if f.null))


def row_kind(model: Table, fields: Sequence[models.Field[Any, Any]]) -> LeafKind:
    """These columns of a table, for a comparison; not in the log."""
    return _kind(str(model._meta.model_name), model, fields)


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    kind = getattr(field, "target_field", field)
    for types, convert in _CONVERT:
        if isinstance(kind, types):
            return convert
    return None


def _text(value: object) -> str:
    """Of a member of an enumeration its value; what is translated late, in words."""
    if type(value) is str:
        return value
    return str.__str__(value) if isinstance(value, str) else str(value)


def _uuid(value: object) -> str:
    if type(value) is str and len(value) == 32 and value == value.lower():
        return value  # as SQLite keeps it
    return value.hex if isinstance(value, UUID) else UUID(str(value)).hex


def _moment(value: object) -> str:
    """Without a zone it is of UTC, as SQLite keeps it."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        return f"{moment.isoformat(timespec='microseconds')}+00:00"
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(timespec="microseconds")


def _day(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: object) -> str:
    return format(Decimal(str(value)).normalize(), "f")


def _address(value: object) -> str:
    return str(ip_address(str(value)))


_CONVERT: tuple[tuple[Any, Callable[[Any], Any] | None], ...] = (
    (models.UUIDField, _uuid),
    (models.DateTimeField, _moment),
    (models.DateField, _day),
    (models.DecimalField, _number),
    (models.GenericIPAddressField, _address),
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.JSONField, None),
    (models.CharField | models.TextField, _text),
)

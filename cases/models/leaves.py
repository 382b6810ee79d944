"""A leaf of the log for each row that is written, in the transaction of the row (docs/decisions/log.md).

What is in the log: every `LogRow` but those that leave themselves out (`in_log`), the versions of rows that have a
history, terms, letters and stored files. A row that may be changed later has its leaf for what never changes, and a
facet for each part that does: the newest leaf of each is what the row has to say.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from ipaddress import ip_address
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

GONE = bytes(32)
"""The digest of a row that the portal itself has taken away."""

FACETS: dict[str, dict[str, tuple[str, ...]]] = {
    "deadline": {"deadline_end": ("state", "stopped_at", "met_on")},
    "letter": {"letter_files": ("files",), "letter_set_aside": ("set_aside_at",)},
    "blob": {},
    "original": {},
}
"""By model, those that may change and how: a facet whose columns hold what they begin with has no leaf."""

MARKS: dict[str, tuple[str, ...]] = {"deadline": ("reminded_at", "overdue_at"), "letter": ("rendered_at",)}
"""Columns that only say what the portal has done about the row already: in no leaf."""

CHUNK = 500
_TABLE = "cases_waitingleaf"


class Leaf(NamedTuple):
    kind: str
    ref: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class LeafKind:
    """What of a table is in one leaf."""

    name: str
    model: Any
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    """Names of attributes, and how each becomes JSON where it is none."""
    begins: dict[str, Any] | None = None
    """Of a facet: its columns as they are before there is a leaf."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _convert in self.columns)

    def content(self, values: Iterable[Any]) -> dict[str, Any]:
        """`values` stand in the order of the columns. What is empty is left out, so that a column added later changes
        no digest of before."""
        return {
            name: value if convert is None else convert(value)
            for (name, convert), value in zip(self.columns, values, strict=True)
            if value
        }

    def digest(self, ref: str, content: dict[str, Any]) -> bytes:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)
        return hashlib.sha256(f"dnr row 1\n{self.name}\n{ref}\n{text}".encode()).digest()


def leaf_bytes(kind: str, ref: str, digest: bytes) -> bytes:
    """What enters the tree, before RFC 6962's own prefix."""
    return f"dnr leaf 1\n{kind}\n{ref}\n".encode() + digest


def ref_of(pk: object) -> str:
    return pk.hex if isinstance(pk, UUID) else str(pk)


# ------------------------------------------------------------------------------------------------ kinds


@cache
def kinds_of(model: Any) -> tuple[LeafKind, ...]:
    """Of a table, its own leaf first; none where it is not in the log."""
    name = model._meta.model_name
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


def _own(model: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _kind(name: str, model: Any, fields: Sequence[Any], facet: bool = False) -> LeafKind:
    begins = {f.attname: f.get_default() for f in fields if f.has_default() and f.get_default()} if facet else None
    return LeafKind(name, model, tuple((f.attname, _converter(f)) for f in fields), begins)


def row_kind(model: Any, fields: Sequence[Any]) -> LeafKind:
    """These columns of a table, for a comparison; not in the log."""
    return _kind(model._meta.model_name, model, fields)


def _converter(field: Any) -> Callable[[Any], Any] | None:
    kind = field.target_field if field.is_relation else field
    for types, convert in _CONVERT:
        if isinstance(kind, types):
            return convert
    return None


def _text(value: Any) -> str:
    """Of a member of an enumeration its value; what is translated late, in words."""
    return str.__str__(value) if isinstance(value, str) else str(value)


def _uuid(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else UUID(str(value)).hex


def _moment(value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: Any) -> str:
    return format(Decimal(value).normalize(), "f")


def _address(value: Any) -> str:
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


# ------------------------------------------------------------------------------------------------ writing


def leaves_of(rows: Sequence[Any], only: Collection[str] | None = None) -> list[Leaf]:
    """Of rows of one table. `only`: columns that have changed, and with them the facets that are meant."""
    model: Any = type(rows[0]) if rows else None
    kinds = kinds_of(model) if rows else ()
    leaves = []
    for kind in kinds:
        if only is not None and not set(kind.names) & set(only):
            continue
        for row in rows:
            content = kind.content([getattr(row, name) for name in kind.names])
            if only is not None or content != kind.begins:
                ref = ref_of(row.pk)
                leaves.append(Leaf(kind.name, ref, kind.digest(ref, content)))
    return leaves


def statements(leaves: Sequence[Leaf]) -> list[tuple[str, list[Any]]]:
    """One insert for each `CHUNK` of leaves. By hand: Django needs longer to put it together than a step may take."""
    made = []
    for start in range(0, len(leaves), CHUNK):
        part = leaves[start : start + CHUNK]
        marks = ",".join(["(%s,%s,%s,%s)"] * len(part))
        values = [value for leaf in part for value in (*leaf, mac(*leaf))]
        made.append((f"INSERT INTO {_TABLE} (kind,ref,digest,mac) VALUES {marks}", values))
    return made


def add(rows: Sequence[Any], only: Collection[str] | None = None) -> None:
    """The leaves of rows that were written past `Writes`; in the transaction in which they were."""
    add_leaves(leaves_of(rows, only))


def add_gone(model: Any, pks: Iterable[Any]) -> None:
    """The portal itself has taken these rows away."""
    add_leaves([Leaf(kind.name, ref_of(pk), GONE) for kind in kinds_of(model)[:1] for pk in pks])


def add_leaves(leaves: Sequence[Leaf]) -> None:
    if not leaves:
        return
    with connection.cursor() as cursor:
        for sql, values in statements(leaves):
            cursor.execute(sql, values)


def plain_defaults(rows: Sequence[Any]) -> None:
    """A column of which the database knows the beginning holds that value, and no expression."""
    model: Any = type(rows[0])
    for name, default in _defaults(model):
        for row in rows:
            if isinstance(row.__dict__.get(name), DatabaseDefault):
                setattr(row, name, default)


@cache
def _defaults(model: Any) -> tuple[tuple[str, Any], ...]:
    known = [(f.attname, f.db_default) for f in model._meta.concrete_fields if f.has_db_default()]
    return tuple((name, getattr(default, "value", default)) for name, default in known)


# ------------------------------------------------------------------------------------------------ the key


def mac(kind: str, ref: str, digest: bytes) -> bytes:
    return hmac.digest(_keys()[0], leaf_bytes(kind, ref, digest), "sha256")[:16]


def is_ours(kind: str, ref: str, digest: bytes, given: bytes) -> bool:
    """Whether the portal has made this leaf, under its present secret or one before."""
    content = leaf_bytes(kind, ref, digest)
    return any(hmac.compare_digest(hmac.digest(key, content, "sha256")[:16], given) for key in _keys())


def _keys() -> list[bytes]:
    return [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"dnr leaves 1\n{secret}".encode()).digest()


# ------------------------------------------------------------------------------------------------ saving


class Logged(models.Model):
    """A row whose leaf is written with it, in one message to the database."""

    class Meta:
        abstract = True

    in_log = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not (self.in_log and self._state.adding):
            super().save(*args, **kwargs)
            return
        from cases.models.writes import Writes

        writes = Writes()
        writes.insert([self])
        writes.send()


def leaf_after_save(sender: Any, instance: Any, created: bool, update_fields: Any = None, **_facts: object) -> None:
    """Of tables whose rows may change; connected by `cases.apps`. Whoever saves them is in a transaction."""
    add([instance], None if created else update_fields)


def leaf_after_delete(sender: Any, instance: Any, **_facts: object) -> None:
    add_gone(sender, [instance.pk])


def connect() -> None:
    for name in FACETS:
        model = apps.get_model("cases", name)
        models.signals.post_save.connect(leaf_after_save, sender=model, dispatch_uid=f"leaf {name}")
        models.signals.post_delete.connect(leaf_after_delete, sender=model, dispatch_uid=f"gone {name}")

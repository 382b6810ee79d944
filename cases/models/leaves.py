"""A leaf of the log for each row that is written, in the transaction of the row (docs/decisions/log.md).

What is in the log: every `LogRow` but those that leave themselves out (`in_log`), the versions of rows that have a
history, terms, letters and stored files. The newest leaf of a row is what it has to say.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models.expressions import DatabaseDefault

from cases.models.leafkinds import Table, kinds_of, leaf_bytes, ref_of

GONE = bytes(32)
"""The digest of a row that the portal itself has taken away."""

CHUNK = 500
_TABLE = "cases_waitingleaf"


class Leaf(NamedTuple):
    kind: str
    ref: str
    digest: bytes


def leaves_of(rows: Sequence[Any], only: Collection[str] | None = None) -> list[Leaf]:
    """Of rows of one table. `only`: columns that have changed, and with them the facets that are meant."""
    if not rows:
        return []
    table: Table = type(rows[0])
    leaves = []
    for kind in kinds_of(table):
        if only is not None and not set(kind.names) & set(only):
            continue
        for row in rows:
            values = [getattr(row, name) for name in kind.names]
            if only is None and kind.begins is not None and kind.content(values) == kind.begins:
                continue
            ref = ref_of(row.pk)
            leaves.append(Leaf(kind.name, ref, kind.row_digest(ref, values)))
    return leaves


def statements(leaves: Sequence[Leaf]) -> list[tuple[str, list[Any]]]:
    """One insert for each `CHUNK` of leaves. By hand: Django needs longer to put it together than a step may take."""
    made = []
    for start in range(0, len(leaves), CHUNK):
        part = leaves[start : start + CHUNK]
        marks = ",".join(["(%s,%s,%s,%s)"] * len(part))
        values = [value for leaf in part for value in (*leaf, leaf_mac(*leaf))]
        made.append((f"INSERT INTO {_TABLE} (kind,ref,digest,mac) VALUES {marks}", values))
    return made


def add_rows(rows: Sequence[Any], only: Collection[str] | None = None) -> None:
    """The leaves of rows that were written past `Writes`; in the transaction in which they were."""
    add_leaves(leaves_of(rows, only))


def add_gone(model: Table, pks: Iterable[Any]) -> None:
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
    model: Table = type(rows[0])
    for name, default in _defaults(model):
        for row in rows:
            if isinstance(row.__dict__.get(name), DatabaseDefault):
                setattr(row, name, default)


@cache
def _defaults(model: Table) -> tuple[tuple[str, Any], ...]:
    known = [(f.attname, f.db_default) for f in model._meta.concrete_fields if f.has_db_default()]
    return tuple((name, getattr(default, "value", default)) for name, default in known)


# ------------------------------------------------------------------------------------------------ the key


NONCE = 8


def leaf_mac(kind: str, ref: str, digest: bytes) -> bytes:
    """Of this leaf alone: who puts in once more what a row has had to say before, has no other code for it."""
    nonce = os.urandom(NONCE)
    return nonce + _mac(_keys()[0], nonce + leaf_bytes(kind, ref, digest))


def is_ours(kind: str, ref: str, digest: bytes, given: bytes) -> bool:
    """Whether the portal has made this leaf, under its present secret or one before."""
    content = given[:NONCE] + leaf_bytes(kind, ref, digest)
    return any(hmac.compare_digest(_mac(key, content), given[NONCE:]) for key in _keys())


def _mac(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")[:16]


def _keys() -> list[bytes]:
    return [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"dnr leaves 1\n{secret}".encode()).digest()

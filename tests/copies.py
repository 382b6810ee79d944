"""What steps have written, kept row by row for the process, and written again wherever everything stands the same.

The first `once(what, make)` performs; it reads all tables of the portal before and after, and keeps the difference.
A later one in another test finds the database, the clock, the settings and the language as they were then, and only
writes the rows, keys included. Whatever differs (another case is there, a ground was changed) is another place, to
which a case is brought by steps. So a copy is what performing would have written, and a test cannot tell them apart.

Under a patch, which no comparison sees, nothing is kept, but for patches that a test has named (`known`); nor outside
of a transaction, where a step wakes the worker, but for a portal that a browser looks at (`served`): that is given what
was made in one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from datetime import time
from functools import cache
from typing import Any, NamedTuple

import pytest
import time_machine
from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.db import connection, models, transaction
from django.utils import translation

from cases.files import storing
from cases.models import Blob, Original
from tests import touched

Content = dict[str, frozenset[tuple[Any, ...]]]
"""Rows by the name of their table; tables without any are left out."""

PLACES: dict[type[models.Model], str] = {Blob: storing.DOCUMENTS, Original: storing.ORIGINALS}


class File(NamedTuple):
    place: str
    name: str
    sha256: str
    data: bytes


class Copy(NamedTuple):
    pk: Any
    gone: Content
    new: dict[str, Collection[tuple[Any, ...]]]
    """Of a table with counted keys in the order of those."""
    files: tuple[File, ...]
    left: int
    """What the database holds then (`_digest`)."""

    def write(self) -> None:
        for file in self.files:
            storing._store(file.place, file.name, file.data, file.sha256)  # unless it lies there, and is whole
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.gone.items():
                _delete(cursor, table, rows)
            for table, made in self.new.items():
                _insert(cursor, table, made)


def add(content: Content) -> None:
    """What of these rows is not there."""
    missing = _difference(content, read())
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in missing.items():
            _insert(cursor, table, rows)


_kept: dict[Hashable, Copy] = {}


def _unpatched() -> bool:
    return False


patched: Callable[[], bool] = _unpatched
"""Whether the test that runs has patched something that `known` does not name; set by `tests.conftest`."""
named: list[tuple[int, Hashable]] = []
"""How many patches the test had when it named them, and as what."""


def known(patches: pytest.MonkeyPatch, what: Hashable) -> None:
    """Name what is patched by now: where the same is patched under this name, cases are copied. For a patch that all
    tests of a file have, and that the same steps meet in the same way each time."""
    named.append((count(patches), what))


def count(patches: pytest.MonkeyPatch) -> int:
    return len(patches._setattr) + len(patches._setitem)


served = False
"""Whether what is made is for a browser; set by `tests.journeys.conftest`."""


_making = False
"""What is made on the way of something else belongs to it."""


def once(what: Hashable, make: Callable[[], models.Model], *, on_the_way: bool = False) -> Any:
    """The key of what `make` makes: made now, or written as it was made before. `what`: all that `make` depends on
    besides the database, the clock, the settings and the language. `on_the_way`: kept by itself too when it is made
    on the way of something else."""
    if (_making and not on_the_way) or patched():
        return make().pk
    if not connection.in_atomic_block:
        if not served:
            return make().pk
        with transaction.atomic():
            return once(what, make, on_the_way=on_the_way)
    place = (what, _surroundings(), _held())
    if place in _kept:
        _kept[place].write()
    else:
        _kept[place] = _make(make, _content())
    if marks := touched.marks():
        _digests[_mark(marks)] = _kept[place].left
    return _kept[place].pk


_digests: dict[Hashable, int] = {}
"""By the marks of the tables, to spare the reading of them."""


def _mark(marks: touched.Marks) -> Hashable:
    return tuple(marks.values())


def _held() -> int:
    marks = touched.marks()
    if marks is None:
        return _digest(_content())
    if _mark(marks) not in _digests:
        _digests[_mark(marks)] = _digest(_content())
    return _digests[_mark(marks)]


_last: tuple[touched.Marks, Content] = {}, {}
"""What was read last, with the marks of the tables then."""


def _content() -> Content:
    """As `read`; what has not been written to since is not read again."""
    global _last
    marks = touched.marks()
    if marks is None:
        return read()
    before, content = _last
    changed = [table for table in _columns() if before.get(table) != marks[table]]
    if changed:
        same = {table: rows for table, rows in content.items() if table not in changed}
        _last = marks, same | read(changed)
    return _last[1]


def _digest(content: Content) -> int:
    return hash(frozenset(content.items()))


def _make(make: Callable[[], models.Model], before: Content) -> Copy:
    global _making
    before_it, _making = _making, True
    try:
        made, after = make().pk, _content()
    finally:
        _making = before_it
    new = _difference(after, before)
    return Copy(made, _difference(before, after), _in_order(new), tuple(_files(new)), _digest(after))


def _surroundings() -> Hashable:
    return _clock(), translation.get_language(), tuple(_overridden()), tuple(what for _count, what in named)


def _clock() -> Hashable:
    """Where it stands; of one that goes, whence it began."""
    if not time_machine.escape_hatch.is_travelling():
        return None
    traveller: Any = time_machine.traveller_stack[-1]
    return traveller._tick, traveller._destination_timestamp_ns


OF_BROWSERS = {"EDS_NCALAYER_URL", "CONTENT_SECURITY_POLICY"}
"""Settings by which no step goes; the program of signatures listens elsewhere in each test."""


def _overridden() -> Iterator[str]:
    layer: Any = settings._wrapped
    while isinstance(layer, UserSettingsHolder):
        changed = {name: value for name, value in vars(layer).items() if name not in {"default_settings", *OF_BROWSERS}}
        if changed != {"_deleted": set()}:
            yield repr(changed)
        layer = layer.default_settings


# ------------------------------------------------------------------------------------------------ rows


@cache
def _columns() -> dict[str, str]:
    """By table, without what the database itself gives: generated columns and counted keys."""
    quote = connection.ops.quote_name
    return {
        model._meta.db_table: ", ".join(quote(str(f.column)) for f in model._meta.concrete_fields if _ours(f))
        for model in apps.get_app_config("cases").get_models(include_auto_created=True)
    }


def _ours(field: models.Field[Any, Any]) -> bool:
    return not field.generated and not isinstance(field, models.AutoField)


def read(tables: Collection[str] = ()) -> Content:
    """Rows as the driver gives them, of these tables or of all."""
    columns = _columns()
    exists = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables or columns)
    asked = " UNION ALL ".join(exists)
    content: Content = {}
    with connection.cursor() as cursor:
        cursor.execute(asked)
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT {columns[table]} FROM {table}")
            content[table] = frozenset(cursor.fetchall())
    return content


def _difference(of: Content, without: Content) -> Content:
    added = {table: rows - without.get(table, frozenset()) for table, rows in of.items()}
    return {table: rows for table, rows in added.items() if rows}


def _in_order(content: Content) -> dict[str, Collection[tuple[Any, ...]]]:
    """A counted key says which of two rows came first."""
    counted = {
        model._meta.db_table: connection.ops.quote_name(str(model._meta.pk.column))
        for model in apps.get_app_config("cases").get_models()
        if isinstance(model._meta.pk, models.AutoField)
    }
    ordered: dict[str, Collection[tuple[Any, ...]]] = {**content}
    with connection.cursor() as cursor:
        for table in counted.keys() & content.keys():
            cursor.execute(f"SELECT {_columns()[table]} FROM {table} ORDER BY {counted[table]}")
            ordered[table] = [row for row in cursor.fetchall() if row in content[table]]
    return ordered


def _insert(cursor: Any, table: str, rows: Collection[tuple[Any, ...]]) -> None:
    """Foreign keys are deferred to the end of the transaction, so that the order of tables does not matter."""
    names = _columns()[table]
    marks = ", ".join(["%s"] * len(names.split(", ")))
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [_given(row) for row in rows])


def _given(row: tuple[Any, ...]) -> list[Any]:
    """SQLite's driver reads an hour of the day, but does not write it."""
    return [str(value) if isinstance(value, time) else value for value in row]


def _delete(cursor: Any, table: str, rows: frozenset[tuple[Any, ...]]) -> None:
    """By all that a row holds, as its key may be counted; NULL is equal to nothing, hence the second half."""
    names = _columns()[table].split(", ")
    for row in rows:
        held = [(name, value) for name, value in zip(names, row, strict=True) if value is not None]
        where = " AND ".join(f"{name} = %s" for name, _value in held)
        cursor.execute(f"DELETE FROM {table} WHERE {where}", [value for _name, value in held])


# ------------------------------------------------------------------------------------------------ files


def _files(new: Content) -> Iterator[File]:
    for model, place in PLACES.items():
        names = _columns()[model._meta.db_table].split(", ")
        sha256, name = names.index(_quoted(model, "sha256")), names.index(_quoted(model, "name"))
        for row in new.get(model._meta.db_table, ()):
            with storing.open_stored(row[name], place) as opened:
                yield File(place, row[name], row[sha256], opened.read())


def _quoted(model: type[models.Model], field: str) -> str:
    return connection.ops.quote_name(str(model._meta.get_field(field).column))  # type: ignore[union-attr]

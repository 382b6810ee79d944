"""Rows as the database driver gives and takes them; no ORM on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from cases.models import (
    Case,
    Check,
    Consent,
    Deadline,
    Decision,
    Document,
    Event,
    Exchange,
    Letter,
    Notice,
    PackageItem,
    Payment,
    Person,
    ReturnedDocument,
    SearchEntry,
    Signature,
    User,
)
from cases.models.ids import uuid7
from cases.values import search_keys

Row = list[Any]
LITE: tuple[type[models.Model], ...] = (SearchEntry, Event, Deadline, Document, Letter)
"""Of what a case of the mass has some rows, besides itself, its person and their account: indexes get depth."""
FULL: tuple[type[models.Model], ...] = (
    *LITE,
    Check,
    Consent,
    Decision,
    Notice,
    PackageItem,
    Payment,
    ReturnedDocument,
    Signature,
)


def sqlite() -> bool:
    return connection.vendor == "sqlite"


def driver() -> Any:
    """A cursor of the driver itself, on Django's own connection."""
    connection.ensure_connection()
    return connection.connection.cursor()


def mark() -> str:
    return "?" if sqlite() else "%s"


def as_id(value: UUID) -> Any:
    return value.hex if sqlite() else value


def as_moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def columns(model: type[models.Model]) -> list[str]:
    """All that may be written: what the database itself generates is left to it."""
    return [str(f.column) for f in model._meta.concrete_fields if not f.generated]


def key_of(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def insert_sql(model: type[models.Model]) -> str:
    names = columns(model)
    marks = ", ".join([mark()] * len(names))
    return f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({marks})"


def fetch(model: type[models.Model], where: str, parameters: Sequence[Any]) -> list[Row]:
    cursor = driver()
    order = key_of(model)
    cursor.execute(
        f"SELECT {', '.join(columns(model))} FROM {model._meta.db_table} WHERE {where} ORDER BY {order}", parameters
    )
    return [[_writable(v) for v in row] for row in cursor.fetchall()]


def _writable(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def load(model: type[models.Model], rows: Iterable[Row]) -> None:
    """As many rows as fast as the driver can."""
    cursor = driver()
    if sqlite():
        cursor.executemany(insert_sql(model), rows)
        return
    with cursor.copy(f"COPY {model._meta.db_table} ({', '.join(columns(model))}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


class transaction:
    """BEGIN and COMMIT as the driver is sent them."""

    def __enter__(self) -> Any:
        self.cursor = driver()
        self.cursor.execute("BEGIN IMMEDIATE" if sqlite() else "BEGIN")
        return self.cursor

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.cursor.execute("ROLLBACK" if kind else "COMMIT")


# ------------------------------------------------------------------------------------------------ whole cases


@dataclass(slots=True)
class Ids:
    """What a copy is known by."""

    case: UUID
    person: UUID
    user: UUID
    number: int


UNIQUE: dict[tuple[type[models.Model], str], Callable[[int, Any], Any]] = {
    (Case, "number"): lambda n, old: f"B-{n}",
    (Case, "preliminary_number"): lambda n, old: f"P-{n}" if old else "",
    (Case, "mp_number"): lambda n, old: f"M-{n}" if old else "",
    (Case, "permit_number"): lambda n, old: f"R-{n}" if old else "",
    (Case, "slot_id"): lambda n, old: None,
    (Case, "about_term_id"): lambda n, old: None,
    (Person, "iin"): lambda n, old: f"{n:012d}",
    (User, "email"): lambda n, old: f"bench{n}@example.org",
    (User, "iin"): lambda n, old: f"{n:012d}" if old else "",
    (Letter, "number"): lambda n, old: f"L-{n}-{old}"[:30],
    (Letter, "code"): lambda n, old: as_id(uuid7())[-16:] if sqlite() else uuid7().hex[-16:],
    (Exchange, "key"): lambda n, old: f"B-{n}.{old.partition('.')[2]}",
    (Payment, "code"): lambda n, old: f"{n}-{old}"[:40],
}


LONG: dict[type[models.Model], tuple[str, str]] = {Deadline: ("days", "[]"), Letter: ("facts", "{}")}

SYLLABLES = ("ba", "den", "ri", "mo", "sul", "ka", "tev", "lin", "go", "zha", "per", "ny", "us", "dor", "fa", "kim")


def surname(n: int) -> str:
    """Of the person of copy `n`: as many of one sound as a city has, so that a search has something to find."""
    return "".join(SYLLABLES[n // 16**i % 16] for i in range(4)).title()


VARIED: dict[tuple[type[models.Model], str], Callable[[int, Any], Any]] = {
    (Person, "surname"): lambda n, old: surname(n),
    (Case, "sort_name"): lambda n, old: search_keys.sorting(surname(n)),
    (SearchEntry, "person"): lambda n, old: f" {search_keys.readings(surname(n))[0]} {n:012d} ",
    (SearchEntry, "numbers"): lambda n, old: f" b-{n} p-{n} m-{n} ",
}
"""What lists are sorted and searched by."""


@dataclass(slots=True)
class Template:
    """All rows of one case that walked its way by steps."""

    case: Case
    tables: list[tuple[type[models.Model], list[Row]]] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case, models_: Sequence[type[models.Model]] = FULL) -> Template:
        key = [as_id(case.pk)]
        template = cls(case)
        template.tables = [
            (Person, fetch(Person, f"id = {mark()}", [as_id(case.person_id)])),
            (User, fetch(User, f"person_id = {mark()}", [as_id(case.person_id)])),
            (Case, fetch(Case, f"id = {mark()}", key)),
        ]
        template.tables += [(m, fetch(m, f"case_id = {mark()}", key)) for m in models_]
        return template

    def lighten(self) -> None:
        """For the mass: three rows of a kind at most, without the long texts that no list reads."""
        for model, rows in self.tables:
            del rows[:-3]
            if model in LONG:
                name, empty = LONG[model]
                for row in rows:
                    row[columns(model).index(name)] = empty

    def copy(self, n: int, due_at: datetime | None = None) -> tuple[Ids, list[tuple[type[models.Model], list[Row]]]]:
        """The same rows under new keys, as case number `n`. `due_at` moves the running term of the copy."""
        swap = {row[0]: as_id(uuid7()) for _model, rows in self.tables for row in rows}
        copied = [(model, [self._row(model, row, swap, n, due_at) for row in rows]) for model, rows in self.tables]
        person, user, case = (UUID(str(copied[i][1][0][0])) for i in range(3))
        return Ids(case, person, user, n), copied

    @staticmethod
    def _row(model: type[models.Model], row: Row, swap: dict[Any, Any], n: int, due_at: datetime | None) -> Row:
        fresh = [swap.get(v, v) if isinstance(v, str | UUID) else v for v in row]
        for i, name in enumerate(columns(model)):
            if (other := UNIQUE.get((model, name)) or VARIED.get((model, name))) is not None:
                fresh[i] = other(n, row[i])
            elif due_at is not None and (name == "due_at" or name == "queue_at") and _has_term(model, row):
                fresh[i] = as_moment(due_at)
        return fresh


def _has_term(model: type[models.Model], row: Row) -> bool:
    return model is Deadline or row[columns(model).index("due_at")] is not None


def spread(made: Iterable[tuple[Ids, list[tuple[type[models.Model], list[Row]]]]], chunk: int = 2000) -> list[Ids]:
    """Write many copies, table by table; returns what they are known by."""
    ids: list[Ids] = []
    waiting: dict[type[models.Model], list[Row]] = {}
    for i, (copied, tables) in enumerate(made, start=1):
        ids.append(copied)
        for model, rows in tables:
            waiting.setdefault(model, []).extend(rows)
        if i % chunk == 0:
            _flush(waiting)
    _flush(waiting)
    return ids


def _flush(waiting: dict[type[models.Model], list[Row]]) -> None:
    with transaction():
        for model, rows in waiting.items():
            load(model, rows)
    waiting.clear()

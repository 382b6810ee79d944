"""Copies of a whole case, with all that belongs to it, as many as a portal has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from bench.rows import Row, as_id, as_moment, columns, fetch, load, param, sqlite, transaction
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


@dataclass(slots=True)
class Ids:
    """What a copy is known by."""

    case: UUID
    person: UUID
    user: UUID
    number: int


CopiedCase = tuple[Ids, list[tuple[type[models.Model], list[Row]]]]
"""What is known of it, and its rows, by table."""

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
    (Case, "sort_name"): lambda n, old: search_keys.sort_key(surname(n)),
    (SearchEntry, "person"): lambda n, old: f" {search_keys.readings(surname(n))[0]} {n:012d} ",
    (SearchEntry, "numbers"): lambda n, old: f" b-{n} p-{n} m-{n} ",
}
"""What lists are sorted and searched by."""


@dataclass(frozen=True, slots=True)
class CopiedRow:
    """A row, and what of it a copy changes, by place."""

    row: Row
    links: list[tuple[int, int]]
    """To keys of the case."""
    rules: list[tuple[int, Callable[[int, Any], Any]]]
    """Those that compute another value."""
    due: list[int]
    """Where its term ends."""

    def copy(self, keys: Sequence[UUID], n: int, due_at: datetime | None) -> Row:
        fresh = self.row.copy()
        for place, key in self.links:
            fresh[place] = as_id(keys[key])
        for place, rule in self.rules:
            fresh[place] = rule(n, fresh[place])
        if due_at is not None:
            for place in self.due:
                fresh[place] = as_moment(due_at)
        return fresh


@dataclass(slots=True)
class Template:
    """All rows of one case that walked its way by steps."""

    case: Case
    tables: list[tuple[type[models.Model], list[Row]]] = field(default_factory=list)
    _plan: list[tuple[type[models.Model], list[CopiedRow]]] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case, models_: Sequence[type[models.Model]] = FULL) -> Template:
        key = [as_id(case.pk)]
        template = cls(case)
        template.tables = [
            (Person, fetch(Person, f"id = {param()}", [as_id(case.person_id)])),
            (User, fetch(User, f"person_id = {param()}", [as_id(case.person_id)])),
            (Case, fetch(Case, f"id = {param()}", key)),
        ]
        template.tables += [(m, fetch(m, f"case_id = {param()}", key)) for m in models_]
        return template

    def lighten(self) -> None:
        """For the mass: three rows of a kind at most, without the long texts that no list reads."""
        for model, rows in self.tables:
            del rows[:-3]
            if model in LONG:
                name, empty = LONG[model]
                for row in rows:
                    row[columns(model).index(name)] = empty
        self._plan.clear()

    def copy(self, n: int, due_at: datetime | None = None) -> CopiedCase:
        """The same rows under new keys, as case number `n`. `due_at` moves the running term of the copy."""
        self._plan = self._plan or self._planned()
        keys = [uuid7() for _model, rows in self._plan for _row in rows]
        copied = [(model, [row.copy(keys, n, due_at) for row in rows]) for model, rows in self._plan]
        person, user, case = keys[:3]
        return Ids(case, person, user, n), copied

    def _planned(self) -> list[tuple[type[models.Model], list[CopiedRow]]]:
        """Looked up once, not for each of a million copies."""
        keys = dict[Any, int]()
        for i, row in enumerate(row for _model, rows in self.tables for row in rows):
            keys.setdefault(row[0], i)  # a row whose key is that of its case comes after it
        return [(model, [_copied(model, row, keys) for row in rows]) for model, rows in self.tables]


def _copied(model: type[models.Model], row: Row, keys: dict[Any, int]) -> CopiedRow:
    links, rules, due = list[tuple[int, int]](), list[tuple[int, Callable[[int, Any], Any]]](), list[int]()
    for i, (name, value) in enumerate(zip(columns(model), row, strict=True)):
        if (rule := UNIQUE.get((model, name)) or VARIED.get((model, name))) is not None:
            rules.append((i, rule))
        elif isinstance(value, str | UUID) and value in keys:
            links.append((i, keys[value]))
        elif name in ("due_at", "queue_at") and _has_term(model, row):
            due.append(i)
    return CopiedRow(row, links, rules, due)


def _has_term(model: type[models.Model], row: Row) -> bool:
    return model is Deadline or row[columns(model).index("due_at")] is not None


def write_copies(made: Iterable[CopiedCase], chunk: int = 2000) -> list[Ids]:
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

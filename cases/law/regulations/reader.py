"""Strict reading of a TOML table: every key is taken, unknown keys are refused, every fault names file and key."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from types import TracebackType
from typing import Any, Self, TypeVar

from .text import LANGUAGES, Text

T = TypeVar("T")

CODE = "art. "
"""Before the number of an article of the code of administrative procedure (АППК); before a paragraph of an order,
nothing."""
PARAGRAPH = re.compile(rf"({re.escape(CODE)})?\d+(\(\d+\))?")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_MISSING = object()


class RegulationError(ValueError):
    """An edition file that cannot be trusted; the message is "<file>: <key>: <what is wrong>"."""


class Section:
    """Use as a context manager: on a clean exit, keys nobody took are refused."""

    def __init__(self, file: str, path: str, table: dict[str, Any]) -> None:
        self.file, self.path, self.rest = file, path, dict(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if fault is None and self.rest:
            raise self.fault(sorted(self.rest)[0], "unknown key")

    def fault(self, key: str, what: str) -> RegulationError:
        where = f"{self.path}.{key}" if self.path and key else self.path or key
        return RegulationError(f"{self.file}: {where}: {what}")

    def has(self, key: str) -> bool:
        return key in self.rest

    def take(self, key: str, kind: type[T]) -> T:
        value = self.rest.pop(key, _MISSING)
        if value is _MISSING:
            raise self.fault(key, "missing")
        if type(value) is not kind:  # not isinstance: true is no number of days, a date-time no date
            raise self.fault(key, f"must be {kind.__name__}, not {type(value).__name__}")
        if isinstance(value, str) and not value.strip():
            raise self.fault(key, "empty")
        return value

    def positive(self, key: str) -> int:
        value = self.take(key, int)
        if value < 1:
            raise self.fault(key, "must be 1 or more")
        return value

    def day(self, key: str) -> date:
        return self.take(key, date)

    def choice(self, key: str, allowed: Collection[str]) -> Any:
        value = self.take(key, str)
        if value not in allowed:
            raise self.fault(key, f"{value!r} is none of: {', '.join(sorted(allowed))}")
        return value

    def name(self, key: str) -> str:
        value = self.take(key, str)
        if not IDENTIFIER.fullmatch(value):
            raise self.fault(key, f"{value!r} is not a name")
        return value

    def names(self, key: str, allowed: Collection[str] | None = None, *, empty: bool = False) -> tuple[str, ...]:
        values = self.take(key, list)
        if not values and not empty:
            raise self.fault(key, "empty")
        for value in values:
            if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
                raise self.fault(key, f"{value!r} is not a name")
            if allowed is not None and value not in allowed:
                raise self.fault(key, f"{value!r} is none of: {', '.join(sorted(allowed))}")
        if len(set(values)) != len(values):
            raise self.fault(key, "a name stands twice")
        return tuple(values)

    def paragraph(self, key: str = "paragraph") -> str:
        value = self.take(key, str)
        if not PARAGRAPH.fullmatch(value):
            raise self.fault(key, f'{value!r} is not a paragraph such as "12" or "4(1)"')
        return value

    def text(self, key: str) -> Text:
        with self.section(key) as words:
            return Text(**{language: words.take(language, str) for language in LANGUAGES})

    def section(self, key: str) -> Section:
        table: dict[str, Any] = self.take(key, dict)
        return Section(self.file, f"{self.path}.{key}".lstrip("."), table)

    def children(self) -> Iterator[tuple[str, Section]]:
        for key in tuple(self.rest):
            if not IDENTIFIER.fullmatch(key):
                raise self.fault(key, "not a name")
            yield key, self.section(key)

    def rows(self, key: str) -> Iterator[Section]:
        tables: list[Any] = self.take(key, list)
        if not tables:
            raise self.fault(key, "empty")
        for position, table in enumerate(tables, start=1):
            if not isinstance(table, dict):
                raise self.fault(key, f"item {position} is not a table")
            yield Section(self.file, f"{self.path}.{key}[{position}]".lstrip("."), table)

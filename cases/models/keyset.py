"""Keyset cursors of long lists: where the next screen begins, as an address carries it.

A cursor is the values of the columns a list is ordered by, of its last row, and the id of that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime

Cursor = tuple[list[Any], UUID]


def encode(values: Sequence[Any], pk: UUID) -> str:
    return "~".join(v.isoformat() if isinstance(v, datetime) else str(v) for v in [*values, pk])


def decode(text: str, texts: Sequence[bool]) -> Cursor | None:
    """None where the text is no cursor of such a list. `texts`: of each column whether it is text, else a moment."""
    *parts, pk = text.split("~")
    if len(parts) != len(texts) or "\0" in text:
        return None
    try:
        values = [part if is_text else _moment(part) for part, is_text in zip(parts, texts, strict=True)]
        return values, UUID(pk)
    except (ValueError, OverflowError):  # no such day, no such id; a moment outside of all years
        return None


def _moment(text: str) -> datetime:
    at = parse_datetime(text)
    if at is None or at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def rows_after(cursor: Cursor, columns: Sequence[str], *, falling: bool) -> Q:
    """The rows after the cursor's: a bound plus exceptions, as both databases then seek in the index instead of
    filtering it."""
    values, pk = cursor
    side, against = ("lte", "gt") if falling else ("gte", "lt")
    equal = dict[str, Any]()
    rows = Q(**{f"{columns[0]}__{side}": values[0]})
    for i, (column, value) in enumerate(zip(columns, values, strict=True)):
        if i:
            rows &= ~Q(**equal, **{f"{column}__{against}": value})
        equal[column] = value
    return rows & ~Q(**equal, **{f"id__{against}e": pk})

"""Rows as tuples, as the driver gives them: of a whole table, making keys and moments of Python takes longest."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db import models
from django.db.models import QuerySet

PLAIN = (models.UUIDField, models.DateTimeField, models.DateField, models.BooleanField)
"""What a leaf holds of these it makes of what the driver gives as well (`cases.models.leafkinds`)."""


def rows_of(rows: QuerySet[Any]) -> list[tuple[Any, ...]]:
    """Of a `values_list` of columns. A key is a UUID, or its hex digits where the database keeps those."""
    compiler = rows.query.get_compiler(rows.db)
    fetched: Iterator[Any] = chain.from_iterable(compiler.execute_sql(chunked_fetch=False))
    columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    needed = {place: pair for place, pair in converters.items() if not _is_plain(pair[1].output_field)}
    return list(map(tuple, compiler.apply_converters(fetched, needed) if needed else fetched))


def _is_plain(field: Any) -> bool:
    return isinstance(getattr(field, "target_field", field), PLAIN)

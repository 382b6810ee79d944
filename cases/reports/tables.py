"""A table of the statistics: what pages draw and files contain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableCell:
    """A number of a table."""

    number: int | None
    """None where there is nothing to display."""
    percent: bool = False
    """The number is a percentage."""
    query: Mapping[str, str] | None = None
    """Of the list of cases behind it."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A figure, or one value of its dimension."""

    label: str
    cells: tuple[TableCell, ...]
    words: str = ""
    """The definition of the figure."""
    main: int = 0
    """The number that the bar shows."""
    former: int | None = None
    """The same number of the period before."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of figures, with its chart."""

    key: str
    title: str
    words: str
    head: tuple[str, ...]
    """Of all columns; the first is that of the labels."""
    rows: tuple[TableRow, ...]
    chart: str = ""
    """One of "bars", "columns" and ""."""
    percent: bool = False
    """The bars show percentages."""

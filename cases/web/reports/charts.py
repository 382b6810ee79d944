"""Where the bars and columns of a chart stand: whole numbers for the templates, which draw them as SVG.

Nothing depends on colour alone: the values are beside the bars, and series differ in their pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.reports.tables import FigureTable

MOST_BARS = 12
"""Of a table that is longer, the largest; the table itself has all."""
BAR_WIDTH, BAR_STEP, LABEL = 270, 46, 44
COLUMN_HEIGHT, COLUMN_TOP, COLUMN_WIDTH, LEFT = 170, 24, 720, 8
FILLS = ("solid", "hatch", "open")


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A bar of a chart. Lengths are pixels."""

    label: str
    text: str
    y: int
    """Top of its row."""
    width: int
    former: int | None
    """Where the bar of the period before ends; None where there is nothing to compare with."""

    @property
    def text_x(self) -> int:
        return self.width + 6


@dataclass(frozen=True, slots=True)
class Bars:
    bars: tuple[ChartBar, ...]
    height: int
    left_out: int
    width: int = 360

    @property
    def compares(self) -> bool:
        return any(bar.former for bar in self.bars)


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """A rectangle of a chart. Lengths are pixels."""

    x: int
    y: int
    width: int
    height: int
    fill: str
    text: str
    """Its value above it; "" where there is no room for it."""

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def text_y(self) -> int:
        return self.y - 4


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns."""

    columns: tuple[ChartColumn, ...]
    labels: tuple[tuple[int, str], ...]
    """(x, text)."""
    legend: tuple[tuple[str, str], ...]
    """(pattern, name) of each series."""
    floor: int = COLUMN_TOP + COLUMN_HEIGHT
    width: int = COLUMN_WIDTH
    height: int = COLUMN_TOP + COLUMN_HEIGHT + 26


def chart(table: FigureTable) -> Bars | Columns | None:
    """None where there is nothing to draw."""
    if table.chart == "bars":
        return bars(table)
    return columns(table) if table.chart == "columns" else None


def bars(table: FigureTable) -> Bars | None:
    rows = [row for row in table.rows if row.main or row.former]
    most = 100 if table.percent else max((max(row.main, row.former or 0) for row in rows), default=0)
    if not most:
        return None
    sign = "%" if table.percent else ""
    drawn = tuple(
        ChartBar(
            _short(row.label),
            f"{row.main}{sign}",
            n * BAR_STEP,
            _scaled(row.main, most, BAR_WIDTH),
            None if row.former is None else _scaled(row.former, most, BAR_WIDTH),
        )
        for n, row in enumerate(rows[:MOST_BARS])
    )
    return Bars(drawn, len(drawn) * BAR_STEP, len(rows) - len(drawn))


def columns(table: FigureTable) -> Columns | None:
    most = max((cell.number or 0 for row in table.rows for cell in row.cells), default=0)
    if not most:
        return None
    series = len(table.head) - 1
    step = (COLUMN_WIDTH - 2 * LEFT) // len(table.rows)
    width = max((step - max(step // 5, 2)) // series, 1)
    drawn, labels = list[ChartColumn](), list[tuple[int, str]]()
    every = -(-len(table.rows) // 12)
    for n, row in enumerate(table.rows):
        start = LEFT + n * step
        if n % every == 0:
            labels.append((start + width * series // 2, row.label))
        for k, cell in enumerate(row.cells):
            drawn.append(_column(start + k * width, width, cell.number or 0, most, FILLS[k % len(FILLS)]))
    return Columns(tuple(drawn), tuple(labels), _legend(table.head[1:]))


def _column(x: int, width: int, value: int, most: int, fill: str) -> ChartColumn:
    height = _scaled(value, most, COLUMN_HEIGHT)
    room = width >= 7 * len(str(value))
    return ChartColumn(
        x, COLUMN_TOP + COLUMN_HEIGHT - height, width, height, fill, str(value) if value and room else ""
    )


def _legend(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((FILLS[k % len(FILLS)], name) for k, name in enumerate(names))


def _scaled(value: int, most: int, pixels: int) -> int:
    """At least one pixel for anything above zero."""
    return max(value * pixels // most, 1) if value else 0


def _short(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[: LABEL - 1].rstrip()}…"

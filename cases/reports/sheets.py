"""Tables as files, row by row: memory stays flat however long they are.

A spreadsheet takes a text that begins with = + - or @ for a formula and runs it. In xlsx every text is written as a
text, whatever it begins with; csv knows no kinds, so such a text gets an apostrophe before it there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import IO, Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

Cell = str | int | float | date | None
"""A day is written as a day: YYYY-MM-DD."""
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
READ_INTO = ("=", "#")
"""By these openpyxl takes a text for a formula, or for an error."""
LONGEST_CELL = 32_000
"""Characters; Excel takes no more than 32,767, and cuts the file's trust with them."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class SheetWriter(Protocol):
    def sheet(self, title: str) -> None:
        """Begin a sheet; in csv a blank line and its title."""

    def row(self, cells: Iterable[Cell], heading: bool = False) -> None: ...

    def close(self) -> None:
        """Write what is left; the file itself stays open."""


def writer(kind: str, out: IO[bytes]) -> SheetWriter:
    return CsvWriter(out) if kind == "csv" else XlsxWriter(out)


class CsvWriter:
    """With the mark of UTF-8, without which Excel reads Kazakh letters as noise, and with semicolons, which Excel
    expects where numbers have a comma."""

    def __init__(self, out: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
        self._csv: Any = csv.writer(self._text, delimiter=";")
        self._begun = False

    def sheet(self, title: str) -> None:
        if self._begun:
            self._csv.writerow([])
        self._csv.writerow([_as_text(title)])
        self._begun = True

    def row(self, cells: Iterable[Cell], heading: bool = False) -> None:
        self._csv.writerow([_as_text(cell) if isinstance(cell, str) else _plain(cell) for cell in cells])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


def _as_text(text: str) -> str:
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
    return f"'{clean}" if clean.startswith(DANGEROUS) else clean


def _plain(cell: int | float | date | None) -> Any:
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell


class XlsxWriter:
    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._book = out, Workbook(write_only=True)
        self._sheet: Any = None

    def sheet(self, title: str) -> None:
        """A title may have 31 characters, and none of []:*?/\\ in it."""
        plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip()[:31]
        self._sheet = self._book.create_sheet(plain or "1")
        self._sheet.freeze_panes = None

    def row(self, cells: Iterable[Cell], heading: bool = False) -> None:
        self._sheet.append([self._cell(cell, heading) for cell in cells])

    def _cell(self, value: Cell, heading: bool) -> Any:
        if not isinstance(value, str) and not heading:
            return value
        text = value if isinstance(value, str) else str(_plain(value))
        text = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
        if not heading and not text.startswith(READ_INTO):
            return text  # a cell of its own costs more than all else that is done for it
        cell = WriteOnlyCell(self._sheet, value=text)
        cell.data_type = "s"  # whatever it begins with
        if heading:
            cell.font = Font(bold=True)
        return cell

    def close(self) -> None:
        self._book.save(self._out)

"""What an edition says of its terms, read from its file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PROGRAMMES = Path(__file__).parents[1] / "programmes"


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term as its file has it."""

    length: int
    unit: str
    rolls: bool
    """A last day off moves to a working day."""
    by_reference: bool = False
    """An administrator keeps its length (or it was named): what it was when the term began, only its count says."""
    fixed: bool = False
    """A changed calendar moves it no more."""


@cache
def entries(edition: str) -> dict[str, TermEntry]:
    """By key; none where no such file is there."""
    files = (path for path in _PROGRAMMES.glob("*/editions/*.toml") if path.stem == edition)
    path = next(files, None)
    if path is None:
        return {}
    with path.open("rb") as file:
        terms = tomllib.load(file).get("terms", {})
    return {key: _entry(term) for key, term in terms.items()}


def _entry(term: dict[str, object]) -> TermEntry:
    length, unit = term["length"], term["unit"]
    if not isinstance(length, int) or not isinstance(unit, str):
        raise TypeError(f"{length!r} {unit!r}")
    fixed = term.get("recount") == "never"
    by_reference = fixed or term.get("basis", "order") != "order"
    return TermEntry(length, unit, bool(term.get("roll", False)), by_reference, fixed)

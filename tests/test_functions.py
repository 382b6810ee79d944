"""A function is read on one screen: the longest are named here, and the list only gets shorter."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDERS = ("cases", "hub", "egov", "con", "dnr", "demo", "bench")
LINES = 30
LONGER = {
    "cases/law/regulations/loader.py _edition": 34,
    "bench/steps.py compare": 34,
}
"""Lines at most; no name is added, and no number raised. The first is a table: a line for each part of an edition."""


def lengths(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{path.relative_to(ROOT)} {node.name}", node.end_lineno - node.lineno + 1


def test_no_function_is_longer_than_a_screen_and_no_exception_grows_or_outlives_itself() -> None:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    assert len(paths) > 500
    long = {name: length for path in paths for name, length in lengths(path) if length > LINES}
    assert {name: length for name, length in long.items() if length > LONGER.get(name, LINES)} == {}
    assert set(LONGER) - set(long) == set(), "short by now: strike it from the list"

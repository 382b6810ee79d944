"""A function is read on one screen, a module in one sitting; longer ones are tables, named here and in the plan."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDERS = ("cases", "hub", "egov", "con", "dnr", "demo", "bench")
LINES = 30
MODULE_LINES = 250
LONGER = {
    "cases/programmes/nomad/facts.py",
    "cases/programmes/nomad/letters.py",
    "cases/programmes/nomad/figures.py",
    "cases/programmes/nomad/kinds.py",
    "cases/programmes/nomad/stages/hearing.py",
    "demo/examples.py",
    "demo/walk.py",
    "demo/stage.py",
    "bench/exchanges.py",
}
"""The tables, which stay one file, and three that drive the whole: the plan names them too."""


def lengths(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{path.relative_to(ROOT)} {node.name}", node.end_lineno - node.lineno + 1


def modules() -> list[Path]:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    assert len(paths) > 500
    return paths


def test_no_function_is_longer_than_a_screen() -> None:
    assert {name: length for path in modules() for name, length in lengths(path) if length > LINES} == {}


def test_no_module_is_longer_than_the_page_says_but_for_the_tables_it_names() -> None:
    plan = (ROOT / "docs/doors.md").read_text()
    assert f"A module has {MODULE_LINES} lines at most" in plan
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := len(path.read_text("utf-8").splitlines())) > MODULE_LINES
    }
    assert set(long) == LONGER, "a module too long, or one to strike from the list"
    unnamed = [name for name in long if f"`{name.removeprefix('cases/programmes/nomad/')}`" not in plan]
    assert unnamed == []


EXPLAINED_ABOVE = 0
"""Classes whose docstring explains two fields or more, not a sentence under each: a number that only goes down."""


def fields_explained_above(path: Path) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            text = ast.get_docstring(node) or ""
            own = [n.target.id for n in node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)]
            own += [t.id for n in node.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)]
            yield f"{path.relative_to(ROOT)} {node.name}", [name for name in own if f"`{name}`:" in text]


def test_what_a_field_means_stands_beside_the_field() -> None:
    above = {name: fields for path in modules() for name, fields in fields_explained_above(path) if len(fields) > 1}
    assert len(above) <= EXPLAINED_ABOVE, len(above)
    declared = ("Step", "Programme", "Edition", "Names", "Term", "Shape", "Operation")
    assert [name for name in above if name.split()[1] in declared] == []

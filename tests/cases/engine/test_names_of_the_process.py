"""The engine and the law know no order: no state and no step of a programme is named in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import State

STEPS = NOMAD.steps
"""Of this programme alone."""


ROOT = Path(settings.BASE_DIR)
SOURCES = [path for folder in ("engine", "law") for path in sorted((ROOT / "cases" / folder).rglob("*.py"))]
OTHER_MEANING = {
    "cases/law/places.py": {"withdraw"},
    "cases/law/names.py": {"checks"},
    "cases/law/regulations/loader.py": {"checks"},
}
"""Words that name something else there: what may be done in a place, a table of the edition's file."""


def names(tree: ast.AST) -> set[str]:
    """States and steps that the code names; a docstring may give one as an example."""
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    members = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "State"
    }
    return (texts & (set(STEPS) | set(State.values))) | members


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_no_state_and_no_step(path: Path) -> None:
    assert names(ast.parse(path.read_text())) == OTHER_MEANING.get(str(path.relative_to(ROOT)), set())


def ordered_by_an_enum(tree: ast.AST) -> list[int]:
    """Lines that take a slice of the states, or ask at which place of their list one stands."""
    sliced = [n.value for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Slice)]
    asked = [n.value for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "index"]
    named = re.compile(r"STATES|\bState\b|\bPLACES\b")
    return [whole.lineno for whole in (*sliced, *asked) if named.search(ast.unparse(whole))]


def test_no_right_hangs_on_the_order_in_which_states_are_written() -> None:
    ours = [p for folder in ("cases", "hub", "egov", "con", "demo") for p in (ROOT / folder).rglob("*.py")]
    assert {str(p): lines for p in ours if (lines := ordered_by_an_enum(ast.parse(p.read_text())))} == {}

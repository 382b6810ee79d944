"""Who acts: a set of roles has one name, and stands where the roles do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SHORT = {"cases/programmes/nomad/states/places.py"}
"""There each actor is given a short name for the table."""
FOLDERS = ("cases", "hub", "egov", "con", "dnr", "demo")


def sets_of_roles(tree: ast.AST) -> list[int]:
    """Lines on which all who work at a desk are listed, or all roles but some."""
    groups = [(n.lineno, n.elts) for n in ast.walk(tree) if isinstance(n, ast.Tuple | ast.List | ast.Set)]
    groups += [(n.lineno, n.args) for n in ast.walk(tree) if isinstance(n, ast.Call)]
    chosen = [n for n in ast.walk(tree) if isinstance(n, ast.comprehension) and ast.unparse(n.iter) == "Role" and n.ifs]
    desks = {"SCREENER", "SIGNER", "OFFICER", "CLERK"}
    return [line for line, parts in groups if desks <= set(map(_role, parts))] + [n.iter.lineno for n in chosen]


def _role(node: ast.AST) -> str:
    named = isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("Role", "Actor")
    return node.attr if named and isinstance(node, ast.Attribute) else ""


def test_a_set_of_roles_is_written_beside_the_roles_alone() -> None:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    lists = {str(p.relative_to(ROOT)) for p in paths if sets_of_roles(ast.parse(p.read_text("utf-8")))}
    assert lists - SHORT == {"cases/law/actors.py"}


@pytest.mark.parametrize(
    "code",
    [
        "STAFF = (Role.SCREENER, Role.SIGNER, Role.OFFICER, Role.CLERK)",
        "desks = frozenset({Role.SCREENER, Role.SIGNER, Role.OFFICER, Role.CLERK})",
        "open_to(Actor.SCREENER, Actor.SIGNER, Actor.OFFICER, Actor.CLERK, Actor.HEAD)",
        "staff = [role for role in Role if role != Role.APPLICANT]",
    ],
)
def test_a_set_that_stands_elsewhere_is_seen(code: str) -> None:
    assert sets_of_roles(ast.parse(code)) == [1]

"""Arguments have real types: a bound on `Any` that only goes down."""

from __future__ import annotations

import ast
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("cases", "hub", "egov", "con", "dnr")
BOUND = 0.011
"""Of all annotated arguments."""
NAMED = ("case", "user", "request")
"""What every part of the portal has a type for."""
CORE = ("cases/engine", "cases/programmes/nomad/stages", "cases/law", "con", "hub")


def arguments(folder: str) -> list[tuple[str, str, bool]]:
    """(file, name, whether it is Any) of each annotated argument; what is only passed on (*args, **kwargs) aside."""
    rows = []
    for path in (ROOT / folder).rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                named = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                typed = [(argument.arg, ast.unparse(argument.annotation)) for argument in named if argument.annotation]
                rows += [(str(path.relative_to(ROOT)), name, hint == "Any") for name, hint in typed]
    return rows


def test_few_arguments_are_of_any_type() -> None:
    any_typed = [is_any for folder in PACKAGES for _file, _name, is_any in arguments(folder)]
    share = sum(any_typed) / len(any_typed)
    assert share <= BOUND, f"{share:.2%} of {len(any_typed)} annotated arguments are Any"


def test_a_case_a_user_and_a_request_have_their_types_in_the_core() -> None:
    assert [(f, n) for folder in CORE for f, n, is_any in arguments(folder) if is_any and n in NAMED] == []

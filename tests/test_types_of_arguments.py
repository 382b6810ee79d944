"""Arguments have real types: bounds on `Any` that only go down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings

from cases.engine.steps import Step
from cases.engine.steps.parts import StepOptions

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("cases", "hub", "egov", "con", "dnr")
BOUND = 0.0080
"""Of all annotated arguments."""
BOUND_WITH_PASSED_ON = 0.0170
"""The same with what is only passed on, `*args` and `**kwargs`."""
LOCALS = 38
"""Names inside functions that are annotated `Any`: of Django's objects that its stubs know less of than we do."""
DYNAMIC = ("cases/accounts/naming.py",)
"""Gives its rows the reason that their history keeps."""
NAMED = ("case", "user", "request")
"""What every part of the portal has a type for."""


def arguments(folder: str, *, passed_on: bool = False) -> list[tuple[str, str, str]]:
    """(file, name, type) of each annotated argument; with `passed_on` of *args and **kwargs too."""
    rows = []
    for path in (ROOT / folder).rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                named += [extra for extra in (node.args.vararg, node.args.kwarg) if extra and passed_on]
                typed = [(argument.arg, ast.unparse(argument.annotation)) for argument in named if argument.annotation]
                rows += [(str(path.relative_to(ROOT)), name, hint) for name, hint in typed]
    return rows


@pytest.mark.parametrize(("passed_on", "bound"), [(False, BOUND), (True, BOUND_WITH_PASSED_ON)])
def test_few_arguments_are_of_any_type(passed_on: bool, bound: float) -> None:
    hints = [hint for folder in PACKAGES for _file, _name, hint in arguments(folder, passed_on=passed_on)]
    share = hints.count("Any") / len(hints)
    assert share <= bound, f"{share:.2%} of {len(hints)} annotated arguments are Any"


def local_names(folder: str) -> Iterator[tuple[str, str, str]]:
    """(file, name, type) of each name that a function annotates for itself."""
    for path in (ROOT / folder).rglob("*.py"):
        functions = (f for f in ast.walk(ast.parse(path.read_text())) if isinstance(f, ast.FunctionDef))
        for node in (node for function in functions for node in ast.walk(function)):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield str(path.relative_to(ROOT)), node.target.id, ast.unparse(node.annotation)


def test_few_names_inside_a_function_are_of_any_type_and_none_of_them_is_a_user() -> None:
    any_typed = {row for folder in PACKAGES for row in local_names(folder) if row[2] == "Any"}
    assert len(any_typed) <= LOCALS, len(any_typed)
    whose = [*NAMED, "by", "law", "person"]
    assert sorted((file, name) for file, name, _hint in any_typed if name in whose and file not in DYNAMIC) == []


def test_a_case_a_user_and_a_request_have_their_types() -> None:
    """`object` says as little: a request that is never read is `_request`."""
    every = (argument for folder in PACKAGES for argument in arguments(folder))
    assert [(file, name) for file, name, hint in every if hint in ("Any", "object") and name in NAMED] == []


def test_step_takes_what_a_step_has() -> None:
    """Whoever misspells a fact of a step, or gives it another type, is stopped by mypy."""
    itself = {"name", "by", "sources", "target", "label", "paragraph", "run"}
    assert set(StepOptions.__annotations__) == {field.name for field in fields(Step)} - itself

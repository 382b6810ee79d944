"""Names in plain, present-day English, and one name for one kind of thing: read from the syntax trees.

`CLEAN` grows room by room; a file of a clean room that still waits stands in `WAITING`, which only shrinks.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("cases", "hub", "egov", "con", "dnr", "demo", "bench")
BANNED = frozenset({"anew", "deed", "deeds", "found", "one", "ones", "said", "shall", "told"})

CLEAN = (
    "cases/accounts", "cases/admin", "cases/api", "cases/eds", "cases/engine", "cases/evidence", "cases/files",
    "cases/gateways", "cases/health", "cases/law", "cases/letters", "cases/management", "cases/models", "cases/net",
    "cases/outbox", "cases/service", "cases/templatetags", "cases/values", "cases/web", "cases/webhooks",
    "bench", "con", "demo", "dnr", "egov", "hub",
)  # fmt: skip
WAITING = frozenset[str]()
PUBLISHED = {
    "cases/gateways/berkut/base.py": {"found"},
    "demo/ncalayer/protocol.py": {"MODULE_NOT_FOUND"},
    "cases/law/errors.py": {"NotFoundError"},
    "cases/models/case.py": {"one_at_a_time"},
    "cases/models/filefault.py": {"found_at"},
}
"""Members and codes of messages on the wire, what a template reads, and columns: a release that runs reads them by
their names while the next one migrates."""

SHARED_CLASSES = frozenset[str]()
"""Names that a class of a clean room still shares with one elsewhere."""
NESTED = frozenset({"Meta", "Command"})


@cache
def trees(under: str) -> dict[str, ast.Module]:
    """By path, without migrations: those are written by Django."""
    files = [path for path in sorted((ROOT / under).rglob("*.py")) if "migrations" not in path.parts]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in files}


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, name) of everything that is given a name: variables, arguments, attributes, functions, classes."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name


def words(name: str) -> set[str]:
    """Of a_name or of AName, in lower case."""
    return {word.lower() for word in re.split(r"_+|(?<=[a-z0-9])(?=[A-Z])", name)}


def banned(path: str, tree: ast.Module) -> list[str]:
    allowed = PUBLISHED.get(path, set())
    return [f"{path}:{line} {name}" for line, name in names(tree) if name not in allowed and words(name) & BANNED]


@pytest.mark.parametrize("room", CLEAN)
def test_a_clean_room_has_plain_names(room: str) -> None:
    assert trees(room), "no such room"
    assert not [bad for path, tree in trees(room).items() if path not in WAITING for bad in banned(path, tree)]


def test_what_waits_is_not_clean_yet() -> None:
    known = {path: tree for room in CLEAN for path, tree in trees(room).items()}
    assert not {path for path in WAITING & known.keys() if not banned(path, known[path])}


def test_a_class_of_a_clean_room_has_a_name_of_its_own() -> None:
    homes = defaultdict[str, list[str]](list)
    for package in PACKAGES:
        for path, tree in trees(package).items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and node.name not in NESTED:
                    homes[node.name].append(path)
    shared = {name for name, paths in homes.items() if len(paths) > 1 and any(p.startswith(CLEAN) for p in paths)}
    assert shared <= SHARED_CLASSES


def test_a_name_is_split_into_its_words() -> None:
    assert words("_read_ToldName") == {"", "read", "told", "name"} and not words("foundation") & BANNED

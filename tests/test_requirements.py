"""What is imported where stands in the set that is installed there."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("dnr", "cases", "hub", "egov", "con")
SETS = ("requirements", "requirements-demo", "requirements-dev")
PRODUCTION, DEMO, DEV = SETS


def canonical(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def pins(name: str) -> frozenset[tuple[str, str]]:
    """(name, version); one that differs by platform stands there more than once."""
    matches = re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)", text_of(name), re.MULTILINE)
    return frozenset((canonical(name_pinned), version) for name_pinned, version in matches)


def pinned(name: str) -> set[str]:
    return {pin for pin, _version in pins(name)}


def text_of(name: str) -> str:
    return (ROOT / f"{name}.txt").read_text()


def asked(name: str) -> set[str]:
    """The distributions that a list names itself, without those of the list below it."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / f"{name}.in").read_text().splitlines())
    return {canonical(re.match(r"[\w.-]+", line)[0]) for line in lines if line and not line.startswith("-")}  # type: ignore[index]


TYPES = "_typeshed"
"""What type checkers know of the interpreter itself; no distribution, and imported by nothing that runs."""


def imported(package: str) -> Iterator[tuple[str, Path]]:
    """(top-level module, the file that imports it), whatever is imported below functions too."""
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.partition(".")[0], path) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0], path


@pytest.mark.parametrize(
    ("packages", "names"), [(OURS, (PRODUCTION,)), (("demo",), (PRODUCTION, DEMO)), (("bench", "tests", "tools"), SETS)]
)
def test_code_imports_only_what_its_list_asks_for(packages: tuple[str, ...], names: tuple[str, ...]) -> None:
    """By name: what another distribution brings along may be gone with its next version."""
    allowed = set().union(*(asked(name) for name in names))
    known, ours = packages_distributions(), {path.name for path in ROOT.iterdir()}
    strangers = {
        f"{path.relative_to(ROOT)}: {module}"
        for package in packages
        for module, path in imported(package)
        if module not in sys.stdlib_module_names | {TYPES}
        and module not in ours
        and not allowed & {canonical(name) for name in known.get(module, [module])}
    }
    assert not strangers


@pytest.mark.parametrize("name", SETS)
def test_every_distribution_asked_for_is_pinned(name: str) -> None:
    assert asked(name) <= pinned(name)
    assert "://" not in text_of(name), "no address of an index"


def test_each_set_holds_the_set_below_it_in_the_same_versions() -> None:
    for smaller, larger in ((PRODUCTION, DEMO), (DEMO, DEV)):
        assert pins(smaller) <= pins(larger)
        assert f"-r {smaller}.in" in (ROOT / f"{larger}.in").read_text()


@pytest.mark.parametrize("name", SETS)
def test_every_pin_has_its_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[\w.-]+(?:\[.*\])?==)", text_of(name), flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins(name)) and all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("gone", ["gostcrypto", "ecdsa", "websockets", "honcho", "filetype"])
def test_what_left_production_stays_out(gone: str) -> None:
    assert gone not in pinned(PRODUCTION)


def test_what_only_another_distribution_needs_is_not_asked_for() -> None:
    """oscrypto is no import of ours, and pinned all the same: pyhanko (signatures of uploads) needs it."""
    assert "oscrypto" in pinned(PRODUCTION) - asked(PRODUCTION)


@pytest.mark.parametrize("name", SETS)
def test_every_distribution_stands_under_a_sentence_that_says_what_it_is_for(name: str) -> None:
    """The first sentence of a list is about the whole list."""
    _head, _, rows = (ROOT / f"{name}.in").read_text().partition("\n\n")
    groups = re.split(r"^#.*\n", rows.strip(), flags=re.MULTILINE)
    assert groups[0] == ""
    assert max(len(group.split()) for group in groups) <= 8, "one sentence for too many"


PROGRAM = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

BLOCKED = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Blocked())
real = __import__("importlib.util").util.find_spec
__import__("importlib.util").util.find_spec = lambda name, *more: None if name in BLOCKED else real(name, *more)
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check"])
import dnr.wsgi
from django.urls import reverse
assert callable(dnr.wsgi.application) and reverse("admin:index")
leaked = BLOCKED & set(sys.modules)
assert not leaked, leaked
print("started")
"""


def test_what_plays_an_outside_system_lies_with_the_demonstration() -> None:
    assert list((ROOT / "cases" / "gateways").rglob("*demo*.py")) == []


def test_the_portal_starts_without_the_demonstration_and_all_that_it_needs(tmp_path: Path) -> None:
    """Neither the packages `demo`, `bench`, `tests` nor a distribution beyond requirements.txt."""
    beyond = pinned(DEV) - pinned(PRODUCTION)
    modules = {
        module
        for module, names in packages_distributions().items()
        if module.isidentifier() and {canonical(name) for name in names} <= beyond
    }
    assert {"ecdsa", "websockets", "pytest"} <= modules
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("DNR_", "DJANGO_", "DATABASE_"))}
    settings = {"DJANGO_SETTINGS_MODULE": "dnr.settings", "DNR_DEMO": "false", "DNR_VAR": str(tmp_path)}
    blocked = ",".join(sorted({"demo", "bench", "tests", *modules}))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, blocked], cwd=ROOT, env=plain | settings, capture_output=True, text=True
    )
    assert done.stdout.endswith("started\n"), done.stderr[-2000:]

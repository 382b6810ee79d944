"""The pages for people: their links lead somewhere, their commands exist, the README stays short."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
OURS = {name for name, app in get_commands().items() if app in ("cases", "dnr", "demo")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_a_file(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_command_of_ours_is_listed():
    listed = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [name for name in OURS if f"`{name}" not in listed] == []


def test_every_command_listed_exists():
    listed = re.findall(r"^\| `(\w+)", (ROOT / "docs" / "commands.md").read_text("utf-8"), re.MULTILINE)
    assert [name for name in listed if name not in get_commands()] == []


def test_every_room_of_the_core_stands_on_the_map():
    readme = (ROOT / "README.md").read_text("utf-8")
    rooms = [path.name for path in (ROOT / "cases").iterdir() if (path / "__init__.py").exists()]
    silent = {"migrations", "management", "templatetags"}
    assert [room for room in rooms if f"{room}/" not in readme and room not in silent] == []


WIDTH = 120
"""Characters of a row on the screen."""


def rows(page: str) -> int:
    """Of a page as it is displayed: a longer line takes several."""
    return sum(max(1, -(-len(line) // WIDTH)) for line in (ROOT / page).read_text("utf-8").splitlines())


def test_the_readme_is_two_screens():
    assert rows("README.md") <= 100


def test_the_plan_of_the_house_is_short():
    assert len((ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines()) <= 90


def test_each_test_that_the_page_on_a_court_names_exists():
    page = (ROOT / "docs" / "court.md").read_text("utf-8")
    names, paths = set(re.findall(r"`(test_\w+)`", page)), set(re.findall(r"`(tests/[\w/]+\.py)`", page))
    known = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(names) > 40
    assert [*sorted(names - known), *(path for path in sorted(paths) if not (ROOT / path).exists())] == []


def line_of(page: str, start: str) -> str:
    """The line of a page that begins so."""
    lines = (ROOT / page).read_text("utf-8").splitlines()
    return next(line for line in lines if line.strip().startswith(start))


@pytest.mark.parametrize(
    ("page", "start"),
    [
        ("docs/architecture.md", "| `service` |"),
        ("CONTRIBUTING.md", "- The sides (`hub`, `egov`, `con`)"),
        ("README.md", "service/"),
    ],
)
def test_every_door_of_the_core_is_named(page, start):
    doors = [path.stem for path in (ROOT / "cases" / "service").glob("*.py") if path.stem != "__init__"]
    assert len(doors) > 5
    assert [door for door in doors if not re.search(rf"\b{door}\b", line_of(page, start))] == []


def test_the_demo_is_as_long_as_its_page_says():
    """In whole numbers that a small change leaves true."""
    page = (ROOT / "docs" / "decisions" / "demo.md").read_text("utf-8")
    lines = {path: path.read_text("utf-8").count("\n") for path in (ROOT / "demo").rglob("*.py")}
    written = [int(share) for share in re.findall(r"^\| .+ \| (\d+) \|", page, re.MULTILINE)]
    folders = [
        "pki|authority|cms|keys|timestamps",
        "outside|payment_page|register",
        "world|payment_gateway",
        "ncalayer",
        "telephone",
    ]
    shares = [
        100
        * sum(n for path, n in lines.items() if path.relative_to(ROOT / "demo").parts[0].removesuffix(".py") in part)
        / sum(lines.values())
        for part in (folder.split("|") for folder in [*folders, "components"])
    ]
    shares.insert(5, 100 - sum(shares))
    assert sum(written) == 100 and all(abs(a - b) < 3 for a, b in zip(written, shares, strict=True)), shares
    assert {path.name for path, n in lines.items() if n > 300} == {"walk.py", "examples.py"}


def test_the_list_of_doors_is_of_those_there_are():
    folder = ROOT / "cases" / "service"
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
    listed = re.findall(r"^(\w+)\.py ", docstring, re.MULTILINE)
    assert sorted(listed) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize(
    ("page", "start"),
    [("docs/architecture.md", "| `hub`, `egov`, `con` |"), ("CONTRIBUTING.md", "- The sides (`hub`, `egov`, `con`)")],
)
def test_what_the_sides_may_import_is_named(page, start):
    contract = (ROOT / "pyproject.toml").read_text("utf-8")
    imported = {
        room.removesuffix(".**").removesuffix(".*") for room in re.findall(r'"hub\.\*\* -> cases\.(.+?)"', contract)
    }
    names = {room.removeprefix("programmes.nomad.") for room in imported}
    assert {"law", "states", "web"} <= names
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}`", line_of(page, start))] == []


@pytest.mark.parametrize("side", ["hub", "egov", "con"])
def test_every_room_of_a_side_stands_on_the_map(side):
    rooms = [path.name for path in (ROOT / side).iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if not re.search(rf"\b{room}\b", line_of("README.md", f"{side}/"))] == []

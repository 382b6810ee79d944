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

"""The recipes of CONTRIBUTING, followed in a copy of the tree: they suffice, and touch as many files as they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from dnr.settings.base import VAR
from tests.recipes.edits import RECIPES

ROOT = Path(settings.BASE_DIR)
LEFT = ("var", ".*", "*.mo", "node_modules")
"""Not copied. What is compiled goes along: with the time of its source it holds, and compiling all takes long."""
DRAWN = "docs/states.md"
"""Written by `manage.py draw_states`."""
CHECKS = [
    "tests/recipes/applied.py",
    "tests/cases/engine/test_machine.py::test_the_declared_steps_are_those_of_the_process",
    "tests/test_agreements.py",
    "tests/cases/law/test_regulations.py",
    "tests/cases/programmes/nomad/test_endings.py",
    "tests/cases/programmes/nomad/test_bad_moments.py::test_an_edition_that_ends_tonight_takes_what_is_signed_today_and_says_so_tomorrow",
    "tests/egov/front/test_front.py",
    "tests/egov/cabinet/test_cabinet_pages.py::test_it_says_until_when_anything_may_be_filed",
    "tests/cases/engine/performing/test_editions.py::test_the_last_moment_of_the_pilot_is_in_time",
    "tests/cases/programmes/nomad/test_eligibility.py::test_the_edition_of_a_day",
    "tests/cases/programmes/nomad/test_grounds.py::test_each_document_has_the_reasons_that_fit_it",
    "tests/egov/cabinet/test_what_may_be_begun.py::test_the_first_page_invites_to_apply_only_while_filings_are_taken",
    "tests/demo/test_components.py::test_every_component_stands_on_the_page_with_its_contract",
    "tests/demo/test_components.py::test_every_component_is_used_by_a_page",
    "tests/test_look.py::test_every_component_says_what_it_takes",
    "tests/demo/test_demo.py::test_time_ends_now_or_on_the_last_day_of_the_newest_edition",
]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with the edits of all recipes."""
    tree = tmp_path_factory.mktemp("recipes") / "dnr"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*LEFT))
    for edits in RECIPES.values():
        for path, edit in edits.items():
            (tree / path).write_text(edit(tree), "utf-8")
    for catalogue in tree.glob("locale/*/LC_MESSAGES/*.po"):
        subprocess.run(["msgfmt", "--check", "-o", catalogue.with_suffix(".mo"), catalogue], check=True)
    kept = tree / "var" / "test"
    kept.mkdir(parents=True)
    for database in (VAR / "test").glob("template-*.sqlite3"):  # it fits: a recipe needs no migration
        shutil.copy(database, kept)
    return tree


def files(tree: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if name not in (*LEFT, "__pycache__") and not name.startswith(".")]
        yield from (str((Path(folder) / name).relative_to(tree)) for name in names)


def same(path: str, mine: Path, other: Path) -> bool:
    return (other / path).exists() and (mine / path).read_bytes() == (other / path).read_bytes()


@pytest.mark.slow
def test_the_recipes_suffice(followed: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "DATABASE_URL", "DNR_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "-n", "0"]
    done = subprocess.run([*command, *CHECKS], cwd=followed, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    touched = {path for path in files(followed) if not path.endswith(".mo") and not same(path, followed, ROOT)}
    assert touched == {path for edits in RECIPES.values() for path in edits} | {DRAWN}


def section_of(recipe: str) -> str:
    return (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition(f"## {recipe}\n")[2].partition("\n## ")[0]


CATALOGUES = "locale/*/LC_MESSAGES/django.po"
PATH = re.compile(r"`((?:cases|con|demo|docs|dnr|egov|hub|locale|templates|tests)/[\w/.<>-]*)`")


def named(text: str) -> list[str]:
    """The paths that a text names, as patterns of `fnmatch`: of a folder all that is in it."""
    paths = [re.sub(r"<\w+>", "*", path) for path in PATH.findall(text)]
    return [f"{path.rstrip('/')}/*" if (ROOT / path).is_dir() else path for path in paths]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_names_every_file_that_it_touches(recipe: str) -> None:
    """In its steps: what is listed below them is for what does not exist yet."""
    steps = named(section_of(recipe).partition("\nMore files only")[0])
    steps += [CATALOGUES] if "`locale/ru`" in section_of(recipe) else []
    assert [path for path in RECIPES[recipe] if not any(fnmatch(path, pattern) for pattern in steps)] == []


def test_every_path_that_is_named_is_there() -> None:
    patterns = [path for path in named((ROOT / "CONTRIBUTING.md").read_text("utf-8")) if not path.startswith("*")]
    assert len(patterns) > 25
    assert [path for path in patterns if not any(ROOT.glob(path))] == []


def test_the_tables_that_the_step_recipe_names_are_where_it_says() -> None:
    """What it names of a module: the module has it."""
    text = section_of("How to add a step with facts, a form, a decision and a letter")
    at = re.findall(r"`(\w+)` in `(demo/\w+|cases/[\w/]+)\.py`", text)
    assert ("EXAMPLES", "demo/examples") in at
    assert [name for name, path in at if not hasattr(import_module(path.replace("/", ".")), name)] == []


def touched_by(recipe: str) -> list[str]:
    """The files whose text its edits make another."""
    made = {path: edit(ROOT) for path, edit in RECIPES[recipe].items()}
    return [path for path, text in made.items() if not (ROOT / path).exists() or (ROOT / path).read_text() != text]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_touches_as_many_files_as_it_says(recipe: str, record_property: Callable[[str, object], None]) -> None:
    """Printed when the tests are done (`conftest.pytest_terminal_summary`)."""
    measured = touched_by(recipe)
    record_property(f"{recipe}, files touched", len(measured))
    assert sorted(measured) == sorted(RECIPES[recipe])
    written = re.findall(r"^Touches (\d+) files?\b", section_of(recipe), re.MULTILINE)
    assert written == [str(len(measured))]

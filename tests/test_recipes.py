"""The recipes of CONTRIBUTING, followed in a copy of the tree: they suffice, and touch as many files as they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from dnr.settings.base import VAR
from tests.recipes.edits import RECIPES

ROOT = Path(settings.BASE_DIR)
LEFT = ("var", ".*", "__pycache__", "*.mo", "node_modules")
DRAWN = "docs/states.md"
"""Written by `manage.py draw_states`."""
CHECKS = [
    "tests/recipes/applied.py",
    "tests/cases/engine/test_machine.py::test_the_declared_steps_are_those_of_the_process",
    "tests/test_agreements.py",
    "tests/cases/law/test_regulations.py",
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
        folders[:] = [name for name in folders if name not in LEFT and not name.startswith(".")]
        yield from (str((Path(folder) / name).relative_to(tree)) for name in names)


def same(path: str, one: Path, other: Path) -> bool:
    return (other / path).exists() and (one / path).read_bytes() == (other / path).read_bytes()


@pytest.mark.slow
def test_the_recipes_suffice(followed: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "DATABASE_URL", "DNR_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "-n", "0"]
    done = subprocess.run([*command, *CHECKS], cwd=followed, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    touched = {path for path in files(followed) if not path.endswith(".mo") and not same(path, followed, ROOT)}
    assert touched == {path for edits in RECIPES.values() for path in edits} | {DRAWN}


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_touches_as_many_files_as_it_says(recipe: str) -> None:
    section = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition(f"## {recipe}\n")[2].partition("\n## ")[0]
    written = re.findall(r"^Touches (\d+) files?\b", section, re.MULTILINE)
    assert written == [str(len(RECIPES[recipe]))]

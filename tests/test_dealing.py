"""Each worker begins with its part of the long tests; what runs on PostgreSQL too is found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.dealing import dealt


@dataclass(frozen=True)
class Item:
    path: Path
    name: str
    slow: bool = False

    @property
    def nodeid(self) -> str:
        return f"{self.path}::{self.name}"

    def get_closest_marker(self, name: str) -> Any:
        return True if self.slow and name == "slow" else None


def of(path: str, count: int, slow: bool = False) -> list[Item]:
    return [Item(Path(path), str(n), slow) for n in range(count)]


WALKS = of("tests/browser/test_pages.py", 7, True)
STORIES = [item for n in range(5) for item in of(f"tests/journeys/test_{n}.py", 1, True)]
OTHERS = [*of("tests/crash/test_worker.py", 4, True), *of("tests/test_recipes.py", 2, True)]
QUICK = [item for n in range(12) for item in of(f"tests/cases/test_{n}.py", 30)]


@pytest.mark.parametrize("hands", [1, 2, 3])
def test_the_parts_are_equal_and_begin_with_as_many_long_tests(hands: int) -> None:
    files = [WALKS, OTHERS, *([item] for item in STORIES), *(QUICK[n : n + 30] for n in range(0, 360, 30))]
    Random(hands).shuffle(files)
    items = [item for file in files for item in file]
    order = dealt(items, hands)
    assert sorted(order, key=lambda item: item.nodeid) == sorted(items, key=lambda item: item.nodeid)
    part = len(items) // hands
    for hand in range(hands):
        names = [item.path.name for item in order[hand * part : (hand + 1) * part]]
        walks = names.count("test_pages.py")
        assert len(WALKS) // hands <= walks <= len(WALKS) // hands + 1
        assert names[:walks] == ["test_pages.py"] * walks
    places = [n for n, item in enumerate(order) if item.path.name == "test_worker.py"]
    assert places == list(range(places[0], places[0] + 4)), "a file stays together"


def test_nothing_is_lost_where_only_long_tests_run() -> None:
    assert sorted(dealt(WALKS, 3), key=lambda item: item.name) == WALKS
    assert dealt([], 3) == []


def test_a_file_with_tests_for_postgresql_names_their_mark(request: pytest.FixtureRequest) -> None:
    """By that `make test` finds the files that it reads for the second run."""
    files = {item.path for item in request.session.items if item.get_closest_marker("database")}
    assert [path for path in files if "mark.database" not in path.read_text("utf-8")] == []

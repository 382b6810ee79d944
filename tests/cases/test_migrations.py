"""Tables made at once for a new installation are those that the steps leave behind one by one."""

from __future__ import annotations

import pytest
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

SQUASHED = "0001_squashed_"
Name = tuple[str, str]


@pytest.fixture(scope="module")
def at_once() -> MigrationLoader:
    return MigrationLoader(None)


@pytest.fixture(scope="module")
def in_turn() -> MigrationLoader:
    return MigrationLoader(None, replace_migrations=False)


def _squashed(loader: MigrationLoader) -> tuple[Name, list[Name]]:
    """Its name, and the steps that it replaces."""
    (name,) = (key for key in loader.disk_migrations if key[0] == "cases" and key[1].startswith(SQUASHED))
    return name, [(app, step) for app, step in loader.disk_migrations[name].replaces]


def _stands(loader: MigrationLoader, at: Name) -> ProjectState:
    return loader.project_state([at, *(leaf for leaf in loader.graph.leaf_nodes() if leaf[0] != "cases")])


def test_every_step_before_its_last_is_replaced(in_turn: MigrationLoader) -> None:
    name, replaced = _squashed(in_turn)
    assert name[1] == SQUASHED + replaced[-1][1]
    before = {key for key in in_turn.disk_migrations if key[0] == "cases" and key[1] <= replaced[-1][1]}
    assert before - {name} == set(replaced)


def test_both_ways_lead_to_the_same_tables(at_once: MigrationLoader, in_turn: MigrationLoader) -> None:
    name, replaced = _squashed(at_once)
    made, grown = _stands(at_once, name), _stands(in_turn, replaced[-1])
    assert len(made.models) > 100
    for before, after in ((made, grown), (grown, made)):
        assert MigrationAutodetector(before, after).changes(graph=at_once.graph) == {}

"""What several tests of ШЭП stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.eds import workshop


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workshop's anchors, and place for the portal's own key."""
    made = tmp_path_factory.mktemp("shep")
    workshop.publish(made)
    return made

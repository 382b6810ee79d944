"""The workshop's authority is trusted, and nobody's certificate is revoked, where a test asks for `trusted`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cases.eds import revocation
from tests.cases.eds import workshop


@pytest.fixture(scope="session")
def anchors_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("anchors")
    workshop.publish(folder)
    return folder


@pytest.fixture
def trusted(anchors_folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EDS_ANCHORS = [anchors_folder]
    settings.EDS_BACKEND = "builtin"
    settings.EDS_UNCHECKED = "go_on"
    settings.EDS_CLOCK_SKEW = 300
    settings.EDS_MINISTRY_BIN = workshop.BIN
    monkeypatch.setattr(revocation, "status", workshop.good)

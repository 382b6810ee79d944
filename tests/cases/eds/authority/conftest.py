"""The demo's authority in a folder of its own."""

from __future__ import annotations

import pytest

from demo.authority import Authority


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.at(tmp_path_factory.mktemp("eds"))

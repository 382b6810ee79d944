"""The live portal with its clock, and papers to hand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests import copies, people
from tests.journeys import browser, eds

Paper = Callable[[str], Path]


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def _browser_closed() -> Iterator[None]:
    yield
    browser.close()


@pytest.fixture
def start() -> datetime:
    """When the story begins; a story of another year has a fixture of its own."""
    return people.START


@pytest.fixture
def served() -> Iterator[None]:
    """Cases are copied for a browser too, which sees what is committed."""
    copies.served = True
    yield
    copies.served = False


@pytest.fixture
def portal(live_server: Any, served: None, start: datetime, uncaged: None, settings: Any) -> Iterator[browser.Portal]:
    people.reference()
    with time_machine.travel(start, tick=True) as traveller, eds.running(settings) as ncalayer:
        portal = browser.Portal(live_server.url, traveller, ncalayer)
        with eds.trusted(portal.driver):
            yield portal
        assert portal.complaints() == []


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """A good file of a kind, on disk under the name its owner would give it."""

    def write(kind: str) -> Path:
        name, data = people.specimen(kind)
        place = tmp_path / name
        place.write_bytes(data)
        return place

    return write

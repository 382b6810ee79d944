"""The page of the stand-in for the outside systems, which a visitor of the demo may open."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine

from tests import people
from tests.browser.conftest import PHONE, WIDE, Screen, opened
from tests.cases.gateways.standin import DAY, REQUESTS, Clock, running

SIGHT = "meta-refresh"
"""It comes anew by itself: it is there to be looked at while things happen."""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_what_is_asked_sent_and_to_come_is_seen(size: tuple[int, int], axe: str, tmp_path: Path) -> None:
    clock = Clock()
    with running("", tmp_path, clock=clock) as standin, time_machine.travel(people.START) as traveller:
        standin.ask("psh", "intent", REQUESTS["psh", "intent"])
        standin.ask("courier", "pickup", REQUESTS["courier", "pickup"])
        clock.now += DAY
        standin.tell()  # nobody is there: tried again later
        with opened(standin.server.url, axe, traveller) as screen:
            _looked_at(screen, size)


def _looked_at(screen: Screen, size: tuple[int, int]) -> None:
    assert screen.look("/") == 200
    screen.resize(size)
    screen.shoot(f"outside-{size[0]}")
    text = screen.script("return document.body.innerText")
    assert "ПШЭП" in text and "DNR-2026-00001" in text and "ConnectionRefusedError" in text
    assert screen.too_wide() == [] and screen.complaints() == []
    assert [violation for violation in screen.violations() if not violation.startswith(SIGHT)] == []

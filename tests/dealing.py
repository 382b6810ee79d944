"""In which order tests run. `--dist worksteal` gives each worker an equal part of the list, in its order, so each part
begins with as many of the long ones: the last of them would keep one worker busy when the others have nothing left."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

ALONE = "test_pages.py"
"""Walks through every page, a minute each; of other files the long tests stay together, and what they have set up."""


def dealt(items: Sequence[Any], hands: int) -> list[Any]:
    """The walks first, then stories told in the browser, then others that take long; shorter ones are left for an idle
    worker to take over. `hands`: how many workers there are."""
    long = sorted((item for item in items if _long(item)), key=_order)
    rest = [item for item in items if not _long(item)]
    piles: list[list[Any]] = [[] for _hand in range(hands)]
    for turn, (_key, group) in enumerate(groupby(long, key=_together)):
        piles[turn % hands] += group
    order: list[Any] = []
    for hand, pile in enumerate(piles):
        share = (len(items) - len(order)) // (hands - hand)
        taken = max(0, share - len(pile))
        order += [*pile, *rest[:taken]]
        rest = rest[taken:]
    return order + rest


def _long(item: Any) -> bool:
    return item.get_closest_marker("slow") is not None


def _order(item: Any) -> tuple[bool, bool]:
    return item.path.name != ALONE, item.path.parent.name != "journeys"


def _together(item: Any) -> Any:
    return item.nodeid if item.path.name == ALONE else item.path

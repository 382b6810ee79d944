"""The registry of the courier (п. 21, 22): filled, closed, printed and handed over by ЦОН, received by the migration
service."""

from __future__ import annotations

from cases.programmes.nomad.counter.printed import registry as printed_registry
from cases.programmes.nomad.counter.receiving import receive
from cases.programmes.nomad.counter.registries import (
    GONE,
    SHEETS,
    as_handed_over,
    close,
    courier_facts,
    hand_over,
    handing_over,
    items_of,
    of_city,
    on_way,
    open_registry,
    put_in,
    registry_by_key,
    remember,
    take_out,
    waiting_cases,
)
from cases.programmes.nomad.counter.reopening import reopen

__all__ = [
    "GONE",
    "SHEETS",
    "as_handed_over",
    "close",
    "courier_facts",
    "hand_over",
    "handing_over",
    "items_of",
    "of_city",
    "on_way",
    "open_registry",
    "printed_registry",
    "put_in",
    "receive",
    "registry_by_key",
    "remember",
    "reopen",
    "take_out",
    "waiting_cases",
]

"""The registry of the courier (п. 21, 22): filled, closed, printed and handed over by ЦОН, received by the migration
service."""

from __future__ import annotations

from cases.programmes.nomad.counter.printed import registry as printed_registry
from cases.programmes.nomad.counter.receiving import receive
from cases.programmes.nomad.counter.registries import (
    GONE,
    SHEETS,
    close,
    hand_over,
    handing_over,
    items,
    of_city,
    on_way,
    open_registry,
    put_in,
    registry,
    remember,
    take_out,
    waiting,
)
from cases.programmes.nomad.counter.registries import given as courier_facts

__all__ = [
    "GONE",
    "SHEETS",
    "close",
    "courier_facts",
    "hand_over",
    "handing_over",
    "items",
    "of_city",
    "on_way",
    "open_registry",
    "printed_registry",
    "put_in",
    "receive",
    "registry",
    "remember",
    "take_out",
    "waiting",
]

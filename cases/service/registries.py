"""The registry of the courier (п. 21, 22): filled, closed, printed and handed over by ЦОН, received by the migration
service; and the list against which originals go back."""

from __future__ import annotations

from cases.programmes.nomad.counter.handing_back import ReceiptList, give_back, owed_originals
from cases.programmes.nomad.counter.handing_back import remember as remember_list
from cases.programmes.nomad.counter.printed import originals as printed_originals
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
    "ReceiptList",
    "as_handed_over",
    "close",
    "courier_facts",
    "give_back",
    "hand_over",
    "handing_over",
    "items_of",
    "of_city",
    "on_way",
    "open_registry",
    "owed_originals",
    "printed_originals",
    "printed_registry",
    "put_in",
    "receive",
    "registry_by_key",
    "remember",
    "remember_list",
    "reopen",
    "take_out",
    "waiting_cases",
]

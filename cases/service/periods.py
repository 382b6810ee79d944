"""Who may file, from when and until when, and what is left of an order that ends (п. 28)."""

from __future__ import annotations

from cases.programmes.nomad.periods.department_endings import impossible_in_city, unfiled_number
from cases.programmes.nomad.periods.eligibility import (
    bar_on,
    held_back,
    held_card,
    intake,
    intake_edition,
    last_case,
    living_petition,
)
from cases.programmes.nomad.periods.endings import (
    Ending,
    WayLeft,
    ending,
    ending_for,
    late_cases,
    on_the_way,
    outlook,
    way_from,
    way_of,
)
from cases.programmes.nomad.periods.forecast import PARTS, Forecast, WayPart, forecast
from cases.programmes.nomad.periods.planned import PlannedStep, PlannedWay, planned_way

__all__ = [
    "PARTS",
    "Ending",
    "Forecast",
    "PlannedStep",
    "PlannedWay",
    "WayLeft",
    "WayPart",
    "bar_on",
    "ending",
    "ending_for",
    "forecast",
    "held_back",
    "held_card",
    "impossible_in_city",
    "intake",
    "intake_edition",
    "last_case",
    "late_cases",
    "living_petition",
    "on_the_way",
    "outlook",
    "planned_way",
    "unfiled_number",
    "way_from",
    "way_of",
]

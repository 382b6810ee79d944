"""Which transport serves which system: the setting GATEWAYS, read each time, so that a test may change it."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings

from cases.gateways.contract import Gateway
from cases.models.exchange import SYSTEMS

MANUAL = "manual"


def settings_of(system: str) -> dict[str, Any]:
    """`transport`, and what it needs: url, key_id, secret, timeout (seconds) …"""
    own: dict[str, Any] = settings.GATEWAYS.get(system, {})
    return {"transport": MANUAL, "timeout": 10.0} | own


def transport(system: str) -> str:
    return str(settings_of(system)["transport"])


def joined_systems() -> list[str]:
    """The systems that the portal itself queries; the others an officer queries by hand («в ручном режиме»)."""
    return [system for system in SYSTEMS if transport(system) != MANUAL]


def repeat_after(system: str) -> timedelta:
    """After how long an accepted request is repeated where the settings do not say."""
    return timedelta(hours=float(settings_of(system).get("again_hours", 6)))


def gateway(system: str) -> Gateway:
    """The module of its transport (the setting TRANSPORTS) makes one by `gateway(system, settings)`."""
    made: Gateway = import_module(settings.TRANSPORTS[transport(system)]).gateway(system, settings_of(system))
    return made

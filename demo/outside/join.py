"""How the demo's portal and the outside systems come to know each other: settings for the one, keys for the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cases.api.keys import signing_key
from cases.models import ApiClient, ApiKey
from cases.models.exchange import SYSTEMS
from demo.outside.shared_keys import SharedKeys
from demo.pki import files

PORT = 8790
"""Where they listen unless set otherwise."""
AGAIN = 0.1
"""Hours after which the portal asks again what was accepted: their days are short."""
LIFE = timedelta(days=3650)
HOME = ["127.0.0.0/8", "::1/128"]
RATE = 6000
"""Calls a minute: an afternoon of the demo may be a year of theirs."""


def folder() -> Path:
    return Path(settings.VAR) / "outside"


def gateways(pairs: SharedKeys, url: str, timeout: float = 10.0) -> dict[str, dict[str, Any]]:
    """The setting GATEWAYS with every system behind `url`."""
    common = {"transport": "http", "timeout": timeout, "again_hours": AGAIN}
    return {
        system: {"url": f"{url}/{system}", "key_id": pair.key_id, "secret": pair.secret} | common
        for system, pair in pairs.portals.items()
    }


def write_environment(pairs: SharedKeys, url: str) -> Path:
    """The same as lines for a shell to read (dnr/settings/gateways.py), in a file that only its owner reads."""
    path = folder() / "gateways.env"
    lines = [
        f"DNR_GATEWAY_{system.upper()}{'' if name == 'transport' else '_' + name.upper()}={value}"
        for system, values in gateways(pairs, url).items()
        for name, value in values.items()
    ]
    files.replace(path, "\n".join(lines) + "\n")
    return path


@transaction.atomic
def register(pairs: SharedKeys, now: datetime) -> None:
    """One machine client a system, with the right to speak for it. What is there already stays as it is."""
    for system in SYSTEMS:
        values = {"system": system, "scopes": ["inbox"], "allowed_ips": HOME, "rate": RATE}
        client, _made = ApiClient.objects.get_or_create(name=f"{system} (demo)", defaults=values)
        pair = pairs.theirs[system]
        ApiKey.objects.get_or_create(
            key_id=pair.key_id,
            defaults={
                "client": client,
                "digest": signing_key(pair.secret),
                "created_at": now,
                "expires_at": now + LIFE,
            },
        )

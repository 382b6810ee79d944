"""What falls to a case, the same each time: nothing is random, and one in FEW has something against it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from cases.gateways.subject import Verdict

FEW = 12


def number_from(request: dict[str, Any], salt: str = "") -> int:
    """A number from 0 to 9999 that belongs to the case, the same each time."""
    subject = f"{request.get('case') or request.get('code') or ''}{salt}"
    return int.from_bytes(hashlib.sha256(subject.encode()).digest()[:4]) % 10_000


def minutes(name: str, request: dict[str, Any], *, system: str, least: int) -> timedelta:
    """How long a data bank takes: `least` minutes, and up to nine more by the case."""
    return timedelta(minutes=least + number_from(request, system) % 10)


def verdict(name: str, request: dict[str, Any], at: datetime, *, system: str, against: str) -> Verdict:
    """A data bank's word on a person; one in 4 × FEW has something against it, and says `against`."""
    number = number_from(request, system)
    clear = number % (4 * FEW) != 0
    remarks = "" if clear else against
    return Verdict(clear=clear, reference=f"{system.upper()}-{number:05}", text=remarks, checked_at=at)

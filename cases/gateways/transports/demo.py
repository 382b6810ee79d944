"""The outside world inside the process: answers by the case's number, after a while, by the portal's own clock.

Nothing is random: the same case gets the same answer, and one in FEW is refused or has something against it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from cases.gateways.contract import Gateway, Message, Operation, Reply
from cases.gateways.jsontext import bytes_to_text, canonical
from cases.gateways.subject import Verdict
from cases.models import Exchange

FEW = 12


def luck(request: dict[str, Any], salt: str = "") -> int:
    """A number from 0 to 9999 that belongs to the case, the same each time."""
    subject = f"{request.get('case') or request.get('code') or ''}{salt}"
    return int.from_bytes(hashlib.sha256(subject.encode()).digest()[:4]) % 10_000


def minutes(name: str, request: dict[str, Any], *, system: str, least: int) -> timedelta:
    """How long a data bank takes: `least` minutes, and up to nine more by the case."""
    return timedelta(minutes=least + luck(request, system) % 10)


def verdict(name: str, request: dict[str, Any], at: datetime, *, system: str, against: str) -> Verdict:
    """A data bank's word on a person; one in 4 × FEW has something against it, and says `against`."""
    number = luck(request, system)
    clear = number % (4 * FEW) != 0
    remarks = "" if clear else against
    return Verdict(clear=clear, reference=f"{system.upper()}-{number:05}", text=remarks, checked_at=at)


class Demo:
    """`system`/demo.py holds `delay(operation, request)` and `answer(operation, request, at)`."""

    def __init__(self, system: str) -> None:
        self.system = system
        self.world = import_module(f"cases.gateways.{system}.demo")

    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Reply:
        asked = Exchange.objects.filter(system=self.system, direction=Exchange.OUT, key=key)
        since = asked.values_list("sent_at", flat=True).first() or now
        delay: timedelta = self.world.delay(operation.name, request)
        if since + delay > now:
            return Reply(again=since + delay - now)
        answer: Message = self.world.answer(operation.name, request, since + delay)
        return Reply(answer, received=bytes_to_text(canonical(answer.to_json())))


def gateway(system: str, settings: dict[str, Any]) -> Gateway:
    return Demo(system)

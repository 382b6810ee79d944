"""The transport without a wire: a system answers after its delay, by the portal's own clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from cases.gateways.contract import Gateway, Message, Operation, Reply
from cases.gateways.jsontext import bytes_to_text, canonical
from cases.models import Exchange


class Demo:
    """The module of the system holds `delay(operation, request)` and `answer(operation, request, at)`."""

    def __init__(self, system: str) -> None:
        self.system = system
        self.world = world(system)

    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Reply:
        questions = Exchange.objects.filter(system=self.system, direction=Exchange.OUT, key=key)
        since = questions.values_list("sent_at", flat=True).first() or now
        delay: timedelta = self.world.delay(operation.name, request)
        if since + delay > now:
            return Reply(again=since + delay - now)
        answer: Message = self.world.answer(operation.name, request, since + delay)
        return Reply(answer, received=bytes_to_text(canonical(answer.to_json())))


def world(system: str) -> Any:
    return import_module(f"demo.world.{system}")


def gateway(system: str, settings: dict[str, Any]) -> Gateway:
    return Demo(system)

"""«В ручном режиме»: nothing is sent; the officer looks it up in the other system and enters the answer with the
step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.gateways.contract import Gateway, Operation, Reply


class Manual:
    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Reply:
        """Never called: the outbox leaves out systems that are not joined. A person does it."""
        return Reply()


def gateway(system: str, settings: dict[str, Any]) -> Gateway:
    return Manual()

"""A line to the outside systems that says what a test tells it to, and remembers what was sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cases.gateways import registry
from cases.gateways.contract import OPERATIONS, Message, Operation, Reply
from cases.gateways.jsontext import bytes_to_text, canonical
from cases.models import Case, Exchange
from cases.models.exchange import SYSTEMS
from cases.outbox import exchanges
from tests import copies, people

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Line:
    """`says`: what the next requests get, an answer, a whole reply, an error, or a callable; then `usual`."""

    def __init__(self, usual: Any = None) -> None:
        self.usual = usual or Reply(again=DAY)
        self.says: deque[Any] = deque()
        self.sent: list[tuple[str, str, dict[str, Any]]] = []

    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Reply:
        self.sent.append((operation.key, key, request))
        answer = self.says.popleft() if self.says else self.usual
        if callable(answer):
            answer = answer(operation, request)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Message):
            return Reply(answer, received=bytes_to_text(canonical(answer.to_json())))
        reply: Reply = answer
        return reply


def join(monkeypatch: pytest.MonkeyPatch, settings: Any, *systems: str, line: Line | None = None) -> Line:
    """The portal asks these systems (all of them when none is named) by the line; the others are asked by hand."""
    made = line or Line()
    settings.GATEWAYS = {system: {"transport": "demo"} for system in systems or SYSTEMS}
    monkeypatch.setattr(registry, "gateway", lambda system: made)
    copies.known(monkeypatch, "a line that is not used before something is delivered")
    return made


def asked(case: Case, key: str) -> Exchange:
    """The newest question "system.operation" of the case."""
    system, name = key.split(".")
    exchange: Exchange = Exchange.objects.filter(case=case, system=system, operation=name, direction="out").latest("id")
    return exchange


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def answer(key: str, **facts: Any) -> Message:
    """A sound answer to "system.operation"; `facts` replace its members."""
    usual: dict[str, dict[str, Any]] = {
        "ibd.check": {"clear": True, "reference": "I-1"},
        "sio.check": {"clear": True, "reference": "S-1"},
        "adis.check": {"clear": True, "reference": "A-1"},
        "knb.approve": {"clear": True, "reference": "K-1", "answered_on": date(2026, 6, 20)},
        "ismp.register": {"number": "MP-1"},
        "pep.receipt": {"number": "R-1"},
        "pep.result": {"number": "R-2"},
        "berkut.crossing": {"found": True, "crossed_on": date(2026, 6, 10), "point": "Astana", "reference": "B-1"},
        "psh.intent": {"reference": "P-1"},
        "courier.pickup": {"reference": "C-1"},
    }
    system, name = key.split(".")
    kind = OPERATIONS[system, name].answer
    assert kind is not None
    return kind(**(usual[key] | facts))


def right(operation: Operation, request: dict[str, Any]) -> Message:
    """Every system answers at once and well."""
    return answer(operation.key)


def deliver(row: Exchange, now: datetime | None = None) -> Exchange:
    """Send it at its time; the row as it stands afterwards. What the way hither asked before is not the subject."""
    earlier = Exchange.objects.filter(case=row.case_id, system=row.system, state="pending", id__lt=row.pk)
    earlier.update(state="dropped", next_at=None)
    exchanges.deliver(row.pk, now or row.next_at or row.created_at)
    sent: Exchange = fresh(row)
    return sent


def case_in(state: str) -> Case:
    return people.case_in(state, prepared=False)


Say = Callable[..., Any]

"""What each outside system usually says (as the demo's transport does), and what it tells later by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Protocol

from cases.gateways.contract import INBOUND, OPERATIONS, Operation
from cases.law.calendar import local_day
from demo.outside.plan import HIDDEN, Told

CLEARS, FLIES = 1.0, 3.0
"""Days: until a payment clears, and until who is approved crosses the border."""
WAY = (("accepted", 0.1), ("in_transit", 0.5), ("delivered", 1.5))
"""A waybill's states, and after how many days."""


class Ledger(Protocol):
    def payment(self, code: str, now: datetime) -> dict[str, Any] | None:
        """The word on this payment code, if it was to be said by now; also where the call itself never came."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """`key`: the Idempotency-Key of the question; `at`: when it came."""

    request: dict[str, Any]
    key: str
    at: datetime
    ledger: Ledger

    @property
    def case(self) -> str:
        return str(self.request.get("case", ""))


@dataclass(frozen=True, slots=True)
class World:
    """`answer` None: accepted, the answer comes later."""

    answer: dict[str, Any] | None
    calls: list[Told] = field(default_factory=list)


def world(operation: Operation, asking: Asking) -> World:
    if (operation.system, operation.name) == ("psh", "reconcile"):
        return World({"items": [_settled(code, asking) for code in asking.request.get("codes", ())]})
    calls = [one for tells in TELLS.get((operation.system, operation.name), ()) for one in tells(asking)]
    return World(None if operation.asynchronous else usual(operation, asking.request, asking.at), calls)


def usual(operation: Operation, request: dict[str, Any], at: datetime) -> dict[str, Any]:
    said: dict[str, Any] = _demo(operation.system).answer(operation.name, request, at).to_json()
    return said


def _demo(system: str) -> Any:
    return import_module(f"cases.gateways.{system}.demo")


def members(one: Told) -> frozenset[str]:
    """What may be said in this call."""
    return frozenset(INBOUND[one.system, one.operation].request.model_fields)


def answered(operation: Operation, words: dict[str, Any]) -> dict[str, Any]:
    """What a call has told, as an answer."""
    assert operation.answer is not None
    return {name: words[name] for name in operation.answer.model_fields if name in words}


def of_nobody(words: dict[str, Any]) -> dict[str, Any]:
    """The same of a case, or of a payment, that does not exist."""
    return words | {"case": HIDDEN} if "case" in words else words | {"code": HIDDEN}


def contradicted(body: dict[str, Any]) -> dict[str, Any]:
    """The same said otherwise: good is bad, delivered is lost."""
    turned: dict[str, Any] = {key: not body[key] for key in ("clear", "paid") if key in body}
    if "status" in body:
        turned["status"] = "lost"
    return body | (turned or {"reference": "OTHER"})


# ------------------------------------------------------------------------------------------------ by themselves


def _entry(asking: Asking) -> list[Told]:
    """Who is approved beforehand (п. 19) flies in some days later, and Беркут tells it."""
    if (asking.request["stage"], asking.request["outcome"]) != ("preliminary", "approved"):
        return []

    def crossed(at: datetime) -> dict[str, Any]:
        asked = {"case": asking.case, "since": local_day(at).isoformat()}
        said = usual(OPERATIONS["berkut", "crossing"], asked, at)
        del said["found"]
        return said | {"case": asking.case}

    return [Told("berkut", "crossing", FLIES, crossed)]


def _opinion(asking: Asking) -> list[Told]:
    operation = OPERATIONS["knb", "approve"]
    days = _demo("knb").delay("approve", asking.request) / timedelta(days=1)
    named = {"case": asking.case, "in_reply_to": asking.key}
    return [Told("knb", "answer", days, lambda at: usual(operation, asking.request, at) | named)]


def _payment(asking: Asking) -> list[Told]:
    code, amount = asking.request["code"], asking.request["amount"]
    said = {"code": code, "paid": True, "amount": amount, "reference": f"BR-{code[-6:]}"}
    return [Told("psh", "payment", CLEARS, lambda at: said | {"settled_at": at.isoformat()})]


def _settled(code: str, asking: Asking) -> dict[str, Any]:
    word = asking.ledger.payment(code, asking.at)
    if word is None:
        return {"code": code, "state": "unknown"}
    told = {"amount": word["amount"], "reference": word.get("reference", "")}
    return {"code": code, "state": "paid" if word["paid"] else "failed"} | told


def _way(asking: Asking) -> list[Told]:
    return [Told("courier", "status", days, _moved(asking, status)) for status, days in WAY]


def _moved(asking: Asking, status: str) -> Callable[[datetime], dict[str, Any]]:
    said = {"case": asking.case, "waybill": asking.request["waybill"], "status": status}
    return lambda at: said | {"moved_at": at.isoformat()}


TELLS: dict[tuple[str, str], tuple[Callable[[Asking], list[Told]], ...]] = {
    ("pep", "result"): (_entry,),
    ("knb", "approve"): (_opinion,),
    ("psh", "intent"): (_payment,),
    ("courier", "pickup"): (_way,),
}
"""What follows an operation, told to the portal's API. Nothing follows the others."""
assert set(TELLS) <= set(OPERATIONS)

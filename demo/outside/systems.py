"""What each outside system usually says (as the demo's transport does), and what it tells later by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from cases.gateways.contract import INBOUND, OPERATIONS, Operation
from cases.law.calendar import local_day
from demo.outside.plan import HIDDEN, Callback
from demo.world.transport import world as in_the_process

CLEARS, FLIES = 1.0, 3.0
"""Days: until a payment clears, and until who is approved crosses the border."""
WAY = (("accepted", 0.1), ("in_transit", 0.5), ("delivered", 1.5))
"""A waybill's states, and after how many days."""


class Ledger(Protocol):
    def payment(self, code: str, now: datetime) -> dict[str, Any] | None:
        """The word on this payment code, if it was due by now; also where the call itself never came."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    request: dict[str, Any]
    key: str
    """The Idempotency-Key of the question."""
    at: datetime
    """When it came."""
    ledger: Ledger

    @property
    def case(self) -> str:
        return str(self.request.get("case", ""))


def world(operation: Operation, asking: Asking) -> tuple[dict[str, Any] | None, list[Callback]]:
    """(answer, the calls that follow); no answer: accepted, it comes later."""
    if (operation.system, operation.name) == ("psh", "reconcile"):
        return {"items": [_settled(code, asking) for code in asking.request.get("codes", ())]}, []
    follows = FOLLOWS.get((operation.system, operation.name))
    calls = follows(asking) if follows else []
    return None if operation.asynchronous else usual_answer(operation, asking.request, asking.at), calls


def usual_answer(operation: Operation, request: dict[str, Any], at: datetime) -> dict[str, Any]:
    answer: dict[str, Any] = in_the_process(operation.system).answer(operation.name, request, at).to_json()
    return answer


def members(call: Callback) -> frozenset[str]:
    """What may be answered in this call."""
    return frozenset(INBOUND[call.system, call.operation].request.model_fields)


def as_answer(operation: Operation, words: dict[str, Any]) -> dict[str, Any]:
    """What a call has sent, as an answer."""
    assert operation.answer is not None
    return {name: words[name] for name in operation.answer.model_fields if name in words}


def of_nobody(words: dict[str, Any]) -> dict[str, Any]:
    """The same of a case, or of a payment, that does not exist."""
    return words | {"case": HIDDEN} if "case" in words else words | {"code": HIDDEN}


def opposite_answer(body: dict[str, Any]) -> dict[str, Any]:
    """The opposite answer: good is bad, delivered is lost."""
    turned: dict[str, Any] = {key: not body[key] for key in ("clear", "paid") if key in body}
    if "status" in body:
        turned["status"] = "lost"
    return body | (turned or {"reference": "OTHER"})


# ------------------------------------------------------------------------------------------------ by themselves


def _entry(asking: Asking) -> list[Callback]:
    """Who is approved beforehand (п. 19) flies in some days later, and Беркут tells it."""
    if (asking.request["stage"], asking.request["outcome"]) != ("preliminary", "approved"):
        return []

    def crossed(at: datetime) -> dict[str, Any]:
        query = {"case": asking.case, "since": local_day(at).isoformat()}
        body = usual_answer(OPERATIONS["berkut", "crossing"], query, at)
        del body["found"]
        return body | {"case": asking.case}

    return [Callback("berkut", "crossing", FLIES, crossed)]


def _opinion(asking: Asking) -> list[Callback]:
    operation = OPERATIONS["knb", "approve"]
    days = in_the_process("knb").delay("approve", asking.request) / timedelta(days=1)
    named = {"case": asking.case, "in_reply_to": asking.key}
    return [Callback("knb", "answer", days, lambda at: usual_answer(operation, asking.request, at) | named)]


def _payment(asking: Asking) -> list[Callback]:
    code, amount = asking.request["code"], asking.request["amount"]
    body = {"code": code, "paid": True, "amount": amount, "reference": f"BR-{code[-6:]}"}
    return [Callback("psh", "payment", CLEARS, lambda at: body | {"settled_at": at.isoformat()})]


def _settled(code: str, asking: Asking) -> dict[str, Any]:
    word = asking.ledger.payment(code, asking.at)
    if word is None:
        return {"code": code, "state": "unknown"}
    paid = {"amount": word["amount"], "reference": word.get("reference", "")}
    return {"code": code, "state": "paid" if word["paid"] else "failed"} | paid


def _way(asking: Asking) -> list[Callback]:
    common = {"case": asking.case, "waybill": asking.request["waybill"]}

    def moved(at: datetime, status: str) -> dict[str, Any]:
        return common | {"status": status, "moved_at": at.isoformat()}

    return [Callback("courier", "status", days, partial(moved, status=status)) for status, days in WAY]


FOLLOWS: dict[tuple[str, str], Callable[[Asking], list[Callback]]] = {
    ("pep", "result"): _entry,
    ("knb", "approve"): _opinion,
    ("psh", "intent"): _payment,
    ("courier", "pickup"): _way,
}
"""The calls to the portal's API after an operation. Nothing follows the others."""
assert set(FOLLOWS) <= set(OPERATIONS)

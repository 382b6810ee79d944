"""The outside systems behind their doors: who asks is checked, the same key gets the same answer, calls are planned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cases.gateways import signing
from cases.gateways.contract import OPERATIONS, Malformed, Operation
from demo.outside import payment_page, systems
from demo.outside.plan import HIDDEN, Callback, Plan, Side, plan
from demo.outside.reply import JSON, PROBLEM, StandinReply, problem, signed
from demo.outside.scenario import AskedOf, Scenario, ScenarioRule
from demo.outside.shared_keys import SharedKeys
from demo.outside.store import Store

LARGEST = 1024 * 1024
"""Bytes of a request; no operation of the contract has as many."""


@dataclass(slots=True)
class Outside:
    """The outside systems; all of them share one memory."""

    scenario: Scenario
    store: Store
    pairs: SharedKeys
    portal: str
    """Its public address, which is called back."""
    clock: Callable[[], datetime]
    """Of these systems."""

    def ask(self, path: str, body: bytes, headers: Mapping[str, str]) -> StandinReply:
        """The answer to POST /{system}/{operation}, signed where it counts."""
        now, (system, _, name) = self.clock(), path.strip("/").partition("/")
        reply = self._answer(system, name, path, body, headers, now)
        pair, nonce = self.pairs.portals.get(system), headers.get(signing.NONCE, "")
        return signed(reply, pair, path, nonce, self.store.before(nonce), now) if pair else reply

    def _answer(
        self, system: str, name: str, path: str, body: bytes, headers: Mapping[str, str], now: datetime
    ) -> StandinReply:
        operation = OPERATIONS.get((system, name))
        if operation is None:
            return problem(404, "There is no such operation.")
        if refused := self.stranger(system, path, body, headers, now):
            return refused
        try:
            request = json.loads(body)
            operation.request.from_json(request)
        except Malformed as error:
            faults = [{"pointer": f.pointer, "detail": f.detail} for f in error.faults]
            return problem(422, "The request is not of the contract.", str(error), errors=faults)
        except (ValueError, RecursionError):
            return problem(400, "The request is no JSON.")
        if not (key := headers.get("Idempotency-Key", "")):
            return problem(400, "Idempotency-Key is missing.")
        return self._behave(operation, request, key, hashlib.sha256(body).hexdigest(), now)

    def stranger(
        self, system: str, path: str, body: bytes, headers: Mapping[str, str], now: datetime
    ) -> StandinReply | None:
        """Why this caller is not the portal; None when it is."""
        pair = self.pairs.portals[system]
        if headers.get(signing.KEY, "") != pair.key_id:
            return problem(401, "The key is not known here.")
        try:
            nonce = signing.check(pair.secret, "POST", path, body, headers, now)
        except signing.BadSignature as error:
            return problem(401, "The signature does not hold.", error.reason)
        if not self.store.fresh(nonce, now, 2 * signing.SKEW):
            return problem(401, "This message came before.", "replay")
        return None

    def _behave(
        self, operation: Operation, request: dict[str, Any], key: str, sha256: str, now: datetime
    ) -> StandinReply:
        with self.store.whole():
            case, iin = str(request.get("case", "")), str(request.get("iin", ""))
            row, nth = self.store.hear(operation.system, operation.name, case, now)
            made = plan(self.scenario, AskedOf(operation.system, operation.name, case, iin, nth), self._use)
            reply = self._reply(operation, systems.Asking(request, key, now, self), sha256, made)
            wire = f" {made.answer.wire.do} {made.answer.wire.how}" if made.answer.wire else ""
            self.store.write("UPDATE heard SET said = ? WHERE id = ?", f"{reply.status}{wire}".strip(), row)
        return reply

    def _use(self, rule: ScenarioRule) -> bool:
        return not rule.times or self.store.hit(f"{self.scenario.name}.{rule.index}", rule.times)

    def _reply(self, operation: Operation, asking: systems.Asking, sha256: str, made: Plan) -> StandinReply:
        side = made.answer
        if side.wire and side.wire.do == "down" and side.wire.how != "lost":
            return replace(problem(503, "Not now.", "The system is being serviced."), wire=side.wire)
        known = self.store.remembered(operation.system, asking.key)
        if known and known[0] != sha256:
            return problem(422, "This key was used for another request.")
        status, body = self._again(operation, asking, *known[1:]) if known else self._new(operation, asking, made)
        if not known:
            self.store.insert(
                "asked",
                system=operation.system,
                operation=operation.name,
                key=asking.key,
                sha256=sha256,
                case=asking.case,
                status=status,
                answer=body,
                at=asking.at,
            )
        return StandinReply(
            status,
            body.encode(),
            side.delay.total_seconds(),
            side.wire,
            "duplicate" in side.does,
            kind=PROBLEM if status >= 400 else JSON,
        )

    def _again(self, operation: Operation, asking: systems.Asking, status: int, body: str) -> tuple[int, str]:
        """The answer that went out; who had to wait gets what has been found meanwhile, called or not."""
        rows = self.store.rows(
            "SELECT body FROM call WHERE system = ? AND operation = ? AND key = ? AND due <= ? ORDER BY id LIMIT 1",
            operation.system,
            operation.answered_by,
            f"{asking.key}.1",
            asking.at,
        )
        if status != 202 or not rows:
            return status, body
        return 200, json.dumps(systems.as_answer(operation, json.loads(rows[0][0])), ensure_ascii=False)

    def _new(self, operation: Operation, asking: systems.Asking, made: Plan) -> tuple[int, str]:
        """Carry a question out, once, and plan what follows: (status, body of the answer)."""
        if made.answer.reason:
            return 409, problem(409, "Refused", made.answer.reason).body.decode()
        answer, calls = systems.world(operation, asking)
        self._foresee(calls, asking, made.calls)
        if "code" in asking.request:  # the payer may have been quicker than the portal's worker
            payment_page.settle_by_code(self.store, asking.request["code"], asking.at)
        if answer is None:
            return 202, "{}"
        return 200, json.dumps(answer | made.answer.payload, ensure_ascii=False)

    def press(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[StandinReply, str]:
        """(answer, payment code) to {"code", "word"}: the word is recorded and obeyed; no code where it is not
        taken."""
        now = self.clock()
        if refused := self.stranger("psh", path, body, headers, now):
            return refused, ""
        try:
            code, word = (json.loads(body)[name] for name in ("code", "word"))
        except (ValueError, TypeError, KeyError, RecursionError):
            return problem(400, "Neither code nor word."), ""
        if word not in payment_page.WORDS or not isinstance(code, str):
            return problem(422, "Nobody can press this."), ""
        with self.store.whole():
            payment_page.press(self.store, code, word, now)
        return StandinReply(200, b"{}"), code

    def payment(self, code: str, now: datetime) -> dict[str, Any] | None:
        rows = self.store.rows(
            "SELECT body FROM call WHERE system = 'psh' AND operation = 'payment' AND due <= ?"
            " AND state != ? AND json_extract(body, '$.code') = ? ORDER BY id LIMIT 1",
            now,
            payment_page.LEFT,
            code,
        )
        return json.loads(rows[0][0]) if rows else None

    # -------------------------------------------------------------------------------------------- what follows

    def _foresee(self, calls: list[Callback], asking: systems.Asking, side: Side) -> None:
        """Plan the calls, each with the payload of its own moment; out of order they keep when things happened."""
        if side.days >= 0:
            calls = [replace(call, days=side.days + call.days - calls[0].days) for call in calls]
        day = timedelta(seconds=self.scenario.seconds_per_day)
        dues = [asking.at + call.days * day + side.delay for call in calls]
        order = reversed(dues) if "reorder" in side.does else dues
        for n, (call, at, due) in enumerate(zip(calls, dues, order, strict=True), start=1):
            replaced = {name: value for name, value in side.payload.items() if name in systems.members(call)}
            self._plan_call(call, call.payload(at) | replaced, f"{asking.key}.{n}", due, side)

    def _plan_call(self, call: Callback, body: dict[str, Any], key: str, due: datetime, side: Side) -> None:
        """The call itself; and the calls besides, after it. What is never to come is known here all the same."""
        plan = partial(
            self.store.insert, "call", system=call.system, operation=call.operation, due=due, state="planned", wire=""
        )
        case, never = str(body.get("case", "")), "never" in side.does
        state, wire = "withheld" if never else "planned", side.wire.text() if side.wire else ""
        first = plan(key=key, body=body, case=case, state=state, wire=wire)
        if never:
            return
        if "duplicate" in side.does:
            plan(key=key, body=body, case=case, waits_for=first)
        if "contradict" in side.does:
            plan(key=key, body=systems.opposite_answer(body), case=case, waits_for=first)
        if "unknown_case" in side.does:
            plan(key=f"{key}.x", body=systems.of_nobody(body), case=HIDDEN)

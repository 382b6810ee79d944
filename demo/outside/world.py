"""The outside systems behind their doors: who asks is checked, the same key gets the same answer, calls are planned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cases.gateways import signing
from cases.gateways.contract import OPERATIONS, Malformed, Operation
from demo.outside import pressed, systems
from demo.outside.pairs import Pairs
from demo.outside.plan import HIDDEN, Plan, Told, plan
from demo.outside.reply import StandinReply, problem, signed
from demo.outside.scenario import Asked, Rule, Scenario
from demo.outside.store import Store, moment_text

LARGEST = 1024 * 1024
"""Bytes of a request; no operation of the contract comes near."""


@dataclass(slots=True)
class Outside:
    """`portal`: its public address, which is called back; `clock`: of these systems; all of them share one memory."""

    scenario: Scenario
    store: Store
    pairs: Pairs
    portal: str
    clock: Callable[[], datetime]

    def ask(self, path: str, body: bytes, given: Mapping[str, str]) -> StandinReply:
        """The answer to POST /{system}/{operation}, signed where it counts."""
        now, (system, _, name) = self.clock(), path.strip("/").partition("/")
        reply = self._said(system, name, path, body, given, now)
        pair, nonce = self.pairs.portals.get(system), given.get(signing.NONCE, "")
        return signed(reply, pair, path, nonce, self.store.before(nonce), now) if pair else reply

    def _said(
        self, system: str, name: str, path: str, body: bytes, given: Mapping[str, str], now: datetime
    ) -> StandinReply:
        operation = OPERATIONS.get((system, name))
        if operation is None:
            return problem(404, "There is no such operation.")
        if refused := self.stranger(system, path, body, given, now):
            return refused
        try:
            request = json.loads(body)
            operation.request.from_json(request)
        except Malformed as error:
            faults = [{"pointer": f.pointer, "detail": f.detail} for f in error.faults]
            return problem(422, "The request is not of the contract.", str(error), errors=faults)
        except (ValueError, RecursionError):
            return problem(400, "The request is no JSON.")
        if not (key := given.get("Idempotency-Key", "")):
            return problem(400, "Idempotency-Key is missing.")
        return self._behave(operation, request, key, hashlib.sha256(body).hexdigest(), now)

    def stranger(
        self, system: str, path: str, body: bytes, given: Mapping[str, str], now: datetime
    ) -> StandinReply | None:
        """Why this caller is not the portal; None when it is."""
        pair = self.pairs.portals[system]
        if given.get(signing.KEY, "") != pair.key_id:
            return problem(401, "The key is not known here.")
        try:
            nonce = signing.check(pair.secret, "POST", path, body, given, now)
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
            asked = Asked(operation.system, operation.name, case, iin, nth)
            made = plan(self.scenario, asked, self._use)
            reply = self._reply(operation, request, key, sha256, made, now)
            self.store.answered(
                row, f"{reply.status} {made.wire.do + ' ' + made.wire.how if made.wire else ''}".strip()
            )
        return reply

    def _reply(
        self, operation: Operation, request: dict[str, Any], key: str, sha256: str, made: Plan, now: datetime
    ) -> StandinReply:
        if made.wire and made.wire.do == "down" and made.wire.how != "lost":
            return replace(problem(503, "Not now.", "The system is being serviced."), wire=made.wire)
        known = self.store.remembered(operation.system, key)
        if known and known[0] != sha256:
            return problem(422, "This key was used for another request.")
        if known:
            status, body = self._once_more(operation, key, known[1], known[2], now)
        else:
            status, body = self._new(operation, request, key, sha256, made, now)
        return StandinReply(status, body.encode(), made.wait, made.wire, made.twice)

    def _once_more(self, operation: Operation, key: str, status: int, body: str, now: datetime) -> tuple[int, str]:
        """The answer that was given; who was told to wait gets what has been found meanwhile, told or not."""
        found = self.store.rows(
            "SELECT body FROM call WHERE system = ? AND operation = ? AND key = ? AND due <= ? ORDER BY id LIMIT 1",
            operation.system, operation.answered_by, f"{key}.1", moment_text(now),
        )  # fmt: skip
        if status != 202 or not found:
            return status, body
        return 200, json.dumps(systems.answered(operation, json.loads(found[0][0])), ensure_ascii=False)

    def _use(self, rule: Rule) -> bool:
        return not rule.times or self.store.hit(f"{self.scenario.name}.{rule.index}", rule.times)

    def _new(
        self, operation: Operation, request: dict[str, Any], key: str, sha256: str, made: Plan, now: datetime
    ) -> tuple[int, str]:
        """Do what is asked, once: what is said is remembered, what follows is planned."""
        if made.refuse:
            status, told = 409, problem(409, "Refused", made.refuse).body.decode()
        else:
            found = systems.world(operation, systems.Asking(request, key, now, self))
            status = 202 if found.answer is None else 200
            told = json.dumps({} if found.answer is None else found.answer | made.said, ensure_ascii=False)
            self._foresee(found.calls, key, made, now)
            if "code" in request:  # the payer may have been quicker than the portal's worker
                pressed.obey(self.store, request["code"], now)
        self.store.remember(operation.system, operation.name, key, sha256, str(request.get("case", "")),
                            status, told, now)  # fmt: skip
        return status, told

    def payment(self, code: str, now: datetime) -> dict[str, Any] | None:
        found = self.store.rows(
            "SELECT body FROM call WHERE system = 'psh' AND operation = 'payment' AND due <= ?"
            " AND state != ? AND json_extract(body, '$.code') = ? ORDER BY id LIMIT 1",
            moment_text(now), pressed.LEFT, code,
        )  # fmt: skip
        return json.loads(found[0][0]) if found else None

    # -------------------------------------------------------------------------------------------- what follows

    def _foresee(self, calls: list[Told], key: str, made: Plan, now: datetime) -> None:
        """Plan the calls, each with the words of its own moment; out of order they still say when things happened."""
        if made.calls_days >= 0:
            calls = [replace(one, days=made.calls_days + one.days - calls[0].days) for one in calls]
        day = timedelta(seconds=self.scenario.seconds_per_day)
        dues = [now + one.days * day + made.calls_later for one in calls]
        wire = made.calls_wire.text() if made.calls_wire else ""
        order = reversed(dues) if made.calls_reversed else dues
        for n, (one, at, due) in enumerate(zip(calls, dues, order, strict=True), start=1):
            words = one.words(at)
            words |= {name: said for name, said in made.calls_said.items() if name in systems.members(one)}
            self._foresee_one(one, words, f"{key}.{n}", due, wire, made)

    def _foresee_one(self, one: Told, words: dict[str, Any], key: str, due: datetime, wire: str, made: Plan) -> None:
        """The call itself; and what is told besides, after it. What shall never come is known here all the same."""
        case, where = str(words.get("case", "")), (one.system, one.operation)
        first = self.store.call(*where, key, words, due, wire=wire, case=case, withheld=made.calls_never)
        if made.calls_never:
            return
        if made.calls_twice:
            self.store.call(*where, key, words, due, case=case, waits_for=first)
        if made.calls_contradict:
            self.store.call(*where, key, systems.contradicted(words), due, case=case, waits_for=first)
        if made.calls_of_nobody:
            self.store.call(*where, f"{key}.x", systems.of_nobody(words), due, case=HIDDEN)

"""What an outside system answers, before it goes on the line: the words, and the signature under them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cases.gateways import signing
from demo.outside.behaviours import WRONG
from demo.outside.pairs import Pair
from demo.outside.plan import Spoilt


@dataclass(frozen=True, slots=True)
class StandinReply:
    """`wait`: seconds before it goes out; `wire`: how it is spoilt; `twice`: it is said twice on one connection;
    `headers`: of its signature."""

    status: int
    body: bytes = b""
    wait: float = 0.0
    wire: Spoilt | None = None
    twice: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"


def problem(status: int, title: str, detail: str = "", **more: Any) -> StandinReply:
    """RFC 9457."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
    return StandinReply(status, json.dumps(told, ensure_ascii=False).encode(), kind="application/problem+json")


def signed(reply: StandinReply, pair: Pair, path: str, nonce: str, before: str, now: datetime) -> StandinReply:
    """As the answer to the request for `path` that bore `nonce`; a replay is the answer to that which bore `before`.

    Nonsense is signed like everything its system says: else nobody would come to read it.
    """
    how = reply.wire
    if how and how.do == "malformed" and how.how in WRONG:
        reply = replace(reply, body=WRONG[how.how])
    if reply.status not in signing.SIGNED or (how and how.do == "unsigned"):
        return reply
    asked = before if how and how.do == "replay" else nonce
    hand, at = signer(pair, how, now)
    given = signing.answer_headers(hand.key_id, hand.secret, reply.status, path, asked, reply.body, at)
    return replace(reply, headers=given)


def signer(pair: Pair, how: Spoilt | None, now: datetime) -> tuple[Pair, datetime]:
    """With which secret and by which clock a message is signed."""
    if how and how.do == "clock_skew":
        now += timedelta(seconds=how.seconds)
    if how and how.do == "wrong_signature":
        pair = replace(pair, secret=pair.secret[::-1] + "x")
    return pair, now

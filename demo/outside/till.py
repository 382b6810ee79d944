"""The till of ПШЭП: what the payer presses on the demo's payment page is what ПШЭП says of the payment, at once.

Whoever presses nothing has paid when the payment clears by itself (`systems.CLEARS`), or has not, as the scenario says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from demo.outside import postman, pressed
from demo.outside.reply import StandinReply, problem
from demo.outside.world import Outside

PATH = "/psh/press"
"""Beside the operations of ПШЭП, signed with its key, and none of the contract."""


def press(outside: Outside, path: str, body: bytes, given: Mapping[str, str]) -> StandinReply:
    """{"code", "word"}: the word is kept and obeyed, and told to the portal before this is answered."""
    now = outside.clock()
    if refused := outside.stranger("psh", path, body, given, now):
        return refused
    try:
        code, word = (json.loads(body)[name] for name in ("code", "word"))
    except (ValueError, TypeError, KeyError, RecursionError):
        return problem(400, "Neither code nor word.")
    if word not in pressed.WORDS or not isinstance(code, str):
        return problem(422, "Nobody can press this.")
    with outside.store.whole():
        pressed.press(outside.store, code, word, now)
    postman.tell(outside, code)
    return StandinReply(200, b"{}")

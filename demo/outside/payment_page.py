"""The payment page of ПШЭП: what the payer presses on it is what ПШЭП says of the payment, at once.

Whoever presses nothing has paid when the payment clears by itself (`systems.CLEARS`), or has not, as the scenario says.
"""

from __future__ import annotations

import json
from datetime import datetime

from demo.outside.store import Store

PATH = "/psh/press"
"""Beside the operations of ПШЭП, signed with its key, and none of the contract."""
WORDS = ("pay", "fail", "cancel")
LEFT = "left"
"""A call whose payer has gone away: it is not made, and nothing is known of the payment."""


def press(store: Store, code: str, word: str, now: datetime) -> None:
    """The last word counts; where the payment is not known yet, as soon as it is."""
    store.write("INSERT OR REPLACE INTO pressed VALUES (?, ?)", code, word)
    settle_by_code(store, code, now)


def settle_by_code(store: Store, code: str, now: datetime) -> None:
    """What is planned to be sent about this payment is what was pressed, at `now`; nothing while it was cancelled.

    Of two that contradict each other the first tells it. What has been tried to tell is not taken back.
    """
    rows = store.rows("SELECT word FROM pressed WHERE code = ?", code)
    if rows and rows[0][0] == "cancel":
        store.write(f"UPDATE call SET state = ? WHERE {OF_PAYMENT} AND state = 'planned'", LEFT, code)
    elif rows:
        _say(store, code, rows[0][0] == "pay", now)


OF_PAYMENT = "system = 'psh' AND operation = 'payment' AND attempts = 0 AND json_extract(body, '$.code') = ?"


def _say(store: Store, code: str, paid: bool, now: datetime) -> None:
    rows = store.rows(f"SELECT id, state, body FROM call WHERE {OF_PAYMENT} ORDER BY id", code)
    bodies = [json.loads(body) for _id, _state, body in rows]
    for (pk, state, _body), body in zip(rows, bodies, strict=True):
        agrees = body["paid"] == bodies[0]["paid"]
        body = body | {"paid": paid if agrees else not paid, "settled_at": now.isoformat()}
        state = "planned" if state == LEFT else state
        store.write("UPDATE call SET body = ?, due = ?, state = ? WHERE id = ?", body, now, state, pk)

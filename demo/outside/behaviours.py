"""Each way in which an outside system may answer, and where: in the answer to us, in its own call, or in both."""

from __future__ import annotations

from dataclasses import dataclass

ANSWER, CALLBACK = "answer", "callback"
BOTH = (ANSWER, CALLBACK)
CALL_FIRST = (CALLBACK, ANSWER)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`on`: what it spoils, the first where a rule does not say; `options`: the keys a rule may give besides;
    `needs`: at least one of these; `how`: its kinds, the first where a rule does not say."""

    says: str
    on: tuple[str, ...] = BOTH
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    how: tuple[str, ...] = ()


BEHAVIOURS: dict[str, Behaviour] = {
    # what is said, and when
    "answer": Behaviour("says this instead of the usual, or after so many days", BOTH, ("days", "answer"),
                        ("days", "answer")),
    "delay": Behaviour("the same, later", BOTH, ("seconds", "days"), ("seconds", "days")),
    "refuse": Behaviour("refuses, with the reason", (ANSWER,), ("reason",), ("reason",)),
    "never": Behaviour("takes the request and never calls", (CALLBACK,)),
    "duplicate": Behaviour("says the same twice", CALL_FIRST),
    "contradict": Behaviour("calls twice under one key, the second time with other words", (CALLBACK,)),
    "reorder": Behaviour("the later call comes before the earlier", (CALLBACK,)),
    "unknown_case": Behaviour("speaks of a case that does not exist", (CALLBACK,)),
    # the wire
    "down": Behaviour("is not there", (ANSWER,), how=("503", "reset", "hang", "lost")),
    "slow": Behaviour("answers byte by byte", (ANSWER,), ("seconds",), ("seconds",)),
    "malformed": Behaviour("says what can not be read", BOTH, how=("not_json", "schema", "truncated", "empty", "list")),
    "huge": Behaviour("says 50 MB, or as many as given", BOTH, ("megabytes",)),
    # the signature
    "unsigned": Behaviour("does not sign", CALL_FIRST),
    "wrong_signature": Behaviour("signs with another secret", CALL_FIRST),
    "replay": Behaviour("calls again as before, signature and all; answers with the signature of an earlier answer",
                        CALL_FIRST),
    "clock_skew": Behaviour("its clock is wrong by so many seconds", CALL_FIRST, ("seconds",), ("seconds",)),
}  # fmt: skip
"""Name → what happens."""

WIRE = frozenset({"down", "slow", "malformed", "huge", "unsigned", "wrong_signature", "replay", "clock_skew"})
"""What spoils the message and not its meaning: of these one at a time. "lost": done, but the answer never arrives."""

WRONG = {
    "not_json": b"<html><body>502 Bad Gateway</body></html>",
    "schema": b'{"verdict": ["yes", {"nested": null}], "checked_at": "yesterday", "clear": "maybe"}',
    "empty": b"",
    "list": b'[{"clear": true}]',
}
"""What a malformed message says instead."""

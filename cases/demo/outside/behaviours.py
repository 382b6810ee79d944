"""Each way in which an outside system may answer, and where: in the answer to us, in its own call, or in both."""

from __future__ import annotations

from dataclasses import dataclass

ANSWER, CALLBACK = "answer", "callback"
BOTH = (ANSWER, CALLBACK)


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
    "duplicate": Behaviour("says the same twice", (CALLBACK, ANSWER)),
    "contradict": Behaviour("calls twice under one key, the second time with other words", (CALLBACK,)),
    "reorder": Behaviour("the later call comes before the earlier", (CALLBACK,)),
    "unknown_case": Behaviour("speaks of a case that does not exist", (CALLBACK,)),
    # the wire
    "down": Behaviour("is not there", (ANSWER,), how=("503", "reset", "hang", "lost")),
    "slow": Behaviour("answers byte by byte", (ANSWER,), ("seconds",), ("seconds",)),
    "malformed": Behaviour("says what can not be read", BOTH, how=("not_json", "schema", "truncated", "empty", "list")),
    "huge": Behaviour("says 50 MB, or as many as given", BOTH, ("megabytes",)),
    # the signature, which a call has and an answer has not
    "unsigned": Behaviour("does not sign", (CALLBACK,)),
    "wrong_signature": Behaviour("signs with another secret", (CALLBACK,)),
    "replay": Behaviour("sends the message again as it was, signature and all", (CALLBACK,)),
    "clock_skew": Behaviour("its clock is wrong by so many seconds", (CALLBACK,), ("seconds",), ("seconds",)),
}  # fmt: skip
"""Name → what happens."""

WIRE = frozenset({"down", "slow", "malformed", "huge", "unsigned", "wrong_signature", "replay", "clock_skew"})
"""What spoils the message and not its meaning: of these one at a time. "lost": done, but the answer never arrives."""

"""Each way in which an outside system may answer, and where: in the answer to us, in its own call, or in both."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWER, CALLBACK = "answer", "callback"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A table of behaviours.toml, whose head says what the keys mean."""

    says: str
    on: tuple[str, ...] = (ANSWER, CALLBACK)
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    how: tuple[str, ...] = ()


def _behaviour(row: dict[str, Any]) -> Behaviour:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Behaviour(**fields)


TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
BEHAVIOURS = {name: _behaviour(row) for name, row in TABLE.items()}

WIRE = frozenset({"down", "slow", "malformed", "huge", "unsigned", "wrong_signature", "replay", "clock_skew"})
"""What spoils the message and not its meaning: of these one at a time. "lost": done, but the answer never arrives."""

WRONG = {
    "not_json": b"<html><body>502 Bad Gateway</body></html>",
    "schema": b'{"verdict": ["yes", {"nested": null}], "checked_at": "yesterday", "clear": "maybe"}',
    "empty": b"",
    "list": b'[{"clear": true}]',
}
"""What a malformed message says instead."""

"""The secrets between the portal and each outside system of the demo: made at the first run, stored under VAR."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases.models.exchange import SYSTEMS
from demo.pki import files


@dataclass(frozen=True, slots=True)
class Pair:
    """The name of a key and its secret. The API's clients sign with `hashed` (it keeps no more), the portal with
    the secret itself."""

    key_id: str
    secret: str

    @property
    def hashed(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SharedKeys:
    """By system."""

    portals: dict[str, Pair]
    """With which the portal signs."""
    theirs: dict[str, Pair]
    """With which the system signs its calls."""

    @classmethod
    def at(cls, path: Path) -> SharedKeys:
        """Those of this file, made if there is none; only its owner reads it. Of two who make it, one wins."""
        if not path.exists():
            files.create_once(
                path, json.dumps({side: {s: _fresh(s) for s in SYSTEMS} for side in ("portals", "theirs")})
            )
        return cls.read(json.loads(path.read_text()))

    @classmethod
    def read(cls, stored: dict[str, dict[str, dict[str, Any]]]) -> SharedKeys:
        return cls(**{side: {s: Pair(**pair) for s, pair in stored[side].items()} for side in ("portals", "theirs")})


def _fresh(system: str) -> dict[str, str]:
    return {"key_id": f"{system}{secrets.token_hex(4)}", "secret": secrets.token_hex(32)}

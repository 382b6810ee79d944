"""JSON as text: read strictly, written in one way; bytes stored for the record."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def parse_json(raw: bytes) -> Any:
    """UTF-8, each name once, every number finite. Raises ValueError, RecursionError.

    The reader of pydantic keeps the last of two equal names, and the one of json guesses UTF-16.
    """
    return json.loads(raw.decode("utf-8"), object_pairs_hook=_unique_names, parse_constant=_no_constant)


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):  # which of the two counts, another reader sees otherwise
        raise ValueError("A name stands twice in one object.")
    return members


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON.")


def canonical(data: dict[str, Any]) -> bytes:
    """Members sorted, no spaces, UTF-8: what is hashed is what is sent."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def json_digest(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, hex."""
    return hashlib.sha256(canonical(data)).hexdigest()


def bytes_to_text(raw: bytes) -> str:
    """For the record. What is no UTF-8 goes through it unharmed, so that the hash is of what came."""
    return raw.decode(errors="surrogateescape")


def text_to_bytes(text: str) -> bytes:
    """The bytes from which `bytes_to_text` made it."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:  # half a pair of UTF-16 that never was a byte
        return text.encode(errors="replace")

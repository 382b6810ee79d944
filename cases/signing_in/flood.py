"""How often one address may send signatures: checking one costs more than sending one."""

from __future__ import annotations

from contextlib import suppress

from django.core.cache import cache

ATTEMPTS, SECONDS = 30, 300


def flooding(address: str | None) -> bool:
    """Counts an attempt; True when there were too many."""
    key = _key(address)
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > ATTEMPTS
    except ValueError:  # it ran out between the two
        cache.add(key, 1, SECONDS)
        return False


def forgive(address: str | None) -> None:
    """A good signature was no flood: an office behind one address may sign in all day."""
    with suppress(ValueError):
        cache.decr(_key(address))


def _key(address: str | None) -> str:
    return f"signing_in.flood.{(address or '').replace(':', '-')}"

"""A file cleaned in this process is cleaned once: what comes out depends on its bytes and on what is asked alone. Not
under a patch, which may be of a limit; a refusal is found again each time, and a cage keeps nothing."""

from __future__ import annotations

import json
from functools import lru_cache

from cases.files.cage import work as cage
from cases.files.cage.refusal import Cleaned
from tests import copies

LARGEST = 500_000
"""Bytes of a file that is worth keeping: the tests' own are smaller."""

_work = cage.work


@lru_cache(maxsize=512)
def _once(request: str, data: bytes) -> Cleaned:
    return _work(json.loads(request), data)


def work(request: cage.Request, data: bytes) -> Cleaned:
    if copies.patched() or len(data) > LARGEST:
        return _work(request, data)
    return _once(json.dumps(request), data)


def begin() -> None:
    cage.work = work

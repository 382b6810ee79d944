"""The log of slow statements: each with its milliseconds and the id of its request, and without its values, which are
people's data."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

log = structlog.get_logger(__name__)

LONGEST = 2000
"""Characters of a statement."""


def timed(execute: Callable[..., Any], sql: str, params: object, many: bool, context: dict[str, object]) -> object:
    """As Django's `execute_wrappers` call it."""
    begun = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - begun) * 1000
        if took >= settings.SLOW_STATEMENT_MS:
            log.warning("slow statement", ms=round(took), sql=str(sql)[:LONGEST])


def watch(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    if timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def begin() -> None:
    """Where nobody wants it, it costs nothing."""
    if settings.SLOW_STATEMENT_MS:
        connection_created.connect(watch, dispatch_uid="slow statements")

"""The caches of `CACHE_URL`, one rule more: a cache that fails is a cache that does not know.

What could not be written (a disk that is full, a Redis that is away) stays in the memory of this process, so that
counts of attempts go on there. Nothing of it takes a page down; `/health/full` shows it ("cache").
"""

from __future__ import annotations

import pickle
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

QUIET_SECONDS = 60.0
_MISSING = object()
_complained: dict[str, float] = {}


class Forgiving(BaseCache):
    errors: tuple[type[Exception], ...] = ()

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)  # type: ignore[call-arg]  # the backend's, not BaseCache's
        self._spare = LocMemCache("spare", params)

    def probe(self) -> None:
        """Writes, reads and removes one entry; what fails is raised here alone."""
        key = f"probe.{uuid4().hex}"
        super().set(key, 1, 60)
        if super().get(key) != 1 or not super().delete(key):
            raise OSError("the cache forgets")

    def get(self, key: object, default: object = None, version: int | None = None) -> Any:
        value = self._tried(super().get, lambda *_: _MISSING, key, _MISSING, version)
        return self._spare.get(key, default, version) if value is _MISSING else value

    def set(
        self, key: object, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        def otherwise(*args: Any) -> None:
            with suppress(*self.errors):  # else the old value would be read on
                super(Forgiving, self).delete(key, version)
            self._spare.set(*args)

        self._tried(super().set, otherwise, key, value, timeout, version)

    def add(
        self, key: object, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        if self._spare.has_key(key, version):
            return False
        return bool(self._tried(super().add, self._spare.add, key, value, timeout, version))

    def touch(self, key: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._tried(super().touch, self._spare.touch, key, timeout, version))

    def delete(self, key: object, version: int | None = None) -> bool:
        spare = self._spare.delete(key, version)
        return bool(self._tried(super().delete, lambda *_: False, key, version)) or spare

    def has_key(self, key: object, version: int | None = None) -> bool:
        return self.get(key, _MISSING, version) is not _MISSING

    def incr(self, key: object, delta: int = 1, version: int | None = None) -> int:
        if self._spare.has_key(key, version):
            return int(self._spare.incr(key, delta, version))
        return int(self._tried(super().incr, self._begun, key, delta, version))

    def _begun(self, key: object, delta: int, version: int | None) -> int:
        """The count goes on in this process, from nothing."""
        self._spare.set(key, delta, version=version)
        return delta

    def _tried(self, way: Callable[..., Any], otherwise: Callable[..., Any], *args: object) -> Any:
        try:
            return way(*args)
        except self.errors as error:
            _complain(error)
            return otherwise(*args)


def _complain(error: Exception) -> None:
    """One line a minute: a log is on a disk as well."""
    name, now = type(error).__name__, time.monotonic()
    if now - _complained.get(name, -QUIET_SECONDS) >= QUIET_SECONDS:
        _complained[name] = now
        log.warning("cache failed", error=f"{name}: {error}"[:200])


class Files(Forgiving, FileBasedCache):
    errors = (OSError, EOFError, pickle.PickleError, zlib.error)


class Redis(Forgiving, RedisCache):
    errors = (RedisError,)

"""The files in which web processes count together, made so that a full disk costs figures and no request.

The library maps a file of holes into memory: where a hole can not be filled (a tmpfs that is full) the kernel kills the
process by SIGBUS. Here the space is reserved first; where there is none, this process counts on in its own memory,
and what it counts from then on is in no sum until it restarts.
"""

from __future__ import annotations

import mmap
import os
from contextlib import suppress

import structlog
from prometheus_client import mmap_dict, values

log = structlog.get_logger(__name__)


class Reserved(mmap_dict.MmapedDict):
    """`MmapedDict` that never writes to a page it does not have."""

    def __init__(self, filename: str, read_mode: bool = False) -> None:
        try:
            if not read_mode:
                _reserve(filename, mmap_dict._INITIAL_MMAP_SIZE)
            super().__init__(filename, read_mode)
        except OSError as error:
            if read_mode:
                raise
            log.warning("requests are counted in this process alone", error=str(error))
            with suppress(OSError):
                os.unlink(filename)
            # A file without a name and without a disk takes its place.
            super().__init__(f"/proc/self/fd/{os.memfd_create('metrics')}")

    def _init_value(self, key: str) -> None:
        """A longer file is reserved before it is mapped; without it, what there is is carried into memory."""
        needed = self._used + 4 * len(key) + 64  # an upper bound: 4 bytes a character, the figures, padding
        if needed > self._capacity:
            self._grow()
        super()._init_value(key)

    def _grow(self) -> None:
        try:
            os.posix_fallocate(self._f.fileno(), 0, 2 * self._capacity)
        except OSError as error:
            log.warning("requests are counted in this process alone", error=str(error))
            self._move(os.memfd_create("metrics"))

    def _move(self, memory: int) -> None:
        with open(f"/proc/self/fd/{memory}", "a+b") as file:
            file.write(self._m[: self._capacity])
        self._f.close()
        self._f = open(f"/proc/self/fd/{memory}", "a+b")  # noqa: SIM115
        self._m = mmap.mmap(self._f.fileno(), self._capacity)


def _reserve(filename: str, size: int) -> None:
    """A file of that size, every byte of it there; one that is larger stays as it is."""
    handle = os.open(filename, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(handle, 0, size)
    finally:
        os.close(handle)


def install() -> None:
    """Before the first figure is counted; see `cases.health.requests`."""
    values.MmapedDict = Reserved  # type: ignore[misc]

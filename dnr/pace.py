"""How fast a sender has to be, and how many slow ones there may be at once. Nothing of Django: gunicorn imports it."""

from __future__ import annotations

import errno
import time
from dataclasses import dataclass, field
from threading import BoundedSemaphore

FREE_SECONDS = 0.5
"""Of each head and each body: most are complete by then, and need no place among the slow."""


class SlowError(OSError):
    """The other side keeps no pace. To gunicorn it is a connection that was reset."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "too slow")


class BusyError(OSError):
    """All places for slow senders are taken."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "no place for another slow sender")


@dataclass(frozen=True, slots=True)
class Limits:
    grace: float
    """Seconds in which a sender owes nothing."""
    rate: float
    """Bytes owed for each second after them."""
    stall: float
    """Seconds without any byte."""


@dataclass(slots=True)
class Pace:
    """What one sender has sent of a head or a body since it began."""

    limits: Limits
    begun: float = field(default_factory=time.monotonic)
    last: float = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.last = self.begun

    def received(self, count: int) -> None:
        self.count += count
        self.last = time.monotonic()

    def free(self) -> float:
        """Seconds for which the sender may still be waited for without a place."""
        return max(0.0, min(self.begun + FREE_SECONDS - time.monotonic(), self.left()))

    def left(self) -> float:
        """Seconds for which the next byte may be waited for. Raises SlowError when there are none."""
        owed = self.begun + self.limits.grace + self.count / self.limits.rate
        seconds = min(owed, self.last + self.limits.stall) - time.monotonic()
        if seconds <= 0:
            raise SlowError
        return seconds


class WaitingPlace:
    """One place of `places`, taken while there is something to wait for."""

    def __init__(self, places: BoundedSemaphore) -> None:
        self.places, self.taken = places, False

    def take(self) -> None:
        """Raises BusyError when none is free."""
        if not self.taken:
            if not self.places.acquire(blocking=False):
                raise BusyError
            self.taken = True

    def leave(self) -> None:
        if self.taken:
            self.taken = False
            self.places.release()

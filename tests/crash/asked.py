"""ИБД on the other side of the wire: it does what it is asked, and holds back an answer until the test lets it go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Semaphore

from django.utils import timezone

from tests.cases.gateways.standin import Standin, rule, running
from tests.crash.portal import LONG

TIMEOUT = 30.0


@dataclass
class AskedClock:
    """The machine's own, or `ahead` of it, as the portal's program may be that is told to."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return timezone.now() + self.ahead


@dataclass
class Heard:
    clock: AskedClock
    standin: Standin
    _here: Semaphore = field(default_factory=lambda: Semaphore(0))
    _free: Semaphore = field(default_factory=lambda: Semaphore(0))

    def hold(self, seconds: float) -> None:
        """What the stand-in does instead of letting these seconds pass: its effect is done, its answer is not out."""
        self._here.release()
        assert self._free.acquire(timeout=LONG)

    def arrives(self) -> None:
        """Waits until a worker stands between send and mark."""
        assert self._here.acquire(timeout=LONG), "nobody has asked"

    def let_go(self) -> None:
        self._free.release()

    def settings(self) -> str:
        """The portal's GATEWAYS, as exchange_settings.py reads them."""
        return json.dumps({"ibd": self.standin.gateways(TIMEOUT)["ibd"]})

    def heard(self, case: str) -> list[str]:
        """What was said to each call about this case. Another body under the same key would have got a 422."""
        rows = self.standin.outside.store.rows('SELECT said FROM heard WHERE "case" = ? ORDER BY id', case)
        return [answer for (answer,) in rows]

    def done(self, case: str) -> list[str]:
        """The keys under which something was done for this case, each of them once."""
        rows = self.standin.outside.store.rows('SELECT key FROM asked WHERE "case" = ? ORDER BY id', case)
        return [key for (key,) in rows]


@contextmanager
def holding_back(folder: Path, *cases: str) -> Iterator[Heard]:
    """The first answer about each of these cases is held back; `cases`: their numbers."""
    clock, rules = AskedClock(), "".join(rule("delay", seconds=1, case=case, times=1) for case in cases)
    with running(rules, folder, clock=clock) as standin:
        asked = Heard(clock, standin)
        standin.server.pause = asked.hold
        yield asked

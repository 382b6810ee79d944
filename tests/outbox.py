"""The worker's part in a test: one effect, done now if it is due."""

from __future__ import annotations

import math
from datetime import datetime
from uuid import UUID

from cases.outbox import worker


def run_effect(pk: UUID, now: datetime) -> bool:
    return bool(worker.run_effects([pk], now, math.inf))

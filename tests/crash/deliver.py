"""Run as a program: a worker that delivers what is due, `argv[1]` seconds from now, and says how many it did."""

from __future__ import annotations

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from cases.outbox import draining  # noqa: E402

print(draining.drain_exchanges(timezone.now() + timedelta(seconds=float(sys.argv[1]))))

"""Moments as people type them on a command line."""

from __future__ import annotations

from datetime import datetime

from django.core.management.base import CommandError

from cases.law.calendar import ALMATY


def moment(text: str) -> datetime:
    """ISO 8601, aware; without an offset it is Almaty time, a date alone its 00:00. CommandError with code 2."""
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise CommandError(
            f"{text!r} is not a moment in ISO 8601, such as 2026-06-01 or 2026-06-01T14:30+05:00", returncode=2
        ) from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=ALMATY)

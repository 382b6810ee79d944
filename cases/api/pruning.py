"""Deletes nonces that are too old to be accepted, and stored responses that nobody will request again."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.gateways import signing
from cases.models import ApiNonce, IdempotentAnswer

ANSWERS = timedelta(days=30)
"""Longer than any partner keeps on trying."""


def forget(now: datetime) -> int:
    """Returns how many rows were deleted. A nonce lives for twice the clocks' difference, from the earliest to the
    latest moment at which its call is in time."""
    nonces, _ = ApiNonce.objects.filter(used_at__lt=now - 2 * signing.SKEW).delete()
    answers, _ = IdempotentAnswer.objects.filter(at__lt=now - ANSWERS).delete()
    return nonces + answers

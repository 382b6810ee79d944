"""The outbox's handler of the effect "render"."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases import letters, webhooks
from cases.outbox import writing


def render(ref: UUID, now: datetime, request_id: str = "") -> None:
    """Print the letter, then write the webhooks of those who want to know that it is there."""
    letters.render_and_store(ref, now)
    if not webhooks.any_subscriber():
        return
    with transaction.atomic():
        writing.enqueue(now, [("webhook", pk) for pk in webhooks.letter_ready(ref, now)], request_id=request_id)

"""Which webhooks want to know of what has happened. Writes the rows, for effects of kind "webhook"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache

from cases.engine.steps import Step
from cases.engine.writing.effects import FollowUps, Taken
from cases.models import Case, Letter, Webhook, WebhookDelivery
from cases.models.apiclient import ANY_WEBHOOK
from cases.webhooks import partners

REMEMBERED = 60
"""Seconds for which "there is no webhook" is cached, where the cache is not shared between processes."""


def follow(taken: Taken) -> FollowUps:
    rows = rows_for(taken.cases, taken.step, taken.act.now)
    taken.writes.insert(rows)
    return FollowUps(effects=[("webhook", row.pk) for row in rows])


def rows_for(cases: Sequence[Case], step: Step, now: datetime) -> list[WebhookDelivery]:
    """Of the cases that `step` has moved, not yet written: each is the subject of an effect of kind "webhook".

    Where nobody listens it costs one look into the cache and no statement.
    """
    moved = [case for case in cases if case.state_since == now and case.filed_at and _seen_to_move(case, step)]
    if not moved or not any_subscriber():
        return []
    return [
        _row(hook, "case.state_changed", case, case.pk, now, {"case": partners.facts_of(case, hook.client.scopes)})
        for hook in _hooks()
        for case in moved
        if hook.may_hear("case.state_changed", case)
    ]


def _seen_to_move(case: Case, step: Step) -> bool:
    """Between two states that partners know as one nothing has happened for them."""
    before = {partners.known_as(source) for source in step.sources}
    return (step.target is not None or step.goes_back) and before != {partners.known_as(case.state)}


def letter_ready(ref: UUID, now: datetime) -> list[UUID]:
    """Rows for the letter `ref`, which now has its files; none when they are there already."""
    if not any_subscriber():
        return []
    letter = Letter.objects.select_related("case").filter(pk=ref).first()
    before = WebhookDelivery.objects.filter(event="letter.ready", ref=ref)
    if letter is None or not letter.for_applicant or before.exists():
        return []
    payload = {"code": letter.code, "number": letter.number, "kind": letter.kind, "case": letter.case.number}
    hooks = [hook for hook in _hooks() if hook.may_hear("letter.ready", letter.case)]
    return _written(_row(hook, "letter.ready", letter.case, ref, now, {"letter": payload}) for hook in hooks)


def any_subscriber() -> bool:
    """Whether there is any active webhook."""
    known = cache.get(ANY_WEBHOOK)
    if known is None:
        known = "1" if Webhook.objects.filter(active=True).exists() else "0"
        cache.set(ANY_WEBHOOK, known, REMEMBERED)
    return bool(known == "1")


def _hooks() -> list[Webhook]:
    return list(Webhook.objects.filter(active=True, client__active=True).select_related("client").order_by("id"))


def _row(hook: Webhook, event: str, case: Case, ref: UUID, now: datetime, payload: dict[str, Any]) -> WebhookDelivery:
    row = WebhookDelivery(webhook=hook, event=event, case=case, ref=ref, created_at=now)
    row.payload = {"id": str(row.pk), "event": event} | partners.plain({"at": now}) | payload
    return row


def _written(rows: Iterable[WebhookDelivery]) -> list[UUID]:
    return [row.pk for row in WebhookDelivery.objects.bulk_create(list(rows), batch_size=500)]

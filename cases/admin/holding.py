"""The day of a confirmed change has come: it is carried out as if its form had been sent now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation

from cases.accounts.passwords import notify
from cases.admin.foureyes import OvertakenError
from cases.admin.proposals import page_of
from cases.law.calendar import local_day
from cases.models import ProposedChange, User

log = structlog.get_logger(__name__)

BATCH = 100


def hold_due(now: datetime) -> int:
    """A chore of the sweep. How many changes hold since."""
    rows = ProposedChange.objects.filter(state=ProposedChange.PLANNED, holds_from__lte=local_day(now))
    held = 0
    for pk in list(rows.order_by("holds_from", "id").values_list("pk", flat=True)[:BATCH]):
        try:
            held += _hold(pk, now)
        except Exception:  # one that cannot be carried out keeps no other from its day
            log.exception("a change of reference data was not carried out", change=str(pk))
    return held


def _hold(pk: UUID, now: datetime) -> bool:
    """Whether it holds; one that what is stored has overtaken is marked so."""
    try:
        with transaction.atomic():
            change = _locked(pk)
            if change.state != ProposedChange.PLANNED:
                return False
            page_of(change).carry_out(_as_sent_by(change.decided_by or change.by, now), change)
            _settle(change, ProposedChange.CONFIRMED, "", now)
    except OvertakenError as error:
        with transaction.atomic():
            _settle(_locked(pk), ProposedChange.STALE, str(error), now)
        return False
    return True


def _locked(pk: UUID) -> ProposedChange:
    return ProposedChange.objects.select_for_update(of=("self",)).select_related("by", "decided_by").get(pk=pk)


def _settle(change: ProposedChange, state: str, why: str, now: datetime) -> None:
    """Whoever entered it and whoever confirmed it get a notice."""
    change.state, change.why = state, why[:500]
    change.save(update_fields=["state", "why"])
    for user in {change.by, change.decided_by} - {None}:
        with translation.override(user.language):  # type: ignore[union-attr]
            outcome = f"{change.get_state_display()}. {why}".strip()
        notify(user, "proposal_decided", now, named=change.named, outcome=outcome[:600])  # type: ignore[arg-type]


def _as_sent_by(user: User, now: datetime) -> HttpRequest:
    """What a page of the administration reads of a request; its messages go to nobody."""
    request = HttpRequest()
    request.method, request.user = "POST", user
    request._moment = now  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request

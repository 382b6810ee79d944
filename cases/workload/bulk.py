"""One verb for many cases: each in a transaction of its own, with its result. What was begun is continued."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Count, Q
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.law.errors import CaseError, NotNowError
from cases.models import BulkAction, BulkItem, Case, User
from cases.workload import receiving
from cases.workload.verbs import verb_of

log = structlog.get_logger(__name__)

AT_ONCE = 25
"""Cases that are done while the person waits: those of a page. More are the worker's."""
MOST = 1000
LANGUAGE = "language"
"""A key of the facts: the language of the reasons, whoever does the rest later."""
PATIENCE = 20.0
"""Seconds that one sweep gives to them."""
FAILED = _("This failed for a reason that is not yours: it is on record. Try this case by itself.")
NONE = _("Choose at least one case.")
TOO_MANY = _("Choose {most} cases at most.")


def begin(
    user: User, verb: str, cases: Collection[UUID], facts: dict[str, Any], now: datetime, request_id: str = ""
) -> BulkAction:
    """Written, and done at once where it is a page of cases at most. Raises NotFoundError (no such verb for this
    person), NotNowError."""
    verb_of(verb, user)
    if len(cases) > MOST:
        raise NotNowError(format_lazy(TOO_MANY, most=MOST))
    wanted = _seen(list(dict.fromkeys(cases)), user)
    if not wanted:
        raise NotNowError(NONE)
    with transaction.atomic():
        complete = facts | {LANGUAGE: get_language() or user.language}
        action = BulkAction.objects.create(user=user, verb=verb, facts=complete, at=now, request_id=request_id)
        BulkItem.objects.bulk_create([BulkItem(action=action, case_id=pk) for pk in wanted], batch_size=500)
    if len(wanted) <= AT_ONCE:
        run_items(action, now)
    return action


def _seen(cases: list[UUID], user: User) -> list[UUID]:
    """In the order in which they were chosen. Cases that the user may not see are left out."""
    there = set(Case.objects.visible_to(user).filter(pk__in=cases).values_list("pk", flat=True))
    return [pk for pk in cases if pk in there]


def resume(now: datetime) -> int:
    """A chore of the sweep: actions that were not done at once, or broke off. How many cases were done."""
    end, done = time.monotonic() + PATIENCE, 0
    for action in BulkAction.objects.filter(done_at__isnull=True).select_related("user").order_by("id")[:100]:
        if time.monotonic() > end:
            break
        done += run_items(action, now, end)
    return done


def run_items(action: BulkAction, now: datetime, end: float = 0) -> int:
    """Cases that wait, one after another. `end`: on the monotonic clock, when the rest is left; 0: never."""
    done = 0
    while not (end and time.monotonic() > end):
        if not _do_next(action, now):
            break
        done += 1
    waits = BulkItem.objects.filter(action=action, state=BulkItem.WAITS).exists()
    if not waits:
        _finish(action, now)
    return done


def _finish(action: BulkAction, now: datetime) -> None:
    """Of two workers that both find nothing more, one notifies the colleague to whom the cases went."""
    with transaction.atomic():
        if BulkAction.objects.filter(pk=action.pk, done_at__isnull=True).update(done_at=now):
            receiving.notify_of_many(action, now)
    action.done_at = now


def _do_next(action: BulkAction, now: datetime) -> bool:
    """Whether there was one. The item stays locked until its case is done: of two workers each takes another."""
    with transaction.atomic():
        waiting = BulkItem.objects.filter(action=action, state=BulkItem.WAITS).order_by("id")
        item = waiting.select_for_update(skip_locked=True).first()
        if item is None:
            return False
        words = _tried(action, item, now)
        state = BulkItem.REFUSED if words else BulkItem.DONE
        BulkItem.objects.filter(pk=item.pk).update(**{"state": state, "words": words[:500], "at": now})
    return True


def _tried(action: BulkAction, item: BulkItem, now: datetime) -> str:
    """Why it was not done, in the language of the page that requested it; "" where it was."""
    with translation.override(action.facts.get(LANGUAGE, action.user.language)):
        try:
            with transaction.atomic():
                verb_of(action.verb, action.user).do(item.case_id, action.user, action.facts, now, action.request_id)
        except CaseError as error:
            return str(error)
        except Exception:
            log.exception("case of an action on many failed", verb=action.verb, case=str(item.case_id))
            return str(FAILED)
    return ""


def latest(user: User, most: int) -> list[BulkAction]:
    """What this person has asked for, the newest first; each with the numbers of its cases: `done`, `refused`,
    `waiting`."""
    states = {"done": BulkItem.DONE, "refused": BulkItem.REFUSED, "waiting": BulkItem.WAITS}
    counted = {name: Count("items", filter=Q(items__state=state)) for name, state in states.items()}
    return list(BulkAction.objects.filter(user=user).annotate(**counted).order_by("-id")[:most])


def result(action: BulkAction) -> dict[str, Any]:
    """The result: the cases done and those not done, at most MOST, and how many wait."""
    items = list(action.items.select_related("case__person").order_by("id")[:MOST])
    return {
        "items": items,
        "done": [item for item in items if item.state == BulkItem.DONE],
        "refused": [item for item in items if item.state == BulkItem.REFUSED],
        "waiting": sum(item.state == BulkItem.WAITS for item in items),
    }

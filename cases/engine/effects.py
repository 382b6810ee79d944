"""What follows a step. Rows are written with it (letter, notice, outbox); the doing comes after the commit.

An `Effect` is run by the queue worker, again and again with growing waits until it succeeds or is given up;
running it twice does nothing twice. The sweep picks up what a crash or a full queue left behind.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from cases import letters, webhooks
from cases.engine import audit, waking
from cases.engine.errors import on_record
from cases.engine.steps import Act, Step
from cases.gateways import outbox, questions
from cases.models import Case, Effect, Letter, Notice

log = structlog.get_logger(__name__)

WAITS = (1, 5, 15, 60, 180, 360, 720, 1440)
"""Minutes between attempts; after the last the effect is given up and stands in the administrator's list."""

PATIENCE = 60.0
"""Seconds one task gives to what it was woken for, well below the queue's own limit: a mail server that hangs for the
length of its timeout at every mail must not get the worker killed, and the sweep with it."""


def follow(cases: list[Case], step: Step, acts: dict[UUID, Act], data: dict[str, Any]) -> None:
    """Write the letters, notices and outbox rows of a step, and wake the worker once the step is committed."""
    written = letters.compose(cases, step, acts, data) if step.letter else {}
    if written:
        Letter.objects.bulk_create(written.values(), batch_size=500)
    told = [c for c in cases if step.tells and _reader(c)]
    notices = [_notice(c, step, acts[c.pk], written.get(c.pk)) for c in told]
    if notices:
        Notice.objects.bulk_create(notices, batch_size=500)
    act = acts[cases[0].pk]
    wanted = [("render", x.pk) for x in written.values()] + [("mail", n.pk) for n in notices]
    wanted += [("webhook", pk) for pk in webhooks.ask(cases, step, act.now)]
    asked = questions.write_for(cases, step.asks, data, act.now, act.request_id) if step.asks else []
    waking.after_commit(_write(act.now, wanted, act.now, act.request_id), asked)
    if not act.gateway:
        questions.entered_by_hand(cases[0], step.enters, data.get("kind", ""), act.user, act.now)


def _reader(case: Case) -> Any:
    return getattr(case.person, "user", None)


def _notice(case: Case, step: Step, act: Act, letter: Letter | None) -> Notice:
    """Its facts are those the step itself has found out."""
    shown, facts = letter if letter and letter.for_applicant else None, audit.plain(act.outcome.remarks)
    return Notice(case=case, user=_reader(case), what=step.name, at=act.now, letter=shown, facts=facts)


def ask(
    now: datetime, wanted: Sequence[tuple[str, UUID]], due: datetime | None = None, *, request_id: str = ""
) -> None:
    """Put (kind, ref) pairs into the outbox; must be called inside the transaction that causes them.

    `due`: not before that moment, when the sweep finds them; None wakes the worker at once. `request_id`: of the
    request that caused them; the worker's log lines carry it.
    """
    written = _write(now, wanted, due or now, request_id)
    if due is None:
        waking.after_commit(effects=written)


def _write(now: datetime, wanted: Sequence[tuple[str, UUID]], due: datetime, request_id: str) -> list[UUID]:
    facts = {"next_at": due, "created_at": now, "request_id": request_id}
    rows = [Effect(kind=kind, ref=ref, **facts) for kind, ref in wanted]
    if rows:
        Effect.objects.bulk_create(rows, batch_size=500)
    return [row.pk for row in rows]


def run_task(ids: list[str], exchanges: Sequence[str] = ()) -> int:
    """Entry of the queue worker: ids of effects, then of exchanges. Returns how many were done."""
    now, end = timezone.now(), time.monotonic() + PATIENCE
    done = _run_all([UUID(pk) for pk in ids], now, end)
    return done + outbox.run_all([UUID(pk) for pk in exchanges], now, end)


def drain(now: datetime, limit: int = 5000) -> int:
    """Run what is due and was not run by a task of its own; more than a batch is shared with the other workers.

    Returns how many were done here."""
    due = Effect.objects.filter(state="pending", next_at__lte=now).order_by("next_at", "id")
    mine = waking.share(list(due.values_list("pk", flat=True)[:limit]))
    return _run_all(mine, now, time.monotonic() + PATIENCE)


def _run_all(ids: Iterable[UUID], now: datetime, end: float) -> int:
    """What does not fit into the time stays due for the next sweep."""
    done = 0
    for pk in ids:
        if time.monotonic() > end:
            break
        done += run(pk, now)
    return done


def run(pk: UUID, now: datetime) -> bool:
    """Do one effect if it is due and nobody else is at it. True when it was done now."""
    due = Effect.objects.filter(pk=pk, state="pending", next_at__lte=now)
    with transaction.atomic():
        effect = due.select_for_update(skip_locked=True).first()
        if effect is None:
            return False
        # The lease: until it ends the row is not due for anybody else; should this worker die, it is due again then.
        effect.next_at = now + timedelta(minutes=WAITS[1])
        effect.attempts += 1
        effect.save(update_fields=["next_at", "attempts"])
    with structlog.contextvars.bound_contextvars(**({"request_id": rid} if (rid := effect.request_id) else {})):
        return _do(effect, now)


def _do(effect: Effect, now: datetime) -> bool:
    try:
        import_string(_DEEDS[effect.kind])(effect.ref, now, effect.request_id)
    except Exception as error:
        _failed(effect, error, now)
        return False
    Effect.objects.filter(pk=effect.pk).update(**{"state": "done", "done_at": now, "error": ""})
    log.info("effect done", kind=effect.kind, ref=str(effect.ref))
    return True


def _failed(effect: Effect, error: Exception, now: datetime) -> None:
    waits = WAITS[effect.attempts - 1 :]
    outcome = {"next_at": now + timedelta(minutes=waits[0])} if waits else {"state": "dead"}
    text = on_record(error)
    Effect.objects.filter(pk=effect.pk).update(error=text, **outcome)
    log.warning("effect failed", kind=effect.kind, ref=str(effect.ref), attempts=effect.attempts, error=text)


def again(effect: Effect, now: datetime) -> None:
    """Take a given-up effect up once more (the administrator's "send again")."""
    Effect.objects.filter(pk=effect.pk, state="dead").update(**{"state": "pending", "attempts": 0, "next_at": now})


def render(ref: UUID, now: datetime, request_id: str = "") -> None:
    """Draw a letter, and tell those who want to know that it is there."""
    letters.render_and_store(ref, now)
    if not webhooks.somebody():
        return
    with transaction.atomic():
        ask(now, [("webhook", pk) for pk in webhooks.letter_ready(ref, now)], request_id=request_id)


_DEEDS = {
    "render": "cases.engine.effects.render",
    "mail": "cases.letters.mail.send",
    "address": "cases.accounts.addresses.letters.to_new",
    "former": "cases.accounts.addresses.letters.to_former",
    "revocation": "cases.evidence.signatures.recheck",
    "webhook": "cases.webhooks.deliver",
}
"""By their names: what a deed does afterwards may be work of a layer above this one. Each takes the subject, the moment
and the id of the request that caused it."""

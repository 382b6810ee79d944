"""Stores what came through the asynchronous channel: in the inbox, or with the question that it answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from cases.gateways import attempts, inbox
from cases.gateways.contract import Refused
from cases.gateways.jsontext import bytes_to_text, json_digest
from cases.gateways.shep.inlet import Delivery
from cases.models import Attempt, Exchange
from cases.outbox import jobs


@transaction.atomic
def store(delivery: Delivery, now: datetime, client: str = "", request_id: str = "") -> Exchange:
    """The row of the message, stored now or before, once, with the envelope that proves who sent it.

    Refused and Malformed are for the sender to read.
    """
    row = _answered(delivery, now, client) if delivery.answer else _received(delivery, now, client, request_id)
    if not row.tries.filter(outcome="told").exists():
        came = attempts.as_received(bytes_to_text(delivery.raw))
        Attempt(exchange=row, at=now, milliseconds=0, outcome="told", **came).save(force_insert=True)
    return row


def _received(delivery: Delivery, now: datetime, client: str, request_id: str) -> Exchange:
    try:
        return inbox.receive(
            delivery.operation.system, delivery.operation.name, delivery.data, delivery.key, now, client, request_id
        )
    except inbox.KeyReused as error:
        raise Refused("the key was used before for something else") from error
    except inbox.Unknown as error:
        raise Refused(f"{error.what} is not known here") from error


def _answered(delivery: Delivery, now: datetime, client: str) -> Exchange:
    """The first answer counts. `lease` None: should a worker be at this very question, waiting for the bus to say
    that it took it, his "accepted" must not be written over the answer that was quicker.
    """
    question = Exchange.objects.select_for_update().filter(
        direction=Exchange.OUT,
        system=delivery.operation.system,
        operation=delivery.operation.name,
        key=delivery.in_reply_to,
    )
    row = question.first()
    if row is None:
        raise Refused("the request that this answers is not known here")
    delivered_hash = json_digest(delivery.data)
    if row.answer is not None and row.answer_sha256 != delivered_hash:
        raise Refused("this request was answered otherwise before")
    if row.answer is not None:
        question.update(repeats=F("repeats") + 1)
        return row
    came = {"answer": delivery.data, "answer_sha256": delivered_hash, "client": client[:60]}
    done = {"state": Exchange.ANSWERED, "answered_at": now, "next_at": now, "lease": None, "error": ""}
    question.update(**came, **done)
    jobs.after_commit(exchanges=[row.pk])
    row.refresh_from_db()
    return row

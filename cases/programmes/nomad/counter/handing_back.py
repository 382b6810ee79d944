"""Originals given back to several people in a row (п. 21): one list that each of them signs, and for each case its own
step, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cases.engine import performing
from cases.engine.steps import STEPS, Step
from cases.law.actors import Actor
from cases.law.errors import CaseError
from cases.models import Handback, ReadLog, User
from cases.models.handback import OPEN
from cases.programmes.nomad.facts import OriginalsReturned

MOST = 100
"""Rows of the list."""


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """The list that the people have signed, and when they did."""

    receipt: str
    """Its number and date."""
    returned_on: date | None = None
    """None where that is today."""
    proof: str = ""
    """How the day is known; required if it is not today."""


def owed_originals(user: User) -> list[Handback]:
    """What the desk has to give back, the most urgent first, with cases and persons."""
    rows = Handback.objects.filter(OPEN, holder=user.role, city=user.city_id)
    return list(rows.select_related("case__person").order_by("due_on", "id")[:MOST])


def step_of(actor: str) -> Step:
    """With which this desk gives originals back."""
    steps = (step for step in STEPS.values() if step.facts is OriginalsReturned)
    return next(step for step in steps if step.by == Actor(actor))


def give_back(
    user: User, receivers: Mapping[UUID, str], of: ReceiptList, now: datetime, request_id: str = ""
) -> dict[UUID, str]:
    """`receivers`: to whom, by case. By case, why it was not recorded."""
    name, wrong = step_of(user.role).name, {}
    for case, receiver in receivers.items():
        facts = OriginalsReturned(receiver=receiver, receipt=of.receipt, returned_on=of.returned_on, proof=of.proof)
        try:
            performing.perform(case, name, user, now, facts, request_id=request_id)
        except CaseError as error:
            wrong[case] = str(error)
    return wrong


def remember(rows: Iterable[Handback], number: str, user: User, now: datetime, address: str | None) -> None:
    """That `user` received the printed list, which names the people of all its cases."""
    read = {"user": user, "what": "handback_list", "ref": number[:64], "at": now, "address": address or None}
    ReadLog.objects.bulk_create([ReadLog(case_id=row.case_id, **read) for row in rows], batch_size=500)

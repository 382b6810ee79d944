"""Cases as they stand with the outside systems, made through the doors of the outbox and of the inbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cases.gateways import breaker, inbox
from cases.law.calendar import local_day
from cases.models import Attempt, Case, Discrepancy, Exchange, Webhook, WebhookDelivery
from cases.models.exchange import SYSTEMS
from cases.outbox import draining, exchanges
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.api.machines import ANSWER, machine, path_of
from tests.cases.engine import ways

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
JOINED = {system: {"transport": "demo"} for system in SYSTEMS}
"""All systems are asked, inside this process, by the portal's own clock."""


@dataclass(frozen=True)
class Stand:
    """A case at the moment at which it is looked at."""

    case: Case
    at: datetime

    @property
    def discrepancy(self) -> Discrepancy:
        row: Discrepancy = Discrepancy.objects.filter(case=self.case).latest("id")
        return row


def _case(state: State) -> Case:
    return people.case_in(state, prepared=False)


def by_hand() -> Stand:
    """Nothing is joined: the officer asks in the systems themselves. Looked at without JOINED."""
    case = _case(State.CHECKS)
    return Stand(case, people.after(case))


def fresh() -> Stand:
    """Asked a minute ago."""
    case = _case(State.CHECKS)
    draining.drain_exchanges(case.state_since)
    return Stand(case, case.state_since + MINUTE)


def troubled() -> Stand:
    """One has refused, one is down, one is silent; the others have answered."""
    case = _case(State.CHECKS)
    at = case.state_since
    _mine(case, "ibd").update(state="refused", error="Сведения о лице не найдены.", next_at=None, answered_at=at)
    breaker.record_success("sio", at - DAY)
    _fail("sio", at)
    _mine(case, "ismp").update(next_at=at + DAY, state="sent")
    draining.drain_exchanges(at)
    draining.drain_exchanges(at + HOUR)
    _fail("sio", at + HOUR)
    return Stand(case, at + 3 * HOUR)


def silent() -> Stand:
    """КНБ has let its 25 days pass; what the officer entered before is still awaited from the others."""
    case = _case(State.KNB)
    exchanges.release(case.state_since)
    Exchange.objects.filter(case=case, system="knb").update(state="sent", sent_at=case.state_since)
    return Stand(case, case.state_since + 26 * DAY)


def answered() -> Stand:
    """All systems have answered by themselves."""
    case = _case(State.FINAL_REVIEW)
    for minutes in range(0, 30, 5):
        draining.drain_exchanges(case.state_since + minutes * MINUTE)
    return Stand(case, case.state_since + HOUR)


def discrepancy() -> Stand:
    """КНБ approves in the file, and refuses in its late answer; the decision is held up."""
    case = ways.take(_case(State.KNB), "record_knb_answer")
    at = people.after(case)
    answer = {
        "case": case.number,
        "clear": False,
        "reference": "12/3-04711",
        "text": "Не согласовано.",
        "answered_on": local_day(at).isoformat(),
    }
    inbox.receive("knb", "answer", answer, f"K-{case.number}", at)
    draining.drain_exchanges(at)
    return Stand(case, at + HOUR)


def on_the_way() -> Stand:
    """The originals are with the courier, who tells where."""
    case = _case(State.IN_TRANSIT)
    at = case.state_since
    for n, (status, place) in enumerate((("accepted", ""), ("in_transit", "Астана, сортировочный центр")), start=1):
        move = {
            "case": case.number,
            "waybill": case.dispatches.get().waybill,
            "status": status,
            "place": place,
            "moved_at": (at + n * HOUR).isoformat(),
        }
        inbox.receive("courier", "status", move, f"C-{case.number}.{n}", at + n * HOUR)
    draining.drain_exchanges(at + 2 * HOUR)
    return Stand(case, at + 3 * HOUR)


def given_up() -> Stand:
    """As the administrator and the auditor find it: a dead letter, machines and their calls, webhooks."""
    before = discrepancy()
    case, at = before.case, before.at
    row = _mine(case, "ibd").latest("id")
    error = f"Unavailable: https://{'a-host-of-a-ministry.' * 6}kz answers HTTP 503"
    Exchange.objects.filter(pk=row.pk).update(state="dead", attempts=13, next_at=None, error=error)
    result = {"outcome": "unavailable", "status": 503, "error": error, "sent_sha256": "0" * 64}
    for n in range(3):
        Attempt(exchange=row, at=at + n * HOUR, milliseconds=14, **result).save()
    _fail("adis", at)
    knb = machine("knb", now=at)
    knb.get(path_of(case))
    knb.post(ANSWER, {"case": case.number}, key="K-wrong")
    hook = Webhook.objects.create(
        client=knb.client, url="https://partner.example/dnr/events", events=["case.state_changed"]
    )
    log = [{"at": at.isoformat(), "status": None, "ms": 3000, "error": "TimedOut"}]
    WebhookDelivery.objects.create(
        webhook=hook,
        event="case.state_changed",
        case=case,
        ref=case.pk,
        created_at=at,
        log=log,
        payload={"case": case.number},
    )
    return Stand(case, at + HOUR)


STANDS: dict[str, Callable[[], Stand]] = {
    made.__name__: made for made in (by_hand, fresh, troubled, silent, answered, discrepancy, on_the_way, given_up)
}


def _mine(case: Case, system: str) -> Any:
    return Exchange.objects.filter(case=case, system=system, direction=Exchange.OUT)


def _fail(system: str, at: datetime) -> None:
    for _n in range(breaker.FAILURES):
        breaker.record_failure(system, "Unavailable: HTTP 503", at)

"""What a system's answer does to a case: through the same doors as an officer's hand, and once.

An answer to a case that has moved on is kept and shown, never applied. One that says otherwise than the file does
(a person was quicker, or the system contradicts itself) changes nothing: it raises a discrepancy, for an officer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from cases.engine.facts import StepFacts
from cases.engine.locking import lock
from cases.engine.notices import desk_of, people_of
from cases.engine.performing import perform
from cases.engine.steps import STEPS
from cases.engine.writing import amend
from cases.gateways import questions, recalling, registry
from cases.gateways.berkut.base import Crossing, CrossingNotification
from cases.gateways.contract import INBOUND, OPERATIONS, Message
from cases.gateways.courier.base import WaybillNotification
from cases.gateways.ismp.base import Registered
from cases.gateways.knb.base import Opinion
from cases.gateways.psh.base import PaymentNotification, Reconcile, Settled, Statement
from cases.gateways.subject import Verdict
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.law.places import May
from cases.models import Case, Check, Discrepancy, Exchange, Notice, Payment, WaybillMove
from cases.outbox import writing
from cases.outbox.failures import on_record
from cases.programmes.nomad import approval_doubted, measuring, paying
from cases.programmes.nomad.facts import CheckResult, SecurityAnswer

log = structlog.get_logger(__name__)

APPLIED, KEPT, AGREED, DIFFERS, DUPLICATE = "applied", "kept", "agreed", "discrepancy", "duplicate"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer about to be applied. `asked`: our question, None when the system spoke unasked. `case` is locked.

    `since`: from when on a word in the file may be one on the same question.
    """

    exchange: Exchange
    asked: Exchange | None
    case: Case
    now: datetime
    since: datetime

    @property
    def system(self) -> str:
        return self.exchange.system

    @property
    def request_id(self) -> str:
        """Of the request that brought it, or that asked the question it answers."""
        return self.exchange.request_id

    def note(self, what: str, facts: dict[str, Any], **changes: Any) -> None:
        """An event of the case, in the name of the system, that moves nothing."""
        rid = self.request_id
        amend(self.case, None, self.now, what, facts, gateway=self.system, request_id=rid, **changes)


def apply(pk: UUID, now: datetime) -> None:
    """Apply the answer of this exchange, if nobody has; its outcome is written in the same transaction."""
    case_id = Exchange.objects.values_list("case_id", flat=True).get(pk=pk)
    with transaction.atomic():
        # The case first, as every step does: the other way round two of them could wait for each other.
        case = lock([case_id], None)[0] if case_id else None
        exchange = Exchange.objects.select_for_update(of=("self",)).get(pk=pk)
        if exchange.state != Exchange.ANSWERED or exchange.outcome:
            Exchange.objects.filter(pk=pk, state=Exchange.ANSWERED).update(next_at=None)  # nothing is left to do
            return
        outcome = _outcome(exchange, case, now)
        Exchange.objects.filter(pk=pk).update(
            **{"outcome": outcome, "applied_at": now, "next_at": None, "error": exchange.error}
        )
    log.info("answer", system=exchange.system, operation=exchange.operation, key=exchange.key, outcome=outcome)


def _outcome(exchange: Exchange, case: Case | None, now: datetime) -> str:
    message = _message(exchange)
    if case is None:
        return _statement(exchange, message, now) if isinstance(message, Statement) else KEPT
    asked = exchange if exchange.direction == Exchange.OUT else _asked(exchange)
    incoming = Incoming(exchange, asked, case, now, asked.created_at if asked else exchange.created_at)
    if recalling.withdrawn(case, recalling.operation_of(exchange)):
        outcome = recalling.AFTERWARDS  # kept, and nothing follows from it
    else:
        outcome = _apply_to_open(incoming, message) if case.closed_at is None else _after_the_end(incoming, message)
    if asked is not None and asked.pk != exchange.pk:
        _close(asked, exchange, outcome, now)
    return outcome


def _apply_to_open(incoming: Incoming, message: Message) -> str:
    try:
        with transaction.atomic():
            return HANDLERS[type(message)](incoming, message)
    except CaseError as error:  # a refusal of the machine: the case is not where this answer belongs
        incoming.exchange.error = on_record(error)
        return KEPT


def _message(exchange: Exchange) -> Message:
    which = (exchange.system, exchange.operation)
    if exchange.direction == Exchange.IN:
        return INBOUND[which].request.from_json(exchange.request)
    answer = OPERATIONS[which].answer
    assert answer is not None
    return answer.from_json(exchange.answer)


def _asked(exchange: Exchange) -> Exchange | None:
    """Our newest question of the case that this is the answer to; by its key, where the system names it."""
    ours = Exchange.objects.filter(case=exchange.case_id, direction=Exchange.OUT, system=exchange.system)
    names = [o.name for o in OPERATIONS.values() if o.system == exchange.system and o.answered_by == exchange.operation]
    ours = ours.filter(operation__in=names)
    return (ours.filter(key=exchange.correlation) if exchange.correlation else ours).order_by("-id").first()


def _close(asked: Exchange, by: Exchange, outcome: str, now: datetime) -> None:
    """The question is answered by what came; not again when it was. A worker on its way loses its lease."""
    whole = OPERATIONS[asked.system, asked.operation].asynchronous
    if outcome in (DUPLICATE, KEPT, recalling.AFTERWARDS) and not whole:
        return
    ours = Exchange.objects.filter(pk=asked.pk).exclude(state=Exchange.ANSWERED)
    ours.update(
        **{
            "state": Exchange.ANSWERED,
            "outcome": outcome,
            "answer": by.request,
            "answer_sha256": by.request_sha256,
            "answered_at": now,
            "applied_at": now,
            "next_at": None,
            "lease": None,
            "correlation": by.key,
            "error": "",
        }
    )


# ------------------------------------------------------------------------------------------------ the handlers


def _verdict(incoming: Incoming, verdict: Verdict) -> str:
    kind = OPERATIONS[incoming.system, incoming.exchange.operation].check
    return _check(incoming, kind, verdict.clear, verdict.text, verdict.reference)


def _check(incoming: Incoming, kind: str, clear: bool, text: str, reference: str) -> str:
    """Record the check, unless the file holds one since the question was asked: then the two are compared."""
    since, newest = incoming.since, incoming.case.checks_since
    over = newest is None or since < newest  # of the first checks when the last are made, or before a return
    known = [
        c
        for at, c in incoming.case.dossier.standing_checks
        if c.kind == kind and at >= since and not (newest is not None and over and at >= newest)
    ]
    theirs = {"clear": clear, "text": text, "reference": reference}
    if known:
        return _compare(incoming, kind, known[0], theirs)
    return KEPT if over else _step(incoming, CheckResult(kind=kind, clear=clear, text=text, reference=reference))


def _opinion(incoming: Incoming, opinion: Opinion) -> str:
    if incoming.asked is None:
        return KEPT  # it was never asked
    known = incoming.case.dossier.check("knb", since=incoming.since)
    facts = SecurityAnswer(
        clear=opinion.clear, reference=opinion.reference, answered_on=opinion.answered_on, text=opinion.text
    )
    if known is not None:
        return _compare(incoming, "knb", known, facts.as_dict() | {"answered_on": opinion.answered_on.isoformat()})
    return _step(incoming, facts)


def _step(incoming: Incoming, facts: StepFacts) -> str:
    """Take the step that this system may take without a person, where the case stands at it."""
    step = next(s for s in STEPS.values() if incoming.system in s.may_come_from.split())
    if incoming.case.state not in step.sources:
        return KEPT
    perform(
        incoming.case.pk, step.name, None, incoming.now, facts, gateway=incoming.system, request_id=incoming.request_id
    )
    return APPLIED


def _crossing(incoming: Incoming, crossing: Crossing | CrossingNotification) -> str:
    """Before the final review it confirms the arrival (п. 19, interpretation 6); there it is one of the checks."""
    entered = crossing.found if isinstance(crossing, Crossing) else True
    day = crossing.crossed_on if entered else None
    text = " ".join(x for x in (day and f"{day:%d.%m.%Y}", crossing.point) if x)
    case = incoming.case
    if case.place.checks == "final":
        return _check(
            replace(incoming, since=case.checks_since or incoming.since), "border", entered, text, crossing.reference
        )
    if May.CONFIRM_ARRIVAL not in case.place.may:
        return KEPT
    theirs = {"found": entered, "crossed_on": day and day.isoformat(), "point": crossing.point}
    if case.arrived_on and (day is None or day > case.arrived_on):
        return _differs(incoming, "arrival", {"arrived_on": case.arrived_on.isoformat()}, theirs)
    return _entry(incoming, entered, day, text, crossing.reference, theirs)


def _entry(
    incoming: Incoming, entered: bool, day: date | None, text: str, reference: str, theirs: dict[str, Any]
) -> str:
    mine = [c for c in incoming.case.dossier.checks if c.kind == "arrival" and c.by_id is None]
    if any((c.clear, c.text, c.reference) == (entered, text, reference) for c in mine):
        return DUPLICATE
    Check.objects.create(
        case=incoming.case,
        kind="arrival",
        clear=entered,
        text=text,
        reference=reference,
        happened_on=day,
        by=None,
        at=incoming.now,
    )
    incoming.note("crossing", theirs)
    return APPLIED


def _after_the_end(incoming: Incoming, message: Message) -> str:
    """A closed case takes no answers, but for one: that what the clock has ended it for had been done in time."""
    if May.REPORT_ENTRY in incoming.case.place.may and isinstance(message, Crossing | CrossingNotification):
        return _too_late_to_rescue(incoming, message)
    if May.REPORT_PAYMENT in incoming.case.place.may and isinstance(message, PaymentNotification):
        return _paid_before_the_end(incoming, message)
    return KEPT


def _paid_before_the_end(incoming: Incoming, word: PaymentNotification) -> str:
    """The duty was paid within the five days (п. 12), and the bank has reported it when nobody waited any more."""
    payment = Payment.objects.filter(case=incoming.case, code=word.code, state="created").first()
    term = next((d for d in incoming.case.dossier.deadlines if d.key == "rework"), None)
    at = word.settled_at
    if payment is None or term is None or at is None or not word.paid or not term.starts_at < at < term.due_at:
        return KEPT
    ours = {"state": payment.state, "amount": str(payment.amount), "code": payment.code}
    outcome = _differs(incoming, "payment", ours, _of_bank(payment, "paid", word))
    if outcome == DIFFERS:
        _call_officers(incoming, "paid_in_time", local_day(at))
    return outcome


def _of_bank(payment: Payment, state: str, word: Settled | PaymentNotification) -> dict[str, Any]:
    return {"state": state, "amount": str(word.amount or payment.amount), "reference": word.reference}


def _too_late_to_rescue(incoming: Incoming, crossing: Crossing | CrossingNotification) -> str:
    """п. 19 annuls for who did not arrive; this one did. No clock undoes a decision: it is laid before an official."""
    case, day = incoming.case, crossing.crossed_on
    term = measuring.window(case)
    if term is None or day is None or not local_day(term.starts_at) <= day <= term.last_day:
        return KEPT
    text = " ".join(x for x in (f"{day:%d.%m.%Y}", crossing.point) if x)
    theirs = {"found": True, "crossed_on": day.isoformat(), "point": crossing.point}
    if _entry(incoming, True, day, text, crossing.reference, theirs) == DUPLICATE:
        return DUPLICATE
    _call_officers(incoming, "came_in_time", day)
    return _differs(incoming, "arrival", {"lapsed_on": local_day(case.closed_at or incoming.now).isoformat()}, theirs)


def _call_officers(incoming: Incoming, what: str, day: date) -> None:
    """A closed case stands in no queue: a word to each officer of its city."""
    facts = {"day": day.isoformat()}
    officers = people_of(desk_of(Role.OFFICER, incoming.case.city_id))
    notices = [Notice(case=incoming.case, user=user, what=what, facts=facts, at=incoming.now) for user in officers]
    Notice.objects.bulk_create(notices)
    writing.ask(incoming.now, [("mail", notice.pk) for notice in notices], request_id=incoming.request_id)


def _registered(incoming: Incoming, answer: Registered) -> str:
    known = incoming.case.mp_number
    if known == answer.number:
        return AGREED
    # A number that another case has can not be this one's: people have to look, as where they entered another.
    if known or Case.objects.filter(mp_number=answer.number).exists():
        return _differs(incoming, "mp_number", {"number": known}, {"number": answer.number})
    incoming.note("mp_number", {"number": answer.number}, mp_number=answer.number)
    return APPLIED


def _payment(incoming: Incoming, word: PaymentNotification) -> str:
    settled = Settled(
        code=word.code,
        state="paid" if word.paid else "failed",
        amount=word.amount,
        reference=word.reference,
        settled_at=word.settled_at,
    )
    return _settle(settled, incoming)


def _settle(word: Settled, incoming: Incoming) -> str:
    """Money is a fact of the bank: what it says counts once; a wrong sum, or "paid" after "failed", is for people."""
    payment = Payment.objects.select_related("case").filter(code=word.code).first()
    if payment is None or word.state == "unknown":
        return KEPT
    paid = word.state == "paid"
    ours: dict[str, Any] = {"state": payment.state, "amount": str(payment.amount), "code": payment.code}
    theirs = _of_bank(payment, word.state, word)
    if paid and word.amount is not None and word.amount != payment.amount:
        return _differs(incoming, "payment", ours, theirs)
    if payment.state != "created":
        return DUPLICATE if (payment.state == "paid") == paid else _differs(incoming, "payment", ours, theirs)
    paying.settle_payment(
        word.code, paid, word.reference, incoming.now, paid_at=word.settled_at, request_id=incoming.request_id
    )
    return APPLIED


def _statement(exchange: Exchange, statement: Statement, now: datetime) -> str:
    """The reconciliation: each code is settled as if the callback had come. A closed case's payment is left alone."""
    words = {w.code: w for w in statement.items if w.state != "unknown"}
    begun = Payment.objects.filter(code__in=words, state="created", case__closed_at__isnull=True)
    # In one order, so that two who lock several cases never wait for each other.
    for code, case_id in begun.order_by("case_id", "id").values_list("code", "case_id"):
        case = lock([case_id], None)[0]
        _settle_open(Incoming(exchange, exchange, case, now, exchange.created_at), words[code])
    return APPLIED if words else KEPT


def _settle_open(incoming: Incoming, word: Settled) -> None:
    if incoming.case.closed_at is None:
        _settle(word, incoming)


def _waybill(incoming: Incoming, word: WaybillNotification) -> str:
    """They come in any order: the latest by its own time counts."""
    standing = incoming.case.dossier.dispatch
    if standing is None or standing.waybill != word.waybill:
        return KEPT
    moves = WaybillMove.objects.filter(
        case=incoming.case, waybill=word.waybill, moved_at=word.moved_at, status=word.status
    )
    if moves.exists():
        return DUPLICATE
    WaybillMove(
        case=incoming.case,
        waybill=word.waybill,
        status=word.status,
        place=word.place,
        moved_at=word.moved_at,
        at=incoming.now,
    ).save(force_insert=True)
    return APPLIED


def _noted(incoming: Incoming, answer: Message) -> str:
    """A receipt: it stands with the exchange, the case needs nothing of it."""
    return APPLIED


Handler = Callable[[Incoming, Any], str]
HANDLERS: dict[type[Message], Handler] = {
    kind: handler
    for handler, kinds in (
        (_verdict, (Verdict,)),
        (_opinion, (Opinion, INBOUND["knb", "answer"].request)),
        (_crossing, (Crossing, CrossingNotification)),
        (_registered, (Registered,)),
        (_payment, (PaymentNotification,)),
        (_waybill, (WaybillNotification,)),
        (_noted, tuple(OPERATIONS[o].answer for o in (("pep", "receipt"), ("psh", "intent"), ("courier", "pickup")))),
    )
    for kind in kinds
    if kind is not None
}


# ------------------------------------------------------------------------------------------------ discrepancies


def _compare(incoming: Incoming, kind: str, known: Check, theirs: dict[str, Any]) -> str:
    """What the decision stands on is compared: yes or no. The number of a letter each side writes in its own way."""
    if known.clear == theirs["clear"]:
        return _again(incoming, kind, known, theirs)
    ours: dict[str, Any] = {"clear": known.clear, "reference": known.reference, "text": known.text}
    if known.answered_on:
        ours["answered_on"] = known.answered_on.isoformat()
    return _differs(incoming, kind, ours, theirs)


def _again(incoming: Incoming, kind: str, known: Check, theirs: dict[str, Any]) -> str:
    """It says what the file says. Where the system itself had theirs otherwise meanwhile this is its newest word, which
    stays in the file beside the others: an open discrepancy is resolved in the sight of all of them."""
    earlier = [answer for answer in incoming.case.dossier.own_answers(kind) if answer["at"] >= incoming.since]
    same = any(theirs["reference"] and _letter(answer) == _letter(theirs) for answer in earlier)
    if not earlier or earlier[-1]["clear"] == theirs["clear"] or same:
        return DUPLICATE if known.by_id is None else AGREED
    day = theirs.get("answered_on")
    Check.objects.create(
        case=incoming.case,
        kind=kind,
        clear=theirs["clear"],
        text=theirs["text"],
        reference=theirs["reference"],
        answered_on=day and date.fromisoformat(day),
        by=None,
        at=incoming.now,
    )
    incoming.note("answered_again", {"what": kind, **theirs})
    return APPLIED


def _letter(theirs: Mapping[str, Any]) -> tuple[Any, ...]:
    return theirs["clear"], theirs.get("reference"), theirs.get("answered_on")


def _differs(incoming: Incoming, what: str, ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """One answer may come twice, to our asking again and by the system's own call: people resolve it once, whatever the
    file says after they have."""
    for row in Discrepancy.objects.filter(case=incoming.case, what=what):
        same_question = row.raised_at >= incoming.since
        if row.by_system == theirs and (same_question or row.by_hand == ours):
            return DUPLICATE
    Discrepancy.objects.create(
        exchange=incoming.exchange,
        case=incoming.case,
        what=what,
        by_hand=ours,
        by_system=theirs,
        raised_at=incoming.now,
    )
    incoming.note("discrepancy", {"what": what})
    if what == "knb" and not theirs["clear"]:
        approval_doubted.notify(incoming.case, incoming.now, incoming.request_id)
    log.warning("discrepancy", case=incoming.case.number, system=incoming.system, what=what)
    return DIFFERS


# ------------------------------------------------------------------------------------------------ reconciliation


BEGUN = timedelta(hours=1)
CODES = 500


def reconcile_job() -> None:
    """Entry of the schedule: the edge where the clock is read."""
    reconcile(timezone.now())


def reconcile(now: datetime) -> int:
    """Ask ПШЭП once a day about payments begun and not settled. Returns how many it is asked about."""
    operation = OPERATIONS["psh", "reconcile"]
    if registry.transport(operation.system) == registry.MANUAL:
        return 0
    key = f"{operation.key}.{local_day(now).isoformat()}"
    begun = Payment.objects.filter(state="created", created_at__lte=now - BEGUN, case__closed_at__isnull=True)
    codes = tuple(begun.order_by("-id").values_list("code", flat=True)[:CODES])
    with transaction.atomic():
        known = Exchange.objects.filter(system=operation.system, direction=Exchange.OUT, key=key).exists()
        if not codes or known:
            return 0
        questions.ask([questions.question(operation, Reconcile(codes=codes), key, now)])
    return len(codes)

"""The one door through which a case moves.

One transaction: lock, rights, requirements, the step, history, event, deadlines, and the outbox rows of what follows.
`now` comes from the edge; nothing below reads the clock.

What a step receives: `facts`, of the class that it declares, None where it needs nothing. `version`: the one the person
saw; another means that somebody was quicker. `signature`: over `sheet()` of this step, without which a signed step is
not taken. `gateway`: the system whose answer takes the step, with no user, where `Step.may_come_from` names it.
`confirms`: what another official has entered (`second_officials`), whose facts are taken. What needs that is only
stored, unsigned: the case returned has not moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.eds import sheets
from cases.eds.base import Verified
from cases.eds.sheets import Sheet
from cases.engine import writing
from cases.engine.people import delegations, owners, signers
from cases.engine.performing import second_officials, signing, waiting
from cases.engine.performing.performance import Performance, assign_number, bind_edition
from cases.engine.steps import STEPS, Act, Step
from cases.engine.steps.conditions import faults, ineligible, unmet
from cases.engine.steps.errors import ConflictError, NotMetError, StaleError, WrongActorError, WrongStateError
from cases.engine.steps.facts import StepFacts, checked_facts
from cases.engine.terms import calendar_changes, deadlines
from cases.engine.writing import Snapshots, audit, effects, snapshot
from cases.engine.writing.locking import lock, preload
from cases.law.actors import Actor
from cases.law.errors import NotFoundError
from cases.models import Case, Letter, User
from cases.models.writes import Writes


def perform(
    case: Case | UUID,
    name: str,
    user: User | None,
    now: datetime,
    facts: StepFacts | None = None,
    *,
    version: int | None = None,
    request_id: str = "",
    signature: Verified | None = None,
    gateway: str = "",
    confirms: UUID | None = None,
) -> Case:
    """Take one step. Returns the case as it is afterwards.

    Raises FactsError (the facts are not those it declares), NotFoundError (no such case for this user),
    WrongActorError, WrongStateError, StaleError, NotMetError, NotNowError, ConflictError, EdsError.
    """
    step = STEPS[name]
    with _conflicts(step), transaction.atomic():
        locked, before = _ready(case, step, user, now, version, gateway, second=bool(confirms))
        _await_calendar(step)
        row, checked = second_officials.to_confirm(locked[0], name, confirms, user) if confirms else (None, facts)
        checked = _judged(locked[0], step, now, checked, gateway)
        if user and not row and second_officials.needs_second_official(locked[0], step, checked, now):
            second_officials.store(locked[0], step, checked, user, now, request_id)
            return locked[0]
        signed = signing.ensure_signed(locked[0], step, user, now, signature, checked)
        _take(locked, before, Performance(step, user, now, request_id, signed, gateway, checked, row))
    return locked[0]


def rehearse(
    case: Case | UUID,
    name: str,
    user: User,
    now: datetime,
    facts: StepFacts | None = None,
    version: int | None = None,
    *,
    second: bool = False,
    then: str = "",
) -> Letter | None:
    """The letter that the step would bring; None where it brings none. `second`: as of `ensure`. `then`: a step that
    goes with it in the same click, whose letter it is.

    The step is taken, without its signature, and undone in the same transaction: nothing of it stays, no number is used
    up, nobody is notified. Raises what `perform` raises.
    """
    step = STEPS[name]
    with _conflicts(step), transaction.atomic():
        locked, before = _ready(case, step, user, now, version, second=second)
        checked = _judged(locked[0], step, now, facts)
        _take(locked, before, Performance(step, user, now, facts=checked))
        if then:
            step = STEPS[then]
            locked, before = _ready(case, step, user, now, None)
            _take(locked, before, Performance(step, user, now, facts=checked_facts(step, None)))
        letter: Letter | None = Letter.objects.filter(case=locked[0], kind=step.letter, at=now).order_by("-id").first()
        transaction.set_rollback(True)
    return letter


def _await_calendar(step: Step) -> None:
    """Called under the lock: no term is closed by a day that is being moved. Raises NotMetError."""
    if step.by == Actor.CLOCK and calendar_changes.is_running():
        raise NotMetError(step, [_("The working calendar has changed: terms are counted again first.")])


@contextmanager
def _conflicts(step: Step) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if step.conflict:
            raise ConflictError(step) from error
        raise


def _ready(
    case: Case | UUID,
    step: Step,
    user: User | None,
    now: datetime,
    version: int | None,
    gateway: str = "",
    *,
    second: bool = False,
) -> tuple[list[Case], Snapshots]:
    """The case, locked, as it may take the step; and as it was before. Raises what `perform` raises."""
    locked = lock([case.pk if isinstance(case, Case) else case], user)
    if not locked:
        raise NotFoundError
    before = {locked[0].pk: snapshot(locked[0])}
    bind_edition(locked[0], step, now)
    ensure(locked[0], step, user, now, version, gateway, second=second)
    return locked, before


def perform_many(ids: Sequence[UUID], name: str, now: datetime) -> list[Case]:
    """A step of the clock for many cases in one transaction; those that no longer qualify are left out."""
    step = STEPS[name]
    with transaction.atomic():
        locked = lock(ids, None)
        if calendar_changes.is_running():  # read under the lock: no term is closed by a day that is being moved
            return []
        preload(locked, step)
        ready = [c for c in locked if c.state in step.sources and not unmet(c, step.requires, now)]
        if ready:
            _take(ready, {c.pk: snapshot(c) for c in ready}, Performance(step, None, now))
    return ready


def _take_beside(act: Act) -> None:
    """Steps of other cases that go with this one: by the same person, who need not see those cases otherwise."""
    for pk, name, facts in act.outcome.beside:
        step, locked = STEPS[name], lock([pk], None)
        before = {case.pk: snapshot(case) for case in locked}
        for case in locked:
            ensure(case, step, act.user, act.now, None, beside=True)
            _judged(case, step, act.now, facts)
        _take(locked, before, Performance(step, act.user, act.now, act.request_id, facts=facts))


def ensure(
    case: Case,
    step: Step,
    user: User | None,
    now: datetime,
    version: int | None,
    gateway: str = "",
    *,
    beside: bool = False,
    second: bool = False,
) -> None:
    """May `user` take this step now, as far as the case tells? Raises what `perform` raises, but for signatures.

    `beside`: it goes with a step of another case. `second`: he confirms what a colleague has entered, whose the case
    may be."""
    if not _may(step, user, gateway) or (step.beside and not beside):
        raise WrongActorError(step)
    if version is not None and version != case.version:
        raise StaleError(step, audit.last_event(case), user)
    if case.state not in step.sources:
        raise WrongStateError(step, audit.last_event(case), user)
    mine = [
        *([] if second else owners.blocking(case, user, now)),
        *delegations.blocking(step, user, now),
        *signers.blocking(step, user),
        *(waiting.blocking(case, step) if second else second_officials.blocking(case, step)),
    ]
    reasons = [*mine, *unmet(case, step.requires, now)] or ineligible(case, step.persons, user)
    if reasons:
        raise NotMetError(step, reasons)


def sheet(case: Case, name: str, user: User, at: datetime, facts: StepFacts | None = None, language: str = "") -> Sheet:
    """What `user` has to sign to take this step at `at`; `facts` as for `perform`, `language` as for `sheets.sheet`."""
    step = STEPS[name]
    bind_edition(case, step, at)
    return sheets.sheet(case, step, user, at, audit.as_json(checked_facts(step, facts).as_dict()), language)


def _judged(case: Case, step: Step, now: datetime, facts: StepFacts | None, gateway: str = "") -> StepFacts:
    """The facts as the step declares and demands them, whoever takes it. Raises FactsError, NotMetError."""
    checked = checked_facts(step, facts)
    wrong = [] if gateway else faults(case, step.demands, now, checked)  # a system's are judged by its contract
    if wrong:
        raise NotMetError(step, [reason for _field, reason in wrong])
    return checked


def _may(step: Step, user: User | None, gateway: str) -> bool:
    """A step is taken by its actor, or by the answer of a system it names: never by both."""
    if gateway:
        return user is None and gateway in step.may_come_from.split()
    return bool(step.by == (user.role if user is not None else Actor.CLOCK))


def _take(cases: list[Case], before: Snapshots, performance: Performance) -> None:
    """The step itself, for cases that are locked and allowed: all writes in bulk, one statement a table."""
    step, now, signed = performance.step, performance.now, performance.signed
    facts = performance.facts
    acts = {case.pk: performance.act(case) for case in cases}
    left = {pk: str(fields["state"]) for pk, fields in before.items()}
    for case in cases:
        step.run(case, acts[case.pk], facts)
        if performance.confirms:
            second_officials.mark_confirmed(performance.confirms, acts[case.pk])
        assign_number(case, step, now)
        _take_beside(acts[case.pk])
    day = getattr(facts, step.happened) if step.happened else None
    writes = Writes()
    deadlines.start_and_stop(acts, cases, step, left, now, day, writes)
    sheet = signed.sheet if signed else None
    rows = [writing.rows_of(c, step, left[c.pk], acts[c.pk], facts, sheet) for c in cases]
    writing.save(cases, before, performance.user, now, step.name, writes)
    writing.create(rows, writes)
    writes.send()  # what follows reads it
    writing.change(step, list(acts.values()))
    effects.follow(cases, step, acts, facts)
    if signed:
        signing.schedule_revocation_check(signed, rows, performance.now, performance.request_id)

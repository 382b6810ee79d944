"""The one door through which a case moves, and the few other ways in which its file grows.

Every function here is one transaction: lock, rights, requirements, the deed, history, event, deadlines, and the
outbox rows of what follows. `now` comes from the edge; nothing below reads the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cases.eds import sheets, storing
from cases.eds.base import Verified
from cases.eds.revocation import again_at
from cases.eds.sheets import Sheet
from cases.engine import audit, effects
from cases.engine.errors import NotMetError, SlotTakenError, StaleError, WrongActorError, WrongStateError
from cases.engine.steps import STEPS, Act, Step
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.law.terms import bar_until, due
from cases.models import Bar, Case, Check, Counter, Deadline, Event, Signature, Slot
from cases.models.case import NEVER
from cases.models.workcalendar import work_calendar
from cases.outbox import writing
from cases.programmes.nomad import demands
from cases.programmes.nomad.requirements import unmet
from cases.programmes.nomad.states import PLACES, State, waits_on

Snapshots = dict[UUID, dict[str, Any]]
"""The fields of each case as they were read under the lock."""


class Signed(NamedTuple):
    signature: Verified
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Doing:
    """One performance of a step, for one case or for many: who, when, with which words and which signature."""

    step: Step
    user: Any
    now: datetime
    request_id: str = ""
    signed: Signed | None = None
    gateway: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def perform(
    case: Case | UUID, name: str, user: Any, now: datetime, *, version: int | None = None, request_id: str = "",
    signature: Verified | None = None, gateway: str = "", **data: Any,
) -> Case:  # fmt: skip
    """Take one step. Returns the case as it stands afterwards.

    `version`: the one the person saw; another means that somebody was quicker. `signature`: over `sheet()` of this
    step, without which a signed step is not taken. `gateway`: the system whose answer takes the step, with no user,
    where `Step.may_come_from` names it. Raises NotFoundError (no such case for this user),
    WrongActorError, WrongStateError, StaleError, NotMetError, SlotTakenError, EdsError.
    """
    step = STEPS[name]
    pk = case.pk if isinstance(case, Case) else case
    try:
        with transaction.atomic():
            locked = lock([pk], user, step)
            if not locked:
                raise NotFoundError
            before = {pk: _snapshot(locked[0])}
            if name in BINDING:
                _bind_edition(locked[0], now)
            ensure(locked[0], step, user, now, version, gateway)
            if not gateway:  # what a system tells is judged by its contract
                _ensure_facts(locked[0], step, now, data)
            signed = _ensure_signed(locked[0], step, user, now, signature, data)
            _take(locked, before, Doing(step, user, now, request_id, signed, gateway, data))
    except IntegrityError as error:
        if "slot" in data:  # held by another case, or taken out of the calendar in this moment
            raise SlotTakenError from error
        raise
    return locked[0]


def perform_many(ids: Sequence[UUID], name: str, now: datetime) -> list[Case]:
    """A step of the clock for many cases in one transaction; those that no longer qualify are left out."""
    step = STEPS[name]
    with transaction.atomic():
        locked = lock(ids, None, step)
        _preload(locked)
        ready = [c for c in locked if c.state in step.sources and not unmet(c, step.requires, now)]
        if ready:
            _take(ready, {c.pk: _snapshot(c) for c in ready}, Doing(step, None, now))
    return ready


def lock(ids: Sequence[UUID], user: Any, step: Step | None = None) -> list[Case]:
    """The rows, locked until the transaction ends, as far as `user` may see them (None: the clock, all)."""
    cases = Case.objects.filter(pk__in=ids) if len(ids) > 1 else Case.objects.filter(pk=ids[0])
    if user is not None:
        cases = cases.visible_to(user)
    return list(cases.select_related("person__user", "city").select_for_update(of=("self",)).order_by("id"))


def lock_in(pk: UUID, user: Any, states: Collection[str]) -> Case:
    """The locked case, if `user` may see it and it stands in one of `states`. Raises NotFoundError, NotNowError."""
    found = lock([pk], user)
    if not found:
        raise NotFoundError
    if found[0].state not in states:
        raise NotNowError(_("The case has moved on: this cannot be changed any more."))
    return found[0]


def ensure(case: Case, step: Step, user: Any, now: datetime, version: int | None, gateway: str = "") -> None:
    """May `user` take this step now, as far as the case tells? Raises what `perform` raises, but for signatures."""
    if not _may(step, user, gateway):
        raise WrongActorError(step)
    if version is not None and version != case.version:
        raise StaleError(step, audit.last_event(case))
    if case.state not in step.sources:
        raise WrongStateError(step, audit.last_event(case))
    reasons = unmet(case, step.requires, now)
    if reasons:
        raise NotMetError(step, reasons)


def _ensure_facts(case: Case, step: Step, now: datetime, data: dict[str, Any]) -> None:
    """What the step is told meets its demands, whoever asks for it. Raises NotMetError."""
    wrong = demands.faults(case, step.demands, now, data)
    if wrong:
        raise NotMetError(step, [reason for _field, reason in wrong])


def _may(step: Step, user: Any, gateway: str) -> bool:
    """A step is taken by its actor, or by the answer of a system it names: never by both."""
    if gateway:
        return user is None and gateway in step.may_come_from.split()
    return bool(step.by == (user.role if user is not None else Actor.CLOCK))


def sheet(case: Case, name: str, user: Any, at: datetime, data: dict[str, Any], language: str = "") -> Sheet:
    """What `user` has to sign to take this step at `at`; `data` as for `perform`, `language` as for `sheets.sheet`."""
    if name in BINDING:
        _bind_edition(case, at)
    return sheets.sheet(case, STEPS[name], user, at, audit.plain(data), language)


def _ensure_signed(
    case: Case, step: Step, user: Any, now: datetime, given: Verified | None, data: dict[str, Any]
) -> Signed | None:
    """The signature and the sheet it was made over, for a step that needs one. Raises EdsError."""
    if not sheets.needed(step):
        return None
    told = audit.plain(data)
    found = sheets.ensure(lambda at, lang: sheets.sheet(case, step, user, at, told, lang), step, user, now, given)
    assert given is not None  # `ensure` refuses a missing one
    return Signed(given, found)


def _take(cases: list[Case], before: Snapshots, doing: Doing) -> None:
    """The step itself, for cases that are locked and allowed: all writes in bulk, one statement a table."""
    step, now = doing.step, doing.now
    signature = doing.signed and doing.signed.signature
    acts = {c.pk: Act(doing.user, now, c.law, doing.request_id, signature, doing.gateway) for c in cases}
    for case in cases:
        getattr(case, step.name)(acts[case.pk], **doing.data)
    _number(cases, step, now)
    _move_deadlines(cases, step, before, now, doing.data.get(step.happened))
    remarks = {c.pk: c.__dict__.pop("remarks", {}) for c in cases}
    rows = _rows(cases, step, before, acts, doing, remarks)
    _save(cases, before, doing.user, now, step.name)
    _change(cases, doing)
    for model, items in rows.items():
        model.objects.bulk_create(items, batch_size=500)
    effects.follow(cases, step, acts, doing.data, remarks)
    if signature and (due := again_at(signature.revocation, now)):
        writing.ask(now, [("revocation", row.pk) for row in rows[Signature]], due, request_id=doing.request_id)


BINDING = frozenset({"submit_petition", "file_application"})
"""Filings that bind a case to the edition of their day (interpretation 7)."""


def _bind_edition(case: Case, now: datetime) -> None:
    """The petition keeps the order it was submitted under; the application gets that of its own day."""
    edition = case.dossier.intake_edition(local_day(now))
    if edition is None:
        return
    filing_petition = case.state == State.PETITION_DRAFT
    case.petition_edition = edition.key if filing_petition else case.petition_edition or case.edition
    case.edition = edition.key


def _snapshot(case: Case) -> dict[str, Any]:
    return {name: case.__dict__[name] for name in _FIELDS}


_FIELDS: list[str] = list(Case.tracked())


def _number(cases: list[Case], step: Step, now: datetime) -> None:
    """The preliminary permit gets its number from the city's counter of the year (п. 18)."""
    if step.name != "approve_preliminary":
        return
    for case in cases:
        assert case.city is not None  # filed with one: `city_chosen` is required there
        case.preliminary_number = Counter.take(case.city.series, local_day(now).year)[0]


def _move_deadlines(cases: list[Case], step: Step, before: Snapshots, now: datetime, day: date | None) -> None:
    """Stop and start terms, and put each case where its nearest term places it in the queue.

    `day`: on which what the step records happened, None where that is now.
    """
    ended, started = [], []
    for case in cases:
        final = PLACES[State(case.state)].final
        running = [d for d in case.dossier.deadlines if d.state == Deadline.RUNNING] if _has_terms(case) else []
        stopping = [d for d in running if final or _ends(d, case, step)]
        ended += [_stop(d, step, now, day) for d in stopping]
        # What a step may start stands with the step; whether it does is said by the order (interpretation 3).
        fresh = [start_term(case, key, now) for key in step.starts if step.name in case.law.terms[key].event]
        started += fresh
        left = [d.due_at for d in running if d not in stopping] + [d.due_at for d in fresh]
        if case.state != before[case.pk]["state"]:
            case.state_since = now
        case.closed_at = now if final else None
        case.waits_on = waits_on(case.state)
        case.due_at = min(left, default=None)
        case.queue_at = case.due_at or NEVER
        case.__dict__.pop("dossier", None)
    _write_ended(ended)
    if started:
        Deadline.objects.bulk_create(started, batch_size=500)


def _ends(deadline: Deadline, case: Case, step: Step) -> bool:
    """A term ends with the step that stops it, unless the order has it run over the next state as well."""
    return deadline.key in step.stops and case.state not in case.law.terms[deadline.key].bounds


def _has_terms(case: Case) -> bool:
    """A case whose queue place is "never" has no running term: spares a statement on the way."""
    return case.due_at is not None


def _stop(deadline: Deadline, step: Step, now: datetime, day: date | None) -> Deadline:
    if step.by == Actor.CLOCK:
        deadline.state = Deadline.EXPIRED
    elif deadline.key not in step.stops:
        deadline.state = Deadline.STOPPED
    else:
        in_time = now < deadline.due_at or (day is not None and day <= deadline.last_day)
        deadline.state = Deadline.MET if in_time else Deadline.LATE
        deadline.met_on = day if day != local_day(now) else None
    deadline.stopped_at = now
    return deadline


def _write_ended(ended: list[Deadline]) -> None:
    groups: dict[tuple[str, datetime | None, date | None], list[UUID]] = {}
    for deadline in ended:
        groups.setdefault((deadline.state, deadline.stopped_at, deadline.met_on), []).append(deadline.pk)
    for (outcome, at, day), ids in groups.items():
        Deadline.objects.filter(pk__in=ids).update(**{"state": outcome, "stopped_at": at, "met_on": day})


def start_term(case: Case, key: str, now: datetime) -> Deadline:
    """A running deadline with its proof, not yet written."""
    term = case.law.terms[key]
    proof = due(term, now, work_calendar())
    return Deadline(
        case=case, key=key, edition=case.edition, paragraph=term.paragraph, starts_at=now, due_at=proof.due,
        last_day=proof.last_day, days=proof.to_json(), unconfirmed=bool(proof.unconfirmed_years),
    )  # fmt: skip


def _rows(
    cases: list[Case],
    step: Step,
    before: Snapshots,
    acts: dict[UUID, Act],
    doing: Doing,
    remarks: dict[UUID, dict[str, Any]],
) -> dict[type[Any], list[Any]]:
    """Event, signature, bar and whatever the step asked for, grouped by table."""
    rows: dict[type[Any], list[Any]] = {Event: []}
    for case in cases:
        act = acts[case.pk]
        source = before[case.pk]["state"]
        bound = {"order": act.edition.number} if step.name in BINDING else {}
        rows[Event].append(audit.event(case, step, source, act, doing.data | bound | remarks[case.pk]))
        if doing.signed:
            for row in storing.rows(case, step.name, act.user, *doing.signed):
                rows.setdefault(type(row), []).append(row)
        if step.bar:
            rows.setdefault(Bar, []).append(_bar(case, step, act))
        for name, fields in case.__dict__.pop("records", []):
            model = audit.record_model(name)
            rows.setdefault(model, []).append(model(case=case, **fields))
    return rows


def _change(cases: list[Case], doing: Doing) -> None:
    """Rows that the step puts right, each with its history."""
    for case in cases:
        for row, fields in case.__dict__.pop("changes", []):
            row._history_user, row._history_date, row._change_reason = doing.user, doing.now, doing.step.name
            for name, value in fields.items():
                setattr(row, name, value)
            row.save(update_fields=list(fields))


def _bar(case: Case, step: Step, act: Act) -> Bar:
    bar = act.edition.bars[step.bar]
    moment = case.approved_at if bar.since == "approval" and case.approved_at else act.now
    return Bar(
        person_id=case.person_id, case=case, kind=bar.key, paragraph=bar.paragraph, since=local_day(moment),
        until=bar_until(bar, moment), edition=case.edition,
    )  # fmt: skip


def _save(cases: list[Case], before: Snapshots, user: Any, now: datetime, reason: str) -> None:
    """One UPDATE for all cases that change alike, guarded by their version, and their history."""
    groups: dict[str, tuple[dict[str, Any], list[Case]]] = {}
    for case in cases:
        changed = {n: case.__dict__[n] for n in _FIELDS if case.__dict__[n] != before[case.pk][n]}
        groups.setdefault(repr(sorted(changed.items())), (changed, []))[1].append(case)
    for changed, same in groups.values():
        rows = Case.objects.filter(pk__in=[c.pk for c in same]) if len(same) > 1 else Case.objects.filter(pk=same[0].pk)
        if len(same) == 1:
            rows = rows.filter(version=same[0].version)
        if rows.update(version=F("version") + 1, **changed) != len(same):
            raise StaleError(None, audit.last_event(same[0]))
    for case in cases:
        case.version += 1
    audit.write_history(cases, user, now, reason)


def _preload(cases: list[Case]) -> None:
    """What the clock's steps ask of a case, for all of them at once: the running terms, and the entries (п. 19)."""
    terms: dict[UUID, list[Deadline]] = {c.pk: [] for c in cases}
    checks: dict[UUID, list[Check]] = {c.pk: [] for c in cases}
    for deadline in Deadline.objects.filter(case__in=list(terms), state=Deadline.RUNNING).defer("days").order_by("-id"):
        terms[deadline.case_id].append(deadline)
    for check in Check.objects.filter(case__in=list(checks), kind="arrival").order_by("-id"):
        checks[check.case_id].append(check)
    for case in cases:
        case.dossier.__dict__.update(deadlines=terms[case.pk], checks=checks[case.pk])


def amend(
    case: Case, user: Any, now: datetime, what: str, facts: dict[str, Any], *, gateway: str = "",
    request_id: str = "", **changes: Any,
) -> Case:  # fmt: skip
    """Change fields of a case that stays where it is, with event and history; `case` must be locked.

    For what an applicant fills in before filing. `state` cannot be among the changes.
    `gateway`: the system that told it.
    """
    if "state" in changes:
        raise ValueError("a case moves through perform() only")
    before = {case.pk: _snapshot(case)}
    for name, value in changes.items():
        setattr(case, name, value)
    Event.objects.bulk_create([audit.note(case, what, user, now, facts, gateway, request_id)])
    _save([case], before, user, now, what)
    return case


def require_slot(slot_id: UUID, now: datetime) -> Slot:
    """A slot that is still to come and free. Raises SlotTakenError otherwise."""
    slot = Slot.objects.filter(pk=slot_id, starts_at__gt=now, case__isnull=True).first()
    if slot is None:
        raise SlotTakenError
    return slot

"""Terms stop and start with a step, and each case gets its place in the queue from its nearest one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from cases.engine.programmes import programme_of
from cases.engine.steps import STEPS, Act, Step
from cases.law.actors import Actor, answering_body
from cases.law.calendar import ALMATY, local_day
from cases.law.regulations import Term
from cases.law.terms import due, rest_of
from cases.models import Case, Deadline
from cases.models.case import NEVER
from cases.models.serviceterm import with_current_length
from cases.models.workcalendar import work_calendar
from cases.models.writes import Writes


def start_and_stop(
    acts: Mapping[UUID, Act],
    cases: Sequence[Case],
    step: Step,
    left: Mapping[UUID, str],
    now: datetime,
    day: date | None,
    writes: Writes,
) -> None:
    """`acts`: by case. `left`: the state that each case has left. `day`: on which what the step records happened, None
    where that is now: a term is stopped and begun by it, not by the hour of the recording."""
    ended, started = [], []
    for case in cases:
        running, outcome = _running(case), acts[case.pk].outcome
        goes_on, moved = outcome.goes_on, case.state != left[case.pk]
        on = {d.key for d in running if d.key in goes_on and case.state in case.law.terms[d.key].bounds}
        back = step.goes_back and moved
        whole = back or case.place.final
        stopping = [d for d in running if whole or (d.key not in on and _ends(d, case, step, moved))]
        ended += [_stop(case, d, step, now, day) for d in stopping]
        begun = _begun(case, step, now, day)
        keys = _bounding(case) if back else [key for key in _started(case, step) if key not in on]
        run = {key: days_used(case, key) if key in goes_on else 0 for key in keys}
        fresh = [start_term(case, key, begun, run[key], outcome.until.get(key)) for key in keys]
        started += fresh
        place_in_queue(case, [*(d for d in running if d not in stopping), *fresh])
        _date(case, left[case.pk], now)
        case.forget_dossier()
    _write_ended(ended, writes)
    writes.insert(started)


def _started(case: Case, step: Step) -> list[str]:
    """The step declares which terms it may start; the order says whether it does (interpretation 3)."""
    return [key for key in step.starts if step.name in case.law.terms[key].event]


def _bounding(case: Case) -> list[str]:
    """The terms that run in this state: a case that comes back to it has them again. What begins with a step that
    leaves this place, and runs over it where that step is taken back, has not begun here."""
    leaving = {step.name for step in STEPS.values() if case.state in step.sources and step.target != case.state}
    return [
        key for key, term in case.law.terms.items() if case.state in term.bounds and not (leaving & set(term.event))
    ]


def _begun(case: Case, step: Step, now: datetime, day: date | None) -> datetime:
    ahead = step.runs_from(case) if step.runs_from else None
    if ahead is not None and ahead > now:
        return ahead
    return now if day is None or day >= local_day(now) else datetime.combine(day, time(), ALMATY)


def days_used(case: Case, key: str) -> int:
    """How many days of this term have run, up to the day on which it last stopped."""
    last = next((d for d in case.dossier.deadlines if d.key == key and d.stopped_at), None)
    if last is None or last.stopped_at is None:
        return 0
    stopped_on = local_day(last.stopped_at)
    return last.used + sum(day.counted for day in last.proof if day.date <= stopped_on)


def start_term(case: Case, key: str, now: datetime, used: int = 0, until: date | None = None) -> Deadline:
    """A running deadline with its proof, not yet written. `used`: days of it that have run before. `until`: the last
    day, a later one than today, where somebody has named it."""
    term = rest_of(with_current_length(programme_of(case).term(case, key)), used)
    if until:
        term = replace(term, length=(until - local_day(now)).days, unit="calendar_days", roll=False)
    proof = due(term, now, work_calendar())
    return Deadline(
        case=case,
        key=key,
        edition=case.edition,
        paragraph=term.paragraph,
        starts_at=now,
        due_at=proof.due,
        last_day=proof.last_day,
        days=proof.to_json(),
        unconfirmed=bool(proof.unconfirmed_years),
        used=used,
    )


def _running(case: Case) -> list[Deadline]:
    """The running terms. A case whose place in the queue is "never" has none, which saves a statement."""
    if case.due_at is None:
        return []
    return [d for d in case.dossier.deadlines if d.state == Deadline.RUNNING]


def _ends(deadline: Deadline, case: Case, step: Step, moved: bool) -> bool:
    """A term ends when the case leaves the states over which the order has it run, or the place in which it began, with
    the step of the clock that is taken at its end, and where it starts again."""
    term = case.law.terms[deadline.key]
    restarts = deadline.key in step.starts and step.name in term.event
    gone = moved if term.here else case.state not in term.bounds
    return gone or step.name == term.on_expiry or restarts


def needs_no_action(term: Term) -> bool:
    """Its end closes something and leaves the case where it is: nobody has to act by then."""
    step = STEPS.get(term.on_expiry)
    return step is not None and step.target is None


def place_in_queue(case: Case, running: Sequence[Deadline]) -> None:
    case.waits_on = case.place.waits_on or ""
    case.due_at = min((d.due_at for d in running if not needs_no_action(case.law.terms[d.key])), default=None)
    case.queue_at = case.due_at or NEVER


def _date(case: Case, left: str, now: datetime) -> None:
    """What is put right in a closed case does not close it once more."""
    if case.state != left:
        case.state_since = now
        case.closed_at = now if case.place.final else None


def _stop(case: Case, deadline: Deadline, step: Step, now: datetime, day: date | None) -> Deadline:
    if step.by == Actor.CLOCK:
        own = step.kept is not None and step.name == case.law.terms[deadline.key].on_expiry
        deadline.met_on = step.kept(case, deadline) if step.kept and own else None
        deadline.state = Deadline.MET if deadline.met_on else Deadline.EXPIRED
    elif not _meets(deadline, step):
        deadline.state = Deadline.STOPPED
    else:
        # A day before the term began is that of another matter: it tells nothing of this one.
        happened = day is not None and local_day(deadline.starts_at) <= day
        in_time = now < deadline.due_at or (day is not None and happened and day <= deadline.last_day)
        deadline.state = Deadline.MET if in_time else Deadline.LATE
        deadline.met_on = day if happened and day != local_day(now) else None
    deadline.stopped_at = now
    return deadline


def _meets(deadline: Deadline, step: Step) -> bool:
    """Whether the step is what the term requires: it says so, or an official takes the case on from the place in which
    a term that knows nothing else has begun."""
    if deadline.term and deadline.term.here:
        return bool(answering_body(step.by) and step.target)
    return deadline.key in step.stops and deadline.key not in step.starts


def _write_ended(ended: Sequence[Deadline], writes: Writes) -> None:
    """One statement for all that ended alike."""
    groups: dict[tuple[str, datetime | None, date | None], list[UUID]] = {}
    for deadline in ended:
        groups.setdefault((deadline.state, deadline.stopped_at, deadline.met_on), []).append(deadline.pk)
    for (outcome, at, day), ids in groups.items():
        writes.update(Deadline.objects.filter(pk__in=ids), {"state": outcome, "stopped_at": at, "met_on": day})
    writes.log_rows(ended, ("state",))

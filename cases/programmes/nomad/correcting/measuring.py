"""A day that is corrected reaches the term that was measured by it (interpretation 15)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act
from cases.engine.terms.deadlines import start_term
from cases.law.calendar import ALMATY, local_day
from cases.models import Deadline
from cases.programmes.nomad.kinds import CheckKind
from cases.programmes.nomad.papers import visits
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case


WORD = "arrival_word"


def met_term(case: Case, key: str) -> Deadline | None:
    """The newest term of this kind that was ended by what it asks for, in time or late."""
    ended = (Deadline.MET, Deadline.LATE)
    return next((d for d in case.dossier.deadlines if d.key == key and d.state in ended), None)


def approval_validity(case: Case) -> Deadline | None:
    """The newest validity of an approval, running or over."""
    return case.dossier.newest("validity")


def word_until(case: Case) -> datetime:
    """The moment up to which the person is waited for who has not been seen (art. 73 of the АППК). Of a case whose days
    of the approval were closed before the term was known, it is counted from then."""
    term = next((d for d in case.dossier.deadlines if d.key == WORD and d.starts_at >= case.state_since), None)
    return term.due_at if term else start_term(case, WORD, case.state_since).due_at


def closed_by_clock(case: Case, key: str) -> Deadline | None:
    """The newest term of this kind, where the clock has closed it."""
    newest = case.dossier.newest(key)
    return newest if newest and newest.state == Deadline.EXPIRED else None


def in_window(case: Case, *days: date | None) -> bool:
    """Whether one of these days is one of the approval's, or an entry on such a day is on file (п. 19)."""
    term = approval_validity(case)
    if term is None:
        return False
    first, last = local_day(term.starts_at), term.last_day
    if any(day and first <= day <= last for day in days):
        return True
    return case.dossier.clear_within(CheckKind.ARRIVAL, first, last) is not None


def outcome(term: Deadline, day: date, recorded: datetime) -> dict[str, Any]:
    """What a term holds when what it asks for happened on `day`, and was recorded at that moment."""
    in_time = recorded < term.due_at or day <= term.last_day
    return {
        "state": Deadline.MET if in_time else Deadline.LATE,
        "met_on": day if day != local_day(recorded) else None,
    }


def by_day(term: Deadline, day: date) -> dict[str, Any]:
    """What the term holds when what it asks for happened on `day`; it was recorded when it was."""
    assert term.stopped_at is not None
    return outcome(term, day, term.stopped_at)


def end_by(case: Case, act: Act, key: str, day: date) -> None:
    """The newest term of this kind that has ended did so with what happened on `day`."""
    term = met_term(case, key)
    if term is not None:
        act.change(term, **by_day(term, day))


def begin_by(case: Case, act: Act, key: str, day: date) -> None:
    """The newest term of this kind begins with what happened on `day`; of one that has ended it is decided again
    whether that was in time."""
    term = next(d for d in case.dossier.deadlines if d.key == key)
    begun = start_term(case, key, datetime.combine(day, time(), ALMATY))
    fields = {name: getattr(begun, name) for name in ("starts_at", "due_at", "last_day", "days", "unconfirmed")}
    if term.stopped_at is not None and term.state in (Deadline.MET, Deadline.LATE):
        fields["state"] = Deadline.MET if term.stopped_at < begun.due_at else Deadline.LATE
    for name, value in fields.items():
        setattr(term, name, value)  # by it the case gets its place in the queue
    act.change(term, **fields)


def not_in_validity(case: Case, day: date) -> Promise | None:
    """Why nobody can have appeared on this day (п. 19); None where the approval was valid on it."""
    term = met_term(case, "validity")
    if term is None or local_day(term.starts_at) <= day <= term.last_day:
        return None
    return format_lazy(OUTSIDE, last=moments.day(term.last_day))


def after_the_visit(case: Case, day: date) -> Promise | None:
    """Why nobody can have arrived on this day: the package was with ЦОН before it (п. 20)."""
    came = visits.came_to_centre_at(case)
    if came is None or day <= local_day(came):
        return None
    return format_lazy(
        _("The applicant came with the package on {day}, before this."), day=moments.day(local_day(came))
    )


OUTSIDE = _(
    "The approval was valid until {last}. Give the day of appearance up to then, or the day of entry into "
    "Kazakhstan up to then."
)

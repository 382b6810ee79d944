"""The last days that the portal has named for a complaint and for going to court, counted again by a changed calendar:
the later day holds, as of any term of the applicant (interpretation 18).

They are no terms of a case: a letter names one, or a delay that has ended leaves one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from cases.engine.rulings import remedies
from cases.law.actors import Actor
from cases.law.calendar import ALMATY, WorkCalendar, local_day
from cases.law.places import PLACES, May
from cases.law.recounts import Recount
from cases.law.regulations import Term
from cases.law.terms import Proof, due, end_of
from cases.models import Case, Deadline, Letter, Remedy, RemedyRecount
from cases.models.letter import LETTERS
from cases.models.remedy import by_body

_DAY = timedelta(days=1)
_DAYS = {"working_days": 3, "calendar_days": 1, "months": 31, "years": 366}
"""Days of the calendar that one of a unit takes at most, roughly: what lies further back is not even looked at."""
_ROLLED = 30


class NamedDay(NamedTuple):
    """A last day that somebody relies on."""

    case: Case
    way: str
    """Of `RemedyRecount.WAYS`."""
    since: datetime
    """From here it is counted."""
    remedy: Remedy
    holds: date | None
    """As the letter names it, or an earlier change of the calendar has left it; None where the count alone says it."""
    letter: Letter | None = None
    deadline: Deadline | None = None
    """The term that was let pass."""

    @property
    def length(self) -> Term:
        return remedies.term_of(self.remedy, self.way)


class MovedDay(NamedTuple):
    """A named day that a changed calendar counts otherwise."""

    named: NamedDay
    former: Proof
    result: Recount


class BothCalendars:
    """Counts by the calendar before a change and after it; what is as long and began on one day is counted once."""

    def __init__(self, former: WorkCalendar, changed: WorkCalendar) -> None:
        self._calendars = former, changed
        self._counted = cache(self._count)

    def moved(self, day: NamedDay) -> MovedDay | None:
        """None where both end the count on one day."""
        former, counted = self._counted(day.length, local_day(day.since))
        if former.last_day == counted.last_day:
            return None
        before = max(former.last_day, day.holds or former.last_day)
        return MovedDay(day, former, Recount(before, counted, max(before, counted.last_day)))

    def _count(self, length: Term, since: date) -> tuple[Proof, Proof]:
        begins = datetime.combine(since, time.min, ALMATY)
        former, changed = (due(length, begins, calendar) for calendar in self._calendars)
        return former, changed


def moved_by(first: date, last: date, former: WorkCalendar, changed: WorkCalendar) -> Iterator[MovedDay]:
    """Every named day that the two calendars count otherwise, where they differ in days from `first` to `last`."""
    counts, reached = BothCalendars(former, changed), (letters_reached(first, last), delays_reached(first, last))
    for named in (days_of_letters(reached[0]), days_of_delays(reached[1])):
        yield from filter(None, map(counts.moved, named))


def label(named: NamedDay) -> str:
    """Which last day it is, and of what: of a letter, by its number, or of a delay."""
    of = named.letter.number if named.letter else str(named.deadline and named.deadline.get_key_display())
    return f"{dict(RemedyRecount.WAYS)[named.way]}: {of}"


# ---------------------------------------------------------------------------------------------- what a change reaches


def letters_reached(first: date, last: date) -> QuerySet[Letter]:
    """Letters that may name a day counted through one from `first` to `last`, by id; without those whose act has fallen
    and those about which a complaint is filed."""
    kinds = [kind for kind, letter in LETTERS.items() if letter.challenged or letter.in_writing]
    candidates = Q(kind__in=kinds) | Q(facts__has_any_keys=list(remedies.COURT_DAYS))
    begun = {"at__gte": _earliest(first), "at__lt": end_of(last - _DAY)}
    rows = Letter.objects.filter(candidates, set_aside_at=None, **begun).exclude(pk__in=_complained("about_letter"))
    return rows.select_related("case__person").order_by("id")


def delays_reached(first: date, last: date) -> QuerySet[Deadline]:
    """The same of delays that have ended, by id."""
    ended = {"stopped_at__gte": _earliest(first), "stopped_at__lt": end_of(last - _DAY)}
    rows = Deadline.objects.filter(Q(stopped_at__gte=F("due_at")), **ended).exclude(pk__in=_complained("about_term"))
    return rows.select_related("case__person").order_by("id")


def _earliest(first: date) -> datetime:
    """What began before it is over, by whatever calendar."""
    lengths = [row.length(key) for row in Remedy.objects.all() for key in ("complaint", "court")]
    longest = max((length * _DAYS[unit] for length, unit in lengths), default=0)
    return end_of(first - timedelta(days=longest + _ROLLED))


def _complained(about: str) -> QuerySet[Case]:
    """About what a complaint is filed; one that is a draft, or was taken back, is none."""
    none = {*PLACES.of(Actor.APPLICANT), *PLACES.where(May.BEGIN_AGAIN)}
    return Case.objects.filter(**{f"{about}__isnull": False}).exclude(state__in=none).values(about)


# --------------------------------------------------------------------------------------------------------- named days


def names_a_day(letter: Letter) -> bool:
    """Whether its facts have a last day for a complaint or for going to court."""
    paths = (remedies.COMPLAINT_DAY, *((name,) for name in remedies.COURT_DAYS))
    return any(remedies.named_day(letter, *path) for path in paths)


def days_of_letters(letters: Iterable[Letter]) -> Iterator[NamedDay]:
    """Of each that names a day and whose remedy is entered."""
    known, rows = by_body(Remedy.objects.all()), list(letters)
    moved = RemedyRecount.last_days(letter__in=rows)
    for letter in rows:
        day = _complaint_day(letter, known) or _court_day(letter, known)
        if day is not None:
            yield day._replace(holds=max(filter(None, (day.holds, moved.get(letter.pk))), default=None))


def _complaint_day(letter: Letter, known: remedies.Remedies) -> NamedDay | None:
    named = remedies.named_day(letter, *remedies.COMPLAINT_DAY)
    if named is None:
        return None
    edition = letter.facts["edition"]["key"]
    remedy = remedies.remedy_of(edition, remedies.issued_by(letter), local_day(letter.at), known)
    if remedy is None:
        return None
    return NamedDay(letter.case, RemedyRecount.COMPLAINT, letter.at, remedy, named, letter)


def _court_day(letter: Letter, known: remedies.Remedies) -> NamedDay | None:
    named = next((name for name in remedies.COURT_DAYS if letter.facts.get(name)), None)
    remedy = remedies.remedy_about(letter.case, known) if named else None
    since = _court_since(letter, named or "")
    if named is None or remedy is None or since is None:
        return None
    day = date.fromisoformat(letter.facts[named])
    return NamedDay(letter.case, RemedyRecount.COURT, since, remedy, day, letter)


def _court_since(letter: Letter, named: str) -> datetime | None:
    """The day of the letter; of a higher body that is silent, the end of the term that began with the letter."""
    if named != remedies.SILENT_COURT_UNTIL:
        return letter.at
    term = Deadline.objects.filter(case=letter.case_id, starts_at=letter.at).order_by("id").first()
    return datetime.combine(term.last_day, time.min, ALMATY) if term else None


def days_of_delays(terms: Iterable[Deadline]) -> Iterator[NamedDay]:
    """Of each about which one may complain here."""
    known, rows = by_body(Remedy.objects.all()), list(terms)
    moved = RemedyRecount.last_days(deadline__in=rows)
    for term in rows:
        way = remedies.how_delay_challenged(term, known)
        if way and term.stopped_at:
            ended, holds = term.stopped_at, moved.get(term.pk)
            yield NamedDay(term.case, RemedyRecount.COMPLAINT, ended, way[1], holds, deadline=term)

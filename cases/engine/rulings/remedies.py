"""How an act is challenged: which body issued it, to whom and until when a complaint goes (art. 91 of the АППК).

An administrator enters it in `Remedy`; without a row nothing is promised to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from cases.engine.rulings.ways_back import carried_out_acts
from cases.engine.steps import STEPS, Step
from cases.law import regulations
from cases.law.actors import Actor, answering_body
from cases.law.calendar import ALMATY, local_day
from cases.law.places import place_of
from cases.law.regulations import Term
from cases.law.terms import Proof, due
from cases.models import Case, Deadline, Event, Letter, Remedy, RemedyRecount
from cases.models.letter import LETTERS
from cases.models.remedy import in_force
from cases.models.workcalendar import work_calendar

ARTICLE = "art. 91"
COURT_UNTIL, SILENT_COURT_UNTIL = "court_until", "silent_court_until"
COURT_DAYS = (COURT_UNTIL, SILENT_COURT_UNTIL)
"""Under these names a letter on a complaint has its last day for going to court; the second, where the higher body is
silent."""


def body_of_step(step: Step) -> str:
    """The body that answers for the act which a step is, or passes on; "" for a step of the applicant."""
    return next((body for act in carried_out_acts(step) if (body := answering_body(act.by))), "")


Remedies = Mapping[tuple[str, str], Sequence[Remedy]]
"""By edition and body, as the dossier of a case has them."""

Moved = Mapping[UUID, date]
"""By letter or by term, the last day that a changed calendar has left (`RemedyRecount.last_days`)."""
COMPLAINT_DAY = ("remedies", "until")
"""Where a letter names the last day for a complaint."""


def remedy_of(edition: str, body: str, day: date, known: Remedies | None = None) -> Remedy | None:
    """How an act of this day is challenged. `known`: rows that were read once for several acts."""
    rows = Remedy.objects.filter(edition=edition, body=body) if known is None else known.get((edition, body), ())
    return in_force(rows, day)


def event_of(letter: Letter) -> Event | None:
    """The event of the step whose letter this is."""
    names = [name for name, step in STEPS.items() if step.letter == letter.kind]
    return Event.objects.filter(case=letter.case_id, at=letter.at, step__in=names).order_by("-id").first()


def act_event_of(letter: Letter) -> Event | None:
    """The event of the act that the letter reports: where its step only passes a decision on, that of the decision."""
    event = event_of(letter)
    if event is None:
        return None
    names = [act.name for act in carried_out_acts(STEPS[event.step])]
    made = Event.objects.filter(case=letter.case_id, id__lte=event.pk, step__in=names)
    return made.order_by("-id").first()


def issued_by(letter: Letter) -> str:
    """The body whose act the letter is; the event is read only where several bodies write such letters."""
    bodies = {body_of_step(step) for step in STEPS.values() if step.letter == letter.kind}
    if len(bodies) == 1:
        return bodies.pop()
    event = event_of(letter)
    return body_of_step(STEPS[event.step]) if event else ""


def is_challenged(letter: Letter) -> bool:
    """Whether it is of a kind about which one complains (art. 91)."""
    return letter.kind in LETTERS and LETTERS[letter.kind].challenged


def how_challenged(letter: Letter, remedies: Remedies | None = None) -> tuple[str, Remedy] | None:
    """The body that issued the act, and how it is challenged; None for a letter about which nobody complains here.
    `remedies`: rows read once for several letters."""
    if not is_challenged(letter):
        return None
    body, edition = issued_by(letter), letter.facts["edition"]["key"]
    if letter.kind in regulations.edition(edition).challenged_in_writing:
        return None
    remedy = remedy_of(edition, body, local_day(letter.at), remedies)
    return (body, remedy) if remedy else None


def against_delay(case: Case, late_from: date) -> tuple[str, Remedy] | None:
    """The body on which the case waits, and how to complain about it where it is late from this day; None without a
    row."""
    body = case.body if case.waits_on == Actor.HEAD else answering_body(case.waits_on or "")
    remedy = remedy_of(edition_about(case), body, late_from, case.dossier.remedies) if body else None
    return (body, remedy) if remedy else None


def edition_about(case: Case) -> str:
    """The order under which the complaint is made: of the letter, or of the term; of a case about no other, its own."""
    if case.about_letter:
        return str(case.about_letter.facts["edition"]["key"])
    return case.about_term.edition if case.about_term else case.edition


def remedy_about(complaint: Case, known: Remedies | None = None) -> Remedy | None:
    """The row of the body that is complained about, of the day of the act or of the delay; None where there is none.
    `known`: rows that were read once for several complaints."""
    letter, term = complaint.about_letter, complaint.about_term
    day = local_day(letter.at) if letter else term.late_from if term else None
    return remedy_of(edition_about(complaint), complaint.body, day, known) if day else None


# ------------------------------------------------------------------------------------------------ what is left undone


def late_body(term: Deadline) -> str:
    """The body that answers for the officials who let the term run out: on whom the case waits, or waited when it
    ended. "" for a head."""
    if not term.binds_officials:
        return ""
    state = term.case.state
    if term.stopped_at:
        ended = Event.objects.filter(case=term.case_id, at=term.stopped_at).order_by("id").first()
        state = ended.source if ended else ""
    return answering_body(place_of(state).waits_on or "") if state else ""


def is_late(term: Deadline, now: datetime) -> bool:
    """It is over and not done, or was done after its last day."""
    return term.binds_officials and term.state != Deadline.MET and term.due_at <= (term.stopped_at or now)


def how_delay_challenged(term: Deadline, remedies: Remedies | None = None) -> tuple[str, Remedy] | None:
    """The body that is answerable for the term, and how to complain about it; None where nobody complains here.

    `remedies`: rows read once for several terms."""
    body = late_body(term)
    if not body or term.key in regulations.edition(term.edition).challenged_in_writing:
        return None
    remedy = remedy_of(term.edition, body, term.late_from, remedies)
    return (body, remedy) if remedy else None


def delay_until(term: Deadline, remedy: Remedy, moved: Moved | None = None) -> date | None:
    """The last day for a complaint about it: the term of a complaint, from the day on which the delay ended
    (interpretation 68). None while it lasts."""
    if term.stopped_at is None:
        return None
    days = RemedyRecount.last_days(deadline=term) if moved is None else moved
    return _latest(complaint_term(remedy, term.stopped_at).last_day, days.get(term.pk))


def complaints_of_delay(terms: Sequence[Deadline]) -> dict[object, Case]:
    """By the key of the term, the newest complaint about it."""
    rows = Case.objects.filter(about_term__in=[term.pk for term in terms]).order_by("id")
    return {row.about_term_id: row for row in rows}


def complaint_term(remedy: Remedy, known_at: datetime) -> Proof:
    """The term of the complaint, from the day on which the act became known: that of its letter."""
    return due(term_of(remedy, "complaint"), known_at, work_calendar())


def court_term(remedy: Remedy, known_at: datetime) -> Proof:
    return due(term_of(remedy, "court"), known_at, work_calendar())


def court_after(remedy: Remedy, silent_until: date) -> date:
    """The last day for going to court about the silence of the higher body, whose own term ended with this day."""
    return court_term(remedy, datetime.combine(silent_until, time.min, ALMATY)).last_day


def term_of(remedy: Remedy, key: str) -> Term:
    """The term of a challenge, as the row has it; `key` as for `Remedy.length`."""
    length, unit = remedy.length(key)
    name = next((name for name, columns in Remedy.TERMS.items() if columns == key), key)
    return Term(name, length, unit, (), (), "overdue", unit != "working_days", ARTICLE)  # type: ignore[arg-type]


def last_day_of(complaint: Case) -> date | None:
    """The last day on which this complaint is in time; None where there is no such day."""
    if complaint.about_letter:
        return last_day(complaint.about_letter)
    remedy = remedy_about(complaint)
    return delay_until(complaint.about_term, remedy) if complaint.about_term and remedy else None


def last_day(letter: Letter, remedies: Remedies | None = None, moved: Moved | None = None) -> date | None:
    """Until when a complaint about this letter is in time; None where nobody complains about it here.

    The day that the letter names binds the body (interpretation 57): a later row, or a changed calendar, may only move
    it further."""
    way = how_challenged(letter, remedies)
    if way is None:
        return None
    days = RemedyRecount.last_days(letter=letter) if moved is None else moved
    return _latest(complaint_term(way[1], letter.at).last_day, named_day(letter, *COMPLAINT_DAY), days.get(letter.pk))


def written_until(letter: Letter, moved: Moved | None = None) -> date | None:
    """The last day that the letter names for a complaint in writing, as changed calendars have left it."""
    days = RemedyRecount.last_days(letter=letter) if moved is None else moved
    return _latest(named_day(letter, *COMPLAINT_DAY), days.get(letter.pk))


def court_until(letter: Letter, moved: Moved | None = None) -> date | None:
    """The last day for going to court that this letter on a complaint names, as changed calendars have left it; None
    where it names none."""
    days = RemedyRecount.last_days(letter=letter) if moved is None else moved
    named = (named_day(letter, name) for name in COURT_DAYS)
    return _latest(next(filter(None, named), None), days.get(letter.pk))


def named_day(letter: Letter, *path: str) -> date | None:
    """A day among the facts of the letter, by the names that lead to it; None where it has none there."""
    facts: Any = letter.facts
    for name in path:
        facts = facts.get(name) or {}
    return date.fromisoformat(facts) if facts else None


def _latest(*days: date | None) -> date | None:
    return max(filter(None, days), default=None)


def complaints_about(case: Case) -> dict[object, Case]:
    """By the key of the letter, the newest complaint about it."""
    rows = Case.objects.filter(about_letter__case=case).order_by("id")
    return {row.about_letter_id: row for row in rows}

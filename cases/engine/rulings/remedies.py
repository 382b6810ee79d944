"""How an act is challenged: which body issued it, to whom and until when a complaint goes (art. 91 of the АППК).

What an administrator keeps of it stands in `Remedy`; without a row nothing is promised to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from cases.engine.rulings.ways_back import act_behind
from cases.engine.steps import STEPS, Step
from cases.law.actors import Actor, body_of
from cases.law.regulations import Term
from cases.law.terms import Proof, due
from cases.models import Case, Event, Letter, Remedy
from cases.models.letter import LETTERS
from cases.models.workcalendar import work_calendar

ARTICLE = "art. 91"


def body_behind(step: Step) -> str:
    """The body whose act a step is, or passes on; "" for a step of the applicant or of the public service centre."""
    return next((body for act in act_behind(step) if (body := body_of(act.by))), "")


def remedy_of(edition: str, body: str) -> Remedy | None:
    return Remedy.objects.filter(edition=edition, body=body).first()


def event_of(letter: Letter) -> Event | None:
    """Of the step whose letter this is."""
    names = [name for name, step in STEPS.items() if step.letter == letter.kind]
    return Event.objects.filter(case=letter.case_id, at=letter.at, step__in=names).order_by("-id").first()


def act_event_of(letter: Letter) -> Event | None:
    """Of the act that the letter tells of: where its step only passes a decision on, that of the decision."""
    event = event_of(letter)
    if event is None:
        return None
    names = [act.name for act in act_behind(STEPS[event.step])]
    made = Event.objects.filter(case=letter.case_id, id__lte=event.pk, step__in=names)
    return made.order_by("-id").first()


def issued_by(letter: Letter) -> str:
    """The body whose act the letter holds; what happened is asked only where several bodies write such letters."""
    bodies = {body_behind(step) for step in STEPS.values() if step.letter == letter.kind}
    if len(bodies) == 1:
        return bodies.pop()
    event = event_of(letter)
    return body_behind(STEPS[event.step]) if event else ""


def is_adverse(letter: Letter) -> bool:
    return letter.kind in LETTERS and LETTERS[letter.kind].adverse


Kept = Mapping[tuple[str, str], Remedy]
"""By edition and body."""


def kept_for(letters: Sequence[Letter]) -> Kept:
    """The remedies of all their editions, in one statement."""
    editions = {letter.facts["edition"]["key"] for letter in letters}
    return {(row.edition, row.body): row for row in Remedy.objects.filter(edition__in=editions)} if editions else {}


def challenged(letter: Letter, kept: Kept | None = None) -> tuple[str, Remedy] | None:
    """The body that issued the act, and how it is challenged; None for a letter about which nobody complains here.
    `kept`: where it is asked of several letters."""
    if not is_adverse(letter):
        return None
    body, edition = issued_by(letter), letter.facts["edition"]["key"]
    remedy = remedy_of(edition, body) if kept is None else kept.get((edition, body))
    return (body, remedy) if remedy else None


def against_delay(case: Case) -> tuple[str, Remedy] | None:
    """The body on which the case waits, and how it is complained of where it is late; None where nothing is kept."""
    body = case.body if case.waits_on == Actor.HEAD else body_of(case.waits_on or "")
    edition = case.about_letter.facts["edition"]["key"] if case.about_letter else case.edition
    remedy = remedy_of(edition, body) if body else None
    return (body, remedy) if remedy else None


def complaint_term(remedy: Remedy, known_at: datetime) -> Proof:
    """The term of the complaint, from the day on which the act became known: that of its letter."""
    return due(term_of(remedy, "complaint"), known_at, work_calendar())


def court_term(remedy: Remedy, known_at: datetime) -> Proof:
    return due(term_of(remedy, "court"), known_at, work_calendar())


def term_of(remedy: Remedy, key: str) -> Term:
    """The term of a challenge, as the row has it; `key` as for `Remedy.length`."""
    length, unit = remedy.length(key)
    name = next((name for name, columns in Remedy.TERMS.items() if columns == key), key)
    return Term(name, length, unit, (), (), "overdue", unit != "working_days", ARTICLE)  # type: ignore[arg-type]


def last_day(letter: Letter, kept: Kept | None = None) -> date | None:
    """Until when a complaint about this letter is in time; None where nobody complains about it here.

    The day that the letter names binds the body (interpretation 57): what is kept since may only move it further."""
    way = challenged(letter, kept)
    if way is None:
        return None
    counted, named = complaint_term(way[1], letter.at).last_day, letter.facts.get("remedies", {}).get("until")
    return max(counted, date.fromisoformat(named)) if named else counted


def complaints_about(case: Case) -> dict[object, Case]:
    """By the key of the letter, the newest complaint about it."""
    rows = Case.objects.filter(about_letter__case=case).order_by("id")
    return {row.about_letter_id: row for row in rows}

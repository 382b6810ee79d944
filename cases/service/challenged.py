"""How acts are challenged, as the sides read it: complaints, and their terms (art. 91)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from cases.engine import rulings
from cases.engine.rulings import remedies
from cases.engine.rulings.last_days import names_a_day
from cases.engine.steps import STEPS, step_where
from cases.law.actors import ActingBody
from cases.law.places import May, Places
from cases.law.regulations import Edition
from cases.models import Case, Deadline, Event, Letter, Remedy, Ruling, User
from cases.models.letter import LETTERS
from cases.models.remedy import by_body
from cases.programmes import complaint
from cases.programmes.complaint import requirements
from cases.programmes.complaint.facts import MOOT, ComplaintText
from cases.programmes.complaint.programme import COMPLAINT

__all__ = [
    "challenges",
    "complaint_places",
    "complaint_text",
    "complaints_of",
    "complaints_waiting",
    "concerns",
    "delay_ways",
    "further",
    "in_writing",
    "last_day",
    "moot_reason",
    "names_a_day",
    "ruling_waiting",
    "silence",
    "to_court",
    "unconfirmed",
]


def complaint_places() -> Places:
    """Every state of a complaint."""
    return COMPLAINT.places


def complaints_of(user: User, limit: int) -> list[Case]:
    """Newest first: the person's complaints, with the letters they are about."""
    rows = Case.objects.visible_to(user, complaint.KEY).select_related("about_letter__case", "about_term__case")
    return list(rows.order_by("-id")[:limit])


def complaints_waiting(user: User, limit: int) -> list[Case]:
    """Complaints that wait for this head, the most urgent first."""
    rows = Case.objects.visible_to(user, complaint.KEY).awaiting(user.role, user.city_id)
    return list(rows.select_related("person", "about_letter__case", "about_term__case")[:limit])


def unconfirmed(complaints: Sequence[Case]) -> set[UUID]:
    """Of these complaints those whose terms nobody has compared with the law, by their keys; in three statements at
    most."""
    if not complaints:
        return set()
    prefetch_related_objects(complaints, "about_letter", "about_term")
    rows = by_body(Remedy.objects.filter(body__in={complaint.body for complaint in complaints}))
    about = ((complaint, remedies.remedy_about(complaint, rows)) for complaint in complaints)
    return {complaint.pk for complaint, remedy in about if remedy is None or not remedy.confirmed}


@dataclass(frozen=True, slots=True)
class ComplaintWay:
    """How a letter can be challenged."""

    last_day: date
    """On which a complaint about the letter is in time."""
    complaint: Case | None
    """The one that was begun; None where there is none."""
    higher: str
    """The body to which it goes on, in the reader's language; "" where none is entered."""


def last_day(complaint: Case) -> date | None:
    """Until when it is in time; None where no day ends it."""
    return remedies.last_day_of(complaint)


def concerns(user: User, pk: UUID) -> bool:
    """Whether this is a letter to the person, or a term, of one of the person's cases."""
    if user.person_id is None:
        return False
    letter = Letter.objects.filter(pk=pk, case__person=user.person_id).first()
    return letter.for_applicant if letter else Deadline.objects.filter(pk=pk, case__person=user.person_id).exists()


def complaint_text(complaint: Case) -> dict[str, Any]:
    """What was filed: text, excuse, last day, whether late; {} before."""
    filed = step_where(facts=ComplaintText).name
    row = Event.objects.filter(case=complaint, step=filed).order_by("-id").values_list("facts", flat=True).first()
    return row or {}


def challenges(case: Case, letters: Iterable[Letter]) -> dict[UUID, ComplaintWay]:
    """How each of these letters (rows of `queries.letters_of`) can be complained about, by its key; others are left
    out. A complaint that was withdrawn closes no way: within the term there may be another."""
    adverse = [letter for letter in letters if remedies.is_challenged(letter)]
    about = remedies.complaints_about(case) if adverse else {}
    filed = {pk: row for pk, row in about.items() if May.BEGIN_AGAIN not in row.place.may}
    standing = [letter for letter in adverse if letter.pk in filed or not letter.set_aside_at]
    ways = {letter.pk: _complaint_way(case, letter, filed.get(letter.pk)) for letter in standing}
    return {pk: way for pk, way in ways.items() if way}


def _complaint_way(case: Case, letter: Letter, complaint: Case | None) -> ComplaintWay | None:
    known, moved = case.dossier.remedies, _moved(letter)
    day, way = remedies.last_day(letter, known, moved), remedies.how_challenged(letter, known)
    return ComplaintWay(day, complaint, way[1].higher if way else "") if day else None


def _moved(letter: Letter) -> remedies.Moved:
    return {letter.pk: letter.moved_until} if letter.moved_until else {}  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class DelayWay:
    """How a delay can be challenged."""

    open: bool
    """A complaint can be begun now."""
    last_day: date | None
    """None while the delay lasts."""
    complaint: Case | None
    """The one that was begun; None where there is none."""


def delay_ways(case: Case, now: datetime) -> dict[UUID, DelayWay]:
    """How each term of the case can be complained about, by its key; left out are those of the person and of a head,
    and those that were met. After its days a complaint is filed late, and marked so."""
    terms = [d for d in case.dossier.deadlines if d.binds_officials and (not d.stopped_at or remedies.is_late(d, now))]
    for term in terms:
        term.case = case
    known = case.dossier.remedies if terms else {}
    late = [term for term in terms if remedies.is_late(term, now)]
    filed = remedies.complaints_of_delay(late) if late else {}
    remedied = [(term, way[1]) for term in terms if (way := remedies.how_delay_challenged(term, known))]
    moved = case.dossier.moved_days if any(term.stopped_at for term, _remedy in remedied) else {}
    return {
        term.pk: DelayWay(remedies.is_late(term, now), remedies.delay_until(term, remedy, moved), filed.get(term.pk))
        for term, remedy in remedied
    }


def in_writing(letter: Letter) -> dict[str, Any] | None:
    """How an act in the person's favour is challenged, as its letter (of `queries.letters_of`) has it, by the last day
    that holds now (ISO 8601); None for a letter that names no way, or a fallen one."""
    way: dict[str, Any] | None = letter.facts.get("remedies")
    day = remedies.written_until(letter, _moved(letter)) if way and not letter.set_aside_at else None
    return way | {"until": day.isoformat()} if way and day else None


def further(letters: Iterable[Letter]) -> dict[str, Any] | None:
    """The way to court that the letter on a complaint names, by the last day that holds now (ISO 8601): the facts of
    the newest such letter. None where none names it."""
    letter = next((row for row in letters if row.facts.get(remedies.COURT_UNTIL)), None)
    day = remedies.court_until(letter, _moved(letter)) if letter else None
    return letter.facts | {remedies.COURT_UNTIL: day.isoformat()} if letter and day else None


def to_court(complaint: Case) -> Remedy | None:
    """How one goes to court where the higher body does not answer; None while the complaint is elsewhere."""
    return remedies.remedy_about(complaint) if May.GO_TO_COURT in complaint.place.may else None


def ruling_waiting(case: Case) -> Ruling | None:
    """By which an act on the case falls once another head has confirmed it, with `about`: that act, as its letter is
    called. None for none."""
    ruling = rulings.waiting_ruling(case)
    if ruling is not None:
        act = STEPS[ruling.act]
        ruling.about = LETTERS[act.letter].name if act.letter in LETTERS else act.label  # type: ignore[attr-defined]
    return ruling


def moot_reason(complaint: Case) -> str:
    """Why nothing is left to decide, in words; "" while there is, and once it is answered."""
    why = requirements.reason_to_close(complaint) if complaint.open else ""
    return str(MOOT[why]) if why else ""


@dataclass(frozen=True, slots=True)
class Silence:
    """The higher body has let its term expire."""

    answer_until: date
    court_until: date
    """Counted from the end of that term."""
    remedy: Remedy


def silence(complaint: Case, now: datetime) -> Silence | None:
    """Until when one may go to court about the silence of the higher body; None while its term runs."""
    remedy = to_court(complaint)
    running = (row for row in complaint.dossier.deadlines if row.state == Deadline.RUNNING and row.due_at <= now)
    term = next(running, None)
    if remedy is None or term is None:
        return None
    letters = Letter.objects.filter(case=complaint, facts__has_key=remedies.SILENT_COURT_UNTIL)
    handed_on = letters.order_by("-id").first()
    named = remedies.court_until(handed_on, complaint.dossier.moved_days) if handed_on else None
    counted = remedies.court_after(remedy, term.last_day)
    return Silence(term.last_day, max(counted, named or counted), remedy)


def remedies_of(law: Edition, day: date) -> list[Remedy]:
    """How acts of this day of each body under this order are challenged, in the order in which the bodies act;
    `lengths`: the terms in the order in which they run."""
    known = by_body(Remedy.objects.filter(edition=law.key))
    rows = [row for body in ActingBody.values if (row := remedies.remedy_of(law.key, body, day, known))]
    for row in rows:
        row.lengths = [remedies.term_of(row, key) for key in ("complaint", "review", "answer", "court")]  # type: ignore[attr-defined]
    return rows

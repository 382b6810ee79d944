"""What a satisfied complaint does to the case complained of: a ruling where an act falls, an order where it is late."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.engine import rulings
from cases.engine.rulings import RulingFacts, ordering, remedies
from cases.engine.rulings.ordering import OrderFacts
from cases.engine.steps import Act
from cases.law.calendar import local_day
from cases.models import Case, Event, Ruling


def order(case: Case, act: Act, until: date | None) -> None:
    """What is late is to be done by this day: a term of the case complained of. What was done meanwhile, or is left by
    a case that has ended, nobody is ordered to do; the complaint has its answer all the same (interpretation 68)."""
    term = case.about_term
    step = ordering.ordering_step(term) if term else None
    act.remark(ordered=step is not None)
    if term and step and until:
        act.beside(term.case_id, step.name, OrderFacts(complaint=case.number, until=until))


def set_aside(case: Case, act: Act, kind: str, paper: tuple[str, str, date, str]) -> None:
    """Record the ruling on the case complained of, where the act of the letter is still in force; say whether the case
    itself will go back, or has gone on from that act."""
    about = case.about
    event = _falling(case, about) if about else None
    recording = rulings.recording_step(about) if about and event else None
    act.remark(falls=recording is not None)
    if about and event and recording:
        document, number, day, body = paper
        words: dict[str, Any] = {"document": document, "number": number, "ruled_on": day, "body": body}
        facts = RulingFacts(**words, kind=kind, act=event.step, made_at=event.at, complaint=case.number)
        act.beside(about.pk, recording.name, facts)
        act.remark(stays=event not in rulings.current_acts(about) or None)


def set_aside_by_the_head(case: Case, act: Act) -> None:
    """By this very decision, which is the paper of the ruling."""
    set_aside(case, act, Ruling.OWN, (DECISION, case.number, local_day(act.now), deciding_body(case)))


DECISION = "Решение по жалобе / Шағым бойынша шешім"
"""What the body's own decision is called on the case complained of, in both languages of letters."""


def _falling(case: Case, about: Case) -> Event | None:
    """The act behind the letter, unless it has fallen already; one of the same name that was made since is another."""
    letter = case.about_letter
    act = remedies.act_event_of(letter) if letter and letter.set_aside_at is None else None
    return act if act in rulings.acts_that_can_fall(about) else None


def deciding_body(case: Case) -> str:
    """The body that has decided, as a court would name it, in both languages of letters."""
    if case.city is not None:
        return f"{case.city.department_ru} / {case.city.department_kk}"
    bodies = case.about.law.bodies if case.about else {}
    name = bodies[case.body].name if case.body in bodies else None
    return f"{name.ru} / {name.kk}" if name else case.body

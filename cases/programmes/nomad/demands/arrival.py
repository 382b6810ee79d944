"""The arrival within the days of the approval, and the applicant's claim of it (п. 19)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, demand
from cases.engine.steps.proceedings import fields_of, in_order
from cases.engine.steps.wordings import text_faults
from cases.law.calendar import local_day
from cases.programmes.nomad.applicants import claims
from cases.programmes.nomad.correcting import measuring
from cases.programmes.nomad.facts import (
    Arrival,
    Claim,
    Lapse,
)
from cases.values import moments, wording

if TYPE_CHECKING:
    from cases.models import Case


@demand(_("the applicant came, or entered Kazakhstan, within the validity"))
def came_in_time(case: Case, now: datetime, facts: Arrival) -> Faults:
    """п. 19: who appeared, or entered Kazakhstan, on a day of the validity; whenever it is recorded."""
    term = measuring.approval_validity(case)
    if term is None or measuring.in_window(case, facts.arrived_on, facts.crossed_on):
        return []
    return [("arrived_on", format_lazy(measuring.OUTSIDE, last=moments.day(term.last_day)))]


@demand(_("an arrival that is recorded after the days of the approval says how it is known"))
def late_record_has_its_proof(case: Case, now: datetime, facts: Arrival) -> Faults:
    term = measuring.approval_validity(case)
    if term is None or now < term.due_at or measuring.in_window(case):
        return []
    known = facts.crossed_on and facts.crossing
    wrong = None if known else wording.text_fault(facts.proof, wording.PROOF)
    return [("proof", wrong)] if wrong else []


@demand(_("the day is one of the approval's"))
def claimed_day(case: Case, now: datetime, facts: Claim) -> Faults:
    """The applicant's own word (interpretation 15)."""
    term = measuring.approval_validity(case)
    if facts.day > local_day(now):
        return [("day", _("This day is still to come."))]
    if term is None or local_day(term.starts_at) <= facts.day <= term.last_day:
        return []
    sentence = _("The approval was valid from {first} until {last}: a day outside of them is no arrival in time.")
    return [
        ("day", format_lazy(sentence, first=moments.day(local_day(term.starts_at)), last=moments.day(term.last_day)))
    ]


@demand(_("each of the applicant's words is answered"))
def claims_are_answered(case: Case, now: datetime, facts: Lapse) -> Faults:
    """One answer for all of them would leave it open which of them was weighed."""
    given = {item["at"]: item for item in facts.answers}
    wrong: Faults = []
    for number, word in enumerate(claims.in_order(case), start=1):
        answer = given.get(word.at.isoformat(), {})
        texts = {name: answer.get(name, "") for name in fields_of("text").values()}
        if any(texts.values()):
            wrong += [(answer_field(name, number), why) for name, why in text_faults(case, texts, "text", wording.WHY)]
        else:
            sentence = _("The applicant says that he or she was there on {day}: say why that does not hold.")
            needed = answer_field(in_order(case, "text")[0], number)
            wrong.append((needed, format_lazy(sentence, day=moments.day(word.day))))
    return wrong


def answer_field(name: str, number: int) -> str:
    """Of the form: where the words `name` to that of the applicant's words are, the first of which is 1."""
    return f"{name.replace('text', 'answer')}_{number}"

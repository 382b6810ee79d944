"""The arrival within the days of the approval, and the applicant's claim of it (п. 19)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, demand
from cases.engine.steps.proceedings import language_of
from cases.engine.steps.wordings import bilingual_faults
from cases.law.calendar import local_day
from cases.programmes.nomad.applicants import claims
from cases.programmes.nomad.correcting import measuring
from cases.programmes.nomad.facts import (
    Arrival,
    Claim,
    Lapse,
)
from cases.programmes.nomad.papers.documents import dated
from cases.values import wording

if TYPE_CHECKING:
    from cases.models import Case


@demand(_("the applicant came, or entered Kazakhstan, within the validity"))
def came_in_time(case: Case, now: datetime, facts: Arrival) -> Faults:
    """п. 19: who appeared, or entered Kazakhstan, on a day of the validity; whenever it is recorded."""
    term = measuring.window(case)
    if term is None or measuring.in_window(case, facts.arrived_on, facts.crossed_on):
        return []
    return [("arrived_on", format_lazy(measuring.OUTSIDE, last=dated(term.last_day)))]


@demand(_("an arrival that is recorded after the days of the approval says how it is known"))
def late_record_has_its_proof(case: Case, now: datetime, facts: Arrival) -> Faults:
    term = measuring.window(case)
    if term is None or now < term.due_at or measuring.in_window(case):
        return []
    known = facts.crossed_on and facts.crossing
    wrong = None if known else wording.text_fault(facts.proof, wording.PROOF)
    return [("proof", wrong)] if wrong else []


@demand(_("the day is one of the approval's"))
def claimed_day(case: Case, now: datetime, facts: Claim) -> Faults:
    """The applicant's own word (interpretation 15)."""
    term = measuring.window(case)
    if facts.day > local_day(now):
        return [("day", _("This day is still to come."))]
    if term is None or local_day(term.starts_at) <= facts.day <= term.last_day:
        return []
    sentence = _("The approval was valid from {first} until {last}: a day outside of them is no arrival in time.")
    return [("day", format_lazy(sentence, first=dated(local_day(term.starts_at)), last=dated(term.last_day)))]


@demand(_("the applicant's word is answered"))
def claim_is_answered(case: Case, now: datetime, facts: Lapse) -> Faults:
    if facts.answer or facts.answer_kk:
        return bilingual_faults(case, facts, "answer", wording.WHY)
    if claims.of(case) is None:
        return []
    needed = "answer_kk" if language_of(case) == "kk" else "answer"
    return [(needed, _("The applicant says that he or she came in time: say why that does not hold."))]

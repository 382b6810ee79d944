"""Who refuses at the screening, on what the ministry signs, when a petition that came back is taken up (п. 5, 7–9)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.performing import reviewing
from cases.engine.steps import STEPS
from cases.engine.steps.conditions import Reason, requirement
from cases.law.actors import Actor
from cases.law.regulations import SCREENER
from cases.models import Event
from cases.programmes.nomad.petitions import decided
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case


def looked_through(case: Case) -> list[dict[str, str]]:
    """What the screening has found of each document, as of now: the checklist of п. 5, with who and when."""
    rows = sorted(reviewing.current_reviews(case, Actor.SCREENER).items())
    return [
        {"kind": kind, "verdict": row.verdict, "text": row.text, "by": row.by.full_name, "at": row.at.isoformat()}
        for kind, row in rows
    ]


@requirement(_("the interview is recorded"))
def interviewed(case: Case, now: datetime) -> Reason:
    """п. 7, 8: what is signed rests on its result."""
    if decided.interview_result(case):
        return None
    return _("No interview is recorded: the petition is signed on its result (para. 7, 8).")


def sent_back(case: Case) -> bool:
    """Whether the petition has come to the screening from the ministry, and nothing was filed since."""
    moved = Event.objects.filter(case=case, target=case.state).exclude(source=case.state)
    last = moved.order_by("-id").values_list("step", flat=True).first()
    return last is not None and STEPS[last].by == Actor.SIGNER


@requirement(_("no interview is recorded"), shown=False)
def not_interviewed(case: Case, now: datetime) -> Reason:
    if not decided.interview_result(case):
        return None
    return _("The interview is recorded: the screening is over. Sign the petition, or propose a refusal.")


@requirement(_("by the edition Astana Hub refuses at the screening itself"), shown=False)
def screener_refuses(case: Case, now: datetime) -> Reason:
    if case.petition_law.screening_refusal == SCREENER:
        return None
    return _("Under this order a refusal at the screening is proposed to the ministry, which decides.")


@requirement(_("by the edition the ministry confirms a refusal at the screening"), shown=False)
def ministry_confirms(case: Case, now: datetime) -> Reason:
    if case.petition_law.screening_refusal != SCREENER:
        return None
    return _("Under this order Astana Hub refuses at the screening itself.")


@requirement(_("the day for completing the petition is over"))
def completion_day_over(case: Case, now: datetime) -> Reason:
    """A day of the edition's, no term of the order: nothing follows from it but that an official may go on."""
    term = case.dossier.running("completion")
    if term is None or term.due_at <= now:
        return None
    return format_lazy(
        _("The applicant has until {day} to complete the petition: it can be taken up after that day."),
        day=moments.day(term.last_day),
    )

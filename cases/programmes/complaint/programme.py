"""The programme as one object (`cases.engine.programmes`)."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import Programme
from cases.engine.rulings import remedies
from cases.engine.steps import steps_of
from cases.law.actors import Role
from cases.law.names import Names
from cases.law.regulations import Shape, Term
from cases.law.titles import RULING, ListRules
from cases.models import Case, Remedy, User
from cases.models.queries import NOTHING, Sight
from cases.programmes.complaint import KEY, part_forms, steps, steps_in_part
from cases.programmes.complaint.figures import COMPLAINTS
from cases.programmes.complaint.forms import FORMS
from cases.programmes.complaint.letters import LETTERS
from cases.programmes.complaint.states import DESKS, LIST, PLACES, STAGE_NAMES, ComplaintStage


def scope(user: User) -> Q:
    """The person's own; for a head what was filed about the acts of the body."""
    match user.role:
        case Role.APPLICANT:
            return Q(person_id=user.person_id) if user.person_id else NOTHING
        case Role.HEAD:
            return Q(body=user.body, city_id=user.city_id, submitted_at__isnull=False)
        case Role.AUDITOR:
            return Q()
        case _:
            return NOTHING


def term(case: Case, key: str) -> Term:
    """As an administrator keeps it for the body that issued the act; else that of the edition."""
    declared, remedy = case.law.terms[key], remedies.remedy_about(case)
    if remedy is None:
        return declared
    length, unit = remedy.length(Remedy.TERMS[key])
    return replace(declared, length=length, unit=unit, roll=unit != "working_days")  # type: ignore[arg-type]


def unconfirmed(case: Case, key: str) -> bool:
    remedy = remedies.remedy_about(case)
    return remedy is None or not remedy.confirmed


COMPLAINT = Programme(
    key=KEY,
    name=_("Complaint"),
    places=PLACES,
    stages=STAGE_NAMES,
    steps=steps_of(steps, steps_in_part),
    editions=files("cases.programmes.complaint.editions"),
    shape=Shape(bodies=(), lists=(LIST,), papers=(RULING,)),
    lists=ListRules(last=lambda case: LIST),
    desks=DESKS,
    series="APP",
    single_open_case=False,
    sight=Sight(scope),
    forms=FORMS | part_forms.FORMS,
    letters=LETTERS,
    term=term,
    unconfirmed=unconfirmed,
    names=Names(
        decisions={
            "satisfy_complaint": _("complaint satisfied"),
            "satisfy_in_part": _("complaint satisfied in part"),
            "close_complaint": _("complaint closed: nothing is left to decide"),
        },
        terms={
            "complaint_review": _("Complaint before the head of the body"),
            "complaint_answer": _("Answer of the higher body"),
        },
    ),
    goal=STAGE_NAMES[ComplaintStage.CLOSED],
    closed_in=lambda case: ComplaintStage.COMPLAINT,
    filed_at=lambda case: case.submitted_at,
    figures=[COMPLAINTS],
)

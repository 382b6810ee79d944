"""Documents that are attached on the page of a step before it is taken, and belong to no list of a stage."""

from __future__ import annotations

from cases.engine.steps.conditions import ineligible
from cases.engine.steps.declaring import steps_from
from cases.models import Case, User


def attachable_kinds(case: Case, user: User) -> list[str]:
    """Kinds that this person may attach now: a person who may not take the step attaches nothing to it."""
    mine = [step for step in steps_from(case.state) if step.by == user.role and step.paper]
    return list(dict.fromkeys(step.paper for step in mine if not ineligible(case, step.persons, user)))

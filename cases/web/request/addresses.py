"""Where a person works on a case: the desk, and the page of the case there."""

from __future__ import annotations

from django.urls import reverse

from cases.engine.programmes import PROGRAMMES, programme_of, steps_with
from cases.engine.programmes.forms import StepForm
from cases.engine.steps import Step
from cases.law.actors import Actor
from cases.models import Case, User
from cases.web.request.links import address


def desk_url(user: User, case: Case) -> str:
    """The desk at which `user` works on cases of this programme."""
    return reverse(f"{programme_of(case).desks[Actor(user.role)]}:home")


def first_desk(user: User) -> str:
    """The first page of a desk at which `user` works, for a reader who comes from no case."""
    actor = Actor(user.role)
    return reverse(
        next(f"{programme.desks[actor]}:home" for programme in PROGRAMMES.values() if actor in programme.desks)
    )


HELPED = "egov:helping:case"
"""The page of a case for somebody who helps in it."""


def case_url(user: User, case: Case) -> str:
    if case.helper is not None:
        return address(HELPED, case.pk)
    return address(f"{programme_of(case).desks[Actor(user.role)]}:case", case.pk)


def step_url(case: Case, form: type[StepForm]) -> str:
    """The page of `step_taken_with`."""
    return reverse("cases:step", args=[case.pk, step_taken_with(case, form).name])


def step_taken_with(case: Case, form: type[StepForm]) -> Step:
    """The step that is taken with this form; of several the one that leaves the state of the case."""
    steps = steps_with(form)
    return next((step for step in steps if case.state in step.sources), steps[0])

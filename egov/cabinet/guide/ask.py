"""What is asked of the applicant, and where it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from cases.models import Case
from cases.programmes.nomad.forms import StepForm
from cases.service.orders import steps_with


@dataclass(frozen=True, slots=True)
class Ask:
    """The one call to action. Without `url` there is nothing to press; `post` makes a form of it.

    `later`: what it leads to can be prepared but not sent today, so it is a quiet link and no button.
    `file`: the address of something to take along, and its label.
    """

    title: str
    text: str = ""
    url: str = ""
    label: str = ""
    post: bool = False
    items: tuple[str, ...] = ()
    later: bool = False
    file: tuple[str, str] | None = None


def sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def step_from(case: Case, form: type[StepForm]) -> str:
    """The name of the step with this form that leaves where the case stands."""
    return next(step.name for step in steps_with(form) if case.state in step.sources)


def application_home(case: Case) -> str:
    return reverse("egov:application:home", args=[case.pk])


def department_of(case: Case) -> str:
    return f"{case.city.department}, {case.city.address}".rstrip(", ") if case.city else ""

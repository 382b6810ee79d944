"""What the applicant has to do, and where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.models import Case


@dataclass(frozen=True, slots=True)
class Ask:
    """The one call to action."""

    title: str
    text: str = ""
    url: str = ""
    """Without it there is nothing to press."""
    label: str = ""
    post: bool = False
    """Whether a form leads there, not a link."""
    items: tuple[str, ...] = ()
    later: bool = False
    """What it leads to can be prepared but not sent today, so it is a quiet link and no button."""
    at: datetime | None = None
    """A moment that it is about, read by the reader's own clock too."""
    more: tuple[tuple[str, str], ...] = ()
    """What else may be done about it: addresses, each with its label."""
    file: tuple[str, str] | None = None
    """The address of something to take along, and its label."""


def sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def application_home(case: Case) -> str:
    return reverse("egov:application:home", args=[case.pk])


def department_of(case: Case) -> str:
    return f"{case.city.department}, {case.city.address}".rstrip(", ") if case.city else ""

"""What a change of how a body works does to the cases that run."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import ngettext

from cases.admin.effects import figure, number_of
from cases.engine.steps import STEPS
from cases.law.actors import CITY_BODIES, body_of
from cases.law.places import May, place_of
from cases.models import BodyHead, Case, WorkingHours

UNREAD = frozenset({"source", "confirmed", "holds_from"})
"""Fields that change nothing that is read."""


def _running(row: BodyHead | WorkingHours) -> QuerySet[Case]:
    """Cases in which the body may act."""
    running = Case.objects.filter(closed_at__isnull=True)
    return running.filter(city=row.city_id) if row.body in CITY_BODIES else running


def of_head(head: BodyHead, changed: Collection[str]) -> list[str]:
    """Letters of the body that are still to come."""
    number = number_of(_running(head)) if set(changed) - UNREAD else 0
    if not number:
        return []
    words = ngettext(
        "%(n)s case runs: a letter of the body about it names from now on whom is entered here. Letters that are out "
        "stay.",
        "%(n)s cases run: letters of the body about them name from now on whom is entered here. Letters that are out "
        "stay.",
        number,
    )
    return [words % {"n": figure(number)}]


def of_hours(hours: WorkingHours, changed: Collection[str]) -> list[str]:
    """Hearings of the body that are named, or are named again."""
    heard = {step.target for step in STEPS.values() if step.target and body_of(step.by) == hours.body}
    states = [state for state in heard if May.HEAR in place_of(state).may]
    number = number_of(_running(hours).filter(state__in=states)) if {"opens", "closes"} & set(changed) else 0
    if not number:
        return []
    words = ngettext(
        "%(n)s case is at a hearing of this body: the hour that is named stays, and one that is named from now on "
        "lies within these hours.",
        "%(n)s cases are at a hearing of this body: the hours that are named stay, and those that are named from now "
        "on lie within these hours.",
        number,
    )
    return [words % {"n": figure(number)}]

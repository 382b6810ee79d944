"""What a change of the bodies' own data, or of the list of professions, does to the cases that run (see `effects`)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from cases.admin.effects import figure, number_of
from cases.law.actors import OFFICIALS
from cases.models import BodyHead, Case, Profession, WorkingHours

_OF_SOURCE = frozenset({"source", "confirmed", "holds_from"})
"""What is known of a row, and not what it says."""


def _with_the_body(row: BodyHead | WorkingHours) -> QuerySet[Case]:
    """Running cases that wait on the officials or the head of the body; of a department, those of its city."""
    waiting = Q(waits_on=OFFICIALS[row.body].value) | Q(waits_on="head", body=row.body)
    rows = Case.objects.filter(waiting, closed_at__isnull=True)
    return rows.filter(city=row.city_id) if row.city_id else rows


def of_head(row: BodyHead, changed: Collection[str]) -> list[str]:
    number = number_of(_with_the_body(row)) if set(changed) - _OF_SOURCE else 0
    if not number:
        return []
    words = ngettext(
        "%(n)s running case waits on this body: letters about its next acts name who is entered here. Letters that are "
        "out stay.",
        "%(n)s running cases wait on this body: letters about its next acts name who is entered here. Letters that are "
        "out stay.",
        number,
    )
    return [words % {"n": figure(number)}]


def of_hours(row: WorkingHours, changed: Collection[str]) -> list[str]:
    number = number_of(_with_the_body(row)) if {"opens", "closes"} & set(changed) else 0
    if not number:
        return []
    words = ngettext(
        "%(n)s running case waits on this body: an hour is named within these from now on. An hour that "
        "was named stays.",
        "%(n)s running cases wait on this body: hours are named within these from now on. Hours that were named stay.",
        number,
    )
    return [words % {"n": figure(number)}]


def of_profession(row: Profession, changed: Collection[str]) -> list[str]:
    """Petitions that are still to be signed choose from the list; what is signed keeps its words."""
    if not set(changed) - _OF_SOURCE:
        return []
    running = Case.objects.filter(closed_at__isnull=True, body="")  # a complaint names a body
    unsigned = number_of(running.filter(petition_signed_at__isnull=True, filed_at__isnull=True))
    named = number_of(running.filter(profession_code=row.code))
    chooses = ngettext(
        "%(n)s running case has no signed petition yet: its profession is chosen from the list of that day.",
        "%(n)s running cases have no signed petition yet: their profession is chosen from the list of that day.",
        unsigned,
    )
    keeps = ngettext(
        "%(n)s running case names this profession and keeps the words with which it was signed.",
        "%(n)s running cases name this profession and keep the words with which they were signed.",
        named,
    )
    return [words % {"n": figure(number)} for words, number in ((chooses, unsigned), (keeps, named)) if number]

"""Days of what happened: neither still to come nor before what they follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Demand, Faults
from cases.engine.steps.facts import StepFacts
from cases.law.calendar import local_day
from cases.programmes.nomad.facts import (
    OriginalsMoved,
    OriginalsReceived,
    Visit,
)
from cases.programmes.nomad.papers import originals, visits
from cases.values import moments, wording

if TYPE_CHECKING:
    from cases.models import Case

Since = Callable[["Case"], tuple[date | None, Promise | str]]
"""The first day on which something can have happened, and why not before."""


def since_arrival_or_return(case: Case) -> tuple[date | None, Promise | str]:
    """Of a visit with the package: one that was returned is brought again after that (п. 21)."""
    at = visits.package_returned_at(case)
    returned = at and local_day(at)
    if returned and (case.arrived_on is None or returned > case.arrived_on):
        return returned, format_lazy(_("This is before {day}, the day of what it follows."), day=moments.day(returned))
    return case.arrived_on, _("This is before the day of arrival.")


def since_handed_over(case: Case) -> tuple[date | None, Promise | str]:
    sent = case.dossier.handed_over_at
    return sent and local_day(sent), _("This is before the originals were handed to the courier.")


def since_grant(case: Case) -> tuple[date | None, Promise | str]:
    """п. 25: the residence is registered on the permit, for who has arrived."""
    granted = case.granted_at and local_day(case.granted_at)
    days = [day for day in (granted, case.arrived_on) if day]
    return max(days, default=None), _("This is before the permit was granted.")


def since_card_ordered(case: Case) -> tuple[date | None, Promise | str]:
    """п. 26, 27."""
    ordered = visits.card_ordered_at(case)
    return ordered and local_day(ordered), _("This is before the card was ordered.")


def since_owed(case: Case) -> tuple[date | None, Promise | str]:
    row = originals.waiting_handback(case)
    return local_day(row.since) if row else None, _("This is before the originals were to be given back.")


def since_given_back(case: Case) -> tuple[date | None, Promise | str]:
    row = originals.given_back_before(case)
    return row.returned_on if row else None, _("This is before the originals were given back.")


def since_begun(case: Case) -> tuple[date | None, Promise | str]:
    return local_day(case.opened_at), _("This is before the case was begun.")


def day_follows(field: str, since: Since, about: Promise) -> Demand:
    """The day is neither to come nor before what it follows."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        why = _impossible(getattr(facts, field), local_day(now), *since(case))
        return [(field, why)] if why else []

    return Demand(f"{field}_follows", about, check)


registered_after_grant = day_follows(
    "registered_on", since_grant, _("the day of registration lies between the grant of the permit and today")
)

writing_came = day_follows(
    "received_on", since_begun, _("the writing came between the beginning of the case and today")
)

issued_after_order = day_follows(
    "issued_on", since_card_ordered, _("the day of issue lies between the order of the card and today")
)


def it_happened(field: str, since: Since) -> Demand:
    """The day is one on which it can have happened; one before today says how it is known (interpretation 15)."""

    def check(case: Case, now: datetime, facts: Visit | OriginalsReceived | OriginalsMoved) -> Faults:
        day, today, proof = getattr(facts, field), local_day(now), facts.proof
        earlier = day is not None and day != today
        if why := _impossible(day, today, *since(case)) if day is not None and earlier else None:
            return [(field, why)]
        wrong = wording.text_fault(proof, wording.PROOF) if proof or earlier else None
        return [("proof", wrong)] if wrong else []

    label = _("the day is possible, and how it is known is stated where it is not today")
    return Demand(f"{field}_can_be", label, check)


def _impossible(day: date, today: date, first: date | None, why: Promise | str) -> Promise | str | None:
    if day > today:
        return _("This day is still to come.")
    return why if first and day < first else None

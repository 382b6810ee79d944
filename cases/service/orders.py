"""What the order says, of which day, and what an administrator maintains besides, as the sides read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from cases.engine.people.signers import missing_data as lacking_for_acts
from cases.engine.programmes import filing_day, steps_with
from cases.engine.steps import STEPS, Step, step_where
from cases.law import regulations
from cases.law.actors import ActingBody
from cases.law.regulations import Edition, Term
from cases.law.terms import Proof, due
from cases.letters.filling import consent_form
from cases.models import Bar, City, CountryRule, Deadline, EditionPeriod, WorkingHours
from cases.models.dutyrate import duties_on, duty_on
from cases.models.reference import in_use_on
from cases.models.serviceterm import with_current_length
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad import KEY
from cases.programmes.nomad.consents.consent_text import paragraphs as consent_wording
from cases.programmes.nomad.consents.consent_text import unfinished as consent_unfinished
from cases.programmes.nomad.papers.met_rules import MetRule, rule_problems, rules_met
from cases.programmes.nomad.requirements import IDENTITY
from cases.programmes.nomad.shape import BODY_NAMES, LIST_NAMES
from cases.service.challenged import remedies_of

__all__ = [
    "BAR_NAMES",
    "BODY_NAMES",
    "IDENTITY",
    "LIST_NAMES",
    "STEPS",
    "TERM_NAMES",
    "MetRule",
    "Step",
    "cities_of",
    "consent_form",
    "consent_unfinished",
    "consent_wording",
    "counted",
    "country_rules",
    "department_hours",
    "duties_on",
    "duty_on",
    "editions",
    "filing_day",
    "filing_period",
    "lacking_for_acts",
    "remedies_of",
    "rule_problems",
    "rules_met",
    "step_where",
    "steps_with",
    "terms_in_use",
]

TERM_NAMES: dict[str, Any] = dict(Deadline._meta.get_field("key").flatchoices)
BAR_NAMES: dict[str, Any] = dict(Bar._meta.get_field("kind").flatchoices)


def editions() -> tuple[Edition, ...]:
    """Of the pilot's order, oldest first."""
    return regulations.editions(KEY)


def terms_in_use(law: Edition) -> list[Term]:
    """The terms of an edition, those that the order does not set with the length of today."""
    return [with_current_length(term) for term in law.terms.values()]


def counted(term: Term, moment: datetime) -> Proof:
    """When it would end, had its event happened at `moment`, by the portal's calendar."""
    return due(term, moment, work_calendar())


def cities_of(law: Edition, on: date | None = None) -> QuerySet[City]:
    """The departments of an edition, those that work on a day, or all. Not evaluated yet: a form may choose among
    them."""
    rows = City.objects.filter(code__in=law.cities)
    return rows.filter(in_use_on(on)) if on else rows


def country_rules(codes: Iterable[str]) -> dict[str, CountryRule]:
    """By country, what is known of its papers and of the stay of its citizens; nothing of a country without a row."""
    return {row.country: row for row in CountryRule.objects.filter(country__in=[code for code in codes if code])}


def department_hours(city: City | None) -> WorkingHours | None:
    """When its migration service works, None where an administrator has not entered it."""
    return WorkingHours.objects.filter(body=ActingBody.DEPARTMENT, city=city).first() if city else None


def filing_period(law: Edition) -> tuple[date, date]:
    """First and last day of filing: as an administrator set them, else the edition's own."""
    row = EditionPeriod.objects.filter(edition=law.key).first()
    return (row.intake_from, row.intake_until) if row else (law.in_force_from, law.in_force_to)

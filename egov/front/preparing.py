"""What to prepare by the states somebody belongs to: criminal record documents, their legalisation, the days of stay.

The order names no state; which way the papers of a state go, and how long its citizens may stay, is reference data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.law.calendar import local_day
from cases.law.paragraphs import in_words
from cases.law.regulations import Edition
from cases.models import CountryRule
from cases.service import orders, periods
from cases.service.orders import editions
from cases.values import countries
from egov.front.forms import StatesForm

HOME = "KZ"


@dataclass(frozen=True, slots=True)
class StatePapers:
    """A state of which a criminal record document is asked for."""

    name: str
    domestic: bool
    """Of Kazakhstan itself: nothing is to be legalised."""
    rule: CountryRule | None
    """What is known of its papers; None where nothing is."""
    of_citizenship: bool


@dataclass(frozen=True, slots=True)
class StayDays:
    """Without a visa, by the citizenship."""

    days: int
    window: int
    known: bool
    """The table has a number for this state; else it is what practice goes by."""
    confirmed: bool


@require_safe
def by_states(request: HttpRequest) -> HttpResponse:
    today = local_day(timezone.now())
    form = StatesForm(request.GET if "citizenship" in request.GET else None)
    context: dict[str, Any] = {"form": form, "section": "prepare"}
    if form.is_valid():
        context |= _answer(form.cleaned_data["citizenship"], form.cleaned_data["residence"], today)
    return render(request, "egov/front/prepare_states.html", context, status=422 if form.errors else 200)


def _answer(citizenship: str, residence: str, today: date) -> dict[str, Any]:
    law = periods.intake_edition(today) or editions()[-1]
    states = [code for code in dict.fromkeys([citizenship, residence]) if code and code != countries.STATELESS]
    rules = orders.country_rules(states)
    return {
        "law": law,
        "asked_by": ", ".join(
            in_words(law.document(key, "criminal_record").paragraph) for key in ("petition", "application")
        ),
        "today": today,
        "stateless": citizenship == countries.STATELESS,
        "papers": [
            StatePapers(countries.country_name(code), code == HOME, rules.get(code), code == citizenship)
            for code in states
        ],
        "stay": _stay(law, citizenship, rules.get(citizenship)),
        "age": law.advice.get("certificate"),
        "passport": law.rules.get("passport"),
    }


def _stay(law: Edition, citizenship: str, rule: CountryRule | None) -> StayDays | None:
    """None of a citizen of Kazakhstan, of whom the order is not, and where practice has no number either."""
    known = bool(rule and rule.stay_days)
    days = rule.stay_days if rule and rule.stay_days else law.advice.get("stay", 0)
    if not days or citizenship == HOME:
        return None
    return StayDays(days, law.advice.get("stay_window", days), known, bool(known and rule and rule.confirmed))

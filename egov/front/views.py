"""Pages for everybody: what the service is, its steps, what to prepare. For /verify/ see verifying.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.law.calendar import local_day
from cases.law.regulations import Edition, edition
from cases.programmes.nomad.forms.screening import ProposeAtScreeningForm
from cases.service import orders, periods
from cases.service.orders import editions
from egov.front import process


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = local_day(timezone.now())
    accepting = periods.intake_edition(today)
    law = accepting or _next(today) or _shown(None, today)
    context = {
        "accepting": accepting,
        "edition": law,
        "period": orders.filing_period(law),
        "upcoming": orders.filing_period(law)[0] > today,
        "stages": process.sections(law.terms.values()),
        "cities": _cities(law),
        "neighbour": getattr(settings, "NEIGHBOUR_NOTICE", True),
    }
    return render(request, "egov/front/home.html", context)


@require_safe
def order(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    law = _shown(request.GET.get("edition"), local_day(now))
    terms = orders.terms_in_use(law)
    context = _law(law, "order") | {
        "sections": process.sections(terms),
        "bars": process.bars(law),
        "hearings": process.hearings(law),
        "hearing_terms": process.hearing_terms(terms, now),
        "any_time": process.any_time(),
        "after_the_end": process.after_the_end(),
        "rules": _rules(law),
        "corrections": process.corrections(),
        "screening_refused": orders.steps_with(ProposeAtScreeningForm)[0].paragraph,
        "consent_recalled": orders.step_where(recalls="processing").paragraph,
        "complaint": process.complaint(),
        "remedies": orders.remedies_of(law, local_day(now)),
        "ruling": process.ruling(),
        "ordering": process.steps_with_ruling(),
        "named_days": process.named_days(terms),
    }
    return render(request, "egov/front/order.html", context)


@require_safe
def prepare(request: HttpRequest) -> HttpResponse:
    today = local_day(timezone.now())
    law = _shown(request.GET.get("edition"), today)
    context = _law(law, "prepare") | {
        "lists": list(law.lists.items()),
        "today": today,
        "duties": orders.duties_on(today),
        "rules": law.rules,
        "max_bytes": settings.DNR_UPLOAD_MAX_BYTES,
        "bring": [law.document("con", kind).title for kind in law.bring],
    }
    return render(request, "egov/front/prepare.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "egov/front/accessibility.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Only what is for everybody may be found by searching."""
    return render(request, "egov/front/robots.txt", content_type="text/plain; charset=utf-8")


def _shown(key: str | None, today: date) -> Edition:
    """The edition requested; else the one in force, else the last that was, else the first to come."""
    known = {law.key: law for law in editions()}
    if key in known:
        return known[key]
    begun = [law for law in known.values() if law.in_force_from <= today]
    return begun[-1] if begun else editions()[0]


def _next(today: date) -> Edition | None:
    """The order whose first day of filing is known and still to come."""
    first = periods.intake(today).opens
    return next((law for law in editions() if first and orders.filing_period(law)[0] == first), None)


def _law(law: Edition, section: str) -> dict[str, Any]:
    return {"edition": edition(law.key), "editions": editions(), "section": section}


def _cities(law: Edition) -> list[str]:
    names = {city.code: str(city) for city in orders.cities_of(law)}
    return [names.get(code, code.title()) for code in law.cities]


def _rules(law: Edition) -> list[dict[str, Any]]:
    """Each rule in days with the title of the first document it applies to."""
    documents = [document for rows in law.lists.values() for document in rows]
    titles = {key: document.title for document in reversed(documents) for key in document.rules}
    return [{"law": rule, "title": titles[rule.key]} for rule in law.rules.values() if rule.key in titles]

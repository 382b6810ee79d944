"""The receipt of a state duty as a paper to keep: what was paid, when, by which rate, under which codes.

It is no letter: nothing is stored, it is printed again from the payment as the bank has reported it.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cases.law.calendar import local_day
from cases.law.titles import duty_rule
from cases.letters.facts import bilingual
from cases.letters.printing import to_pdf
from cases.models import Case, Payment
from cases.models.dutyrate import duty_on

TEMPLATE = "letters/forms/receipt.html"


def payment_receipt(case: Case, payment: Payment, language: str, now: datetime) -> bytes:
    """PDF, in "ru" or "kk", of a payment that the bank has settled."""
    rate = duty_on(payment.kind, local_day(payment.created_at))
    rule = duty_rule(case, payment.kind)
    with translation.override(language):
        context = {
            "language": language,
            "number": case.number,
            "at": payment.settled_at,
            "printed": now,
            "facts": {"edition": {"number": case.law.number, "title": bilingual(case.law.title)}},
            "case": case,
            "payment": payment,
            "rate": rate if rate and rate.amount == payment.amount else None,
            "paragraph": rule.paragraph if rule else "",
            "department": {"ru": case.city.department_ru, "kk": case.city.department_kk} if case.city else None,
            "demo": bool(settings.DEMO),
        }
        html = render_to_string(TEMPLATE, context)
    return to_pdf(html).data

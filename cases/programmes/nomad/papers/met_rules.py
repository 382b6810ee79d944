"""The rules of a document that can be counted: what the order asks, how much there is, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.law import terms
from cases.law.regulations import DocRule, Rule
from cases.programmes.nomad.papers.documents import rule_problems
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case, Document


__all__ = ["MetRule", "rule_problems", "rules_met"]


@dataclass(frozen=True, slots=True)
class MetRule:
    words: str | Promise
    """The rule, and what the document has."""
    met: bool | None
    """None while nothing is known of the document."""


def rules_met(case: Case, rule: DocRule, document: Document | None, on: date) -> list[MetRule]:
    """`on`: the day of filing, by which the rules are counted."""
    counted = {"passport": _passport, "housing": _housing, "recent": _recent}
    laid = [(counted[name], case.law.rules.get(name)) for name in rule.rules if name in counted]
    return [count(own, rule.paragraph, document, on) for count, own in laid if own is not None]


def _passport(own: Rule, paragraph: str, document: Document | None, on: date) -> MetRule:
    sentence = _("valid for more than {days} days after the day of filing (para. {paragraph})")
    if document is None or (document.expires_on is None and not document.no_end):
        return MetRule(format_lazy(sentence, days=own.days, paragraph=paragraph), None)
    if document.expires_on is None:
        there = _("valid for more than {days} days after the day of filing (para. {paragraph}): it has no end date")
        return MetRule(format_lazy(there, days=own.days, paragraph=paragraph), bool(own.endless))
    left = terms.days_left(document.expires_on, on)
    there = _("valid for more than {days} days after {day} (para. {paragraph}): {left}")
    words = format_lazy(there, days=own.days, day=moments.day(on), paragraph=paragraph, left=left)
    return MetRule(words, terms.satisfies(own, left))


def _housing(own: Rule, paragraph: str, document: Document | None, on: date) -> MetRule:
    sentence = _("certified by a notary, for at least {days} days (para. {paragraph})")
    if document is None or document.valid_from is None or document.expires_on is None:
        return MetRule(format_lazy(sentence, days=own.days, paragraph=paragraph), None)
    there = _("certified by a notary, for at least {days} days (para. {paragraph}): {term}")
    days = terms.contract_days(document.valid_from, document.expires_on)
    words = format_lazy(there, days=own.days, paragraph=paragraph, term=days)
    return MetRule(words, document.notarised and terms.satisfies(own, days))


def _recent(own: Rule, paragraph: str, document: Document | None, on: date) -> MetRule:
    sentence = _("issued no more than {days} days before the day of filing (para. {paragraph})")
    if document is None or document.issued_on is None:
        return MetRule(format_lazy(sentence, days=own.days, paragraph=paragraph), None)
    there = _("issued no more than {days} days before the day of filing (para. {paragraph}): {age}")
    age = (on - document.issued_on).days
    return MetRule(format_lazy(there, days=own.days, paragraph=paragraph, age=age), terms.satisfies(own, age))

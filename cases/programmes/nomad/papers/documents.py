"""What a list of the edition asks of each document: that it is there, and that it is good on the day of filing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import filing_day
from cases.engine.steps.conditions import Reason, Reasons
from cases.law import terms
from cases.law.places import May
from cases.law.regulations import DocRule, Rule
from cases.law.titles import rule_of, rules_of
from cases.models.blob import INFECTED
from cases.programmes.nomad.papers import visits
from cases.programmes.nomad.states import Stage
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case, Document

UPLOADED = ("applicant", "clerk")
"""Sources of the documents that come as files."""


def filed_at(case: Case) -> datetime | None:
    """When what the stage of a case is about was filed (п. 4(1), 10(1), 20(1))."""
    filed = {
        Stage.PETITION: lambda: case.submitted_at,
        Stage.PRELIMINARY: lambda: case.filed_at,
        Stage.FINAL: lambda: visits.came_to_centre_at(case),
    }.get(Stage(case.place.stage))
    return filed() if filed else None


def document_problems(case: Case, list_key: str, on: date) -> Reasons:
    return [reason for _rule, reason in problems_by_document(case, list_key, on)]


def problems_by_document(case: Case, list_key: str, on: date) -> list[tuple[DocRule, str | Promise]]:
    documents = case.dossier.documents
    problems: list[tuple[DocRule, str | Promise]] = []
    for rule in rules_of(case, list_key):
        if rule.source not in ("applicant", "clerk") and rule.kind not in documents:
            continue
        document = documents.get(rule.kind)
        if document is None:
            if rule.required and not _consented(case, rule):
                problems.append((rule, format_lazy(_("Missing: {title}."), title=str(rule.title))))
            continue
        if case.dossier.withdrawn_since(rule.consent, document.uploaded_at) and not _consented(case, rule):
            problems.append((rule, format_lazy(_("Withdrawn, a new one is needed: {title}."), title=str(rule.title))))
        problems += [(rule, reason) for reason in rule_problems(case, rule, document, on)]
    return problems


def falling_short(case: Case, now: datetime) -> set[str]:
    """Kinds of the application's documents that by the file were not as п. 10 asks on the day of filing, and its duty
    where it is not paid."""
    on, documents = filing_day(case, now), case.dossier.documents
    rules = rules_of(case, "application")
    short = {r.kind for r in rules if r.kind in documents and rule_problems(case, r, documents[r.kind], on)}
    unpaid = {r.kind for r in rules if r.source == "payment" and not case.dossier.paid("prp")}
    return short | unpaid


def _consented(case: Case, rule: DocRule) -> bool:
    """A consent serves instead of paper. One that is taken back later stood when the package was filed: it sends no
    inquiry abroad any more, and takes nothing out of the package (interpretation 23)."""
    filed = not {May.FILE, May.RECONCILE} & case.place.may
    return case.dossier.has_consented(rule.consent) or bool(
        filed and rule.consent and case.dossier.withdrawn_at(rule.consent)
    )


def missing_documents(case: Case, list_key: str) -> list[str]:
    """Titles of the required documents of a list that are not on file."""
    documents = case.dossier.documents
    rules = (r for r in rules_of(case, list_key) if r.required and r.source in UPLOADED)
    return [str(r.title) for r in rules if r.kind not in documents and not _consented(case, r)]


def lacks_copy(case: Case, kind: str) -> bool:
    """Whether nothing is there that a clerk could compare with the original of this document of the list at hand."""
    rule = rule_of(case, case.place.documents, kind)
    if rule is None or rule.source not in UPLOADED:
        return False
    return kind not in case.dossier.documents and not case.dossier.has_consented(rule.consent)


def rule_problems(case: Case, rule: DocRule, document: Document, on: date) -> list[str | Promise]:
    """Reasons why `document` does not meet the rules its list puts on it; empty when it does. Each cites the paragraph
    of that list: one rule serves the filings of п. 4, 10 and 20."""
    if document.blob.scan == INFECTED:
        return [_("A virus was found in the file, and nobody opens it: another has to be attached.")]
    laid = {name: case.law.rules.get(name) for name in rule.rules if name in RULES}
    cited = {name: own and replace(own, paragraph=rule.paragraph) for name, own in laid.items()}
    reasons = (RULES[name](document, own, on) for name, own in cited.items())
    return [r for r in reasons if r]


def _passport(document: Document, rule: Rule | None, on: date) -> Reason:
    if rule is None:
        return None
    if document.no_end and rule.endless:
        return None
    if document.expires_on is None:
        return _("The date on which the passport expires is not given.")
    left = terms.days_left(document.expires_on, on)
    if terms.satisfies(rule, left):
        return None
    return format_lazy(
        _(
            "The passport is valid until {day}: {left} days from the day of filing. "
            "More than {days} are required (para. {paragraph})."
        ),
        day=moments.day(document.expires_on),
        left=left,
        days=rule.days,
        paragraph=rule.paragraph,
    )


def _housing(document: Document, rule: Rule | None, on: date) -> Reason:
    if rule is None:
        return None
    if not document.notarised:
        return _("The contract must be certified by a notary (para. 20(4)).")
    if document.valid_from is None or document.expires_on is None:
        return _("The term of the housing contract is not given.")
    days = terms.contract_days(document.valid_from, document.expires_on)
    if terms.satisfies(rule, days):
        return None
    return format_lazy(
        _("The housing contract runs for {term} days; at least {days} are required (para. {paragraph})."),
        term=days,
        days=rule.days,
        paragraph=rule.paragraph,
    )


def _legalised(document: Document, rule: Rule | None, on: date) -> Reason:
    if document.legalisation:
        return None
    return _(
        "Say how the criminal record document is legalised: by a consul, by apostille, exempt by a treaty, or not at "
        "all because it was issued in Kazakhstan."
    )


def _healthy(document: Document, rule: Rule | None, on: date) -> Reason:
    if not document.bars_entry:
        return None
    return _("The medical certificate names a disease that bars entry into Kazakhstan (para. 20(2)).")


def _valid(document: Document, rule: Rule | None, on: date) -> Reason:
    if document.expires_on is None or document.expires_on >= on:
        return None
    return format_lazy(_("The document expired on {day}."), day=moments.day(document.expires_on))


def _recent(document: Document, rule: Rule | None, on: date) -> Reason:
    """No order sets an age today; an edition that does names the rule (interpretation 49)."""
    if rule is None or (document.issued_on and terms.satisfies(rule, (on - document.issued_on).days)):
        return None
    return format_lazy(
        _("The document must have been issued no more than {days} days before the day of filing (para. {paragraph})."),
        days=rule.days,
        paragraph=rule.paragraph,
    )


RULES: dict[str, Callable[[Any, Rule | None, date], Reason]] = {
    "passport": _passport,
    "housing": _housing,
    "legalised": _legalised,
    "healthy": _healthy,
    "valid": _valid,
    "recent": _recent,
}

"""What must be true before a step may be taken: named predicates, each with its reason in human words.

A predicate gets the case and the moment and returns None when it is met, else the reason. It reads the
case's `dossier` (documents, payments, checks …), which loads each of them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases import terms
from cases.calendar import ALMATY
from cases.regulations import DocRule, Rule

Reason = str | Promise | None
Reasons = list[str | Promise]
Check = Callable[[Any, datetime], Reason | Reasons]


@dataclass(frozen=True, slots=True)
class Requirement:
    """`about` says in words what is required; `check` returns why it is not met (None or nothing when it is)."""

    name: str
    about: Promise
    check: Check


def unmet(case: Any, requires: Iterable[Requirement], now: datetime) -> Reasons:
    """Why a step with these requirements may not be taken now; empty when it may."""
    found: Reasons = []
    for need in requires:
        said = need.check(case, now)
        found += said if isinstance(said, list) else [said] if said else []
    return found


def requirement(about: Promise) -> Callable[[Check], Requirement]:
    return lambda check: Requirement(check.__name__, about, check)


def local_day(moment: datetime) -> date:
    return moment.astimezone(ALMATY).date()


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


@requirement(_("consent to the processing of personal data"))
def consent_given(case: Any, now: datetime) -> Reason:
    return None if case.dossier.consented else _("Consent to the processing of personal data has not been given.")


@requirement(_("the order is in force on the day of filing"))
def edition_open(case: Any, now: datetime) -> Reason:
    if case.dossier.intake_edition(local_day(now)):
        return None
    return _(
        "No edition of the order accepts new filings on this day. The pilot's dates are on the first page; "
        "cases already filed go on."
    )


@requirement(_("no bar on filing"))
def not_barred(case: Any, now: datetime) -> Reason:
    bar = case.dossier.bar_on(local_day(now))
    if bar is None:
        return None
    return format_lazy(
        _("A new application may be filed from {day}: {why} (para. {paragraph})."),
        day=_day(bar.until + timedelta(days=1)),
        why=bar.get_kind_display(),
        paragraph=bar.paragraph,
    )


@requirement(_("the edition asks for a statement of consent"))
def consent_asked(case: Any, now: datetime) -> Reason:
    if any(rule.consent for rule in case.law.lists["con"]):
        return None
    return _("This edition of the order asks for no statement of consent.")


@requirement(_("the statement of consent is not signed yet"))
def consent_not_signed(case: Any, now: datetime) -> Reason:
    return _("The statement of consent is signed already.") if case.dossier.gave("transfer") else None


@requirement(_("the department is chosen"))
def city_chosen(case: Any, now: datetime) -> Reason:
    return None if case.city_id else _("Choose the migration service department that will decide.")


@requirement(_("the questionnaire is complete"))
def questionnaire_complete(case: Any, now: datetime) -> Reason:
    return None if case.questionnaire.get("complete") else _("The questionnaire is not complete.")


@requirement(_("the state duty is paid"))
def duty_paid(case: Any, now: datetime) -> Reason:
    return None if case.dossier.paid("prp") else _("The state duty for the permit is not paid.")


@requirement(_("the interview has begun"))
def interview_begun(case: Any, now: datetime) -> Reason:
    slot = case.slot
    if slot and slot.starts_at <= now:
        return None
    return _("The interview has not taken place yet.")


@requirement(_("free interview times exist"))
def slots_free(case: Any, now: datetime) -> Reason:
    return None if case.dossier.free_slots(now) else _("The interview calendar has no free time: add times first.")


@requirement(_("every returned document is replaced"))
def returns_answered(case: Any, now: datetime) -> Reason:
    waiting = case.dossier.unanswered_returns()
    if not waiting:
        return None
    names = ", ".join(str(title) for title in waiting)
    return format_lazy(_("Still to be corrected: {names}."), names=names)


@requirement(_("the national security bodies have approved"))
def knb_approved(case: Any, now: datetime) -> Reason:
    answer = case.dossier.check("knb")
    if answer and answer.clear:
        return None
    return _("Without the approval of the national security bodies the permit cannot be given.")


@requirement(_("what differs between the systems and the file is resolved"))
def discrepancies_resolved(case: Any, now: datetime) -> Reason:
    if not case.dossier.discrepancies:
        return None
    return _("A system has answered otherwise than was entered by hand: resolve the discrepancy first.")


@requirement(_("the case was begun by a signed petition"))
def petition_letter(case: Any, now: datetime) -> Reason:
    return None if case.petition_signed_at else _("The petition is not signed.")


def documents(list_key: str) -> Requirement:
    """The applicant's documents of a list are there and meet their rules on this day (п. 4, 10, 20)."""

    def check(case: Any, now: datetime) -> Reasons:
        return document_problems(case, list_key, local_day(now))

    return Requirement(f"documents_{list_key}", _("the documents are complete and meet their rules"), check)


def document_problems(case: Any, list_key: str, on: date) -> Reasons:
    found = case.dossier.documents
    problems: list[str | Promise] = []
    for rule in case.law.lists[list_key]:
        if rule.source not in ("applicant", "clerk") and rule.kind not in found:
            continue
        document = found.get(rule.kind)
        if document is None:
            if rule.required and not case.dossier.gave(rule.consent):
                problems.append(format_lazy(_("Missing: {title}."), title=str(rule.title)))
            continue
        problems += rule_problems(case, rule, document, on)
    return problems


def rule_problems(case: Any, rule: DocRule, document: Any, on: date) -> list[str | Promise]:
    """Reasons why `document` does not meet the rules its list puts on it; empty when it does."""
    reasons = (RULES[name](document, case.law.rules.get(name), on) for name in rule.rules if name in RULES)
    return [r for r in reasons if r]


def _passport(document: Any, rule: Rule | None, on: date) -> Reason:
    if rule is None:
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
        day=_day(document.expires_on),
        left=left,
        days=rule.days,
        paragraph=rule.paragraph,
    )


def _housing(document: Any, rule: Rule | None, on: date) -> Reason:
    if rule is None:
        return None
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


def _legalised(document: Any, rule: Rule | None, on: date) -> Reason:
    if document.legalisation:
        return None
    return _("Say how the criminal record document is legalised: by a consul, by apostille, or exempt by a treaty.")


RULES: dict[str, Callable[[Any, Rule | None, date], Reason]] = {
    "passport": _passport,
    "housing": _housing,
    "legalised": _legalised,
}


def checks_done(part: str, *, clear: bool = False) -> Requirement:
    """All checks the edition names for `part` are recorded; with `clear`, none of them speaks against."""

    def check(case: Any, now: datetime) -> Reason:
        missing = [k for k in case.law.checks[part] if case.dossier.check(k, since=case.checks_since) is None]
        if missing:
            names = ", ".join(str(CHECK_NAMES[k]) for k in missing)
            return format_lazy(_("Not recorded yet: {names}."), names=names)
        against = [k for k in case.law.checks[part] if not case.dossier.check(k, since=case.checks_since).clear]
        if clear and against:
            names = ", ".join(str(CHECK_NAMES[k]) for k in against)
            return format_lazy(_("A check speaks against: {names}."), names=names)
        return None

    name = f"checks_{part}_clear" if clear else f"checks_{part}"
    about = _("the checks are recorded and clear") if clear else _("the checks are recorded")
    return Requirement(name, about, check)


CHECK_NAMES: dict[str, Promise] = {
    "ibd": _("Integrated data bank"),
    "sio": _("Exchange system of law-enforcement and special bodies"),
    "knb": _("National security bodies"),
    "originals": _("Originals compared with the copies"),
    "border": _("Border crossing (UIS Berkut)"),
    "adis": _("Fingerprint registration (ADIS)"),
}


def package_reconciled(list_key: str) -> Requirement:
    """The clerk has seen and accepted each document of the list (п. 21, 26)."""

    def check(case: Any, now: datetime) -> Reason:
        left = [r.title for r in case.law.lists[list_key] if r.required and not case.dossier.accepted(r.kind, list_key)]
        if not left:
            return None
        names = ", ".join(str(title) for title in left)
        return format_lazy(_("Not yet accepted: {names}."), names=names)

    return Requirement(f"package_{list_key}", _("every document is checked against its original"), check)


def within_term(key: str) -> Requirement:
    """The term is still running at this moment: on expiry the clock acts, not the person."""

    def check(case: Any, now: datetime) -> Reason:
        deadline = case.dossier.running(key)
        if deadline and now < deadline.due_at:
            return None
        return _("The term for this has ended.")

    return Requirement(f"within_{key}", _("the term has not ended"), check)


def term_over(key: str) -> Requirement:
    def check(case: Any, now: datetime) -> Reason:
        deadline = case.dossier.running(key)
        return None if deadline and deadline.due_at <= now else _("The term has not ended yet.")

    return Requirement(f"{key}_over", _("the term has ended"), check)

"""What must be true before a step may be taken: named predicates, each with its reason in human words.

A predicate gets the case and the moment and returns None when it is met, else the reason. It reads the
case's `dossier` (documents, payments, checks …), which loads each of them once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.conditions import Reason, Reasons, Requirement, requirement
from cases.engine.deadlines import asks_of_nobody
from cases.engine.programmes import filing_day
from cases.law.calendar import local_day
from cases.law.regulations import SCREENER
from cases.law.titles import list_at, rules_of, title
from cases.programmes.nomad import measuring
from cases.programmes.nomad.documents import dated, document_problems, falling_short
from cases.programmes.nomad.kinds import CheckKind
from cases.programmes.nomad.putting_right import DOCUMENTS
from cases.programmes.nomad.states import State

if TYPE_CHECKING:
    from cases.models import Case


@requirement(_("consent to the processing of personal data"))
def consent_given(case: Case, now: datetime) -> Reason:
    return None if case.dossier.consented else _("Consent to the processing of personal data has not been given.")


@requirement(_("the order is in force on the day of filing"), whatever_is_prepared=True)
def edition_open(case: Case, now: datetime) -> Reason:
    if case.dossier.intake_edition(local_day(now)):
        return None
    return _(
        "No edition of the order accepts new filings on this day. The pilot's dates are on the first page; "
        "cases already filed go on."
    )


@requirement(_("no bar on filing"), whatever_is_prepared=True)
def not_barred(case: Case, now: datetime) -> Reason:
    bar = case.dossier.bar_on(local_day(now))
    if bar is None:
        return None
    return format_lazy(
        _("A new application may be filed from {day}: {why} (para. {paragraph})."),
        day=dated(bar.until + timedelta(days=1)),
        why=bar.get_kind_display(),
        paragraph=bar.paragraph,
    )


@requirement(_("the edition asks for a statement of consent"))
def consent_asked(case: Case, now: datetime) -> Reason:
    if any(rule.consent for rule in rules_of(case, "con")):
        return None
    return _("This edition of the order asks for no statement of consent.")


@requirement(_("the statement of consent is not signed yet"))
def consent_not_signed(case: Case, now: datetime) -> Reason:
    return _("The statement of consent is signed already.") if case.dossier.gave("transfer") else None


@requirement(_("the department is chosen"))
def city_chosen(case: Case, now: datetime) -> Reason:
    if not case.city_id:
        return _("Choose the migration service department that will decide.")
    if case.city_id in case.law.cities:
        return None
    return _("The order now in force does not work in the city you chose: choose another department.")


@requirement(_("the questionnaire is complete"))
def questionnaire_complete(case: Case, now: datetime) -> Reason:
    """Whole and sound on this day, by the version in use; in a revision only if it was returned (п. 12)."""
    if not case.questionnaire.get("answers"):
        return _("The questionnaire is not complete.")
    wrong = case.dossier.answers_to_correct(local_day(now))
    if wrong:
        names = ", ".join(wrong[:NAMED]) + (" …" if len(wrong) > NAMED else "")
        return format_lazy(
            _("The questionnaire is not complete. Still to be answered or corrected: {names}."), names=names
        )
    return None if case.questionnaire.get("complete") else _("The questionnaire is not complete.")


@requirement(_("the questionnaire is that of the day of filing"))
def questionnaire_of_the_day(case: Case, now: datetime) -> Reason:
    if not case.questionnaire.get("complete"):
        return None  # another requirement names it
    if case.questionnaire.get("version", "") == case.dossier.questionnaire_version(local_day(now)):
        return None
    return _("The questionnaire has changed since you filled it in: look through your answers and save them again.")


NAMED = 6
"""Questions named in one sentence; the page of the questionnaire shows the others."""

IDENTITY = (
    "surname", "given_names", "born_on", "birth_place", "citizenship", "passport_number", "passport_issued_on",
    "passport_issuer",
)  # fmt: skip
"""Who the person is and by which document they are known: what letters, requests and the annex of п. 20(10) say."""


def person_known(*more: str) -> Requirement:
    """The data of the person are there; `more`: fields besides IDENTITY."""

    def check(case: Case, now: datetime) -> Reason:
        lacking = case.person.lacks((*IDENTITY, *more), local_day(now))
        if not lacking:
            return None
        names = ", ".join(case.person.label(name) for name in lacking)
        return format_lazy(_("Your data are not complete: fill in or correct {names} under “My data”."), names=names)

    return Requirement("person_known", _("the data of the person are complete"), check)


@requirement(_("the state duty is paid"))
def duty_paid(case: Case, now: datetime) -> Reason:
    return None if case.dossier.paid("prp") else _("The state duty for the permit is not paid.")


@requirement(_("the bank has not taken back the duty for the card"))
def card_duty_stands(case: Case, now: datetime) -> Reason:
    """п. 26(3): the clerk looks at the receipt, which may be a paper; what the bank has said since counts more."""
    item = case.dossier.item("card_duty", "residence")
    since = [p for p in case.dossier.payments if p.kind == "card" and p.state == "failed" and p.settled_at]
    if case.dossier.paid("card") or item is None or not any(p.settled_at > item.at for p in since if p.settled_at):
        return None
    return _("By the bank’s word the state duty for the residence card is not paid: look at the receipt again.")


@requirement(_("by the file something of the application falls short"), stands_on=DOCUMENTS)
def still_to_be_returned(case: Case, now: datetime) -> Reason:
    """п. 12: at the registration the official looks through the set himself; later it goes back for what the file has
    shown since (interpretation 49)."""
    if case.state == State.REGISTRATION or falling_short(case, now):
        return None
    return _(
        "The application is registered: it goes back only where by the file a document falls short. If the paper shows "
        "otherwise than is recorded, correct its data first."
    )


@requirement(_("the interview has begun"))
def interview_begun(case: Case, now: datetime) -> Reason:
    slot = case.slot
    if slot and slot.starts_at <= now:
        return None
    return _("The interview has not taken place yet.")


@requirement(_("the interview is recorded"))
def interviewed(case: Case, now: datetime) -> Reason:
    """п. 7, 8: what is signed rests on its result."""
    if case.dossier.interview:
        return None
    return _("No interview is recorded: the petition is signed on its result (para. 7, 8).")


@requirement(_("no interview is recorded"), shown=False)
def not_interviewed(case: Case, now: datetime) -> Reason:
    if not case.dossier.interview:
        return None
    return _("The interview is recorded: the screening is over. Sign the petition, or propose a refusal.")


@requirement(_("by the edition Astana Hub refuses at the screening itself"), shown=False)
def screener_refuses(case: Case, now: datetime) -> Reason:
    if case.petition_law.screening_refusal == SCREENER:
        return None
    return _("Under this order a refusal at the screening is proposed to the ministry, which decides.")


@requirement(_("by the edition the ministry confirms a refusal at the screening"), shown=False)
def ministry_confirms(case: Case, now: datetime) -> Reason:
    if case.petition_law.screening_refusal != SCREENER:
        return None
    return _("Under this order Astana Hub refuses at the screening itself.")


@requirement(_("the day for completing the petition is over"))
def completion_day_over(case: Case, now: datetime) -> Reason:
    """A day of the edition's, no term of the order: nothing follows from it but that an official may go on."""
    term = case.dossier.running("completion")
    if term is None or term.due_at <= now:
        return None
    return format_lazy(
        _("The applicant has until {day} to complete the petition: it can be taken up after that day."),
        day=dated(term.last_day),
    )


@requirement(_("free interview times exist"))
def slots_free(case: Case, now: datetime) -> Reason:
    return None if case.dossier.free_slots(now) else _("The interview calendar has no free time: add times first.")


@requirement(_("every returned document is replaced"))
def returns_answered(case: Case, now: datetime) -> Reason:
    waiting = case.dossier.unanswered()
    if not waiting:
        return None
    names = ", ".join(title(case, list_at(case), kind) for kind in waiting)
    return format_lazy(_("Still to be corrected: {names}."), names=names)


@requirement(_("the national security bodies have approved"), stands_on=("knb",))
def knb_approved(case: Case, now: datetime) -> Reason:
    answer = case.dossier.check("knb")
    if answer and answer.clear:
        return None
    return _("Without the approval of the national security bodies the permit cannot be given.")


@requirement(_("what differs between the systems and the file is resolved"))
def discrepancies_resolved(case: Case, now: datetime) -> Reason:
    if not case.dossier.discrepancies:
        return None
    return _("A system has answered otherwise than was entered by hand: resolve the discrepancy first.")


@requirement(_("the case was begun by a signed petition"))
def petition_letter(case: Case, now: datetime) -> Reason:
    if not case.petition_signed_at:
        return _("The petition is not signed.")
    return _("The term of the petition has ended: a new one is needed.") if case.dossier.petition_ended(now) else None


@requirement(_("a ruling is recorded and waits for its confirmation"))
def ruling_recorded(case: Case, now: datetime) -> Reason:
    return None if rulings.waiting(case) else _("No ruling is recorded that waits for its confirmation.")


def documents(list_key: str) -> Requirement:
    """The documents of a list are there and meet their rules on the day of filing (п. 4, 10, 20, 26)."""

    def check(case: Case, now: datetime) -> Reasons:
        return document_problems(case, list_key, filing_day(case, now))

    about, looks = _("the documents are complete and meet their rules"), (*DOCUMENTS, "visit")
    return Requirement(f"documents_{list_key}", about, check, stands_on=looks)


def _clear(case: Case, kind: str) -> bool:
    check = case.dossier.check_now(kind)
    return bool(check and check.clear)


def checks_done(part: str, *, clear: bool = False) -> Requirement:
    """All checks the edition names for `part` are recorded; with `clear`, none of them speaks against."""

    def check(case: Case, now: datetime) -> Reason:
        missing = [k for k in case.law.checks[part] if case.dossier.check_now(k) is None]
        if missing:
            names = ", ".join(str(CHECK_NAMES[k]) for k in missing)
            return format_lazy(_("Not recorded yet: {names}."), names=names)
        against = [k for k in case.law.checks[part] if not _clear(case, k)]
        if clear and against:
            names = ", ".join(str(CHECK_NAMES[k]) for k in against)
            return format_lazy(_("A check speaks against: {names}."), names=names)
        return None

    name = f"checks_{part}_clear" if clear else f"checks_{part}"
    about = _("the checks are recorded and clear") if clear else _("the checks are recorded")
    return Requirement(name, about, check, stands_on=(part,))


CHECK_NAMES = {kind.value: kind.label for kind in CheckKind if kind != CheckKind.ARRIVAL}
"""The checks that an edition can ask for."""


def package_reconciled(list_key: str) -> Requirement:
    """The clerk has seen and accepted each document of the list, an optional one where it is on file (п. 21, 26)."""

    def check(case: Case, now: datetime) -> Reason:
        held = case.dossier.documents
        rules = [r for r in rules_of(case, list_key) if r.required or r.kind in held]
        left = [r.title for r in rules if not case.dossier.accepted(r.kind, list_key)]
        if not left:
            return None
        names = ", ".join(str(title) for title in left)
        return format_lazy(_("Not yet accepted: {names}."), names=names)

    return Requirement(f"package_{list_key}", _("every document is checked against its original"), check)


@requirement(_("the term has not ended"))
def within_rework(case: Case, now: datetime) -> Reason:
    """On expiry the clock acts, not the person; but for who waits for the bank's word alone (interpretation 17)."""
    deadline = case.dossier.running("rework")
    if deadline and (now < deadline.due_at or case.dossier.bank_awaited(now)):
        return None
    return _("The term for this has ended.")


@requirement(_("no duty that was begun in time waits for the bank's word"))
def no_duty_on_its_way(case: Case, now: datetime) -> Reason:
    if not case.dossier.bank_awaited(now):
        return None
    return _("The duty was begun in time, and the bank's word on it is still waited for.")


def term_over(key: str) -> Requirement:
    def check(case: Case, now: datetime) -> Reason:
        deadline = case.dossier.running(key)
        return None if deadline and deadline.due_at <= now else _("The term has not ended yet.")

    return Requirement(f"{key}_over", _("the term has ended"), check)


@requirement(_("no term has run out that ends the case"))
def clock_not_due(case: Case, now: datetime) -> Reason:
    """No term has run out on which the clock ends the case: from then on nobody goes round what follows (п. 12, 19)."""
    for key, term in case.law.terms.items():
        deadline = case.dossier.running(key) if term.by_clock and not asks_of_nobody(term) else None
        if deadline and deadline.due_at <= now:
            return _("The term for this has ended.")
    return None


@requirement(_("no entry into Kazakhstan in time is on file"), stands_on=("arrival",))
def no_entry(case: Case, now: datetime) -> Reason:
    """п. 19 annuls for one who "did not arrive and did not apply": who arrived is not that one (interpretation 6)."""
    if not measuring.in_window(case):
        return None
    return _("An entry into Kazakhstan is on file: record the arrival.")

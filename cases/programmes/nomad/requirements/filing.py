"""What a filing needs: consent, an open order, the person, the анкета, the documents, the duty (п. 4, 10, 20)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import filing_day
from cases.engine.steps.conditions import Reason, Reasons, Requirement, requirement
from cases.law.calendar import local_day
from cases.law.titles import rules_of
from cases.programmes.nomad.consents.withdrawals import PROCESSING
from cases.programmes.nomad.correcting.putting_right import DOCUMENTS
from cases.programmes.nomad.papers.documents import document_problems
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case


@requirement(_("consent to the processing of personal data"))
def consent_given(case: Case, now: datetime) -> Reason:
    if case.dossier.has_current_consent(PROCESSING):
        return None
    return _("Consent to the processing of personal data has not been given.")


_ENDED = _("No edition of the order accepts new filings on this day: the last day of filing was {day}, Astana time.")
_OPENS = _("The next order accepts them from {day}: file then.")
_UNKNOWN = _("Whether another order opens filing, and when, is not known yet: look at the dates on the first page.")


@requirement(_("the order is in force on the day of filing"), whatever_is_prepared=True)
def edition_open(case: Case, now: datetime) -> Reason:
    today = local_day(now)
    intake = case.dossier.intake(today)
    if intake.law:
        return None
    ended, opens = case.dossier.intake_ended(today), intake.opens
    last = moments.day(ended) if ended else ""
    return format_lazy(
        "{} {} {}",
        format_lazy(_ENDED, day=last) if last else _("No edition of the order accepts new filings on this day."),
        format_lazy(_OPENS, day=moments.day(opens)) if opens else _UNKNOWN,
        _("What you have prepared is kept, and cases already filed go on."),
    )


@requirement(_("no bar on filing"), whatever_is_prepared=True)
def not_barred(case: Case, now: datetime) -> Reason:
    bar = case.dossier.bar_on(local_day(now))
    if bar is None:
        return None
    return format_lazy(
        _("A new application may be filed from {day}: {why} (para. {paragraph})."),
        day=moments.day(bar.until + timedelta(days=1)),
        why=bar.get_kind_display(),
        paragraph=bar.paragraph,
    )


@requirement(_("the edition asks for a statement of consent"))
def edition_requires_consent(case: Case, now: datetime) -> Reason:
    if any(rule.consent for rule in rules_of(case, "con")):
        return None
    return _("This edition of the order asks for no statement of consent.")


@requirement(_("the statement of consent is not signed yet"))
def consent_not_signed(case: Case, now: datetime) -> Reason:
    return _("The statement of consent is signed already.") if case.dossier.has_consented("transfer") else None


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


@requirement(_("the questionnaire is that of the official form"), whatever_is_prepared=True)
def questionnaire_confirmed(case: Case, now: datetime) -> Reason:
    """Compared with the annex of Rules № 992, or the installation files by what is in use (DNR_UNCONFIRMED_FORM)."""
    if settings.DNR_UNCONFIRMED_FORM or case.dossier.questionnaire_is_confirmed(local_day(now)):
        return None
    return _(
        "The questionnaire in use is not compared with the official form yet. Applications are taken as soon as the "
        "portal's administrator has confirmed it; what you have prepared is kept."
    )


NAMED = 6
"""Questions named in one sentence; the page of the questionnaire shows the others."""

IDENTITY = (
    "surname",
    "given_names",
    "born_on",
    "birth_place",
    "citizenship",
    "passport_number",
    "passport_issued_on",
    "passport_issuer",
)
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
    """п. 26(3): the clerk looks at the receipt, which may be a paper; what the bank has reported since counts more."""
    item = case.dossier.item("card_duty", "residence")
    since = [p for p in case.dossier.payments if p.kind == "card" and p.state == "failed" and p.settled_at]
    if case.dossier.paid("card") or item is None or not any(p.settled_at > item.at for p in since if p.settled_at):
        return None
    return _("By the bank’s word the state duty for the residence card is not paid: look at the receipt again.")


@requirement(_("the case was begun by a signed petition"))
def petition_letter(case: Case, now: datetime) -> Reason:
    if not case.petition_signed_at:
        return _("The petition is not signed.")
    return _("The term of the petition has ended: a new one is needed.") if case.dossier.petition_ended(now) else None


def documents(list_key: str) -> Requirement:
    """The documents of a list are there and meet their rules on the day of filing (п. 4, 10, 20, 26)."""

    def check(case: Case, now: datetime) -> Reasons:
        return document_problems(case, list_key, filing_day(case, now))

    about, looks = _("the documents are complete and meet their rules"), (*DOCUMENTS, "visit")
    return Requirement(f"documents_{list_key}", about, check, depends_on=looks)

"""What the file of a case holds, or does not: the facts on which grounds of refusal and of return rest (`needs`).

Each takes the case, the moment, and what follows the colon of its name.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cases.engine.programmes import filing_day
from cases.law.calendar import local_day
from cases.law.terms import contract_days, days_left, satisfies
from cases.models import Letter, Notice, Profession
from cases.programmes.nomad.papers.documents import document_problems, missing_documents
from cases.programmes.nomad.papers.particulars import FACTS
from cases.programmes.nomad.petitions import decided

if TYPE_CHECKING:
    from cases.models import Case


def check_against(case: Case, now: datetime, kind: str) -> bool:
    check = case.dossier.check_now(kind)
    return bool(check and not check.clear)


def passport_short(case: Case, now: datetime, _arg: str) -> bool:
    """On the day of filing no more days are left than the edition asks to be exceeded (п. 4(1), 10(1))."""
    rule, passport = case.law.rules.get("passport"), case.dossier.documents.get("passport")
    if rule is None or passport is None:
        return False
    if passport.expires_on is None:
        return not (passport.no_end and rule.endless)
    return not satisfies(rule, days_left(passport.expires_on, filing_day(case, now)))


def interview_against(case: Case, now: datetime, _arg: str) -> bool:
    interview = decided.interview_result(case)
    return bool(interview and interview.kind == "interview_against")


def on_file(case: Case, now: datetime, kind: str) -> bool:
    return kind in case.dossier.documents


def not_attached(case: Case, now: datetime, kind: str) -> bool:
    return not on_file(case, now, kind)


def not_completed(case: Case, now: datetime, _arg: str) -> bool:
    """Something that went back was not replaced (п. 5), by a return that has not fallen since."""
    left = [row.at for row in case.dossier.last_return if not case.dossier.answered(row.kind, row.at)]
    return bool(left) and not Letter.objects.filter(case=case, at__in=left, set_aside_at__isnull=False).exists()


def expired(case: Case, now: datetime, kind: str) -> bool:
    """Not where the file gives a later day, or says that there is none; a document whose last day nobody gave may
    have expired."""
    document = case.dossier.documents.get(kind)
    if document is None or document.no_end:
        return False
    return not (document.expires_on and document.expires_on >= filing_day(case, now))


def not_legalised(case: Case, now: datetime, kind: str) -> bool:
    """Where the portal records how a document of this kind is legalised, nothing is recorded; of other kinds the
    remark alone says it."""
    document = case.dossier.documents.get(kind)
    return document is not None and not ("legalisation" in FACTS.get(kind, ()) and document.legalisation)


def duty_unpaid(case: Case, now: datetime, _arg: str) -> bool:
    return not case.dossier.paid("prp")


def duty_overdue(case: Case, now: datetime, _arg: str) -> bool:
    """Unpaid, and the person has had the days that the edition leaves for paying again, since the notice of it."""
    rule = case.law.rules.get("duty_again")
    noticed_at = Notice.objects.filter(case=case, what="unpaid").order_by("-at").values_list("at", flat=True).first()
    over = rule is None or noticed_at is None or satisfies(rule, days_left(local_day(now), local_day(noticed_at)))
    return over and not case.dossier.paid("prp")


def housing_short(case: Case, now: datetime, _arg: str) -> bool:
    """By its data, from day to day, the contract runs for less than п. 20(4) asks; so does one without its days."""
    rule, contract = case.law.rules.get("housing"), case.dossier.documents.get("housing")
    if rule is None or contract is None:
        return False
    first, last = contract.valid_from, contract.expires_on
    return not (first and last and satisfies(rule, contract_days(first, last)))


def bars_entry(case: Case, now: datetime, _arg: str) -> bool:
    """What the certificate says, not that there is one (art. 49, item 15)."""
    certificate = case.dossier.documents.get("medical")
    return certificate is not None and certificate.bars_entry


def not_notarised(case: Case, now: datetime, _arg: str) -> bool:
    contract = case.dossier.documents.get("housing")
    return contract is not None and not contract.notarised


def falls_short(case: Case, now: datetime, list_key: str) -> bool:
    return bool(document_problems(case, list_key, filing_day(case, now)))


def list_entered(case: Case, now: datetime, _arg: str) -> bool:
    """Order № 49 is at hand, as it is today (interpretation 64)."""
    return Profession.in_force(local_day(now)).exists()


def incomplete(case: Case, now: datetime, list_key: str) -> bool:
    return bool(missing_documents(case, list_key))

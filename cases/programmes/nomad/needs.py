"""The recorded facts a ground of refusal may need: a refusal names nothing that the case's own file contradicts.

A need is a name, or a name with an argument after a colon ("check_against:ibd"). Several stand with a space between:
one of them is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import filing_day
from cases.law.regulations import DocRule
from cases.law.terms import days_left, satisfies
from cases.programmes.nomad.documents import missing_documents
from cases.programmes.nomad.particulars import FACTS
from cases.programmes.nomad.requirements import CHECK_NAMES

if TYPE_CHECKING:
    from cases.models import Case


Holds = Callable[[Any, datetime, str], bool]


@dataclass(frozen=True, slots=True)
class Need:
    """`holds(case, now, argument)`; `lacks`: why the ground does not fit, where it does not (a lazy string)."""

    holds: Holds
    lacks: Any


def _check_against(case: Case, now: datetime, kind: str) -> bool:
    check = case.dossier.check_now(kind)
    return bool(check and not check.clear)


def _passport_short(case: Case, now: datetime, _arg: str) -> bool:
    """On the day of filing no more days are left than the edition asks to be exceeded (п. 4(1), 10(1))."""
    rule, passport = case.law.rules.get("passport"), case.dossier.documents.get("passport")
    if rule is None or passport is None:
        return False
    if passport.expires_on is None:
        return not (passport.no_end and rule.endless)
    return not satisfies(rule, days_left(passport.expires_on, filing_day(case, now)))


def _interview_against(case: Case, now: datetime, _arg: str) -> bool:
    found = case.dossier.interview
    return bool(found and found.kind == "interview_against")


def _on_file(case: Case, now: datetime, kind: str) -> bool:
    return kind in case.dossier.documents


def _expired(case: Case, now: datetime, kind: str) -> bool:
    """Not where the file gives a later day, or says that there is none; a document whose last day nobody gave may
    have expired."""
    document = case.dossier.documents.get(kind)
    if document is None or document.no_end:
        return False
    return not (document.expires_on and document.expires_on >= filing_day(case, now))


def _not_legalised(case: Case, now: datetime, kind: str) -> bool:
    """Where the portal records how a document of this kind is legalised, nothing is recorded; of other kinds the
    remark alone says it."""
    document = case.dossier.documents.get(kind)
    return document is not None and not ("legalisation" in FACTS.get(kind, ()) and document.legalisation)


def _duty_unpaid(case: Case, now: datetime, _arg: str) -> bool:
    return not case.dossier.paid("prp")


def _incomplete(case: Case, now: datetime, list_key: str) -> bool:
    return bool(missing_documents(case, list_key))


NEEDS: dict[str, Need] = {
    "check_against": Need(_check_against, _("no recorded check speaks against: {what}")),
    "knb_refused": Need(
        lambda case, now, _arg: _check_against(case, now, "knb"),
        _("by the file the national security bodies have not refused their approval"),
    ),
    "passport_short": Need(_passport_short, _("by the file the passport was valid long enough on the day of filing")),
    "interview_against": Need(_interview_against, _("no interview is recorded that did not confirm the qualification")),
    "document": Need(_on_file, _("the document on which it would rest is not on file")),
    "expired": Need(_expired, _("by the file the document had not expired on the day of filing")),
    "not_legalised": Need(
        _not_legalised,
        _("by the file the document is legalised, or need not be; correct its data first if it is not"),
    ),
    "duty_unpaid": Need(
        _duty_unpaid, _("by the file the duty is paid: sent back, it would have to be paid a second time")
    ),
    "incomplete": Need(
        _incomplete, _("every document of the list is on file; choose another ground if one of them is not as required")
    ),
}
"""By name; `{what}` becomes the names of the arguments."""

ABOUT = "about"
"""`about:<kind of document>`: a reason of return that fits this document only."""


def ensure_known(needs: str) -> None:
    """Raises ValidationError: what an administrator enters must be a fact the portal records."""
    for need in needs.split():
        name, _sep, argument = need.partition(":")
        if name != ABOUT and name not in NEEDS:
            raise ValidationError(_("The portal records no such fact: %(need)s."), params={"need": need})
        if name == "check_against" and argument not in CHECK_NAMES:
            raise ValidationError(_("There is no such check: %(need)s."), params={"need": need})


def lacking(case: Case, now: datetime, needs: str, kind: str = "") -> Promise | str | None:
    """Why a ground with these needs contradicts the file; None when one of its facts is recorded, or it needs none.

    `kind`: of the document it is said of, for a need that names none itself.
    """
    wanted = [tuple(need.partition(":")[::2]) for need in needs.split() if not need.startswith(ABOUT)]
    if not wanted or any(NEEDS[name].holds(case, now, argument or kind) for name, argument in wanted):
        return None
    what = ", ".join(str(CHECK_NAMES[arg]) for name, arg in wanted if name == "check_against")
    return format_lazy(NEEDS[wanted[0][0]].lacks, what=what)


def settled(case: Case, now: datetime, rule: DocRule) -> Promise | str | None:
    """Why a document cannot be sent back for any reason; None where it can. A duty that the bank has confirmed is
    paid: whatever is wrong with its proof, its return would have the person pay twice."""
    return lacking(case, now, "duty_unpaid") if rule.source == "payment" else None


def fits_document(needs: str, rule: DocRule) -> bool:
    """Whether a reason of return can be said of this document."""
    about = [need.partition(":")[2] for need in needs.split() if need.startswith(ABOUT)]
    return not about or rule.kind in about

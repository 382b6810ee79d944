"""What the file records of the facts on which a ground rests, in words: displayed beside the ground before it is
chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from cases.engine.programmes import filing_day
from cases.law import names
from cases.law.terms import contract_days, days_left
from cases.law.titles import list_at, title
from cases.programmes.nomad.papers.documents import document_problems, missing_documents
from cases.programmes.nomad.reasons import needs as known
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case, Document

Says = Callable[["Case", datetime, str], str]


def facts(case: Case, now: datetime, needs: str) -> list[str]:
    """A sentence for each fact that the ground needs and the file holds, or lacks, as the ground says."""
    return list(dict.fromkeys(_sentences(case, now, needs)))


def _sentences(case: Case, now: datetime, needs: str) -> Iterator[str]:
    for need in needs.split():
        name, _colon, argument = need.partition(":")
        holds = name in known.NEEDS and known.NEEDS[name].holds(case, now, argument)
        if holds and name in SAYS and (sentence := SAYS[name](case, now, argument)):
            yield sentence


def _check(case: Case, now: datetime, kind: str) -> str:
    row = case.dossier.check_now(kind)
    if row is None:
        return ""
    day = moments.day(row.answered_on) if row.answered_on else moments.moment(row.at)
    parts = [f"{CHECK_NAMES[kind]}: {names.check_result(kind, row.clear)}", row.reference and f"№ {row.reference}", day]
    line = ", ".join(str(part) for part in parts if part)
    return f"{line.removesuffix('.')}. {row.text}" if row.text else line


def _named(case: Case, kind: str) -> str:
    return title(case, list_at(case), kind)


def _document(case: Case, now: datetime, kind: str) -> str:
    row: Document | None = case.dossier.documents.get(kind)
    if row is None:
        return _("%(title)s: not on file") % {"title": _named(case, kind)}
    day = _("valid until %(day)s") % {"day": moments.day(row.expires_on)} if row.expires_on else _("no last day given")
    return f"{_named(case, kind)}: {day}"


def _passport(case: Case, now: datetime, _arg: str) -> str:
    row = case.dossier.documents.get("passport")
    if row is None or row.expires_on is None:
        return _document(case, now, "passport") if row else ""
    filed = filing_day(case, now)
    values = {"day": moments.day(row.expires_on), "n": days_left(row.expires_on, filed), "filed": moments.day(filed)}
    return _("passport valid until %(day)s: %(n)s days after the filing on %(filed)s") % values


def _housing(case: Case, now: datetime, _arg: str) -> str:
    row = case.dossier.documents.get("housing")
    if row is None or not (row.valid_from and row.expires_on):
        return _document(case, now, "housing")
    first, last = moments.day(row.valid_from), moments.day(row.expires_on)
    values = {"first": first, "last": last, "n": contract_days(row.valid_from, row.expires_on)}
    return _("housing contract from %(first)s to %(last)s: %(n)s days") % values


def _duty(case: Case, now: datetime, _arg: str) -> str:
    return _("duty: no payment is confirmed")


def _short(case: Case, now: datetime, list_key: str) -> str:
    return "; ".join(str(problem) for problem in document_problems(case, list_key, filing_day(case, now)))


def _missing(case: Case, now: datetime, list_key: str) -> str:
    kinds = ", ".join(map(str, missing_documents(case, list_key)))
    return str(format_lazy(_("not on file: {kinds}"), kinds=kinds)) if kinds else ""


SAYS: dict[str, Says] = {
    "check_against": _check,
    "knb_refused": lambda case, now, _arg: _check(case, now, "knb"),
    "passport_short": _passport,
    "document": _document,
    "not_attached": _document,
    "expired": _document,
    "not_legalised": _document,
    "bars_entry": lambda case, now, _arg: _document(case, now, "medical"),
    "not_notarised": _housing,
    "housing_short": _housing,
    "duty_unpaid": _duty,
    "duty_overdue": _duty,
    "falls_short": _short,
    "incomplete": _missing,
}
"""By need; what is not here says itself (the page has the whole interview)."""

"""The package at ЦОН (п. 21)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import filing_day
from cases.engine.steps.conditions import Faults, demand
from cases.engine.steps.proceedings import in_order, language_of
from cases.engine.steps.wordings import bilingual_faults
from cases.law.titles import rule_of, title
from cases.programmes.nomad.facts import (
    PackageReturn,
    Reconciliation,
)
from cases.programmes.nomad.papers.documents import lacks_copy, rule_problems
from cases.values import wording

if TYPE_CHECKING:
    from cases.models import Case


@demand(_("what is wrong with a document is written in words"))
def wrong_document_has_its_remark(case: Case, now: datetime, facts: Reconciliation) -> Faults:
    """п. 21: the applicant reads it in the receipt."""
    if not facts.accepted and not (facts.text or facts.text_kk):
        return [(in_order(case, "text")[0], _("Say what is wrong: the applicant reads it in the receipt."))]
    return bilingual_faults(case, facts, "text", wording.ITEM_REMARK, optional=True)


@demand(_("what matches its original has a copy"))
def accepted_document_has_its_copy(case: Case, now: datetime, facts: Reconciliation) -> Faults:
    """п. 21: copy and original are compared. A statement of consent signed in the portal needs none."""
    if facts.accepted and lacks_copy(case, facts.kind):
        return [("accepted", _("There is no copy to compare with the original: attach it first."))]
    return []


@demand(_("what is missing is not what was found to match"))
def package_returned_for_what_it_lacks(case: Case, now: datetime, facts: PackageReturn) -> Faults:
    """п. 21: the receipt contradicts neither the clerk's own comparing nor leaves the person without the reason. What
    matches its original may still fall short of п. 20."""
    fine = [k for k in facts.missing if case.dossier.accepted(k, "con") and not _falls_short(case, now, k)]
    sentence = _("It was found to match the original: {title}.")
    wrong: Faults = [("missing", format_lazy(sentence, title=title(case, "con", kind))) for kind in fine]
    silent = any(not _remarked(case, kind) for kind in facts.missing)
    return [*wrong, *bilingual_faults(case, facts, "text", wording.REMARK_OF_ALL, optional=not silent)]


def _falls_short(case: Case, now: datetime, kind: str) -> bool:
    rule, document = rule_of(case, "con", kind), case.dossier.documents.get(kind)
    return bool(rule and document and rule_problems(case, rule, document, filing_day(case, now)))


def _remarked(case: Case, kind: str) -> bool:
    """In the language of the proceedings, as it is now: a remark in the one before does not serve."""
    item = case.dossier.item(kind, "con")
    language = language_of(case)
    written = item.remark if item and not item.accepted else {}
    return bool(written.get(language) if language else any(written.values()))

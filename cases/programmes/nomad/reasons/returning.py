"""A return after the first: only for what could not be seen before, and what was left of the term runs on (п. 5, 12,
16). The petition and the application are each returned for the first time once: another body looks.

The body would else begin its own 45 days again by returning once more (interpretation 3).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, demand
from cases.engine.steps.proceedings import in_order
from cases.engine.steps.wordings import bilingual_faults
from cases.law.titles import list_at, rule_of, title
from cases.models import ReturnedDocument
from cases.programmes.nomad.facts import Return
from cases.programmes.nomad.papers.documents import filed_at
from cases.values import wording

if TYPE_CHECKING:
    from cases.models import Case


def _rounds(case: Case) -> QuerySet[ReturnedDocument]:
    """What the body has returned of what was filed with it, the newest first."""
    since = filed_at(case)
    if since is None or not case.rework_round:
        return ReturnedDocument.objects.none()
    return ReturnedDocument.objects.filter(case=case, at__gte=since).order_by("-round", "-id")


def returned_before(case: Case) -> bool:
    """Whether a return now has to say why only now."""
    return not case.law.each_return_restarts and _rounds(case).exists()


def runs_on(case: Case) -> bool:
    """Whether the correction that is being sent leaves the body only what was left of its term."""
    restarts = case.law.each_return_restarts or _rounds(case).values("round").distinct().count() < 2
    return not restarts and not any(row.unseen or row.unseen_kk for row in case.dossier.returns)


def had_at_last_return(case: Case, kinds: list[str]) -> list[str]:
    """Of these documents those that the body had before it at its last return, and that have not changed since."""
    if not kinds or case.law.each_return_restarts:
        return []
    last = _rounds(case).first()
    return [kind for kind in kinds if not _is_new(case, kind, last.at)] if last else []


def _is_new(case: Case, kind: str, since: datetime) -> bool:
    """A payment that the bank takes back is news whenever it comes."""
    rule = rule_of(case, list_at(case), kind)
    return case.dossier.answered(kind, since) or (rule is not None and rule.source == "payment")


@demand(_("what lay there at the return before is returned only with why it could not be seen then"))
def reason_for_late_remark(case: Case, now: datetime, facts: Return) -> Faults:
    old, wrong = (
        had_at_last_return(case, [item["kind"] for item in facts.returns]),
        bilingual_faults(case, facts, "unseen", wording.WHY),
    )
    if not old:
        written = [name for name in in_order(case, "unseen") if getattr(facts, name)]
        empty = _("Everything here has changed since the return before: leave this empty.")
        return (wrong or [(written[0], empty)]) if written else []
    named = ", ".join(str(title(case, list_at(case), kind)) for kind in old)
    sentence = _("At the return before this lay there already and has not changed: {titles}. Why only now? {why}")
    return [(name, format_lazy(sentence, titles=named, why=why)) for name, why in wrong]

"""A return after the first: only for what could not be seen before, and what was left of the term runs on (п. 12, 16).

The body would else begin its own 45 days again by returning once more (interpretation 3).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.conditions import Faults, demand
from cases.law.titles import rule_of, title
from cases.models import ReturnedDocument
from cases.programmes.nomad import wording
from cases.programmes.nomad.facts import Return

if TYPE_CHECKING:
    from cases.models import Case


def runs_on(case: Case) -> bool:
    """Whether the correction that is being sent leaves the body only what was left of its term."""
    restarts = case.law.each_return_restarts or case.rework_round < 2
    return not restarts and not any(row.unseen for row in case.dossier.returns)


def lay_there(case: Case, kinds: list[str]) -> list[str]:
    """Of these documents those that the body had before it at its last return, and that have not changed since."""
    if not kinds or case.law.each_return_restarts:
        return []
    last = ReturnedDocument.objects.filter(case=case).order_by("-round", "-id").first()
    return [kind for kind in kinds if not _is_new(case, kind, last.at)] if last else []


def _is_new(case: Case, kind: str, since: datetime) -> bool:
    """A payment that the bank takes back is news whenever it comes."""
    rule = rule_of(case, "application", kind)
    return case.dossier.answered(kind, since) or (rule is not None and rule.source == "payment")


@demand(_("what lay there at the return before is returned only with why it could not be seen then"))
def seen_only_now(case: Case, now: datetime, facts: Return) -> Faults:
    old, wrong = lay_there(case, [item["kind"] for item in facts.returns]), wording.lacking(facts.unseen, wording.WHY)
    if facts.unseen and not old:
        return [("unseen", wrong or _("Everything here has changed since the return before: leave this empty."))]
    if old and wrong:
        named = ", ".join(str(title(case, "application", kind)) for kind in old)
        sentence = _("At the return before this lay there already and has not changed: {titles}. Why only now? {why}")
        return [("unseen", format_lazy(sentence, titles=named, why=wrong))]
    return []

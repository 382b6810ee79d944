"""The originals that came by courier against their copies, document by document (п. 22).

The check "originals" follows from it: it is recorded when the last document has its verdict, and says
which do not agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, Correcting
from cases.engine.steps.conditions import Faults, demand
from cases.law.regulations import DocRule
from cases.law.titles import rules_of, title
from cases.models import Comparison
from cases.programmes.nomad.facts import CheckResult, OriginalsCompared
from cases.values.wording import NOTE, WHY, text_fault

if TYPE_CHECKING:
    from cases.models import Case

CHECK = "originals"
AGREES_AND_DOES_NOT = _("The verdict is that it agrees: take these words out, or choose another verdict.")
BY_DOCUMENT = _("The originals are compared document by document, on a page of their own: “{step}”.")


def package_rules(case: Case) -> list[DocRule]:
    """Of the list of the package what it consists of: what may be left out only where it is on file."""
    documents = case.dossier.documents
    return [rule for rule in rules_of(case, "con") if rule.required or rule.kind in documents]


def courier_rules(case: Case) -> list[DocRule]:
    """п. 21: what goes by courier; what the portal itself holds, or was signed by ЭЦП, has no original."""
    return [rule for rule in package_rules(case) if rule.original and not case.dossier.has_consented(rule.consent)]


def by_document(case: Case) -> bool:
    """The check of the originals follows from the comparison, since there is something to compare."""
    return CHECK in case.law.checks.get(case.place.checks, ()) and bool(courier_rules(case))


def entered_by_hand(case: Case) -> list[str]:
    """The checks of this part of the way whose result an officer enters."""
    own = {CHECK} if by_document(case) else set()
    return [kind for kind in case.law.checks.get(case.place.checks, ()) if kind not in own]


def not_compared(case: Case) -> list[DocRule]:
    """Those without a verdict in this round."""
    return [rule for rule in courier_rules(case) if rule.kind not in case.dossier.comparisons]


def contradicted_verdicts(case: Case, data: OriginalsCompared) -> list[Comparison]:
    """The words of this round that the new ones contradict."""
    verdicts = case.dossier.comparisons
    rows = ((verdicts[row["kind"]], row["verdict"]) for row in data.rows if row["kind"] in verdicts)
    return [row for row, verdict in rows if row.verdict != verdict]


def _held(case: Case, data: OriginalsCompared) -> Mapping[str, Any]:
    verdicts = case.dossier.comparisons
    kinds = [row["kind"] for row in data.rows if row["kind"] in verdicts]
    return {"rows": [{"kind": k, "verdict": verdicts[k].verdict, "text": verdicts[k].text} for k in kinds]}


COMPARED_AGAIN = Correcting(lambda case, data: "final" if contradicted_verdicts(case, data) else "", _held)


def record_verdicts(case: Case, act: Act, data: OriginalsCompared) -> None:
    """The verdicts; and the check, once each original has one."""
    verdicts, against = dict(case.dossier.comparisons), {row.pk for row in contradicted_verdicts(case, data)}
    if not against:
        act.remark(reason=None)  # it takes nothing's place
    for row in data.rows:
        before = verdicts.get(row["kind"])
        contradicted = before if before is not None and before.pk in against else None
        reason = data.reason if contradicted else ""
        fields = {"verdict": row["verdict"], "text": row.get("text", ""), "by": act.user, "at": act.now}
        act.record("comparison", kind=row["kind"], corrects=contradicted, reason=reason, **fields)
        verdicts[row["kind"]] = Comparison(kind=row["kind"], verdict=row["verdict"], text=row.get("text", ""))
    if all(rule.kind in verdicts for rule in courier_rules(case)):
        _record_check(case, act, [verdicts[rule.kind] for rule in courier_rules(case)], data.reason)


def _record_check(case: Case, act: Act, rows: list[Comparison], reason: str) -> None:
    text = "; ".join(_in_words(case, row) for row in rows if not row.agrees)
    before = case.dossier.check_now(CHECK)
    if before is not None and before.clear == (not text) and before.text == text:
        return
    turned_round = before if before is not None and before.clear != (not text) else None
    why = reason if turned_round else ""
    act.record(
        "check", kind=CHECK, clear=not text, text=text, by=act.user, at=act.now, corrects=turned_round, reason=why
    )


def _in_words(case: Case, row: Comparison) -> str:
    """In Russian, the language in which the services write to each other."""
    rule = next((rule for rule in courier_rules(case) if rule.kind == row.kind), None)
    return f"{rule.title.ru if rule else row.kind}: {row.text}"


@demand(_("each verdict is about an original that travelled, and says in words what does not agree"))
def compared_in_words(case: Case, now: datetime, facts: OriginalsCompared) -> Faults:
    kinds, known = {rule.kind for rule in courier_rules(case)}, dict(Comparison.VERDICTS)
    if not facts.rows:
        return [("", _("Give a verdict of at least one original."))]
    wrong: Faults = []
    for row in facts.rows:
        kind, name = row["kind"], title(case, "con", row["kind"])
        if kind not in kinds or row["verdict"] not in known:
            wrong.append((f"verdict_{kind}", format_lazy(_("No original of this is here: {title}."), title=name)))
        elif row["verdict"] == Comparison.AGREES and row.get("text"):
            wrong.append((f"text_{kind}", format_lazy("{title}: {why}", title=name, why=AGREES_AND_DOES_NOT)))
        elif row["verdict"] != Comparison.AGREES and (why := text_fault(row.get("text", ""), NOTE)):
            sentence = why if row.get("text") else _("Say what does not agree.")
            wrong.append((f"text_{kind}", format_lazy("{title}: {why}", title=name, why=sentence)))
    return wrong


@demand(_("a verdict that contradicts an earlier one says why"))
def another_verdict_has_its_reason(case: Case, now: datetime, facts: OriginalsCompared) -> Faults:
    if not contradicted_verdicts(case, facts):
        return []
    wrong = text_fault(facts.reason, WHY)
    sentence = _("This contradicts what is recorded already. {wrong}")
    return [("reason", format_lazy(sentence, wrong=wrong))] if wrong else []


@demand(_("the check of the originals follows from the comparison of each"))
def not_by_itself(case: Case, now: datetime, facts: CheckResult) -> Faults:
    if facts.kind != CHECK or not by_document(case):
        return []
    return [("kind", format_lazy(BY_DOCUMENT, step=LABEL))]


LABEL = _("Compare the originals with the copies")

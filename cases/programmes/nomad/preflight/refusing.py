"""Why the filing would be refused: what its step requires, with the paragraph, and what to do. Nothing else blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import filing_day
from cases.engine.steps import Step
from cases.engine.steps.conditions import unmet
from cases.engine.steps.findings import FilingFinding, Severity, Words
from cases.law.titles import rule_of
from cases.programmes.nomad.papers.documents import problems_by_document
from cases.values import questions

if TYPE_CHECKING:
    from cases.models import Case
    from cases.programmes.nomad.preflight.subject import LookedAt


class RefusedFor(NamedTuple):
    """Why a requirement is not met."""

    todo: Words
    place: str
    lacks: bool = True
    """What is not met is not there yet."""
    document: str = ""
    """Of the list, whose paragraph it is; "" for that of the step."""


REFUSALS: Mapping[str, RefusedFor] = {
    "consent_given": RefusedFor(_("Read the consent and give it."), "consent"),
    "edition_open": RefusedFor(
        _("Until then there is nothing to do; what is missing can still be prepared."), "time", lacks=False
    ),
    "not_barred": RefusedFor(_("What you have prepared is kept; file it from that day on."), "time", lacks=False),
    "city_chosen": RefusedFor(_("Choose one of the departments of the order."), "city"),
    "person_known": RefusedFor(_("Fill in what is missing, as your passport has it."), "person"),
    "petition_letter": RefusedFor(
        _("Withdraw this case, then begin a petition."), "petition", lacks=False, document="petition"
    ),
    "questionnaire_complete": RefusedFor(
        _("Fill in the questionnaire to its end."), "questionnaire", document="questionnaire"
    ),
    "questionnaire_of_the_day": RefusedFor(
        _("Open the questionnaire and press “Save”."), "questionnaire", document="questionnaire"
    ),
    "questionnaire_confirmed": RefusedFor(
        _("Wait for it: nothing is to be done by you."), "time", lacks=False, document="questionnaire"
    ),
    "duty_paid": RefusedFor(_("Pay the duty: it is counted as soon as the bank answers."), "duty", document="duty"),
    "within_rework": RefusedFor(_("The term is over: see in your cabinet what may be done now."), "time", lacks=False),
    "returns_answered": RefusedFor(_("Correct each item that came back."), "returned"),
}
_ATTACH = _("Attach it: PDF or a clear picture, all pages.")
_REPLACE = _("Attach one that meets this, or correct what you entered of it.")


def refusals(case: Case, step: Step, subject: LookedAt, now: datetime) -> Iterator[FilingFinding]:
    for need in step.requires:
        if need.name == f"documents_{subject.list_key}":
            yield from _documents(case, subject, now)
            continue
        reasons = unmet(case, [need], now)
        if reasons and need.name == "questionnaire_complete" and (unsound := list(_answers(case, subject))):
            yield from unsound
            continue
        of = REFUSALS.get(need.name, RefusedFor("", "time"))
        paragraph = _of_document(case, subject, of.document) or step.paragraph
        yield from (_finding(need.name, paragraph, reason, of) for reason in reasons)


def _of_document(case: Case, subject: LookedAt, kind: str) -> str:
    """Its paragraph; "" where the list does not have it."""
    rule = rule_of(case, subject.list_key, kind)
    return rule.paragraph if rule else ""


def _finding(code: str, paragraph: str, what: Words, of: RefusedFor) -> FilingFinding:
    return FilingFinding(code, Severity.BLOCKING, paragraph, what, of.todo, of.place, lacks=of.lacks)


def _documents(case: Case, subject: LookedAt, now: datetime) -> Iterator[FilingFinding]:
    for rule, reason in problems_by_document(case, subject.list_key, filing_day(case, now)):
        missing = rule.kind not in subject.documents
        of = RefusedFor(_ATTACH if missing else _REPLACE, f"doc-{rule.kind}", missing)
        yield _finding("document_missing" if missing else "document_short", rule.paragraph, reason, of)


def _answers(case: Case, subject: LookedAt) -> Iterator[FilingFinding]:
    """One for each answer that cannot be filed, and one for all that are missing."""
    if not subject.answers:
        return
    spared = questions.unneeded_keys(subject.items, case.person.has_single_name)
    missing = [
        i for i in subject.items if i.get("required") and i["key"] not in spared and not subject.answers.get(i["key"])
    ]
    wrong, paragraph = dict(_unsound(subject)), _of_document(case, subject, "questionnaire")
    for key, error in wrong.items():
        what = format_lazy("{question}: {why}", question=subject.label(key), why=" ".join(error.messages))
        rewrite = _REWRITE if error.code == questions.SOFT else _CORRECT
        yield FilingFinding("answer", Severity.BLOCKING, paragraph, what, rewrite, "questionnaire", key)
    if missing:
        names = ", ".join(questions.words(item["label"]) for item in missing)
        what = format_lazy(_("Questions without an answer: {names}."), names=names)
        first, todo = missing[0]["key"], REFUSALS["questionnaire_complete"].todo
        yield FilingFinding("unanswered", Severity.BLOCKING, paragraph, what, todo, "questionnaire", first, lacks=True)


_CORRECT = _("Correct this answer in the questionnaire.")
_REWRITE = _("Write this answer in the language you chose; questionnaires in English have been refused.")


def _unsound(subject: LookedAt) -> Iterator[tuple[str, ValidationError]]:
    sound: dict[str, str] = {}
    for item in subject.items:
        try:
            sound[item["key"]] = questions.parse_answer(item, str(subject.answers.get(item["key"]) or ""))
        except ValidationError as error:
            yield item["key"], error
    yield from questions.inconsistencies(subject.items, sound, subject.on)

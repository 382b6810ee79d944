"""Where the file of a case, or the data of its person, differ by now from what the applicant has signed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from cases.engine.steps import STEPS
from cases.law.titles import titles
from cases.models import Case, Person, QuestionnaireForm, Signature
from cases.programmes.nomad.applicants import agreeing
from cases.programmes.nomad.periods import eligibility
from cases.values import questions

if TYPE_CHECKING:
    from django.db.models import QuerySet

ANNEX = "questionnaire"


class SignedOtherwise(NamedTuple):
    """What was signed, and is different today."""

    what: str
    signed: str
    """As it is shown; "" where a document has another file now."""
    now: str
    """As it is shown; "" where a document has another file now."""
    at: datetime
    """The moment of the signature."""


def signed_otherwise(case: Case) -> list[SignedOtherwise]:
    """Documents, then answers, then the data of the person against the answers, in the order of the form. One statement
    where nothing is signed."""
    rows = list(_filings(case))
    answered = next((row for row in rows if row.annex.get(ANNEX)), None)
    return [*_documents(case, rows), *(_answers(case, answered) if answered else ())]


def of_person(person: Person) -> list[SignedOtherwise]:
    """Of the open case of a person; the page of their data says it."""
    case = eligibility.open_case(person)
    if case is None:
        return []
    case.person = person
    return signed_otherwise(case)


def _filings(case: Case) -> QuerySet[Signature]:
    """What the applicant has signed when filing, newest first."""
    steps = [name for name, step in STEPS.items() if step.files]
    rows = Signature.objects.filter(case=case, step__in=steps, user__person=case.person_id)
    return rows.only("case", "step", "sheet", "annex", "at").order_by("-id")


def _documents(case: Case, rows: list[Signature]) -> Iterator[SignedOtherwise]:
    documents, seen = case.dossier.documents, set()
    for row in rows:
        names = titles(case, STEPS[row.step].documents)
        for named in row.facts.get("documents", ()):
            kind = named["kind"]
            if kind not in seen and kind in documents and documents[kind].blob_id != named["sha256"]:
                yield SignedOtherwise(str(names.get(kind, named["title"])), "", "", row.at)
            seen.add(kind)


def _answers(case: Case, row: Signature) -> Iterator[SignedOtherwise]:
    signed = json.loads(row.annex[ANNEX])
    schema = QuestionnaireForm.objects.filter(pk=signed.get("version", "")).first()
    if schema is None:
        return
    then, now = signed.get("answers", {}), case.questionnaire.get("answers", {})
    data = {d.key: d for d in agreeing.differences(schema, then, case) if d.where == "person"}
    for item in schema.fields:
        key = item["key"]
        if then.get(key, "") != now.get(key, ""):
            yield SignedOtherwise(_label(item), _shown(item, then), _shown(item, now), row.at)
        elif key in data:
            yield SignedOtherwise(_label(item), data[key].answer, data[key].other, row.at)


def _label(item: dict[str, Any]) -> str:
    return questions.words(item["label"])


def _shown(item: dict[str, Any], answers: dict[str, str]) -> str:
    return questions.display_answer(item, answers.get(item["key"], "")) or "–"

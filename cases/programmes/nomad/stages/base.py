"""What the steps of several stages do alike."""

from __future__ import annotations

from cases.engine.acts import Act
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.nomad import answered, particulars
from cases.programmes.nomad.facts import DocumentCorrection, Return
from cases.programmes.nomad.hearing import DECISION, OBJECTION, WAIT

HEARING = (OBJECTION, WAIT, DECISION)
"""The terms that begin with the notice of a preliminary decision (art. 73 of the АППК)."""


def put_document_right(case: Case, act: Act, given: DocumentCorrection) -> None:
    """The row holds what the official has seen, so all who look at it see that; the event and the notice say what was
    there before. Not the day of upload: the file is the same."""
    document = case.dossier.documents[given.kind]
    changed = particulars.differences(given.kind, document, given.recorded)
    act.change(document, **{change["field"]: change["now"] for change in changed})
    act.remark(kind=given.kind, document=document.pk, changed=changed, recorded=None, reason=given.reason)


def return_documents(case: Case, act: Act, given: Return) -> None:
    """Each document with its reason, as a round of its own: only these can be changed by the applicant (п. 5, 12)."""
    case.rework_round += 1
    for item in given.returns:
        act.record("returneddocument", round=case.rework_round, at=act.now, **item)
    act.decide(text=given.text)


def share_answers(case: Case, act: Act) -> None:
    """One set of data: the person is from now on what the signed анкета says, even where its answers were kept while
    they were typed and never saved by hand."""
    answers = case.questionnaire.get("answers", {})
    changed = answered.changes(case.person, case.dossier.questions_of(local_day(act.now)), answers)
    if changed:
        act.change(case.person, **answered.columns(changed))
        act.remark(profile=list(changed))

"""What the steps of several stages do, or declare, alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.performing import reviewing
from cases.engine.steps import Act, Step, step
from cases.engine.steps.conditions import Demand
from cases.engine.steps.facts import StepFacts
from cases.law.actors import Actor, Readers
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad.applicants import answered
from cases.programmes.nomad.correcting import corrections, putting_right
from cases.programmes.nomad.hearings.hearing import DECISION, OBJECTION, WAIT
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.papers import particulars
from cases.programmes.nomad.states import PLACES, State
from cases.values.wording import WHY

PETITION_REFUSED = _(
    "Your petition was refused. The reasons are in the letter. "
    "You may file a new petition as long as the pilot accepts filings."
)

proposal = partial(
    step,
    form="propose",
    starts=(OBJECTION, WAIT, DECISION),
    danger=True,
    facts=facts.Proposal,
    decisions=[Decided.PROPOSE_REFUSAL],
    reread=True,
)
"""The notice of a preliminary decision; the terms of the hearing begin with it (art. 73 of the АППК)."""
dropping = partial(
    step,
    label=_("Drop the proposed refusal"),
    form="drop_refusal",
    demands=[must.in_words("text", WHY)],
    facts=facts.Dropping,
    decisions=[Decided.DROP_REFUSAL],
    settles=["protocol"],
    reread=True,
)
refusal = partial(
    step,
    may_be_signed=True,
    form="refuse_heard",
    heard=True,
    danger=True,
    facts=facts.HeardRefusal,
    reread=True,
)
"""The act after the hearing (art. 74)."""

Declaration = Callable[[Callable[..., None]], Step]


def correction(
    *kinds: str,
    by: Actor,
    label: Promise,
    paragraph: str,
    demands: Iterable[Demand],
    facts: type[StepFacts],
    too_late: Promise | str = corrections.DECIDED,
    within: Collection[State] | None = None,
    **declared: Any,
) -> Declaration:
    """A step that puts a recorded fact of these `kinds` right, with a reason, where a place says so (`corrects`);
    `within`: of these places alone, where several desks put the same kind right."""
    return step(
        by=by,
        source=[place for place in PLACES.correcting(*kinds) if within is None or place in within],
        target=None,
        optional=True,
        label=label,
        paragraph=paragraph,
        demands=[*demands, must.in_words("reason", WHY)],
        facts=facts,
        corrects=putting_right.correcting(kinds, facts),
        too_late=too_late,
        reread=True,
        **declared,
    )


def document_correction(
    *kinds: str, by: Actor, paragraph: str, read_by: Readers, by_place: bool = False
) -> Declaration:
    """`read_by`: who reads the reason."""
    return correction(
        *kinds,
        by=by,
        label=_("Correct the data of a document"),
        paragraph=paragraph,
        by_place=by_place,
        form="correct_document",
        requires=[corrections.document_on_file],
        demands=[corrections.document_is_open, corrections.document_data, corrections.data_differ],
        inner={"reason": read_by},
        tells=corrections.DOCUMENT_CORRECTED,
        apart=True,
        facts=facts.DocumentCorrection,
    )


def put_document_right(case: Case, act: Act, data: facts.DocumentCorrection) -> None:
    """The row holds what the official has seen, so all who look at it see that; the event and the notice say what was
    there before. Not the day of upload: the file is the same."""
    document = case.dossier.documents[data.kind]
    changed = particulars.differences(data.kind, document, data.recorded)
    act.change(document, **{change["field"]: change["now"] for change in changed})
    act.remark(kind=data.kind, document=document.pk, changed=changed, recorded=None, reason=data.reason)


def return_documents(case: Case, act: Act, data: facts.Return) -> None:
    """Each document with its reason, as a round of its own: only these can be changed by the applicant (п. 5, 12)."""
    case.rework_round += 1
    unseen = {"unseen": data.unseen, "unseen_kk": data.unseen_kk}
    for item in data.returns:
        act.record("returneddocument", round=case.rework_round, at=act.now, **unseen, **item)
        reviewing.record_returned(
            case, act, item["kind"], item["ground"], item.get("text", ""), item.get("text_kk", "")
        )
    act.decide(text=data.text, text_kk=data.text_kk)


def share_answers(case: Case, act: Act) -> None:
    """One set of data: the person is from now on what the signed анкета says, even where its answers were saved while
    they were typed and never saved by hand."""
    answers = case.questionnaire.get("answers", {})
    changed = answered.changes(case.person, case.dossier.questions_of(local_day(act.now)), answers)
    if changed:
        act.change(case.person, **answered.columns(changed))
        act.remark(profile=list(changed))

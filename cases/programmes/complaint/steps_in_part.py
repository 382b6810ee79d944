"""How a complaint is satisfied in part (art. 91 of the АППК): by the body, which hands the rest on, or by
the higher body."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.steps import Act, step
from cases.engine.steps.wordings import in_its_language, in_two_languages, is_filled
from cases.law.actors import Actor
from cases.models import Case
from cases.programmes.complaint import following, subject
from cases.programmes.complaint import requirements as must
from cases.programmes.complaint.facts import PartAnswer, PartDecision
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.complaint.steps import NAMED, in_short, with_the_file
from cases.values.wording import NOTE, REASONS

_PARTS = [in_its_language("aside", NOTE), in_its_language("left", NOTE)]
"""What falls and what stands, in words: the portal knows no parts of an act."""


@step(
    by=Actor.HEAD,
    source=ComplaintState.REVIEW,
    target=ComplaintState.HANDED_ON,
    label=_("Satisfy it in part, and hand the rest on to the higher body"),
    paragraph="art. 91(4)",
    form="satisfy_part",
    optional=True,
    signed=True,
    words=subject.words_of,
    stops=["complaint_review"],
    starts=["complaint_answer"],
    letter="complaint_in_part",
    requires=[must.about_an_act],
    persons=[must.did_not_make_the_act],
    demands=[*_PARTS, in_its_language("text", REASONS), in_two_languages("higher"), is_filled("higher_address")],
    tells=_("Your complaint is satisfied in part; with the rest it was handed on to the higher body. See the letter."),
    facts=PartDecision,
    decisions=["satisfy_in_part"],
    reread=True,
)
def satisfy_in_part(case: Case, act: Act, data: PartDecision) -> None:
    """The body keeps back only what it satisfies in full: what it does not grant the higher body decides
    (interpretation 57)."""
    act.decide(text=data.text, text_kk=data.text_kk)
    if data.act_falls:
        following.set_aside_by_the_head(case, act)
    with_the_file(case, act)


@step(
    by=Actor.HEAD,
    source=ComplaintState.HANDED_ON,
    target=ComplaintState.IN_PART,
    label=_("Record that the higher body has satisfied it in part"),
    paragraph="art. 91(5)",
    form="answer_part",
    optional=True,
    paper=rulings.PAPER,
    stops=["complaint_answer"],
    letter="complaint_part_above",
    requires=[must.about_an_act],
    demands=[must.answered_in_its_time, *NAMED, must.answer_attached, *_PARTS],
    tells=_(
        "The higher body has satisfied your complaint in part. The letter says what falls, what stands and what you "
        "may do."
    ),
    facts=PartAnswer,
    happened="answered_on",
    reread=True,
)
def record_satisfied_in_part(case: Case, act: Act, data: PartAnswer) -> None:
    act.remark(file=in_short(case))
    if data.act_falls:
        following.set_aside(case, act, "higher_body", (data.document, data.number, data.answered_on, data.body))

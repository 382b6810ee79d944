"""The steps of a complaint (art. 91 of the АППК): filed, satisfied or handed on, answered by the higher body.

A satisfied complaint about an act is a ruling on the case complained of: it is recorded there in the same transaction,
and carried out when another head has confirmed it. Where that case has gone on from the act, the act falls and nothing
goes back. One about a delay orders the body to act within a day, which is a term of that case. Where what it is about
has fallen away meanwhile, it is closed without a decision, by the body or by the higher one.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.rulings import remedies
from cases.engine.steps import Act, step
from cases.engine.steps.proceedings import fix_language
from cases.engine.steps.wordings import in_its_language, in_two_languages, in_words, is_filled, is_number
from cases.evidence import casefile
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.complaint import following, subject
from cases.programmes.complaint import requirements as must
from cases.programmes.complaint.facts import (
    Closing,
    ComplaintText,
    HandingOn,
    HeadDecision,
    HigherAnswer,
    Withdrawal,
)
from cases.programmes.complaint.states import LIST, ComplaintState
from cases.values.wording import NOTE, OWN, QUOTED, REASONS

NAMED = [is_filled("document"), is_number("number"), is_filled("body")]
"""Of the paper of the higher body."""
_SUMMED_UP = in_its_language("text", QUOTED, optional=True)
"""For the letter, which is in both languages: the words of that body, as short as they came."""


@step(
    by=Actor.APPLICANT,
    source=ComplaintState.DRAFT,
    target=ComplaintState.REVIEW,
    label=_("File the complaint"),
    paragraph="art. 91",
    form="complaint",
    signed=True,
    words=subject.words_of,
    documents=LIST,
    starts=["complaint_review"],
    letter="complaint_receipt",
    requires=[must.about_something],
    demands=[must.says_what_is_wrong, in_words("excuse", OWN, optional=True)],
    tells=_("Your complaint is registered and lies before the head of the body."),
    facts=ComplaintText,
    reread=True,
)
def file_complaint(case: Case, act: Act, data: ComplaintText) -> None:
    """A day late is no refusal: it is marked, and the body judges the excuse (interpretation 57)."""
    case.language = data.language
    fix_language(case)
    case.submitted_at = act.now
    last = remedies.last_day_of(case)
    if last:
        act.remark(last_day=last.isoformat(), late=local_day(act.now) > last)


@step(
    by=Actor.HEAD,
    source=ComplaintState.REVIEW,
    target=ComplaintState.SATISFIED,
    label=_("Satisfy the complaint"),
    paragraph="art. 91(4)",
    form="satisfy",
    signed=True,
    words=subject.words_of,
    stops=["complaint_review"],
    letter="complaint_satisfied",
    persons=[must.did_not_make_the_act],
    demands=[in_its_language("text", REASONS), must.names_a_day],
    tells=_("Your complaint is satisfied. The letter gives the reasons and says what follows."),
    facts=HeadDecision,
    decisions=["satisfy_complaint"],
    reread=True,
)
def satisfy_complaint(case: Case, act: Act, data: HeadDecision) -> None:
    act.decide(text=data.text, text_kk=data.text_kk)
    if case.about_term:
        following.order(case, act, data.until)
        return
    following.set_aside_by_the_head(case, act)


@step(
    by=Actor.HEAD,
    source=ComplaintState.REVIEW,
    target=ComplaintState.MOOT,
    label=_("Close the complaint: nothing is left to decide"),
    paragraph="art. 91",
    form="close",
    optional=True,
    signed=True,
    words=subject.words_of,
    stops=["complaint_review"],
    letter="complaint_closed",
    requires=[must.nothing_left_to_decide],
    persons=[must.did_not_make_the_act],
    demands=[in_its_language("text", REASONS)],
    tells=_("Your complaint is closed without a decision: what it was about has fallen away. The letter says why."),
    facts=Closing,
    decisions=["close_complaint"],
    reread=True,
)
def close_complaint(case: Case, act: Act, data: Closing) -> None:
    """No decision in the matter: an answer all the same, with its reasons (interpretation 57)."""
    act.remark(because=must.reason_to_close(case))
    act.decide(text=data.text, text_kk=data.text_kk)


@step(
    by=Actor.HEAD,
    source=ComplaintState.REVIEW,
    target=ComplaintState.HANDED_ON,
    label=_("Hand the complaint on to the higher body"),
    paragraph="art. 91(4)",
    form="hand_on",
    signed=True,
    words=subject.words_of,
    stops=["complaint_review"],
    starts=["complaint_answer"],
    letter="complaint_handed_on",
    demands=[in_two_languages("higher"), is_filled("higher_address"), in_words("text", NOTE, optional=True)],
    tells=_("Your complaint was handed on to the higher body with the whole file."),
    shows=["text"],
    facts=HandingOn,
    reread=True,
)
def hand_on_complaint(case: Case, act: Act, data: HandingOn) -> None:
    with_the_file(case, act)


def with_the_file(case: Case, act: Act) -> None:
    """The list of the file is stored, and its checksum printed: what went along can be compared at any later day."""
    assert act.user is not None  # the head
    files = casefile.file_entries(case, act.user)
    act.remark(files=len(files), file_sha256=casefile.entries_digest(files), file_list=casefile.event_rows(files))


@step(
    by=Actor.HEAD,
    source=ComplaintState.HANDED_ON,
    target=ComplaintState.SATISFIED,
    label=_("Record that the higher body has satisfied it"),
    paragraph="art. 91(5)",
    form="answer",
    paper=rulings.PAPER,
    stops=["complaint_answer"],
    letter="complaint_upheld_above",
    demands=[must.answered_in_its_time, *NAMED, must.answer_attached, _SUMMED_UP, must.names_a_day],
    tells=_("The higher body has satisfied your complaint. The letter says what follows and by when."),
    facts=HigherAnswer,
    happened="answered_on",
    reread=True,
)
def record_satisfied(case: Case, act: Act, data: HigherAnswer) -> None:
    act.remark(file=in_short(case))
    if case.about_term:
        following.order(case, act, data.until)
        return
    following.set_aside(case, act, "higher_body", (data.document, data.number, data.answered_on, data.body))


@step(
    by=Actor.HEAD,
    source=ComplaintState.HANDED_ON,
    target=ComplaintState.REJECTED,
    label=_("Record that the higher body has not satisfied it"),
    paragraph="art. 91(5)",
    form="answer",
    paper=rulings.PAPER,
    stops=["complaint_answer"],
    letter="complaint_rejected",
    demands=[must.answered_in_its_time, *NAMED, must.answer_attached, _SUMMED_UP],
    tells=_("The higher body has not satisfied your complaint. You may go to court: the letter says until when."),
    facts=HigherAnswer,
    happened="answered_on",
    reread=True,
)
def record_rejected(case: Case, act: Act, data: HigherAnswer) -> None:
    act.remark(file=in_short(case))


@step(
    by=Actor.HEAD,
    source=ComplaintState.HANDED_ON,
    target=ComplaintState.MOOT,
    label=_("Record that the higher body has closed it"),
    paragraph="art. 91(5)",
    form="answer",
    optional=True,
    paper=rulings.PAPER,
    stops=["complaint_answer"],
    letter="complaint_closed",
    requires=[must.nothing_left_to_decide],
    demands=[must.answered_in_its_time, *NAMED, must.answer_attached, _SUMMED_UP],
    tells=_("The higher body has closed your complaint: what it was about has fallen away. The letter says more."),
    facts=HigherAnswer,
    happened="answered_on",
    reread=True,
)
def record_closed(case: Case, act: Act, data: HigherAnswer) -> None:
    act.remark(file=in_short(case), because=must.reason_to_close(case))


def in_short(case: Case) -> dict[str, str] | None:
    return rulings.file_facts(case.dossier.documents.get(rulings.PAPER))


@step(
    by=Actor.APPLICANT,
    source=(ComplaintState.DRAFT, ComplaintState.REVIEW, ComplaintState.HANDED_ON),
    target=ComplaintState.WITHDRAWN,
    label=_("Withdraw the complaint"),
    paragraph="art. 91",
    form="withdraw",
    optional=True,
    danger=True,
    tells=_("You withdrew your complaint."),
    facts=Withdrawal,
)
def withdraw_complaint(case: Case, act: Act, data: Withdrawal) -> None:
    pass

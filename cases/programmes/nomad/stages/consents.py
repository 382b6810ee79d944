"""Consents taken back (п. 4, annex), at any time: signed in the cabinet, or in writing and recorded by an official.

That of п. 4 ends the process as a declined one; after an act it is recorded, and the act remains (interpretation 23).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.law.actors import Actor
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.papers import annexes, originals
from cases.programmes.nomad.states import PLACES, Stage, State
from cases.values.wording import NOTE, OWN, PROOF

_DRAFT = State.PETITION_DRAFT
"""Nothing is filed yet: there the consent is declined (`decline_consent`)."""
_OPEN = tuple(state for state in PLACES.where(May.WITHDRAW) if state != _DRAFT)
_HUB = tuple(state for state in _OPEN if PLACES[state].stage == Stage.PETITION)
_OFFICE = tuple(state for state in _OPEN if state not in (*_HUB, State.PETITION_SIGNED))
_DECIDED = (State.GRANTED, State.REGISTERED, State.CARD_ORDERED, State.CARD_ISSUED)
_REFUSED = (State.ANNULLED, State.PRELIMINARY_REFUSED, State.LAPSED, State.FINAL_REFUSED)
_AFTER = (State.ARRIVAL_REVIEW, *_DECIDED, *_REFUSED)
_ABROAD = (
    State.PRELIMINARY_APPROVED,
    *(state for state in _OPEN if PLACES[state].stage == Stage.FINAL),
    State.ARRIVAL_REVIEW,
    *_DECIDED,
    State.LAPSED,
    State.FINAL_REFUSED,
)
"""Where a statement of consent (annex) can have been signed."""

_ENDED = _(
    "Your withdrawal of the consent to the processing of personal data is received and recorded: the process has ended "
    "with it, and everybody who worked on the case is notified."
)
_RECORDED = _("The withdrawal of your consent is recorded. The decision that was made before stands.")
_NO_INQUIRY = _(
    "The withdrawal of your consent to cross-border transfer is recorded: no further inquiry is sent abroad on it."
)
_WRITTEN = [must.writing_came, must.in_words("writing", PROOF), must.in_words("text", NOTE, optional=True)]
_OF_PROCESSING = [*_WRITTEN, must.writing_attached("processing_withdrawal")]
_withdrawal = partial(step, optional=True, danger=True, reread=True)
_BY_AN_OFFICIAL: Any = {"may_be_signed": True, "letter": "withdrawal_recorded"}
"""What came in writing is recorded under the official's ЭЦП, and the person reads of it with what follows."""
_ending = partial(
    _withdrawal,
    target=State.CONSENT_DECLINED,
    paragraph="4",
    recalls=withdrawals.PROCESSING,
    requires=[need.clock_not_due],
    tells=_ENDED,
)
"""The process ends with it."""
_after_an_act = partial(
    _withdrawal,
    target=None,
    paragraph="4",
    recalls=withdrawals.PROCESSING,
    requires=[withdrawals.processing_stands],
    tells=_RECORDED,
)
"""The act remains."""
_of_transfer = partial(
    _withdrawal,
    source=_ABROAD,
    target=None,
    paragraph="annex",
    recalls=withdrawals.TRANSFER,
    requires=[withdrawals.transfer_stands],
    tells=_NO_INQUIRY,
)
_PROCESSING_LABEL = _("Withdraw the consent to the processing of data")
_RECORD_LABEL = _("Record a withdrawal of the consent to the processing of data")
_ending_in_writing = partial(
    _ending,
    **_BY_AN_OFFICIAL,
    encloses=annexes.writing_attached("processing_withdrawal"),
    form="written_withdrawal",
    facts=facts.WrittenWithdrawal,
    demands=_OF_PROCESSING,
    paper="processing_withdrawal",
    label=_RECORD_LABEL,
)
_after_an_act_in_writing = partial(
    _after_an_act,
    **_BY_AN_OFFICIAL,
    encloses=annexes.writing_attached("processing_withdrawal"),
    form="written_withdrawal",
    facts=facts.WrittenWithdrawal,
    demands=_OF_PROCESSING,
    paper="processing_withdrawal",
    label=_RECORD_LABEL,
)


def _record(case: Case, act: Act, text: str) -> None:
    """The wording that was taken back stays with the row of the consent."""
    assert act.step is not None
    paper = withdrawals.withdrawal_paper(case, act.step.paper)
    if paper:
        act.remark(file=paper.name)
    act.record("consent", purpose=act.step.recalls, given=False, at=act.now, text=text, document=paper)


def _end(case: Case, act: Act, text: str) -> None:
    if case.slot is not None and case.slot.starts_at > act.now:
        case.slot = None  # the time goes back to the calendar
    originals.owe_return(case, act)
    _record(case, act, text)


@_ending(
    by=Actor.APPLICANT,
    form="withdraw_consent",
    facts=facts.Remark,
    demands=[must.in_words("text", OWN, optional=True)],
    signed=True,
    letter="withdrawal_receipt",
    source=_OPEN,
    label=_PROCESSING_LABEL,
    words=annexes.processing_withdrawal_words,
)
def withdraw_processing(case: Case, act: Act, data: facts.Remark) -> None:
    _end(case, act, data.text)


@_after_an_act(
    by=Actor.APPLICANT,
    form="withdraw_consent",
    facts=facts.Remark,
    demands=[must.in_words("text", OWN, optional=True)],
    signed=True,
    letter="withdrawal_receipt",
    source=(*_AFTER, State.PETITION_REFUSED, State.WITHDRAWN, State.SUPERSEDED),
    label=_PROCESSING_LABEL,
    words=annexes.processing_withdrawal_words,
)
def withdraw_processing_later(case: Case, act: Act, data: facts.Remark) -> None:
    _record(case, act, data.text)


@_of_transfer(
    by=Actor.APPLICANT,
    form="withdraw_consent",
    facts=facts.Remark,
    demands=[must.in_words("text", OWN, optional=True)],
    signed=True,
    letter="withdrawal_receipt",
    label=_("Withdraw the consent to cross-border transfer"),
    words=annexes.transfer_withdrawal_words,
)
def withdraw_transfer(case: Case, act: Act, data: facts.Remark) -> None:
    _record(case, act, data.text)


@_ending_in_writing(by=Actor.SCREENER, source=_HUB)
def record_withdrawal_at_screening(case: Case, act: Act, data: facts.WrittenWithdrawal) -> None:
    _end(case, act, data.writing)


@_after_an_act_in_writing(by=Actor.SCREENER, source=State.PETITION_REFUSED)
def record_withdrawal_after_petition(case: Case, act: Act, data: facts.WrittenWithdrawal) -> None:
    _record(case, act, data.writing)


@_ending_in_writing(by=Actor.SIGNER, source=State.PETITION_SIGNED)
def record_withdrawal_at_ministry(case: Case, act: Act, data: facts.WrittenWithdrawal) -> None:
    _end(case, act, data.writing)


@_ending_in_writing(by=Actor.OFFICER, source=_OFFICE)
def record_withdrawal(case: Case, act: Act, data: facts.WrittenWithdrawal) -> None:
    _end(case, act, data.writing)


@_after_an_act_in_writing(by=Actor.OFFICER, source=_AFTER)
def record_withdrawal_later(case: Case, act: Act, data: facts.WrittenWithdrawal) -> None:
    _record(case, act, data.writing)


@_of_transfer(
    **_BY_AN_OFFICIAL,
    encloses=annexes.writing_attached("transfer_withdrawal"),
    by=Actor.OFFICER,
    form="written_withdrawal",
    facts=facts.WrittenWithdrawal,
    demands=[*_WRITTEN, must.writing_attached("transfer_withdrawal")],
    paper="transfer_withdrawal",
    label=_("Record a withdrawal of the consent to cross-border transfer"),
)
def record_transfer_withdrawal(case: Case, act: Act, data: facts.WrittenWithdrawal) -> None:
    _record(case, act, data.writing)

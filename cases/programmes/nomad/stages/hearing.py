"""What is stated and recorded between the notice of a preliminary decision and the act: art. 73, 74 of the АППК.

The proposal, and the act itself, stand with their stage. The ministry and the migration service each hear the person in
their own matter, and neither reads what was stated to the other: so each has its steps.
"""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.engine.steps.facts import StepFacts
from cases.engine.steps.wordings import in_its_language
from cases.law.actors import EVERYBODY, HUB, Actor, Role
from cases.law.places import May
from cases.models import Case, Document
from cases.models.hearing import HearingEntry
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.hearings import hearing, hours, repeated
from cases.programmes.nomad.kinds import GroundKind
from cases.programmes.nomad.stages.base import correction
from cases.programmes.nomad.states import PLACES, State
from cases.values.wording import ESTABLISHED, MOVED, OWN

PERMIT = (State.PRELIMINARY_HEARING, State.FINAL_HEARING)
DECIDED = _("The decision has been made: it can be appealed as its letter says.")
_OF_PERMIT, _OF_PETITION = EVERYBODY - {Role.CLERK}, HUB | {Role.APPLICANT}

_objection = partial(
    step,
    by=Actor.APPLICANT,
    target=None,
    label=_("Object to the proposed refusal"),
    paragraph="art. 73",
    form="object",
    optional=True,
    demands=[must.in_words("text", OWN), repeated.new_objection],
    tells=_("Your objection is received. It is answered in the decision."),
    facts=facts.Objection,
    too_late=DECIDED,
    reread=True,
)
_request = partial(
    step,
    by=Actor.APPLICANT,
    target=None,
    label=_("Ask to be heard by video"),
    paragraph="art. 73",
    form="ask_hearing",
    optional=True,
    requires=[hearing.hearing_ahead, repeated.not_asked_yet],
    demands=[must.in_words("text", OWN, optional=True)],
    tells=_("Your request to be heard by video is received. The letter names the day, the hour and the link."),
    facts=facts.HearingRequest,
    too_late=DECIDED,
)
_waiver = partial(
    step,
    by=Actor.APPLICANT,
    target=None,
    label=_("Waive the hearing"),
    paragraph="art. 73",
    form="waive_hearing",
    optional=True,
    requires=[repeated.not_waived_yet],
    tells=_("You waived the hearing. You may still object until the decision is made."),
    too_late=DECIDED,
)
_OF_PROTOCOL = [
    hours.was_held,
    hours.other_hour_has_its_reason,
    must.in_words("otherwise", MOVED, optional=True),
    must.is_place("place"),
    hours.present_named,
    must.in_words("text", ESTABLISHED),
]
_recorded_protocol = partial(
    step,
    target=None,
    label=_("Record the protocol of the hearing"),
    paragraph="art. 74",
    form="protocol",
    optional=True,
    requires=[repeated.first_protocol],
    demands=_OF_PROTOCOL,
    tells=_("The protocol of your hearing is recorded."),
    facts=facts.Protocol,
    subject="protocol",
    reread=True,
)
_corrected_protocol = partial(
    correction,
    "protocol",
    label=_("Correct the protocol of the hearing"),
    paragraph="art. 74",
    form="correct_protocol",
    requires=[repeated.protocol_recorded],
    demands=[repeated.another_protocol, *_OF_PROTOCOL],
    tells=_("The protocol of your hearing was corrected: see your case for what it says now, and what it said."),
    facts=facts.ProtocolCorrection,
    subject="protocol",
)
_another_hour = partial(
    step,
    target=None,
    label=_("Name another hour of the hearing"),
    paragraph="art. 73",
    form="move_hearing",
    optional=True,
    demands=[hours.another_hour, must.is_place("place"), in_its_language("text", MOVED)],
    tells=_("Another hour or place was named for your hearing: see your case. The other days stay as they are."),
    shows=["text", "text_kk"],
    facts=facts.HearingMove,
    reread=True,
)
_exception = partial(
    step,
    target=None,
    label=_("Record why there is no hearing"),
    paragraph="art. 73",
    form="no_hearing",
    optional=True,
    danger=True,
    grounds=GroundKind.NO_HEARING,
    demands=[must.grounds_fit(GroundKind.NO_HEARING), must.reasons_given],
    facts=facts.NoHearing,
    reread=True,
)


def _say(case: Case, act: Act, kind: str, **fields: object) -> None:
    """An entry of the open hearing of the case."""
    current = case.dossier.open_hearing
    assert current is not None  # the state is reached by a notice alone
    act.record("hearingentry", act=current.notice.act, kind=kind, by=act.user, at=act.now, **fields)


def _object(case: Case, act: Act, data: facts.Objection) -> None:
    """After its last day it is taken all the same, and marked: the official judges what is late."""
    late, file = hearing.is_late(case, act.now), _file(case, "objection")
    act.remark(late=late or None, file=file and file.name)
    _say(case, act, HearingEntry.OBJECTION, text=data.text, late=late, document=file)


def _protocol(case: Case, act: Act, data: facts.Protocol, kind: str = HearingEntry.PROTOCOL, **more: object) -> None:
    file = _file(case, "hearing_protocol")
    named = hours.named_hour(case, data)
    act.remark(file=file and file.name, named_at=named and named.isoformat())
    times = {"held_at": data.held_at, "ended_at": data.ended_at, "place": data.place}
    words = {"text": data.text, "present": data.attended, "document": file}
    other = {"named_at": named, "otherwise": data.otherwise if named else ""}
    _say(case, act, kind, **(times | words | other | more))


def _corrected(case: Case, act: Act, data: facts.ProtocolCorrection) -> None:
    """The first stays in the file, struck; its paper is that of the corrected one too, unless another came."""
    current = case.dossier.open_hearing
    assert current is not None  # `protocol_recorded`
    paper = {} if _file(case, "hearing_protocol") else {"document": current.protocols[-1].document}
    _protocol(case, act, data, HearingEntry.CORRECTED, why=data.reason, **paper)


def _move(case: Case, act: Act, data: facts.HearingMove) -> None:
    words = {"text": data.text, "text_kk": data.text_kk}
    _say(case, act, HearingEntry.MOVED, held_at=data.heard_at, place=data.place, **words)


def _file(case: Case, kind: str) -> Document | None:
    """The file attached since this notice that no earlier entry is linked to; not of an earlier hearing."""
    here = case.dossier.open_hearing
    return here.new_paper(case.dossier.documents.get(kind)) if here else None


# ------------------------------------------------------------------------------------------------ the person


@_objection(source=PERMIT, readers=_OF_PERMIT)
def object_to_refusal(case: Case, act: Act, data: facts.Objection) -> None:
    _object(case, act, data)


@_objection(source=State.PETITION_HEARING, readers=_OF_PETITION)
def object_to_ministry(case: Case, act: Act, data: facts.Objection) -> None:
    _object(case, act, data)


@_request(source=PERMIT, readers=_OF_PERMIT)
def ask_hearing(case: Case, act: Act, data: facts.HearingRequest) -> None:
    _say(case, act, HearingEntry.REQUEST, text=data.text)


@_request(source=State.PETITION_HEARING, readers=_OF_PETITION)
def ask_ministry_hearing(case: Case, act: Act, data: facts.HearingRequest) -> None:
    _say(case, act, HearingEntry.REQUEST, text=data.text)


@_waiver(source=PERMIT, readers=_OF_PERMIT)
def waive_hearing(case: Case, act: Act, data: StepFacts) -> None:
    _say(case, act, HearingEntry.WAIVER)


@_waiver(source=State.PETITION_HEARING, readers=_OF_PETITION)
def waive_ministry_hearing(case: Case, act: Act, data: StepFacts) -> None:
    _say(case, act, HearingEntry.WAIVER)


# ------------------------------------------------------------------------------------------------ the official


@_recorded_protocol(by=Actor.OFFICER, source=PERMIT, readers=_OF_PERMIT)
def record_hearing(case: Case, act: Act, data: facts.Protocol) -> None:
    _protocol(case, act, data)


@_recorded_protocol(by=Actor.SIGNER, source=State.PETITION_HEARING, readers=_OF_PETITION)
def record_ministry_hearing(case: Case, act: Act, data: facts.Protocol) -> None:
    _protocol(case, act, data)


@_corrected_protocol(by=Actor.OFFICER, within=PERMIT, readers=_OF_PERMIT)
def correct_hearing(case: Case, act: Act, data: facts.ProtocolCorrection) -> None:
    _corrected(case, act, data)


@_corrected_protocol(by=Actor.SIGNER, within=(State.PETITION_HEARING,), readers=_OF_PETITION)
def correct_ministry_hearing(case: Case, act: Act, data: facts.ProtocolCorrection) -> None:
    _corrected(case, act, data)


@_another_hour(by=Actor.OFFICER, source=PERMIT, readers=_OF_PERMIT)
def move_hearing(case: Case, act: Act, data: facts.HearingMove) -> None:
    _move(case, act, data)


@_another_hour(by=Actor.SIGNER, source=State.PETITION_HEARING, readers=_OF_PETITION)
def move_ministry_hearing(case: Case, act: Act, data: facts.HearingMove) -> None:
    _move(case, act, data)


@_exception(by=Actor.OFFICER, source=(State.PRELIMINARY_DECISION, State.FINAL_REVIEW), readers=_OF_PERMIT)
def except_hearing(case: Case, act: Act, data: facts.NoHearing) -> None:
    before = "refuse_preliminary" if case.state == State.PRELIMINARY_DECISION else "refuse_final"
    _except(act, before, data)


@_exception(by=Actor.SIGNER, source=State.MINISTRY_REVIEW, readers=_OF_PETITION)
def except_ministry_hearing(case: Case, act: Act, data: facts.NoHearing) -> None:
    _except(act, "decline_petition", data)


def _except(act: Act, before: str, data: facts.NoHearing) -> None:
    words = {"text": data.text, "text_kk": data.text_kk, "grounds": data.grounds}
    act.record("hearingentry", act=before, kind=HearingEntry.EXCEPTION, by=act.user, at=act.now, **words)


# ------------------------------------------------------------------------------------------------ the clock


@step(
    by=Actor.CLOCK,
    source=PLACES.where(May.HEAR),
    target=None,
    label=_("Close the days for objections"),
    paragraph="art. 73",
    requires=[need.term_over(hearing.OBJECTION)],
    kept=hearing.objected_on,
    readers=EVERYBODY - {Role.CLERK},
)
def close_objections(case: Case, act: Act, data: StepFacts) -> None:
    """Later objections are accepted until the act is made, and marked late."""


@step(
    by=Actor.CLOCK,
    source=PLACES.where(May.HEAR),
    target=None,
    label=_("Open the decision after the hearing"),
    paragraph="art. 73",
    requires=[need.term_over(hearing.WAIT)],
    readers=EVERYBODY - {Role.CLERK},
)
def end_hearing_wait(case: Case, act: Act, data: StepFacts) -> None:
    """The act may be made from the next working day on; its deadline is a term of its own."""

"""The petition (ходатайство), п. 4–9: from the applicant's draft to the ministry's signature."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.engine.facts import StepFacts
from cases.engine.steps import Act, Binding, step
from cases.law.actors import HUB, Actor, Role
from cases.models import Case
from cases.programmes.nomad import annexes, corrections, facts, hearing, interviews, professions
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.stages.base import HEARING, put_document_right
from cases.programmes.nomad.states import PLACES, State
from cases.programmes.nomad.wording import ESTABLISHED, NOTE, WHY

REFUSED = _(
    "Your petition was refused. The reasons are in the letter. "
    "You may file a new petition as long as the pilot accepts filings."
)
TAKEN = _("This time has just been taken. Please choose another.")
INTERVIEW = (Decided.INTERVIEW_FOR, Decided.INTERVIEW_AGAINST)
REOPENED = {"no_show": Decided.REOPEN_NO_SHOW, "moved": Decided.REOPEN_MOVED}


def booked_for(case: Case) -> datetime | None:
    """The interview has its result recorded after it was held, not after it was booked."""
    return case.slot.starts_at if case.slot else None


_PROTOCOL = [
    interviews.interview_was_held,
    must.in_words("present", NOTE),
    interviews.answers_in_words,
    must.in_words("text", ESTABLISHED),
    interviews.recording_is_named,
]
_REASONED = [must.grounds_fit(GroundKind.PETITION), must.in_words()]


@step(
    by=Actor.APPLICANT,
    source=State.PETITION_DRAFT,
    target=State.SCREENING,
    label=_("Submit the petition"),
    paragraph="4",
    documents="petition",
    form="sign",
    signed=True,
    requires=[need.consent_given, need.edition_open, need.person_known(), need.documents("petition")],
    tells=_("Your petition has been received. Astana Hub checks the documents next."),
    facts=facts.Filing,
    binds=Binding(takes="petition_edition"),
    consent="processing",
    starts=["screening"],
)
def submit_petition(case: Case, act: Act, given: facts.Filing) -> None:
    case.submitted_at = act.now


@step(
    by=Actor.APPLICANT,
    source=State.PETITION_DRAFT,
    target=State.CONSENT_DECLINED,
    label=_("Decline consent and end"),
    paragraph="4",
    form="decline_consent",
    optional=True,
    danger=True,
    tells=_("You declined the processing of your personal data, so the process has ended. You may begin anew."),
)
def decline_consent(case: Case, act: Act, given: StepFacts) -> None:
    act.record("consent", purpose="processing", given=False, at=act.now)


@step(
    by=Actor.SCREENER,
    source=State.SCREENING,
    target=State.ADMITTED,
    label=_("Admit to the next stage"),
    paragraph="6",
    form="admit",
    requires=[need.documents("petition")],
    stops=["screening"],
    starts=["invite"],
    inner={"note": HUB},
    demands=[must.in_words("note", NOTE, optional=True)],
    tells=_("Astana Hub has admitted you to the interview. The calendar of times opens next."),
    facts=facts.Admission,
    decisions=[Decided.ADMIT],
    settles=["petition_documents"],
    reread=True,
)
def admit(case: Case, act: Act, given: facts.Admission) -> None:
    act.decide(text=given.note)


@step(
    by=Actor.SCREENER,
    source=PLACES.correcting("petition_documents"),
    target=None,
    optional=True,
    label=_("Correct the data of a document"),
    paragraph="5",
    form="correct_document",
    requires=[corrections.document_on_file],
    demands=[
        corrections.document_is_open,
        corrections.document_data,
        corrections.data_differ,
        must.in_words("reason", WHY),
    ],
    inner={"reason": HUB | {Role.APPLICANT}},
    too_late=corrections.DECIDED,
    tells=corrections.DOCUMENT_CORRECTED,
    facts=facts.DocumentCorrection,
    reread=True,
)
def correct_petition_document(case: Case, act: Act, given: facts.DocumentCorrection) -> None:
    put_document_right(case, act, given)


@step(
    by=Actor.SCREENER,
    source=State.ADMITTED,
    target=State.SLOT_CHOICE,
    label=_("Open the calendar and invite"),
    paragraph="6",
    requires=[need.slots_free],
    stops=["invite"],
    starts=["choice"],
    letter="interview_invitation",
    tells=_("Choose a time for your video interview in the calendar."),
)
def invite(case: Case, act: Act, given: StepFacts) -> None:
    pass


@step(
    by=Actor.APPLICANT,
    source=State.SLOT_CHOICE,
    target=State.INTERVIEW,
    label=_("Book the interview"),
    paragraph="6",
    form="slot",
    stops=["choice"],
    starts=["interview"],
    runs_from=booked_for,
    tells=_("Your interview is booked."),
    facts=facts.Booking,
    conflict=TAKEN,
)
def book_interview(case: Case, act: Act, given: facts.Booking) -> None:
    case.slot = given.slot


@step(
    by=Actor.APPLICANT,
    source=State.INTERVIEW,
    target=State.INTERVIEW,
    label=_("Choose another time"),
    paragraph="6",
    form="slot",
    optional=True,
    stops=["interview"],
    starts=["interview"],
    runs_from=booked_for,
    tells=_("Your interview has been moved."),
    facts=facts.Booking,
    conflict=TAKEN,
)
def rebook(case: Case, act: Act, given: facts.Booking) -> None:
    case.slot = given.slot


@step(
    by=Actor.SCREENER,
    source=State.INTERVIEW,
    target=State.MINISTRY_REVIEW,
    label=_("Record the interview"),
    paragraph="7",
    form="interview",
    stops=["interview"],
    starts=["ministry_review"],
    requires=[need.interview_begun],
    readers=HUB,
    demands=_PROTOCOL,
    tells=_("The result of your interview was passed to the ministry."),
    facts=facts.Interview,
    decisions=INTERVIEW,
    subject="interview",
    reread=True,
)
def record_interview(case: Case, act: Act, given: facts.Interview) -> None:
    case.sent_to_ministry_at = act.now
    act.decide(INTERVIEW[not given.recommended], text=given.text)


@step(
    by=Actor.SCREENER,
    source=State.INTERVIEW,
    target=State.SLOT_CHOICE,
    label=_("Reopen the calendar"),
    paragraph="6",
    form="reopen",
    stops=["interview"],
    starts=["choice"],
    requires=[need.slots_free],
    optional=True,
    readers=HUB,
    demands=[must.in_words("text", NOTE, optional=True)],
    tells=_("The interview did not take place. Please choose another time."),
    facts=facts.Reopening,
    decisions=REOPENED.values(),
    subject="reopening",
)
def reopen_calendar(case: Case, act: Act, given: facts.Reopening) -> None:
    case.slot = None
    act.decide(REOPENED[given.cause], text=given.text)


@step(
    by=Actor.SCREENER,
    source=PLACES.correcting("interview"),
    target=None,
    optional=True,
    label=_("Correct the record of the interview"),
    paragraph="7",
    form="correct_interview",
    readers=HUB,
    requires=[need.interviewed],
    demands=[corrections.another_result, *_PROTOCOL, must.in_words("reason", WHY)],
    too_late=corrections.DECIDED,
    facts=facts.InterviewCorrection,
    decisions=INTERVIEW,
    subject="interview",
    reread=True,
)
def correct_interview(case: Case, act: Act, given: facts.InterviewCorrection) -> None:
    act.decide(INTERVIEW[not given.recommended], text=given.text)


@step(
    by=Actor.SCREENER,
    source=PLACES.correcting("reopening"),
    target=None,
    optional=True,
    label=_("Correct why the calendar was reopened"),
    paragraph="6",
    form="correct_reopening",
    readers=HUB,
    requires=[corrections.was_reopened],
    demands=[corrections.another_cause, must.in_words("text", NOTE, optional=True), must.in_words("reason", WHY)],
    too_late=corrections.DECIDED,
    facts=facts.ReopeningCorrection,
    decisions=REOPENED.values(),
    subject="reopening",
    reread=True,
)
def correct_reopening(case: Case, act: Act, given: facts.ReopeningCorrection) -> None:
    """Whether a person did not appear is read by who decides on the petition (п. 8)."""
    act.decide(REOPENED[given.cause], text=given.text)


@step(
    by=Actor.SIGNER,
    source=State.MINISTRY_REVIEW,
    target=State.PETITION_SIGNED,
    label=_("Sign the petition"),
    paragraph="8",
    documents="petition",
    form="sign_petition",
    signed=True,
    requires=[need.documents("petition"), need.interviewed],
    stops=["ministry_review", "hearing"],
    words=annexes.petition_words,
    letter="petition",
    tells=_("The ministry has signed your petition. The application for the permit is next; see your cabinet."),
    demands=[must.is_there("profession"), professions.of_the_list],
    facts=facts.PetitionSignature,
    decisions=[Decided.SIGN_PETITION],
    settles=["interview", "reopening"],
    reread=True,
)
def sign_petition(case: Case, act: Act, given: facts.PetitionSignature) -> None:
    case.profession, case.profession_kk, case.profession_code = given.profession, given.profession_kk, given.code
    case.petition_signed_at = act.now
    act.decide()


@step(
    by=Actor.SIGNER,
    source=State.MINISTRY_REVIEW,
    target=State.PETITION_HEARING,
    label=_("Propose to decline the petition"),
    paragraph="9",
    form="propose_petition",
    stops=["ministry_review"],
    starts=HEARING,
    letter="petition_hearing_notice",
    danger=True,
    grounds=GroundKind.PETITION,
    demands=[*_REASONED, hearing.hearing_day],
    readers=HUB | {Role.APPLICANT},
    tells=_(
        "A refusal of your petition is proposed. The letter says why, until when you may object, and when you can be "
        "heard."
    ),
    facts=facts.Proposal,
    decisions=[Decided.PROPOSE_REFUSAL],
    reread=True,
)
def propose_petition_refusal(case: Case, act: Act, given: facts.Proposal) -> None:
    """п. 9 and art. 73 of the АППК."""
    hearing.propose(case, act, "decline_petition", given)


@step(
    by=Actor.SIGNER,
    source=State.PETITION_HEARING,
    target=State.MINISTRY_REVIEW,
    label=_("Drop the proposed refusal"),
    paragraph="9",
    form="drop_refusal",
    demands=[must.in_words("text", WHY)],
    readers=HUB | {Role.APPLICANT},
    tells=_("The proposed refusal of your petition was dropped. The consideration goes on."),
    facts=facts.Dropping,
    decisions=[Decided.DROP_REFUSAL],
    reread=True,
)
def drop_petition_refusal(case: Case, act: Act, given: facts.Dropping) -> None:
    hearing.drop(case, act, "decline_petition", given.text)


@step(
    by=Actor.SIGNER,
    source=(State.MINISTRY_REVIEW, State.PETITION_HEARING),
    target=State.REFUSAL_NOTICE,
    label=_("Decline the petition"),
    paragraph="9",
    documents="petition",
    may_be_signed=True,
    form="refuse_heard",
    stops=["ministry_review", "hearing"],
    starts=["refusal_notice"],
    danger=True,
    requires=[hearing.heard("decline_petition")],
    grounds=GroundKind.PETITION,
    demands=[
        *_REASONED,
        hearing.grounds_heard("decline_petition"),
        hearing.objections_answered("decline_petition"),
    ],
    readers=HUB | {Role.APPLICANT},
    facts=facts.HeardRefusal,
    decisions=[Decided.REFUSE_PETITION],
    settles=["interview", "reopening"],
    reread=True,
)
def decline_petition(case: Case, act: Act, given: facts.HeardRefusal) -> None:
    hearing.refuse(case, act, "decline_petition", given)


@step(
    by=Actor.SCREENER,
    source=State.REFUSAL_NOTICE,
    target=State.PETITION_REFUSED,
    label=_("Send the notice of refusal"),
    paragraph="9",
    stops=["refusal_notice"],
    letter="petition_refusal",
    tells=REFUSED,
    conveys=Decided.REFUSE_PETITION,
)
def notify_petition_refusal(case: Case, act: Act, given: StepFacts) -> None:
    pass

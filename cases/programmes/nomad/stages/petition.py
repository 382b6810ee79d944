"""The petition (ходатайство), п. 4–9: from the applicant's draft to the ministry's signature."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.law.actors import HUB, Actor, Role
from cases.programmes.nomad import corrections
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.stages.base import StageModel
from cases.programmes.nomad.states import State
from cases.programmes.nomad.wording import WHY

_REFUSED = _(
    "Your petition was refused. The reasons are in the letter. "
    "You may file a new petition as long as the pilot accepts filings."
)
_REASONED = [must.grounds_fit("petition"), must.in_words()]


class PetitionStage(StageModel):
    class Meta:
        abstract = True

    submitted_at: datetime | None
    sent_to_ministry_at: datetime | None
    petition_signed_at: datetime | None

    @step(
        by=Actor.APPLICANT, source=State.PETITION_DRAFT, target=State.SCREENING, label=_("Submit the petition"),
        paragraph="4", documents="petition", form="sign", signed=True,
        requires=[need.consent_given, need.edition_open, need.person_known(), need.documents("petition")],
        tells=_("Your petition has been received. Astana Hub checks the documents next."),
    )  # fmt: skip
    def submit_petition(self, act: Act) -> None:
        self.submitted_at = act.now

    @step(
        by=Actor.APPLICANT, source=State.PETITION_DRAFT, target=State.CONSENT_DECLINED,
        label=_("Decline consent and end"), paragraph="4", form="decline_consent", optional=True, danger=True,
        tells=_("You declined the processing of your personal data, so the process has ended. You may begin anew."),
    )  # fmt: skip
    def decline_consent(self, act: Act) -> None:
        self.record("consent", purpose="processing", given=False, at=act.now)

    @step(
        by=Actor.SCREENER, source=State.SCREENING, target=State.ADMITTED, label=_("Admit to the next stage"),
        paragraph="6", form="admit", starts=["invite"], inner={"note": HUB},
        tells=_("Astana Hub has admitted you to the interview. The calendar of times opens next."),
    )  # fmt: skip
    def admit(self, act: Act, note: str = "") -> None:
        self.record("decision", kind="admit", text=note, by=act.user, at=act.now)

    @step(
        by=Actor.SCREENER, source=State.SCREENING, target=State.PETITION_REFUSED, label=_("Refuse after screening"),
        paragraph="9", documents="petition", may_be_signed=True, form="refuse", letter="petition_refusal", danger=True,
        grounds="petition", demands=_REASONED, readers=HUB | {Role.APPLICANT}, tells=_REFUSED,
    )  # fmt: skip
    def refuse_screening(self, act: Act, grounds: list[str], text: str) -> None:
        self.record("decision", kind="refuse_petition", grounds=grounds, text=text, by=act.user, at=act.now)

    @step(
        by=Actor.SCREENER, source=corrections.open_in("petition_documents"), target=None, optional=True,
        label=_("Correct the data of a document"), paragraph="5", form="correct_document",
        requires=[corrections.document_on_file],
        demands=[
            corrections.document_is_open, corrections.document_data, corrections.data_differ,
            must.in_words("reason", WHY),
        ],
        inner={"reason": HUB | {Role.APPLICANT}}, too_late=corrections.DECIDED, tells=corrections.DOCUMENT_CORRECTED,
    )  # fmt: skip
    def correct_petition_document(self, act: Act, kind: str, said: dict[str, Any], reason: str) -> None:
        self.put_document_right(kind, said, reason)

    @step(
        by=Actor.SCREENER, source=State.ADMITTED, target=State.SLOT_CHOICE, label=_("Open the calendar and invite"),
        paragraph="6", requires=[need.slots_free], stops=["invite"], letter="interview_invitation",
        tells=_("Choose a time for your video interview in the calendar."),
    )  # fmt: skip
    def invite(self, act: Act) -> None:
        pass

    @step(
        by=Actor.APPLICANT, source=State.SLOT_CHOICE, target=State.INTERVIEW, label=_("Book the interview"),
        paragraph="6", form="slot", tells=_("Your interview is booked."),
    )  # fmt: skip
    def book_interview(self, act: Act, slot: Any) -> None:
        self.slot = slot

    @step(
        by=Actor.APPLICANT, source=State.INTERVIEW, target=State.INTERVIEW, label=_("Choose another time"),
        paragraph="6", form="slot", optional=True, tells=_("Your interview has been moved."),
    )  # fmt: skip
    def rebook(self, act: Act, slot: Any) -> None:
        self.slot = slot

    @step(
        by=Actor.SCREENER, source=State.INTERVIEW, target=State.MINISTRY_REVIEW, label=_("Record the interview"),
        paragraph="7", form="interview", requires=[need.interview_begun], readers=HUB,
        demands=[must.in_words("text", WHY)],
        tells=_("The result of your interview was passed to the ministry."),
    )  # fmt: skip
    def record_interview(self, act: Act, recommended: bool, text: str) -> None:
        self.sent_to_ministry_at = act.now
        kind = "interview_for" if recommended else "interview_against"
        self.record("decision", kind=kind, text=text, by=act.user, at=act.now)

    @step(
        by=Actor.SCREENER, source=State.INTERVIEW, target=State.SLOT_CHOICE, label=_("Reopen the calendar"),
        paragraph="6", form="reopen", requires=[need.slots_free], optional=True, readers=HUB,
        tells=_("The interview did not take place. Please choose another time."),
    )  # fmt: skip
    def reopen_calendar(self, act: Act, cause: str, text: str = "") -> None:
        self.slot = None
        self.record("decision", kind=f"reopen_{cause}", text=text, by=act.user, at=act.now)

    @step(
        by=Actor.SCREENER, source=corrections.FACTS["interview"].open_in, target=None, optional=True,
        label=_("Correct the record of the interview"), paragraph="7", form="correct_interview", readers=HUB,
        demands=[corrections.another_result, must.in_words("text", WHY), must.in_words("reason", WHY)],
        too_late=corrections.DECIDED,
    )  # fmt: skip
    def correct_interview(self, act: Act, recommended: bool, text: str, reason: str) -> None:
        kind = "interview_for" if recommended else "interview_against"
        self.record("decision", kind=kind, text=text, by=act.user, at=act.now)

    @step(
        by=Actor.SIGNER, source=State.MINISTRY_REVIEW, target=State.PETITION_SIGNED, label=_("Sign the petition"),
        paragraph="8", documents="petition", form="sign_petition", signed=True, letter="petition",
        tells=_("The ministry has signed your petition. The application for the permit is next; see your cabinet."),
    )  # fmt: skip
    def sign_petition(self, act: Act, profession: str) -> None:
        self.profession = profession
        self.petition_signed_at = act.now
        self.record("decision", kind="sign_petition", by=act.user, at=act.now)

    @step(
        by=Actor.SIGNER, source=State.MINISTRY_REVIEW, target=State.REFUSAL_NOTICE, label=_("Decline the petition"),
        paragraph="9", documents="petition", may_be_signed=True, form="refuse", danger=True, grounds="petition",
        demands=_REASONED, readers=HUB | {Role.APPLICANT},
    )  # fmt: skip
    def decline_petition(self, act: Act, grounds: list[str], text: str) -> None:
        self.record("decision", kind="refuse_petition", grounds=grounds, text=text, by=act.user, at=act.now)

    @step(
        by=Actor.SCREENER, source=State.REFUSAL_NOTICE, target=State.PETITION_REFUSED,
        label=_("Send the notice of refusal"), paragraph="9", letter="petition_refusal",
        tells=_REFUSED,
    )  # fmt: skip
    def notify_petition_refusal(self, act: Act) -> None:
        pass

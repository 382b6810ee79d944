"""The arrival on the preliminary approval, п. 19: its thirty days, and what becomes of them (readings 6 and 15)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, Alert, step
from cases.engine.steps.facts import StepFacts
from cases.engine.steps.wordings import in_its_language
from cases.law.actors import EVERYBODY, OFFICE, Actor, Role
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.applicants import claims
from cases.programmes.nomad.correcting import corrections, days_corrected, measuring, putting_right
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.stages.base import correction
from cases.programmes.nomad.states import State
from cases.values.wording import NOTE, OWN, PROOF


@step(
    by=Actor.OFFICER,
    source=(State.PRELIMINARY_APPROVED, State.ARRIVAL_REVIEW),
    target=State.ARRIVED,
    label=_("Record the arrival"),
    paragraph="19",
    happened="arrived_on",
    form="arrival",
    stops=["validity", "arrival_review"],
    starts=["package"],
    demands=[must.came_in_time, must.late_record_has_its_proof, must.in_words("proof", PROOF, optional=True)],
    inner={"crossing": OFFICE, "crossed_on": OFFICE, "proof": OFFICE},
    asks=["berkut.crossing"],
    tells=_("Your arrival is recorded. Bring the package of documents to the public service centre."),
    facts=facts.Arrival,
    subject="arrival",
)
def record_arrival(case: Case, act: Act, data: facts.Arrival) -> None:
    case.arrived_on = data.arrived_on
    if closed := measuring.closed_by_clock(case, "validity"):
        act.change(closed, stopped_at=act.now, **measuring.outcome(closed, data.arrived_on, act.now))
    if data.crossing or data.crossed_on:
        act.record(
            "check",
            kind="arrival",
            clear=True,
            text=data.crossing,
            happened_on=data.crossed_on,
            by=act.user,
            at=act.now,
        )


@correction(
    "arrival",
    by=Actor.OFFICER,
    label=_("Correct the day of arrival"),
    paragraph="19",
    form="correct_arrival",
    inner={"reason": OFFICE | {Role.APPLICANT}},
    demands=[days_corrected.arrival_day],
    tells=_("The day of your arrival was corrected in the file. If it was right before, tell the migration service."),
    shows=["reason"],
    facts=facts.ArrivalCorrection,
    subject="arrival",
)
def correct_arrival(case: Case, act: Act, data: facts.ArrivalCorrection) -> None:
    act.remark(was=putting_right.recorded(case, data, "arrived_on"))
    case.arrived_on = data.arrived_on
    measuring.end_by(case, act, "validity", data.arrived_on)


@correction(
    "arrival",
    by=Actor.OFFICER,
    label=_("Correct the border crossing"),
    paragraph="19",
    form="correct_crossing",
    readers=OFFICE,
    requires=[days_corrected.crossing_recorded],
    demands=[days_corrected.crossing_fits, must.in_words("text", NOTE, optional=True)],
    tells=corrections.RECORD_CORRECTED,
    facts=facts.CrossingCorrection,
    subject="crossing",
)
def correct_crossing(case: Case, act: Act, data: facts.CrossingCorrection) -> None:
    act.record(
        "check",
        kind="arrival",
        clear=data.entered,
        text=data.text,
        happened_on=data.crossed_on,
        by=act.user,
        at=act.now,
        corrects=case.dossier.check("arrival"),
        reason=data.reason,
    )


@step(
    by=Actor.CLOCK,
    source=State.PRELIMINARY_APPROVED,
    target=State.ARRIVAL_REVIEW,
    label=_("Close the days of the approval"),
    paragraph="19",
    requires=[need.term_over("validity")],
    stops=["validity"],
    starts=["arrival_review", "arrival_word"],
    asks=["berkut.crossing"],
    alerts=Alert("arrival_unrecorded", Actor.OFFICER),
    tells=_(
        "The days of your preliminary approval are over, and no arrival is recorded. The migration service now checks "
        "whether you came in time. If you did, say so in your cabinet and attach the proof: "
        "you have the days that your case names, and the approval does not lapse before."
    ),
    facts=facts.TermEnd,
)
def close_validity(case: Case, act: Act, data: facts.TermEnd) -> None:
    """Nobody gains a day by it, and nobody loses the approval: what happened in time is still recorded."""
    term = measuring.approval_validity(case)
    if term is not None:
        act.remark(day=term.last_day)


@step(
    by=Actor.CLOCK,
    source=State.ARRIVAL_REVIEW,
    target=None,
    label=_("Close the days for the applicant's word on the arrival"),
    paragraph="art. 73",
    requires=[need.term_over("arrival_word")],
    kept=claims.claimed_on,
    readers=EVERYBODY - {Role.CLERK},
)
def close_arrival_word(case: Case, act: Act, data: StepFacts) -> None:
    """What comes later is taken as well: as long as the case is open, and after the lapse."""


@step(
    by=Actor.APPLICANT,
    source=(State.PRELIMINARY_APPROVED, State.ARRIVAL_REVIEW, State.LAPSED),
    target=None,
    optional=True,
    label=_("Say that you came in time"),
    paragraph="19",
    form="claim",
    documents="arrival",
    demands=[must.claimed_day, must.in_words("text", OWN), claims.new_word],
    alerts=Alert("arrival_claimed", Actor.OFFICER),
    readers=EVERYBODY - {Role.CLERK},
    tells=_(
        "Your word is in the file, and the officers of the department are notified of it. A decision that is signed "
        "already stands until it is challenged; its letter says how."
    ),
    facts=facts.Claim,
    reread=True,
)
def claim_arrival(case: Case, act: Act, data: facts.Claim) -> None:
    """п. 19: the applicant is heard on what the portal cannot know; after the lapse too, though it undoes nothing."""
    act.remark(day=data.day)  # the officers' notice names it


@step(
    by=Actor.OFFICER,
    source=State.ARRIVAL_REVIEW,
    target=State.LAPSED,
    label=_("Let the approval lapse"),
    paragraph="19",
    documents="arrival",
    form="lapse",
    signed=True,
    stops=["arrival_review"],
    requires=[need.no_entry, need.heard_on_absence, need.crossing_answered],
    letter="lapse",
    bar="lapsed",
    danger=True,
    demands=[
        in_its_language("berkut", PROOF),
        in_its_language("journal", PROOF),
        must.claims_are_answered,
    ],
    readers=EVERYBODY - {Role.CLERK},
    tells=_("The preliminary approval has lapsed. The letter says why, and from when you may apply again."),
    facts=facts.Lapse,
    decisions=[Decided.LAPSE],
    reread=True,
)
def lapse(case: Case, act: Act, data: facts.Lapse) -> None:
    """An official decides what nobody can see of the portal alone: that the person did not come (interpretation 15)."""
    answers = {name: [item[name] for item in data.answers if item.get(name)] for name in ("text", "text_kk")}
    act.decide(**{name: "\n\n".join(texts) for name, texts in answers.items()})

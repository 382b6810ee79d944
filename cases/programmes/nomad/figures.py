"""What is counted of the pilot: the petition, before Astana Hub and the ministry, and the application of each city."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.figuresets import Figure, FigureSet, Whereabouts
from cases.law.actors import ActingBody
from cases.programmes.nomad import KEY
from cases.programmes.nomad.states import PLACES, Stage

_WHO = ("citizenship", "profession")
_BEFORE_FILING = (PLACES.beginning("application"),)
_UNSEEN = (PLACES.beginning("petition"),)
"""Nobody of the staff sees a petition before it is submitted."""

PETITION = FigureSet(
    key="petition",
    programme=KEY,
    label=_("Petitions: Astana Hub and the ministry"),
    place=Whereabouts.NONE,
    bodies=(ActingBody.HUB, ActingBody.MINISTRY),
    figures=(
        Figure(
            key="petitions_filed",
            label=_("Petitions submitted"),
            words=_("Petitions submitted for the first time; sent again after a return for completion is not counted."),
            steps=("submit_petition",),
            cuts=_WHO,
        ),
        Figure(
            key="petitions_returned",
            label=_("Returned for completion"),
            words=_("Returns to the applicant at the initial screening (п. 5). Returned twice, it counts twice."),
            steps=("return_petition",),
        ),
        Figure(
            key="petitions_admitted",
            label=_("Admitted to the interview"),
            words=_("Decisions to admit to the next stage (п. 6)."),
            steps=("admit",),
        ),
        Figure(
            key="interviews_held",
            label=_("Interviews held"),
            words=_("Interviews whose result was recorded (п. 7)."),
            steps=("record_interview",),
        ),
        Figure(
            key="petitions_signed",
            label=_("Petitions signed"),
            words=_("Petitions that the ministry signed by ЭЦП (п. 8)."),
            steps=("sign_petition",),
            cuts=_WHO,
        ),
        Figure(
            key="petitions_refused",
            label=_("Petitions refused"),
            words=_("Decisions to refuse the petition (п. 9), on the day of the decision; the notice may go later."),
            steps=("decline_petition", "refuse_screening"),
            cuts=_WHO,
            by_ground=True,
        ),
        Figure(
            key="petition_hearings",
            label=_("Hearings begun"),
            words=_("Preliminary decisions against the person of which the person was notified (art. 73 of the АППК)."),
            steps=("propose_petition_refusal",),
        ),
        Figure(
            key="petition_objections",
            label=_("Objections received"),
            words=_("Objections of applicants to a preliminary decision. Several in one case count each."),
            steps=("object_to_ministry",),
        ),
        Figure(
            key="petition_heard",
            label=_("Protocols of hearings"),
            words=_("Hearings that were held, by their protocols (art. 74 of the АППК), on the day of the recording."),
            steps=("record_ministry_hearing",),
        ),
        Figure(
            key="petition_dropped",
            label=_("Proposed refusals dropped"),
            words=_("Preliminary decisions given up before the act, after the hearing or without it."),
            steps=("drop_petition_refusal",),
        ),
    ),
    course=("petitions_filed", "petitions_signed", "petitions_refused"),
    funnel=(
        Figure(
            key="began",
            label=_("Submitted"),
            words=_("Petitions submitted in the period."),
            steps=("submit_petition",),
        ),
        Figure(
            key="came_to_ministry",
            label=_("Sent to the ministry"),
            words=_("Of these, those that have come before the ministry by now."),
            steps=("submit_petition",),
            reached=Q(case__sent_to_ministry_at__isnull=False),
        ),
        Figure(
            key="came_to_signature",
            label=_("Signed"),
            words=_("Of these, those whose petition is signed by now."),
            steps=("submit_petition",),
            reached=Q(case__petition_signed_at__isnull=False),
        ),
        Figure(
            key="came_to_filing",
            label=_("Application filed"),
            words=_("Of these, those whose application is filed by now."),
            steps=("submit_petition",),
            reached=Q(case__filed_at__isnull=False),
        ),
    ),
    terms=("screening", "completion", "invite", "choice", "interview", "ministry_review", "refusal_notice"),
    waits=tuple(
        state.value
        for state, place in PLACES.items()
        if (place.stage == Stage.PETITION and state not in _UNSEEN) or state in _BEFORE_FILING
    ),
)

APPLICATION = FigureSet(
    key="application",
    programme=KEY,
    label=_("Applications: migration service and public service centre"),
    place=Whereabouts.CITY,
    bodies=(ActingBody.DEPARTMENT,),
    figures=(
        Figure(
            key="filed",
            label=_("Applications filed"),
            words=_("Applications filed for the first time (п. 10); sent again after a revision is not counted."),
            steps=("file_application",),
            cuts=_WHO,
        ),
        Figure(
            key="returned",
            label=_("Returned for revision"),
            words=_("Returns to the applicant at the registration (п. 12). A case returned twice counts twice."),
            steps=("return_for_rework",),
        ),
        Figure(
            key="annulled",
            label=_("Annulled"),
            words=_("Applications that nobody corrected in the term (п. 12), on the day after its end."),
            steps=("annul",),
        ),
        Figure(
            key="approved",
            label=_("Preliminarily approved"),
            words=_("Decisions of preliminary approval (п. 17–19)."),
            steps=("approve_preliminary",),
            cuts=_WHO,
        ),
        Figure(
            key="refused_preliminary",
            label=_("Preliminary permit refused"),
            words=_("Decisions to refuse the preliminary permit (п. 19)."),
            steps=("refuse_preliminary",),
            cuts=_WHO,
            by_ground=True,
        ),
        Figure(
            key="lapsed",
            label=_("Approvals lapsed"),
            words=_("Preliminary approvals that an official let lapse, as the person did not come in time (п. 19)."),
            steps=("lapse",),
        ),
        Figure(
            key="arrived",
            label=_("Arrivals recorded"),
            words=_("Arrivals of approved persons, on the day of the recording."),
            steps=("record_arrival",),
        ),
        Figure(
            key="granted",
            label=_("Permits granted"),
            words=_(
                "Decisions to grant the permit (п. 22), by the local day of their signature in Asia/Almaty. One that "
                "fell by a ruling later stays counted on its day."
            ),
            steps=("grant",),
            cuts=_WHO,
        ),
        Figure(
            key="refused",
            label=_("Permits refused"),
            words=_("Decisions to refuse the permit (п. 24), counted as grants are."),
            steps=("refuse_final",),
            cuts=_WHO,
            by_ground=True,
        ),
        Figure(
            key="cards",
            label=_("Residence cards issued"),
            words=_("Cards handed over at the public service centre (п. 27), on the day of the recording."),
            steps=("issue_card",),
        ),
        Figure(
            key="withdrawn",
            label=_("Withdrawn by the applicant"),
            words=_("Cases that the applicant withdrew, at whatever stage."),
            steps=("withdraw",),
        ),
        Figure(
            key="hearings",
            label=_("Hearings begun before a refusal"),
            words=_("Preliminary decisions against the person of which the person was notified (art. 73 of the АППК)."),
            steps=("propose_preliminary_refusal", "propose_final_refusal"),
        ),
        Figure(
            key="objections",
            label=_("Objections received"),
            words=_("Objections of applicants to a preliminary decision. Several in one case count each."),
            steps=("object_to_refusal",),
        ),
        Figure(
            key="heard",
            label=_("Protocols of hearings"),
            words=_("Hearings that were held, by their protocols (art. 74 of the АППК), on the day of the recording."),
            steps=("record_hearing",),
        ),
        Figure(
            key="dropped",
            label=_("Proposed refusals dropped"),
            words=_("Preliminary decisions given up before the act, after the hearing or without it."),
            steps=("drop_preliminary_refusal", "drop_final_refusal"),
        ),
        Figure(
            key="set_aside",
            label=_("Acts set aside by a ruling"),
            words=_("Rulings of a head, a higher body or a court that were carried out (art. 91 of the АППК)."),
            steps=("execute_ruling",),
        ),
    ),
    course=("filed", "granted", "refused"),
    funnel=(
        Figure(
            key="application_began",
            label=_("Application filed"),
            words=_("Applications filed in the period."),
            steps=("file_application",),
        ),
        Figure(
            key="came_to_approval",
            label=_("Preliminarily approved"),
            words=_("Of these, those approved by now."),
            steps=("file_application",),
            reached=Q(case__approved_at__isnull=False),
        ),
        Figure(
            key="came_to_arrival",
            label=_("Arrived"),
            words=_("Of these, those whose arrival is recorded by now."),
            steps=("file_application",),
            reached=Q(case__arrived_on__isnull=False),
        ),
        Figure(
            key="came_to_grant",
            label=_("Permit granted"),
            words=_("Of these, those granted by now."),
            steps=("file_application",),
            reached=Q(case__granted_at__isnull=False),
        ),
        Figure(
            key="came_to_card",
            label=_("Card issued"),
            words=_("Of these, those who hold their card by now."),
            steps=("file_application",),
            reached=Q(case__card_issued_on__isnull=False),
        ),
    ),
    terms=(
        "register",
        "rework",
        "knb",
        "decision",
        "validity",
        "arrival_word",
        "arrival_review",
        "package",
        "reconcile",
        "dispatch",
        "courier",
        "final",
        "objection",
        "hearing",
        "residence",
        "card_order",
        "card",
    ),
    waits=tuple(
        state.value
        for state, place in PLACES.items()
        if place.stage in (Stage.PRELIMINARY, Stage.FINAL, Stage.RESIDENCE) and state not in _BEFORE_FILING
    ),
)

SETS = (PETITION, APPLICATION)

"""The originals on their way from ЦОН to the migration service, п. 21–22."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.law.actors import OFFICE, Actor, Role
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad.correcting import corrections, days_corrected, measuring, putting_right
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.papers import originals
from cases.programmes.nomad.stages.base import correction
from cases.programmes.nomad.states import State
from cases.values.wording import NOTE


@step(
    by=Actor.CLERK,
    source=State.DISPATCH,
    target=State.IN_TRANSIT,
    label=_("Hand to the courier"),
    paragraph="21",
    stops=["dispatch"],
    starts=["courier"],
    letter="courier_registry",
    requires=[originals.here, originals.goes_by_itself],
    demands=[must.is_number("waybill")],
    tells=_("Your originals were handed to the courier."),
    asks=["courier.pickup"],
    facts=facts.Courier,
    subject="dispatch",
)
def hand_to_courier(case: Case, act: Act, data: facts.Courier) -> None:
    act.record("dispatch", courier=data.courier, waybill=data.waybill, sheets=data.sheets, by=act.user, at=act.now)


@correction(
    "dispatch",
    by=Actor.CLERK,
    label=_("Correct the record of the courier"),
    paragraph="21",
    letter="courier_registry",
    demands=[must.is_number("waybill"), corrections.another_dispatch],
    inner={"reason": OFFICE | {Role.CLERK}},
    tells=_("The record of the courier who carries your originals was corrected."),
    facts=facts.CourierCorrection,
    subject="dispatch",
)
def correct_courier(case: Case, act: Act, data: facts.CourierCorrection) -> None:
    """The registry is printed again; the courier is not called a second time."""
    act.record(
        "dispatch",
        courier=data.courier,
        waybill=data.waybill,
        sheets=data.sheets,
        by=act.user,
        at=act.now,
        corrects=case.dossier.dispatch,
        reason=data.reason,
    )


@step(
    by=Actor.OFFICER,
    source=State.IN_TRANSIT,
    target=State.FINAL_REVIEW,
    label=_("Confirm receipt of originals"),
    at_once=True,
    paragraph="22",
    form="receipt",
    happened="received_on",
    stops=["courier"],
    starts=["final"],
    inner={"text": OFFICE, "proof": OFFICE},
    requires=[originals.here],
    tells=_("Your originals have reached the migration service."),
    asks=["adis.check", "ibd.check", "sio.check", "berkut.crossing"],
    demands=[
        must.in_words("text", NOTE, optional=True),
        must.it_happened("received_on", must.since_handed_over),
    ],
    facts=facts.OriginalsReceived,
    subject="receipt",
    decisions=[Decided.RECEIVE_ORIGINALS],
    opens_checks=True,
)
def receive_originals(case: Case, act: Act, data: facts.OriginalsReceived) -> None:
    case.checks_since = act.now
    act.decide(text=data.text)


@correction(
    "receipt",
    by=Actor.OFFICER,
    label=_("Correct the day of the receipt"),
    paragraph="22",
    form="correct_receipt",
    inner={"reason": OFFICE | {Role.APPLICANT}},
    demands=[days_corrected.receipt_day],
    tells=_(
        "The day on which your originals came to the migration service was corrected in the file. The term of the "
        "decision is counted from it."
    ),
    shows=["reason"],
    facts=facts.ReceiptCorrection,
    subject="receipt",
)
def correct_receipt(case: Case, act: Act, data: facts.ReceiptCorrection) -> None:
    act.remark(was=putting_right.recorded(case, data, "received_on"))
    measuring.end_by(case, act, "courier", data.received_on)
    measuring.begin_by(case, act, "final", data.received_on)

"""What is only noted: the number of the migration police IS (п. 12), a parcel on its way (п. 21), receipts."""

from __future__ import annotations

from cases.engine.programmes.answering import KEPT
from cases.gateways.contract import Message
from cases.gateways.courier.base import WaybillNotification
from cases.gateways.ismp.base import Registered
from cases.models import Case, WaybillMove
from cases.programmes.nomad.answers.comparing import differs
from cases.programmes.nomad.answers.incoming import AGREED, APPLIED, DUPLICATE, Incoming


def apply_number(incoming: Incoming, answer: Registered) -> str:
    known = incoming.case.mp_number
    if known == answer.number:
        return AGREED
    # A number that another case has can not be this one's: people have to look, as where they entered another.
    if known or Case.objects.filter(mp_number=answer.number).exists():
        return differs(incoming, "mp_number", {"number": known}, {"number": answer.number})
    incoming.note("mp_number", {"number": answer.number}, mp_number=answer.number)
    return APPLIED


def parcel_moved(incoming: Incoming, word: WaybillNotification) -> str:
    """They come in any order: the latest by its own time counts."""
    standing = incoming.case.dossier.dispatch
    if standing is None or standing.waybill != word.waybill:
        return KEPT
    moves = WaybillMove.objects.filter(
        case=incoming.case, waybill=word.waybill, moved_at=word.moved_at, status=word.status
    )
    if moves.exists():
        return DUPLICATE
    WaybillMove(
        case=incoming.case,
        waybill=word.waybill,
        status=word.status,
        place=word.place,
        moved_at=word.moved_at,
        at=incoming.now,
    ).save(force_insert=True)
    return APPLIED


def accept_receipt(incoming: Incoming, answer: Message) -> str:
    """A receipt: it belongs to the exchange, the case needs nothing of it."""
    return APPLIED

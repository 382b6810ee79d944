"""The side chosen becomes the fact on which the requirements look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from cases.models import Case, Check, Discrepancy, Document, Payment, User
from cases.programmes.nomad.checks import approval_doubted, check_papers
from cases.programmes.nomad.correcting import announcing, measuring
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.resolving.choosing import facts_of
from cases.values import letter_numbers

COLUMNS = {"arrival": "arrived_on", "mp_number": "mp_number"}
"""What stands in the case itself of all the two may differ about → its column, and the fact of an event by which it
changes."""


class Settling(NamedTuple):
    """One resolution under way."""

    case: Case
    """Locked."""
    row: Discrepancy
    user: User
    now: datetime
    request_id: str

    @property
    def chosen(self) -> dict[str, Any]:
        return facts_of(self.row, self.row.side)

    @property
    def from_system(self) -> bool:
        return self.row.side == Discrepancy.SYSTEM


def _check(settling: Settling) -> Mapping[str, Any]:
    """A check as chosen takes the place of the current one, where the two differ or a letter is new."""
    row, chosen = settling.row, settling.chosen
    check = standing_for(settling.case, row)
    if check is not None and check.clear == chosen["clear"] and not row.letter_number:
        return {}
    answered = row.letter_on or chosen.get("answered_on")
    Check.objects.create(
        case=settling.case,
        kind=row.what,
        clear=chosen["clear"],
        text=chosen.get("text") or "",
        reference=row.letter_number or chosen.get("reference") or "",
        answered_on=date.fromisoformat(answered) if isinstance(answered, str) else answered,
        by=settling.user,
        at=settling.now,
        corrects=check,
        reason=row.resolution,
        paper=_letter(settling.case, row, check),
    )
    if check is not None and check.clear != chosen["clear"]:
        _announce(settling, announcing.RECORD)
    if row.what == "knb" and not chosen["clear"]:
        approval_doubted.notify(settling.case, settling.now, settling.request_id)
    return {}


def _announce(settling: Settling, what: str, day: date | None = None) -> None:
    announcing.announce(settling.case, settling.now, what, settling.request_id, day)


def _letter(case: Case, row: Discrepancy, held: Check | None) -> Document | None:
    """КНБ's newer letter on paper: as attached for it, else that of the answer which is put right."""
    if row.what != "knb" or not row.letter_number:
        return None
    same = held and letter_numbers.number_key(held.reference) == letter_numbers.number_key(row.letter_number)
    return check_papers.of_kind(case, check_papers.KNB_LETTER) or (held.paper if held and same else None)


def standing_for(case: Case, row: Discrepancy) -> Check | None:
    """The check that is current for the one that was compared: of its own round, whatever was recorded since."""
    hand = row.by_hand
    same = (
        c
        for c in case.dossier.checks
        if c.kind == row.what
        and c.at <= row.raised_at
        and c.clear == hand.get("clear")
        and c.reference == (hand.get("reference") or "")
    )
    check = next(same, None) or case.dossier.check(row.what)
    later = {c.corrects_id: c for c in case.dossier.checks if c.corrects_id}
    while check is not None and check.pk in later:
        check = later[check.pk]
    return check


def _arrival(settling: Settling) -> Mapping[str, Any]:
    """A crossing later than the arrival in the file moves the arrival to its day at the earliest; that no crossing is
    found is recorded, and the border is looked at once more before the decision (п. 22)."""
    if "arrived_on" not in settling.row.by_hand:
        return {}  # of a lapsed approval: the entry is on file already, and no resolution undoes the lapse
    if not settling.from_system:
        return _arrived(settling, date.fromisoformat(settling.chosen["arrived_on"]))
    crossed, entered = settling.chosen.get("crossed_on"), bool(settling.chosen.get("found"))
    day = date.fromisoformat(crossed) if crossed else None
    text = " ".join(x for x in (day and f"{day:%d.%m.%Y}", settling.chosen.get("point")) if x)
    Check.objects.create(
        case=settling.case,
        kind="arrival",
        clear=entered,
        text=text,
        happened_on=day,
        by=settling.user,
        at=settling.now,
        corrects=settling.case.dossier.check("arrival"),
        reason=settling.row.resolution,
    )
    if day is None:
        _announce(settling, announcing.RECORD)
        return {}
    return _arrived(settling, day)


def _arrived(settling: Settling, day: date) -> Mapping[str, Any]:
    term = measuring.met_term(settling.case, "validity")
    if term:
        for name, value in (changes := measuring.by_day(term, day)).items():
            setattr(term, name, value)
        term.save(update_fields=list(changes))
    if settling.case.arrived_on != day:
        _announce(settling, announcing.ARRIVAL, day)
    return {COLUMNS["arrival"]: day}


def _number(settling: Settling) -> Mapping[str, Any]:
    number = settling.chosen.get("number") or ""
    if number != settling.case.mp_number:
        _announce(settling, announcing.NUMBER)
    return {COLUMNS["mp_number"]: number}


def _payment(settling: Settling) -> Mapping[str, Any]:
    """The bank's word settles the payment again; a sum short of the duty has not paid it. By hand nothing changes, but
    where the bank's word was chosen before: then it counts again as before."""
    if settling.row.corrects_id and not settling.from_system and settling.row.by_hand["state"] != "created":
        paid = settling.row.by_hand["state"] == "paid"
        paying.overwrite_settlement(
            settling.case, settling.row.by_hand["code"], paid, "", settling.now, request_id=settling.request_id
        )
    if settling.from_system:
        code, bank = settling.row.by_hand["code"], settling.row.by_system
        due = Payment.objects.values_list("amount", flat=True).get(code=code)
        paid = bank["state"] == "paid" and Decimal(bank["amount"]) >= due
        paying.overwrite_settlement(
            settling.case, code, paid, bank.get("reference", ""), settling.now, request_id=settling.request_id
        )
    return {}


SETTLES: dict[str, Callable[[Settling], Mapping[str, Any]]] = {
    "arrival": _arrival,
    "mp_number": _number,
    "payment": _payment,
    **dict.fromkeys(CHECK_NAMES, _check),
}
"""By what the two differ about (`answers`): makes the chosen side the fact; fields of the case that change."""

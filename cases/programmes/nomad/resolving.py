"""A discrepancy is resolved by choosing a side: what the system answered, or what was entered by hand.

The side chosen becomes the fact on which the requirements look. КНБ's own answer yields to a hand only with a newer
letter of КНБ (art. 49 of the migration law: without its positive approval no permit is given).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.conditions import Faults, another_than
from cases.engine.errors import WrongActorError
from cases.engine.locking import lock_in
from cases.engine.steps import step_where
from cases.engine.writing import amend
from cases.law.actors import Role
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.law.places import May
from cases.models import Case, Check, Deadline, Discrepancy, Payment, User
from cases.programmes.nomad import approval_doubted, corrections, knb_letters, measuring, paying, putting_right, wording
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.states import State
from cases.values import moments


class Choice(NamedTuple):
    """What an officer says: `side` of Discrepancy.SIDES, why, and КНБ's newer letter where one is needed."""

    side: str
    word: str
    letter_number: str = ""
    letter_on: date | None = None


class ResolvedError(CaseError):
    """Somebody was quicker."""

    def __init__(self, row: Discrepancy) -> None:
        self.row = row

    def __str__(self) -> str:
        sentence = _("This discrepancy is resolved already: %(side)s (%(who)s, %(at)s).")
        row = self.row
        who, at = row.resolved_by, row.resolved_at
        values = {"side": row.get_side_display(), "who": who.full_name if who else "–", "at": at and moments.moment(at)}
        return sentence % values


class Settling(NamedTuple):
    """One resolution under way; `case` is locked."""

    case: Case
    row: Discrepancy
    user: User
    now: datetime
    request_id: str

    @property
    def chosen(self) -> dict[str, Any]:
        return _side(self.row, self.row.side)

    @property
    def from_system(self) -> bool:
        return self.row.side == Discrepancy.SYSTEM


def needs_letter(case: Case, row: Discrepancy) -> bool:
    """Whether the hand's word goes before the system's only with a letter of the body itself; not where the system has
    come round to it since."""
    return row.what == "knb" and knb_letters.outdated(case, bool(row.by_hand.get("clear")))


def faults(case: Case, row: Discrepancy, now: datetime, choice: Choice) -> Faults:
    """What is wrong with a choice: (field, reason); empty when nothing is."""
    wrong: Faults = []
    if choice.side not in dict(Discrepancy.SIDES):
        wrong.append(("side", _("Choose which of the two holds.")))
    if why := wording.lacking(choice.word.strip(), wording.WHY):
        wrong.append(("word", why))
    if choice.side == Discrepancy.HAND and needs_letter(case, row):
        letter = bool(row.by_hand.get("clear")), choice.letter_number, choice.letter_on
        wrong += knb_letters.faults(case, now, *letter, fields=("letter_number", "letter_on"))
    if choice.side == Discrepancy.SYSTEM and row.what == "knb" and knb_letters.outdated(case, row.by_system["clear"]):
        wrong.append(("side", _("The bodies themselves have answered otherwise since: their newest answer holds.")))
    if row.resolved_at and (choice.side, choice.letter_number) == (row.side, row.letter_number):
        wrong.append(("side", _("This is what is recorded already: nothing would be put right.")))
    if row.what == "arrival" and "arrived_on" in row.by_hand and choice.side == Discrepancy.SYSTEM:
        day = row.by_system.get("crossed_on")
        wrong += [("side", why) for why in _impossible(case, day and date.fromisoformat(day)) if why]
    if row.what == "mp_number" and choice.side and _taken(case, _side(row, choice.side).get("number") or ""):
        wrong.append(("side", _("Another case is registered under this number: correct it there first.")))
    return wrong


def _impossible(case: Case, day: date | None) -> list[Promise | None]:
    """Why nobody can have arrived on this day."""
    return [measuring.not_in_validity(case, day), measuring.after_the_visit(case, day)] if day else []


def _side(row: Discrepancy, side: str) -> dict[str, Any]:
    facts: dict[str, Any] = row.by_system if side == Discrepancy.SYSTEM else row.by_hand
    return facts


def _taken(case: Case, number: str) -> bool:
    return bool(number) and Case.objects.filter(mp_number=number).exclude(pk=case.pk).exists()


KINDS = {"mp_number": May.NUMBER}
"""What is put right wherever it may be recorded."""
ANOTHER = gettext_lazy("You resolved this yourself: another official of the same body puts it right.")
DUTIES = {"prp": "duty", "card": "card_duty"}


def correctable(case: Case, row: Discrepancy) -> bool:
    """Whether a resolution can itself be put right: it stands, and no decision stands on the fact it has chosen."""
    if not any(resolution.pk == row.pk for resolution in case.dossier.resolutions) or not case.open:
        return False
    if row.what in KINDS:
        return KINDS[row.what] in case.place.may
    if row.what in CHECK_NAMES:
        held = _standing(case, row)
        return row.what in corrections.correctable(case) and held == case.dossier.check_now(row.what)
    return _kind(case, row) in case.place.corrects


def _kind(case: Case, row: Discrepancy) -> str:
    """The kind of recorded facts it is about, as `Place.corrects` names them."""
    if row.what in CHECK_NAMES:
        return putting_right.part(case, row.what)
    kinds = Payment.objects.filter(case=case, code=row.by_hand.get("code", "")).values_list("kind", flat=True)
    return DUTIES.get(kinds.first() or "", "") if row.what == "payment" else row.what


def correct(pk: UUID, user: User, now: datetime, choice: Choice, *, request_id: str = "") -> Discrepancy:
    """An officer of the case puts a resolution right: the other side holds, or another letter. The old one stays.

    Raises NotFoundError, WrongActorError, NotNowError (decided upon, the same again, or a choice that does not hold).
    """
    with transaction.atomic():
        case, row = _locked(pk, user)
        if Discrepancy.objects.filter(corrects=row).exists():
            raise NotNowError(_("This resolution has been corrected since: look at the newer one."))
        if row.resolved_at is None or not correctable(case, row):
            raise NotNowError(corrections.DECIDED)
        same_person = another_than(row.resolved_by_id, user, ANOTHER)
        if same_person and _kind(case, row) in case.law.confirmed_corrections:
            raise NotNowError(same_person)
        for _field, reason in faults(case, row, now, choice):
            raise NotNowError(reason)
        new = Discrepancy(
            exchange=row.exchange,
            case=case,
            what=row.what,
            by_hand=row.by_hand,
            by_system=row.by_system,
            raised_at=row.raised_at,
            corrects=row,
        )
        _write(case, new, user, now, choice)
        _become_fact(Settling(case, new, user, now, request_id))
        return new


def resolve(pk: UUID, user: User, now: datetime, choice: Choice, *, request_id: str = "") -> Discrepancy:
    """An officer of the case chooses the side that holds, and says why; it becomes the fact.

    Raises NotFoundError, WrongActorError, NotNowError (resolved already, or a choice that does not hold).
    """
    with transaction.atomic():
        case, row = _locked(pk, user)
        if row.resolved_at is not None:
            raise ResolvedError(row)
        for _field, reason in faults(case, row, now, choice):
            raise NotNowError(reason)
        _write(case, row, user, now, choice)
        _become_fact(Settling(case, row, user, now, request_id))
        return row


def _locked(pk: UUID, user: User) -> tuple[Case, Discrepancy]:
    row = Discrepancy.objects.filter(pk=pk).first()
    if row is None:
        raise NotFoundError
    case = lock_in(row.case_id, user, list(State))
    if user.role != Role.OFFICER:
        raise WrongActorError(step_where(form="correct_check"))
    return case, Discrepancy.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=pk)


def _write(case: Case, row: Discrepancy, user: User, now: datetime, choice: Choice) -> None:
    row.side, row.resolution = choice.side, choice.word.strip()
    if choice.side == Discrepancy.HAND and needs_letter(case, row):
        row.letter_number, row.letter_on = choice.letter_number, choice.letter_on
    row.resolved_at, row.resolved_by = now, user
    row.save()


def _become_fact(settling: Settling) -> None:
    row = settling.row
    changes = SETTLES[row.what](settling)
    facts = {
        "what": row.what,
        "side": row.side,
        "text": row.resolution,
        "letter_number": row.letter_number,
        "letter_on": row.letter_on,
        "clear": settling.chosen.get("clear"),
        **changes,
    }
    what = "resolution_corrected" if row.corrects_id else "discrepancy_resolved"
    amend(settling.case, settling.user, settling.now, what, facts, request_id=settling.request_id, **changes)


# ------------------------------------------------------------------------------------------------ the facts


def _check(settling: Settling) -> Mapping[str, Any]:
    """A check as chosen takes the place of the one that stands, where the two differ or a letter is new."""
    row, chosen = settling.row, settling.chosen
    held = _standing(settling.case, row)
    if held is not None and held.clear == chosen["clear"] and not row.letter_number:
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
        corrects=held,
        reason=row.resolution,
    )
    if row.what == "knb" and not chosen["clear"]:
        approval_doubted.notify(settling.case, settling.now, settling.request_id)
    return {}


def _standing(case: Case, row: Discrepancy) -> Check | None:
    """The check that stands today for the one that was compared: of its own round, whatever was recorded since."""
    hand = row.by_hand
    same = (
        c
        for c in case.dossier.checks
        if c.kind == row.what
        and c.at <= row.raised_at
        and c.clear == hand.get("clear")
        and c.reference == (hand.get("reference") or "")
    )
    held = next(same, None) or case.dossier.check(row.what)
    later = {c.corrects_id: c for c in case.dossier.checks if c.corrects_id}
    while held is not None and held.pk in later:
        held = later[held.pk]
    return held


def _arrival(settling: Settling) -> Mapping[str, Any]:
    """A crossing later than the arrival in the file moves the arrival to its day at the earliest; that no crossing is
    found is recorded, and the border is looked at once more before the decision (п. 22)."""
    if "arrived_on" not in settling.row.by_hand:
        return {}  # of a lapsed approval: the entry is on file already, and no resolution undoes the lapse
    if not settling.from_system:
        return _arrived(settling.case, date.fromisoformat(settling.chosen["arrived_on"]))
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
    return _arrived(settling.case, day) if day else {}


def _arrived(case: Case, day: date) -> Mapping[str, Any]:
    term = measuring.met(case, "validity")
    if term:
        Deadline.objects.filter(pk=term.pk).update(**measuring.by_day(term, day))
    return {"arrived_on": day}


def _number(settling: Settling) -> Mapping[str, Any]:
    return {"mp_number": settling.chosen.get("number") or ""}


def _payment(settling: Settling) -> Mapping[str, Any]:
    """The bank's word settles the payment again; a sum short of the duty has not paid it. By hand nothing changes, but
    where the bank's word was chosen before: then it stands again as it stood."""
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

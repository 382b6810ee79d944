"""A discrepancy resolved, and a resolution put right."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.people import owners
from cases.engine.steps import step_where
from cases.engine.steps.conditions import reason_if_same
from cases.engine.steps.errors import WrongActorError
from cases.engine.writing import amend
from cases.engine.writing.locking import lock_in
from cases.law.actors import Role
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.law.places import May
from cases.models import Case, Discrepancy, Payment, User
from cases.programmes.nomad.correcting import corrections, putting_right
from cases.programmes.nomad.facts import CheckCorrection
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.resolving.choosing import Choice, faults, needs_letter
from cases.programmes.nomad.resolving.facts import SETTLES, Settling, standing_for
from cases.programmes.nomad.states import State
from cases.values import moments


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


KINDS = {"mp_number": May.NUMBER}
"""What is put right wherever it may be recorded."""

ANOTHER = gettext_lazy("You resolved this yourself: another official of the same body puts it right.")

DUTIES = {"prp": "duty", "card": "card_duty"}


def correctable(case: Case, row: Discrepancy) -> bool:
    """Whether a resolution can itself be put right: it is in force, and no decision rests on the fact it has chosen."""
    if not any(resolution.pk == row.pk for resolution in case.dossier.resolutions) or not case.open:
        return False
    if row.what in KINDS:
        return KINDS[row.what] in case.place.may
    if row.what in CHECK_NAMES:
        check = standing_for(case, row)
        return row.what in corrections.correctable(case) and check == case.dossier.check_now(row.what)
    return _kind(case, row) in case.place.corrects


def _kind(case: Case, row: Discrepancy) -> str:
    """The kind of recorded facts it is about, as `Place.corrects` names them."""
    if row.what in CHECK_NAMES:
        return putting_right.corrected_set(case, row.what)
    kinds = Payment.objects.filter(case=case, code=row.by_hand.get("code", "")).values_list("kind", flat=True)
    return DUTIES.get(kinds.first() or "", "") if row.what == "payment" else row.what


def correct(pk: UUID, user: User, now: datetime, choice: Choice, *, request_id: str = "") -> Discrepancy:
    """An officer of the case puts a resolution right: the other side holds, or another letter. The old one stays.

    Raises NotFoundError, WrongActorError, NotNowError (decided upon, the same again, or a choice that does not hold).
    """
    with transaction.atomic():
        case, row = _locked(pk, user)
        if _kind(case, row) not in case.law.confirmed_corrections:  # else it is another's than the owner's to correct
            _ensure_own(case, user, now)
        _ensure_correctable(case, row, user)
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


def _ensure_correctable(case: Case, row: Discrepancy, user: User) -> None:
    if Discrepancy.objects.filter(corrects=row).exists():
        raise NotNowError(_("This resolution has been corrected since: look at the newer one."))
    if row.resolved_at is None or not correctable(case, row):
        raise NotNowError(corrections.DECIDED)
    same_person = reason_if_same(row.resolved_by_id, user, ANOTHER)
    if same_person and _kind(case, row) in case.law.confirmed_corrections:
        raise NotNowError(same_person)


def resolve(pk: UUID, user: User, now: datetime, choice: Choice, *, request_id: str = "") -> Discrepancy:
    """An officer of the case chooses the side that holds, and says why; it becomes the fact.

    Raises NotFoundError, WrongActorError, NotNowError (resolved already, or a choice that does not hold).
    """
    with transaction.atomic():
        case, row = _locked(pk, user)
        if row.resolved_at is not None:
            raise ResolvedError(row)
        _ensure_own(case, user, now)
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
        raise WrongActorError(step_where(facts=CheckCorrection))
    return case, Discrepancy.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=pk)


def _ensure_own(case: Case, user: User, now: datetime) -> None:
    if blocked := owners.blocking(case, user, now):
        raise NotNowError(blocked[0])


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

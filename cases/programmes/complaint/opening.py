"""How a complaint begins: from a letter about an adverse act, by the person whom it is about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import PROGRAMMES
from cases.engine.programmes.opening import insert, new_case
from cases.engine.rulings.remedies import challenged
from cases.law import regulations
from cases.law.actors import ActingBody
from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, Letter, Person, User
from cases.programmes.complaint import KEY
from cases.programmes.complaint.requirements import FALLEN
from cases.programmes.complaint.states import PLACES, ComplaintState

ALREADY = _("There is a complaint about this letter already: {number}.")


def open_complaint(letter_pk: UUID, user: User, now: datetime, *, request_id: str = "") -> Case:
    """A draft about this letter; the one begun before where it is still a draft.

    Raises NotFoundError (no such letter for this person), NotNowError (one is filed, or nobody complains about this).
    """
    letter = Letter.objects.select_related("case__person", "case__city").filter(pk=letter_pk).first()
    if letter is None or user.person_id is None or letter.case.person_id != user.person_id or not letter.for_applicant:
        raise NotFoundError
    act = challenged(letter)
    if letter.set_aside_at:
        raise NotNowError(FALLEN)
    if act is None:
        raise NotNowError(_("About this letter no complaint is filed here."))
    try:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=user.person_id)
            return _earlier(letter) or _new(letter, act[0], user, now, request_id)
    except IntegrityError as error:  # two clicks at once: the database lets one of them through
        if "about" not in str(error):
            raise
        raise NotNowError(_("There is a complaint about this letter already.")) from error


def _earlier(letter: Letter) -> Case | None:
    """A draft of the same complaint, to go on with. A withdrawn one does not count; any other is the only one."""
    rows = Case.objects.filter(about_letter=letter).exclude(state=ComplaintState.WITHDRAWN)
    earlier: Case | None = rows.order_by("-id").first()
    if earlier is not None and not earlier.place.begins:
        raise NotNowError(str(ALREADY).format(number=earlier.number))
    return earlier


def _new(letter: Letter, body: str, user: User, now: datetime, request_id: str) -> Case:
    edition = regulations.edition_on(local_day(now), KEY)
    if edition is None:
        raise NotNowError(_("No edition of the order accepts new filings on this day."))
    case = new_case(PROGRAMMES[KEY], letter.case.person, edition, PLACES.beginning("complaint"), now)
    case.about_letter, case.body = letter, body
    case.city = letter.case.city if body == ActingBody.DEPARTMENT else None
    insert(case, user, now, {"about": letter.number}, request_id=request_id)
    return case

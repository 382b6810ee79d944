"""How a complaint begins: about an adverse act, from its letter, or about a delay, from the term that is over; by the
person whom it concerns."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import PROGRAMMES
from cases.engine.programmes.opening import insert, new_case
from cases.engine.rulings.remedies import how_challenged, how_delay_challenged, is_late
from cases.engine.steps.readers import reads
from cases.law import regulations
from cases.law.actors import ActingBody, Role
from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.law.places import May
from cases.models import Case, Deadline, Letter, Person, User
from cases.programmes.complaint import KEY
from cases.programmes.complaint.requirements import FALLEN, too_early
from cases.programmes.complaint.states import PLACES

ALREADY = _("There is a complaint about this letter already: {number}.")
ALREADY_LATE = _("There is a complaint about this delay already: {number}.")


def open_complaint(letter_pk: UUID, user: User, now: datetime, *, request_id: str = "") -> Case:
    """A draft about this letter; the one begun before where it is still a draft.

    Raises NotFoundError (no such letter for this person), NotNowError (one is filed, or nobody complains about this).
    """
    letter = Letter.objects.select_related("case__person", "case__city").filter(pk=letter_pk).first()
    if letter is None or user.person_id is None or letter.case.person_id != user.person_id or not letter.for_applicant:
        raise NotFoundError
    act = how_challenged(letter)
    if letter.set_aside_at:
        raise NotNowError(FALLEN)
    if act is None:
        raise NotNowError(_("About this letter no complaint is filed here."))
    return _once(letter, act[0], user, now, request_id)


def open_about_delay(term_pk: UUID, user: User, now: datetime, *, request_id: str = "") -> Case:
    """A draft about this term, from the day after its last; the one begun before where it is still a draft. Late it is
    begun all the same, as one about a letter: the filing marks it, and the body judges the excuse (interpretation 57).

    Raises NotFoundError (no such term for this person), NotNowError (too early, one is filed, or nobody complains about
    this).
    """
    term = Deadline.objects.select_related("case__person", "case__city").filter(pk=term_pk).first()
    if term is None or user.person_id is None or term.case.person_id != user.person_id:
        raise NotFoundError
    way = how_delay_challenged(term)
    if way is None or not reads(Role.APPLICANT, term.readers):
        raise NotNowError(_("About this term no complaint is filed here."))
    if not is_late(term, now):
        raise NotNowError(str(too_early(term, now)))
    return _once(term, way[0], user, now, request_id)


def _once(about: Letter | Deadline, body: str, user: User, now: datetime, request_id: str) -> Case:
    try:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=about.case.person_id)
            return _earlier(about) or _new(about, body, user, now, request_id)
    except IntegrityError as error:  # two clicks at once: the database lets one of them through
        if "about" not in str(error):
            raise
        raise NotNowError(_("There is a complaint about this already.")) from error


def _earlier(about: Letter | Deadline) -> Case | None:
    """A draft of the same complaint, to go on with. A withdrawn one does not count; any other is the only one."""
    is_letter = isinstance(about, Letter)
    same = Q(about_letter=about.pk) if is_letter else Q(about_term=about.pk)
    rows = Case.objects.filter(same).exclude(state__in=PLACES.where(May.BEGIN_AGAIN))
    earlier: Case | None = rows.order_by("-id").first()
    if earlier is not None and not earlier.place.begins:
        sentence = ALREADY if is_letter else ALREADY_LATE
        raise NotNowError(str(sentence).format(number=earlier.number))
    return earlier


def _new(about: Letter | Deadline, body: str, user: User, now: datetime, request_id: str) -> Case:
    edition = regulations.edition_on(local_day(now), KEY)
    if edition is None:
        raise NotNowError(_("No edition of the order accepts new filings on this day."))
    case = new_case(PROGRAMMES[KEY], about.case.person, edition, PLACES.beginning("complaint"), now)
    if isinstance(about, Letter):
        case.about_letter, named = about, {"about": about.number}
    else:
        case.about_term, named = about, {"about": about.case.number, "term": about.key}
    case.body = body
    case.city = about.case.city if body == ActingBody.DEPARTMENT else None
    insert(case, user, now, named, request_id=request_id)
    return case

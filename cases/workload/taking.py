"""Who becomes the owner of a case. Each act is one transaction under the lock of the case, and raises CaseError with
its words.

A row is written once and closed once; its history and the timeline of the case show both.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.people import owners
from cases.engine.writing import locking
from cases.law.actors import CITY_ACTORS, DESK_ROLES, Actor
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Assignment, Case, User
from cases.models.assignment import is_assigned
from cases.models.queries import CaseQuerySet
from cases.models.visible import Visible
from cases.models.writes import Writes
from cases.values import moments
from cases.values.text import clean_block
from cases.workload import assigning, receiving, recounting

ATTEMPTS = 5
"""How often the next case is looked for where a colleague was quicker with each."""
NOTE = 1000
"""Characters of the words that go with a case."""

NOT_HERE = _("This case does not wait on your desk any more: it waits on {who}.")
CLOSED = _("This case waits on nobody of the staff any more.")
MINE = _("This case is yours already.")
TAKEN = _("{who} has had this case since {at}. Ask for it to be handed over, or ask the head of the body.")
NOT_YOURS = _("This case is not yours: only who works on it, who stands in, or the head of the body can do this.")
FREE = _("Nobody works on this case: take it first.")
IN_QUEUE = _("Nobody works on this case: it is in the queue already.")
NO_WORDS = _("Write a note for your colleague: what was done, and what is to be done.")
LONG = _("The note has more than {most} characters.")
QUICKER = _("Colleagues were quicker with each case that was looked for. Press once more.")
AWAY = _("You are entered as absent until {day}: withdraw the absence first.")


class AwayError(NotNowError):
    """Who is absent takes no work."""


class UnfitError(NotNowError):
    """The colleague who was chosen cannot have the case."""


# ------------------------------------------------------------------------------------------------ taking


def take_next(user: User, now: datetime, programme: str = "") -> Case | None:
    """The most urgent case at the user's desk that nobody has; None where there is none. Raises AwayError, and
    NotNowError where colleagues were quicker with ATTEMPTS cases.

    Of two who ask at once each gets another: a row that is being taken is passed over, and the database keeps one open
    row a part.
    """
    ensure_here(user, now)
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                free = _free(user, programme)
                if free:
                    assigning.begin(free[0], user, user, Assignment.NEXT, now)
                return free[0] if free else None
        except IntegrityError:  # a colleague has committed since the statement began
            continue
    raise NotNowError(QUICKER)


def _free(user: User, programme: str) -> list[Case]:
    if user.role in CITY_ACTORS:
        return _FREE_IN(user, user.role, user.city_id, programme=programme)
    return _FREE(user, user.role, programme=programme)


def _next(cases: CaseQuerySet) -> QuerySet[Case]:
    return cases.exclude(is_assigned()).select_for_update(of=("self",), skip_locked=True).defer("questionnaire")


def _free_in(actor: str, city: str) -> QuerySet[Case]:
    return _next(Case.objects.awaiting(actor, city))


def _free_anywhere(actor: str) -> QuerySet[Case]:
    return _next(Case.objects.awaiting(actor))


_FREE_IN, _FREE = Visible(_free_in, 1), Visible(_free_anywhere, 1)


def take(pk: UUID, user: User, now: datetime) -> Case:
    """Raises NotFoundError, AwayError, NotNowError where it is a colleague's, or waits on another desk."""
    ensure_here(user, now)
    with transaction.atomic():
        case, row = _at_desk(pk, user, user.role)
        ensure_free(row, case, user, now)
        assigning.begin(case, user, user, Assignment.TAKEN, now, instead_of=row)
    return case


def release(pk: UUID, user: User, now: datetime) -> Case:
    """Back to the queue, by the owner, the substitute, or the head. Raises NotFoundError, NotNowError."""
    with transaction.atomic():
        case, row = _at_desk(pk, user, user.reads_as)
        row = ensure_own(row, case, user, now)
        writes = Writes()
        assigning.end_assignment(row, user, Assignment.RELEASED, now, writes)
        writes.send()
        if user.shares_out:
            recounting.follow(case, row.user_id, None, now)
    return case


def hand_over(pk: UUID, user: User, to: User | None, note: str, now: datetime, *, alone: bool = True) -> Case:
    """To a colleague of the same desk who is here, with a note. `alone`: not one of many, of which the colleague gets
    a single notice. Raises NotFoundError, NotNowError."""
    note = _noted(note)
    if not note:
        raise NotNowError(NO_WORDS)
    with transaction.atomic():
        case, row = _at_desk(pk, user, user.reads_as)
        row = ensure_own(row, case, user, now)
        _ensure_fits(to, row, case, now)
        assert to is not None
        assigning.begin(case, to, user, Assignment.HANDED_OVER, now, note, instead_of=row)
        if alone:
            receiving.notify_of_case(case, to, user, "handed_over", note, now)
    return case


def assign(pk: UUID, head: User, to: User | None, note: str, now: datetime, *, alone: bool = True) -> Case:
    """By the head of the body, to any of its officials who is here, whoever had it. `alone`: as of `hand_over`. Raises
    NotFoundError, NotNowError."""
    note = _noted(note)
    if not head.shares_out:
        raise NotNowError(NOT_YOURS)
    with transaction.atomic():
        case, row = _at_desk(pk, head, head.reads_as)
        _ensure_fits(to, row, case, now)
        assert to is not None
        assigning.begin(case, to, head, Assignment.GIVEN, now, note, instead_of=row)
        recounting.follow(case, row.user_id if row else None, to.pk, now)
        if alone:
            receiving.notify_of_case(case, to, head, "assigned", note, now)
    return case


# ------------------------------------------------------------------------------------------------ what must hold


def _at_desk(pk: UUID, user: User, actor: str) -> tuple[Case, Assignment | None]:
    """The locked case in the part of `actor`, and its open row. Raises NotFoundError, NotNowError."""
    locked = locking.lock([pk], user)
    if not locked:
        raise NotFoundError
    ensure_waits_on(locked[0], actor)
    return locked[0], owners.assignment_of(locked[0])


def ensure_waits_on(case: Case, actor: str) -> None:
    if case.waits_on != actor:
        raise NotNowError(elsewhere(case))


def ensure_free(row: Assignment | None, case: Case, user: User, now: datetime) -> None:
    """`row`: the open one of the case."""
    if row is not None and row.user_id == user.pk:
        raise NotNowError(MINE)
    if row is not None and owners.is_in_charge(row, case, now):
        raise NotNowError(format_lazy(TAKEN, who=row.user.full_name, at=moments.moment(row.at)))


def elsewhere(case: Case) -> str | Promise:
    """Where a case is that is not at a desk any more."""
    return format_lazy(NOT_HERE, who=Actor(case.waits_on).label) if case.waits_on else CLOSED


def ensure_own(row: Assignment | None, case: Case, user: User, now: datetime) -> Assignment:
    if row is None:
        raise NotNowError(IN_QUEUE if user.shares_out else FREE)
    if not user.shares_out and not owners.works_on(user, row, now):
        raise NotNowError(NOT_YOURS)
    return row


def _noted(note: str) -> str:
    text = clean_block(note)
    if len(text) > NOTE:
        raise NotNowError(format_lazy(LONG, most=NOTE))
    return text


def ensure_here(user: User, now: datetime) -> None:
    if user.role not in DESK_ROLES:
        raise NotNowError(NOT_YOURS)
    absence = owners.absences_of([user.pk], now).get(user.pk)
    if absence is not None:
        raise AwayError(format_lazy(AWAY, day=moments.day(absence.last)))


def _ensure_fits(to: User | None, row: Assignment | None, case: Case, now: datetime) -> None:
    if reason := unfit(to, row, case, now):
        raise UnfitError(reason)


NOBODY = _("Choose the colleague who is to have the case.")
GONE = _("{who} does not work here any more.")
OTHER_DESK = _("{who} works at another desk.")
OTHER_CITY = _("{who} works in another city.")
ABSENT = _("{who} is absent until {day}.")
HIS = _("{who} has this case already.")
NOT_AMONG = _("This colleague is absent today or works elsewhere: choose one of the list.")


def unfit(to: User | None, row: Assignment | None, case: Case, now: datetime) -> str | Promise:
    """Why this person cannot have the case; "" where nothing prevents it."""
    if to is None:
        return NOBODY
    who = {"who": to.full_name}
    if row is not None and row.user_id == to.pk:
        return format_lazy(HIS, **who)
    if not to.is_active:
        return format_lazy(GONE, **who)
    if to.role != case.waits_on:
        return format_lazy(OTHER_DESK, **who)
    if to.role in CITY_ACTORS and to.city_id != case.city_id:
        return format_lazy(OTHER_CITY, **who)
    absence = owners.absences_of([to.pk], now).get(to.pk)
    return format_lazy(ABSENT, **who, day=moments.day(absence.last)) if absence else ""


def colleagues(user: User, now: datetime) -> list[User]:
    """Who can receive a case from `user`: the desk, without who is absent today."""
    rows = User.objects.filter(role=user.reads_as, is_active=True)
    if user.city_id:
        rows = rows.filter(city=user.city_id)
    people = list(rows.exclude(pk=user.pk).order_by("full_name", "id")[:200])
    away = owners.absences_of([person.pk for person in people], now)
    return [person for person in people if person.pk not in away]

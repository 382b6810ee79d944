"""What people say of a case beside its steps: notes for colleagues, and messages between the applicant and a body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.engine.people import notices, owners
from cases.law.actors import CITY_ACTORS, DESK_ROLES, OFFICIALS, Actor, Role, body_of
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Assignment, Case, CaseMessage, CaseNote, Event, Notice, User
from cases.models.queries import horizon

MESSAGE = "message"
"""The kind of notice that a message sends."""
LONGEST = 4_000
"""Characters of a note, or of a message."""
MOST = 200
"""How many rows are displayed, the newest."""
SAME_AGAIN = timedelta(minutes=5)
"""The same text by the same person within this time is a second click."""

CLOSED = _("The case is closed: messages about it are not taken any more.")
NOT_YOURS = _("The case has gone on to another body: your body writes no more messages about it.")
BETWEEN = _(
    "The body that worked on your case has finished its part, and the next body gets the case with your next step: "
    "until then there is nobody who could answer a message."
)
STRUCK = _("This note is struck already.")


def body_or_role(user: User) -> str:
    """Whose notes and messages a member of staff reads: those of the body; where the role has none, of the role."""
    return str(user.body or body_of(user.role) or user.role)


def _mine(user: User) -> Q:
    """The auditor reads everything."""
    return Q() if user.role == Role.AUDITOR else Q(desk=body_or_role(user))


# ------------------------------------------------------------------------------------------------ notes


def notes(case: UUID, user: User) -> list[CaseNote]:
    """The newest first."""
    rows = CaseNote.objects.filter(_mine(user), case=case).select_related("by", "struck_by")
    return list(rows.order_by("-id")[:MOST])


def add_note(case: Case, user: User, now: datetime, text: str) -> CaseNote:
    with transaction.atomic():
        _lock(case)
        rows = CaseNote.objects.filter(case=case, by=user, text=text, at__gt=now - SAME_AGAIN, struck_at=None)
        return rows.first() or CaseNote.objects.create(case=case, desk=body_or_role(user), by=user, at=now, text=text)


def _lock(case: Case) -> None:
    """Of two simultaneous clicks the second waits, and reads what the first has written."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)


def strike_note(case: Case, pk: UUID, user: User, now: datetime, why: str) -> None:
    """By its author alone. Raises NotFoundError, NotNowError."""
    with transaction.atomic():
        row = CaseNote.objects.select_for_update().filter(pk=pk, case=case, by=user).first()
        if row is None:
            raise NotFoundError
        if row.struck_at:
            raise NotNowError(STRUCK)
        row.struck_by, row.struck_at, row.struck_why = user, now, why
        row.save(update_fields=["struck_by", "struck_at", "struck_why"])


# ------------------------------------------------------------------------------------------------ messages


def thread(case: Case, user: User) -> list[CaseMessage]:
    """The oldest first, as far as `user` reads it."""
    rows = CaseMessage.objects.filter(_read_by(user), case=case).select_related("by")
    return list(rows.order_by("-id")[:MOST])[::-1]


def _read_by(user: User) -> Q:
    return Q() if user.role == Role.APPLICANT else _mine(user)


def mark_read(rows: Sequence[CaseMessage], user: User, now: datetime) -> None:
    """Read by the other side. At a desk that is who works on the case, or anybody where nobody does: what a colleague
    or the head has looked at stays new to who is to answer."""
    ours = user.role == Role.APPLICANT
    fresh = [row for row in rows if row.read_at is None and row.from_applicant != ours]
    if not fresh:
        return
    case = fresh[0].case
    Notice.objects.filter(case=case, user=user, what=MESSAGE, read_at=None).update(read_at=now)
    if ours or _answers(case, user, now):
        CaseMessage.objects.filter(pk__in=[row.pk for row in fresh], read_at=None).update(read_at=now)


def _answers(case: Case, user: User, now: datetime) -> bool:
    row = _row_at(case, body_or_role(user))
    return row is None or not owners.is_in_charge(row, case, now) or owners.works_on(user, row, now)


def refusal(case: Case, user: User) -> object | None:
    """Why `user` cannot write a message now; None where nothing prevents it."""
    if case.closed_at:
        return CLOSED
    if user.role == Role.APPLICANT:
        return BETWEEN if horizon(case, User(role=_role_at(_addressed(case)))) is not None else None
    return NOT_YOURS if horizon(case, user) is not None else None


def write_message(case: Case, user: User, now: datetime, text: str) -> CaseMessage:
    """The other side gets a mail that there is one; an answer has read what it answers. Raises NotNowError."""
    if why := refusal(case, user):
        raise NotNowError(why)  # type: ignore[arg-type]
    applicant = user.role == Role.APPLICANT
    desk = _addressed(case) if applicant else body_or_role(user)
    with transaction.atomic():
        _lock(case)
        again = CaseMessage.objects.filter(case=case, by=user, text=text, at__gt=now - SAME_AGAIN).first()
        if again:
            return again
        row = CaseMessage.objects.create(case=case, desk=desk, by=user, from_applicant=applicant, text=text, at=now)
        answered = CaseMessage.objects.filter(case=case, desk=desk, from_applicant=not applicant, read_at=None)
        answered.update(read_at=now)
        for person in _others(row):
            notices.send(Notice(case=case, user=person, what=MESSAGE, at=now), now)
    return row


def _role_at(desk: str) -> str:
    """Who works at that desk."""
    return OFFICIALS.get(desk, desk)


def _row_at(case: Case, desk: str) -> Assignment | None:
    """Whose case it is at that desk, also while it waits on somebody else."""
    rows = Assignment.objects.filter(case=case, actor=_role_at(desk), ended_at__isnull=True)
    return rows.select_related("user").first()


def _addressed(case: Case) -> str:
    """The body that works on the case, or that wrote last; before anybody has, the one that the case comes to first."""
    if case.waits_on == Actor.HEAD:
        return case.body
    if case.waits_on in DESK_ROLES:
        return body_of(case.waits_on) or case.waits_on
    last = _staff_events(case).values_list("actor", flat=True).first() or Actor.SCREENER.value
    return body_of(last) or last


def _staff_events(case: Case) -> QuerySet[Event]:
    events: QuerySet[Event] = Event.objects.filter(case=case, actor__in=DESK_ROLES, user__isnull=False)
    return events.order_by("-id")


def _others(row: CaseMessage) -> list[User]:
    """The applicant; or who works on the case at that desk, today's substitute, who spoke or acted last and is there
    still. The whole desk only where none of them is, and no queue of the desk shows the case either."""
    if not row.from_applicant:
        user = getattr(row.case.person, "user", None)
        return [user] if user else []
    case, role = row.case, _role_at(row.desk)
    if person := next((user for user in map(_or_substitute(row.at), _known(row)) if user), None):
        return [person]
    if case.waits_on == role:
        return []
    staff = User.objects.filter(role=role, is_active=True).order_by("id")
    staff = staff.filter(city=case.city_id) if role in CITY_ACTORS else staff
    away = owners.absences_of(list(staff.values_list("pk", flat=True)), row.at)
    return [user for user in staff if user.pk not in away]


def _known(row: CaseMessage) -> list[User]:
    """Members of the desk who have worked on the case, the one who is to answer first; without those who have left
    it."""
    case = row.case
    owner = _row_at(case, row.desk)
    spoke = CaseMessage.objects.filter(case=case, desk=row.desk, from_applicant=False).order_by("-id")
    last = spoke.select_related("by").first()
    acted = _staff_events(case).select_related("user").first()
    known = [owner.user if owner else None, last.by if last else None, acted.user if acted else None]
    return [user for user in known if user and body_or_role(user) == row.desk and _there(user, case)]


def _there(user: User, case: Case) -> bool:
    return user.is_active and (user.role not in CITY_ACTORS or user.city_id == case.city_id)


def _or_substitute(now: datetime) -> Callable[[User], User | None]:
    """Returns who answers for somebody today: himself; while he is absent, his substitute, or None."""

    def present(user: User) -> User | None:
        absence = owners.absences_of([user.pk], now).get(user.pk)
        return user if absence is None else owners.active_substitute(absence, now)

    return present

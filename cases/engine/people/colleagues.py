"""What people say of a case beside its steps: notes for colleagues, and messages between the applicant and a body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.engine.people import notices
from cases.law.actors import DESK_ROLES, Actor, Role, body_of
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, CaseMessage, CaseNote, Event, Notice, User
from cases.models.queries import horizon

MESSAGE = "message"
"""The kind of notice that a message sends."""
LONGEST = 4_000
"""Characters of a note, or of a message."""
MOST = 200
"""Rows that are shown, the newest."""
SAME_AGAIN = timedelta(minutes=5)
"""What the same person says again within this time is a second press."""

CLOSED = _("The case is closed: messages about it are not taken any more.")
NOT_YOURS = _("The case has gone on to another body: your body writes no more messages about it.")
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


def note(case: Case, user: User, now: datetime, text: str) -> CaseNote:
    with transaction.atomic():
        _lock(case)
        rows = CaseNote.objects.filter(case=case, by=user, text=text, at__gt=now - SAME_AGAIN, struck_at=None)
        return rows.first() or CaseNote.objects.create(case=case, desk=body_or_role(user), by=user, at=now, text=text)


def _lock(case: Case) -> None:
    """Of two presses the second waits, and finds what the first has written."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)


def strike(case: Case, pk: UUID, user: User, now: datetime, why: str) -> None:
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


def seen(rows: Sequence[CaseMessage], user: User, now: datetime) -> None:
    ours = user.role == Role.APPLICANT
    fresh = [row.pk for row in rows if row.read_at is None and row.from_applicant != ours]
    if fresh:
        CaseMessage.objects.filter(pk__in=fresh, read_at=None).update(read_at=now)
        Notice.objects.filter(case=rows[0].case_id, user=user, what=MESSAGE, read_at=None).update(read_at=now)


def refusal(case: Case, user: User) -> object | None:
    """Why `user` can write no message now; None where nothing stands in the way."""
    if case.closed_at:
        return CLOSED
    return NOT_YOURS if horizon(case, user) is not None else None


def write(case: Case, user: User, now: datetime, text: str) -> CaseMessage:
    """The other side gets a mail that there is one. Raises NotNowError."""
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
        for person in _others(row):
            notices.send(Notice(case=case, user=person, what=MESSAGE, at=now), now)
    return row


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
    """The applicant; or the one of the body who spoke with him last, else who acted last: not the whole body."""
    if not row.from_applicant:
        user = getattr(row.case.person, "user", None)
        return [user] if user else []
    spoke = CaseMessage.objects.filter(case=row.case, desk=row.desk, from_applicant=False).order_by("-id")
    last = spoke.select_related("by").first()
    acted = _staff_events(row.case).select_related("user").first()
    person = last.by if last else (acted.user if acted and body_or_role(acted.user) == row.desk else None)
    return [person] if person and person.is_active else []

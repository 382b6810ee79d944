"""The day before an interview both sides are reminded of it, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases.engine.people.notices import send
from cases.models import Case, InterviewInvitation, Notice, User
from cases.programmes.nomad.petitions.invitations import moment_facts

BEFORE = timedelta(days=1)
CHUNK = 200
WHAT = "interview_tomorrow"


def remind(now: datetime) -> int:
    """A chore of the sweep: interviews that begin within a day. Who was invited later than that needs no reminder."""
    due = InterviewInvitation.objects.filter(starts_at__gt=now, starts_at__lte=now + BEFORE, reminded_at=None)
    ids = due.filter(cancelled=False, superseded=False).order_by("starts_at").values_list("pk", flat=True)[:CHUNK]
    return sum(_remind(pk, now) for pk in ids)


def _remind(pk: UUID, now: datetime) -> int:
    """Mark and notices in one transaction: of two sweeps one alone finds the row unmarked."""
    with transaction.atomic():
        live = InterviewInvitation.objects.filter(pk=pk, reminded_at=None, superseded=False)
        if not live.update(reminded_at=now):
            return 0
        row = InterviewInvitation.objects.select_related("case__person__user").get(pk=pk)
        if row.at > row.starts_at - BEFORE:
            return 0
        for user in _sides(row.case, row):
            send(Notice(case=row.case, user=user, what=WHAT, facts=moment_facts(row), at=now), now)
    return 1


def _sides(case: Case, row: InterviewInvitation) -> list[User]:
    owner = getattr(case.person, "user", None)
    staff = User.objects.filter(pk__in=row.interviewers, is_active=True).order_by("id")
    return [*([owner] if owner is not None else []), *staff]

"""The mail about an official's act waits for some minutes, so that a correction within them takes its place.

The act is issued when it is made: its letter, its terms and its place in the cabinet wait for nothing. Only the mail
that points to them does, and only where an official has acted: what the person does himself, and what the clock does,
is mailed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from cases.engine.steps import STEPS, Act, Step
from cases.law.actors import Actor
from cases.models import Case, Notice

MOST = 20
AT_ONCE = frozenset({Actor.APPLICANT, Actor.CLOCK})


def opens_until(step: Step, act: Act) -> datetime | None:
    """Until when the mail about this step waits; None: it leaves at once."""
    minutes = settings.DNR_MAIL_WAITS_MINUTES
    if not minutes or act.user is None or step.by in AT_ONCE:
        return None
    return act.now + timedelta(minutes=minutes)


def replaces(step: Step, earlier: str) -> bool:
    """Whether the mail about `step` says the same as that about `earlier`, as of now: the same step taken
    again, the fact that it recorded put right, the act it was set aside or dropped."""
    before = STEPS.get(earlier)
    if before is None:
        return False
    if step.name == earlier:
        return True
    undone = before.target is not None and before.target in step.sources and step.target in before.sources
    return undone or step.goes_back or (step.corrects is not None and _same_fact(step, before))


def _same_fact(step: Step, before: Step) -> bool:
    return bool(step.subject) and step.subject == before.subject


def replace_waiting(step: Step, notices: Sequence[Notice], now: datetime) -> None:
    """Waiting mails of these cases that a new one replaces are not sent; one statement, and one more for
    what is replaced. `notices`: the new ones, written already."""
    if not settings.DNR_MAIL_WAITS_MINUTES or not notices:
        return
    by_case = {notice.case_id: notice for notice in notices}
    rows = _waiting(now).filter(user__in={notice.user_id for notice in notices}, case__in=list(by_case))
    for row in rows.exclude(pk__in=[notice.pk for notice in notices]).only("pk", "case", "what"):
        if replaces(step, row.what):
            Notice.objects.filter(pk=row.pk).update(replaced_by=by_case[row.case_id])


def _waiting(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(mail_after__gt=now, mailed_at=None, replaced_by=None)


def waiting(case: Case, now: datetime) -> list[Notice]:
    """The mails about this case that wait, the next to leave first."""
    user = getattr(case.person, "user", None)
    rows = _waiting(now).filter(user=user, case=case).select_related("case")
    return list(rows.order_by("mail_after", "id")[:MOST])

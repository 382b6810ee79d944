"""КНБ's answer speaks against a permit that is approved already: who works on the case learns it at once.

An approval is valid until the final decision, which asks for КНБ's approval again (interpretation 37); until then the
person may be on the way to Kazakhstan, and no queue shows the case, since it waits on the applicant.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cases.engine.people.notices import desk_of, people_of
from cases.engine.writing.effects import FollowUps, Taken
from cases.law.actors import ActingBody, Actor
from cases.models import Case, Check, Discrepancy, Notice
from cases.models.visible import Visible
from cases.outbox import writing
from cases.programmes.nomad.facts import CheckCorrection
from cases.programmes.nomad.states import PLACES

NOTICE = "approval_doubted"
MOST = 100
"""Cases of a list; one more is read, so that a page can tell that there are others."""
AHEAD = tuple(
    state
    for state, place in PLACES.items()
    if "knb" in place.corrects and "application_documents" not in place.corrects
)
"""After the preliminary approval and before the final decision."""


def _stands(case: Case) -> bool:
    return bool(case.approved_at) and case.state in AHEAD


def _notices(case: Case, now: datetime) -> list[Notice]:
    """To the officers and the heads of the department."""
    desks = desk_of(Actor.OFFICER, case.city_id), desk_of(Actor.HEAD, case.city_id, ActingBody.DEPARTMENT.value)
    people = [user for desk in desks for user in people_of(desk)]
    return [Notice(case=case, user=user, what=NOTICE, at=now) for user in people]


def follow(taken: Taken) -> FollowUps:
    """Of a corrected answer."""
    facts = taken.facts
    if not isinstance(facts, CheckCorrection) or facts.kind != "knb" or facts.clear:
        return FollowUps()
    notices = [row for case in taken.cases if _stands(case) for row in _notices(case, taken.act.now)]
    taken.writes.insert(notices)
    return FollowUps(effects=[("mail", notice.pk) for notice in notices])


def notify(case: Case, now: datetime, request_id: str = "") -> None:
    """Of an answer of its own, or one that is chosen of two. Must be called inside a transaction."""
    if not _stands(case):
        return
    notices = _notices(case, now)
    Notice.objects.bulk_create(notices)
    writing.enqueue(now, [("mail", notice.pk) for notice in notices], request_id=request_id)


def _against() -> QuerySet[Check, Any]:
    """Ids of cases whose standing answer of КНБ is no approval, or whose newest own word of КНБ's is none, unresolved.

    Read from the negative answers, which are few and have indexes of their own, not from the cases.
    """
    later = Check.objects.filter(case=OuterRef("case"), corrects=OuterRef("pk"))
    refused = Check.objects.filter(kind="knb", clear=False).exclude(Exists(later))
    open_rows = Discrepancy.objects.filter(what="knb", resolved_at=None, by_system__clear=False)
    return refused.values("case_id").union(open_rows.values("case_id"))


def _approved() -> QuerySet[Case]:
    rows = Case.objects.filter(pk__in=_against(), state__in=AHEAD, approved_at__isnull=False)
    return rows.select_related("person").order_by("approved_at", "id")


cases_of = Visible(_approved, MOST + 1)
"""Approved cases that an official or head sees, the oldest approval first."""

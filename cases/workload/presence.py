"""Who has a case open, and who is writing a decision. Rows live as long as their page reports, and a little longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise

from cases.engine.people import owners
from cases.engine.steps import STEPS
from cases.law.actors import DESK_ROLES
from cases.models import Case, Presence, StepDraft, User
from cases.models.prepared import prepared

POLL = 15
"""Seconds between two questions of an open page."""
RENEWED = timedelta(seconds=40)
"""A row that was written so short a time ago is not written again."""
GONE = timedelta(seconds=100)
"""A page that has not reported for so long is closed, or has lost its connection."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A colleague who has the case open."""

    who: str
    since: datetime
    writes: str | Promise
    """What the colleague is writing; "" for who only reads."""


@prepared
def _at(case: UUID, after: datetime) -> QuerySet[Any]:
    """`typed`: the step of which something was typed, and kept, since the page was opened."""
    kept = StepDraft.objects.filter(case=OuterRef("case"), user=OuterRef("user"), typed=True, at__gte=OuterRef("since"))
    rows = Presence.objects.filter(case=case, seen_at__gt=after).select_related("user")
    return rows.annotate(typed=Subquery(kept.order_by("-at").values("step")[:1])).order_by("since", "id")


def is_watched(case: Case, user: User) -> bool:
    """Whether it matters who has it open: it does for users of the desk where the case is."""
    return user.role in DESK_ROLES and user.role == case.waits_on


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case before its open pages are queried: whether others have it open, and whether the
    user's own page was remembered a short time ago."""

    others: bool
    own: bool


def page_annotations(user: UUID, after: datetime, fresh: datetime) -> dict[str, Exists]:
    """The same with the row of the case: `present`, `remembered`. `after`, `fresh`: as `edges` gives them."""
    rows = Presence.objects.filter(case=OuterRef("pk"))
    others, own = rows.filter(seen_at__gt=after).exclude(user=user), rows.filter(seen_at__gt=fresh, user=user, step="")
    return {"present": Exists(others), "remembered": Exists(own)}


def edges(now: datetime) -> tuple[datetime, datetime]:
    """Since when a page that was seen is open, and since when its row need not be written again."""
    return now - GONE, now - RENEWED


def open_page(case: Case, user: User, now: datetime, known: Known) -> list[OpenPage]:
    """As `visit`, of a page of the case; no statement for what is known."""
    if not known.own:
        _seen(case, user, now, "")
    return others(case, user, now) if known.others else []


def visit(case: Case, user: User, now: datetime, step: str = "") -> list[OpenPage]:
    """The others who have the case open; the user's own page is remembered. One statement, and a second one where the
    own row is not fresh."""
    rows = _at(case.pk, now - GONE)
    own = next((row for row in rows if row.user_id == user.pk and row.step == step), None)
    if own is None or own.seen_at < now - RENEWED:
        _seen(case, user, now, step, since=own.since if own else now)
    return _others(rows, case, user)


def others(case: Case, user: User, now: datetime) -> list[OpenPage]:
    """The others alone; nothing is written."""
    return _others(_at(case.pk, now - GONE), case, user)


def _seen(case: Case, user: User, now: datetime, step: str, since: datetime | None = None) -> None:
    """`since` None: of a row that is there it stays."""
    row = Presence(case=case, user=user, step=step, since=since or now, seen_at=now)
    fields = ["since", "seen_at"] if since else ["seen_at"]
    Presence.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["case", "user", "step"], update_fields=fields
    )


def _others(rows: list[Any], case: Case, user: User) -> list[OpenPage]:
    """Each once: who writes is not named as one who looks."""
    by_user: dict[UUID, OpenPage] = {}
    for row in sorted(rows, key=lambda row: row.typed not in STEPS):
        if row.user_id != user.pk and owners.works_at_desk(row.user, case, case.waits_on):
            writes = STEPS[row.typed].label if row.typed in STEPS else ""
            by_user.setdefault(row.user_id, OpenPage(row.user.full_name, row.since, writes))
    return list(by_user.values())


def had_open(case: UUID, user: User) -> bool:
    """Whether this user's page of the case was open a moment ago."""
    return Presence.objects.filter(case=case, user=user).exists()


def leave(case: Case, user: User, step: str = "") -> None:
    """The step was taken or left: nobody waits for its writer."""
    Presence.objects.filter(case=case, user=user, step=step).delete()


def forget(now: datetime) -> int:
    """A chore of the sweep. How many outdated rows were deleted."""
    return Presence.objects.filter(seen_at__lt=now - GONE).delete()[0]

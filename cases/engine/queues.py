"""What waits on whom: lists, their counts, and the buttons of a case. All of it derived from the steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, TextChoices
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

from cases.engine import owners, waiting
from cases.engine.conditions import ineligible, unmet
from cases.engine.programmes import PROGRAMMES
from cases.engine.steps import STEPS, Step, steps_from
from cases.law.actors import Actor
from cases.law.places import PLACES, Places
from cases.models import Case, User
from cases.models.queries import QUEUE_ORDER, CaseQuerySet, seen
from cases.models.visible import Visible
from cases.values.iin import iin_ok
from cases.values.series_numbers import spellings

PAGE = 25
CAP = 100
"""Counts stop here: "99+" says as much as the true number and costs the same at any size."""


def capped(count: int) -> str:
    """“99+” from CAP on: nobody counts further."""
    return f"{CAP - 1}+" if count >= CAP else str(count)


@dataclass(frozen=True, slots=True)
class Button:
    """A step open to this user; with `reasons` it is blocked, and they say why."""

    step: Step
    reasons: tuple[str | Promise, ...] = ()

    @property
    def blocked(self) -> bool:
        return bool(self.reasons)


def buttons(case: Case, user: User, now: datetime) -> list[Button]:
    """The user's steps from where the case stands, in declaration order, blocked ones with their reasons."""
    mine = [s for s in steps_from(case.state) if s.by == user.role and not s.beside and has_place(case, s, now)]
    owned = owners.blocking(case, user, now)
    return [Button(step, (*owned, *_reasons(case, step, user, now))) for step in mine]


def _reasons(case: Case, step: Step, user: User, now: datetime) -> tuple[str | Promise, ...]:
    return *waiting.blocking(case, step), *unmet(case, step.requires, now), *ineligible(case, step.persons, user)


def has_place(case: Case, step: Step, now: datetime) -> bool:
    """Whether the step belongs to the way of such a case at all, whatever still hinders it."""
    return not unmet(case, (need for need in step.requires if not need.shown), now)


def expected_by(actor: Actor, programme: str = "") -> tuple[TextChoices, ...]:
    """States that wait on the applicant but end by a step of `actor`: the people expected to appear."""
    places = _places(programme)
    states = {
        s
        for step in STEPS.values()
        if step.by == actor
        for s in step.sources
        if PLACES[s].waits_on not in (actor, None) and not step.optional
    }
    return tuple(s for s in places if s in states)


def tabs_of(actor: Actor, programme: str = "") -> tuple[TextChoices, ...]:
    """The states that a desk has a tab for, of one programme or of all."""
    return _places(programme).of(actor) + expected_by(actor, programme)


def _places(programme: str) -> Places:
    return PROGRAMMES[programme].places if programme else PLACES


@dataclass(frozen=True, slots=True)
class CasePage:
    """One screen of a list; `after` is the cursor of the next screen, "" on the last."""

    cases: list[Case]
    after: str


def listing(user: User, state: str = "", after: str = "", size: int = PAGE, programme: str = "") -> CasePage:
    """Cases that wait on the user's role (or stand in `state`), the most urgent first; one index scan, no COUNT.

    `programme`: of it alone; "" of all."""
    cursor = _cursor(after)
    if not state and cursor is None and size == PAGE:
        return _page(_first_page(user, programme), size)
    rows = _listed(Case.objects.visible_to(user, programme))
    if state:
        rows = rows.filter(state=state, city_id=_city(user)).order_by(*QUEUE_ORDER)
    else:
        rows = rows.awaiting(Actor(user.role), _city(user))
    if cursor:
        # Written as a bound plus an exception: both databases then seek in the index instead of filtering it.
        at, pk = cursor
        rows = rows.filter(queue_at__gte=at).exclude(queue_at=at, id__lte=pk)
    return _page(list(rows[: size + 1]), size)


def _listed(cases: CaseQuerySet) -> CaseQuerySet:
    """What the rows of a list show."""
    return cases.select_related("person").defer("questionnaire")


def _waiting_in(actor: str, city: str) -> CaseQuerySet:
    return _listed(Case.objects.awaiting(actor, city))


def _waiting(actor: str) -> CaseQuerySet:
    return _listed(Case.objects.awaiting(actor))


_FIRST_IN, _FIRST = Visible(_waiting_in, PAGE + 1), Visible(_waiting, PAGE + 1)


def _first_page(user: User, programme: str) -> list[Case]:
    """The page that is asked for most, prepared."""
    city = _city(user)
    if city is None:
        return _FIRST(user, user.role, programme=programme)
    return _FIRST_IN(user, user.role, city, programme=programme)


def _page(cases: list[Case], size: int) -> CasePage:
    last = cases[size - 1] if len(cases) > size else None
    return CasePage(cases[:size], f"{last.queue_at.isoformat()}~{last.pk}" if last else "")


def _city(user: User) -> str | None:
    return user.city_id if user.role in (Actor.OFFICER, Actor.CLERK, Actor.HEAD) else None


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    """A cursor of `listing`; a garbled one starts the list from its beginning."""
    at, _, pk = text.partition("~")
    try:
        moment = parse_datetime(at)
        return (moment.astimezone(UTC), UUID(pk)) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):  # no such day, no such id; a moment outside of all years
        return None


def counts(user: User, now: datetime, programme: str = "") -> dict[str, int]:
    """How many cases stand in each of the user's tabs, and how many are overdue; CAP at most. One statement."""
    actor, city = Actor(user.role), _city(user)
    wanted: list[tuple[str, str, list[Any]]] = [
        (state.value, "state = %s", [state.value]) for state in tabs_of(actor, programme)
    ]
    late, params = "waits_on = %s AND queue_at <= %s", [actor.value, now]
    if programme and len(PROGRAMMES) > 1:
        late, params = f"{late} AND programme = %s", [*params, programme]
    wanted.append(("overdue", late, params))
    if user.body and programme:  # of one body: another of the same city, or of none, has a head of its own
        wanted = [(key, f"{clause} AND body = %s", [*params, user.body]) for key, clause, params in wanted]
    return capped_counts([(key, *_in_city(clause, params, city)) for key, clause, params in wanted])


def _in_city(clause: str, params: list[Any], city: str | None) -> tuple[str, list[Any]]:
    return (f"{clause} AND city_id = %s", [*params, city]) if city else (f"{clause} AND city_id IS NULL", params)


def capped_counts(wanted: Iterable[tuple[str, str, list[Any]]]) -> dict[str, int]:
    """Rows of cases_case under each (key, clause, parameters), counted no further than CAP."""
    parts, parameters = [], []
    for key, clause, params in wanted:
        parts.append(f"SELECT %s, COUNT(*) FROM (SELECT 1 FROM cases_case WHERE {clause} LIMIT {CAP}) AS few")
        parameters += [key, *params]
    with connection.cursor() as cursor:
        adapt = connection.ops.adapt_datetimefield_value
        cursor.execute(" UNION ALL ".join(parts), [adapt(p) if isinstance(p, datetime) else p for p in parameters])
        return dict(cursor.fetchall())


OWN_NUMBERS = ("number", "preliminary_number", "permit_number")
"""Of series of the portal itself: in capital letters, each with an index."""


def find(user: User, text: str, limit: int = 20) -> list[Case]:
    """Cases of the user's scope by one of their numbers or by IIN, whole. The clerk: by the preliminary number.

    Each as this user sees it: a number that came after his part of the way finds nothing.
    """
    wanted = spellings(text)
    if not wanted[0] or "\0" in text:  # PostgreSQL takes no NUL in a text
        return []
    rows = Case.objects.visible_to(user).select_related("person", "city")
    if user.role == Actor.CLERK:
        return list(rows.filter(preliminary_number__in=wanted)[:limit])
    # Two questions, each with an index of its own; joined by OR across tables they would read every case.
    by_number = Q(mp_number=text.strip())
    for name in OWN_NUMBERS:
        by_number |= Q(**{f"{name}__in": wanted})
    by_iin = list(rows.filter(person__iin=wanted[0]).order_by("-id")[:limit]) if iin_ok(wanted[0]) else []
    if by_iin:
        return [seen(case, user) for case in by_iin]
    shown = [seen(case, user) for case in rows.filter(by_number).order_by("-id")[:limit]]
    own = {*wanted}
    return [c for c in shown if own & {getattr(c, name) for name in OWN_NUMBERS} or text.strip() == c.mp_number]

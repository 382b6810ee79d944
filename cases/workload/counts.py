"""How much work each desk has, counted by a job and stored: a page at a million cases shows what is stored here.

`load`: a row for each person, [{"user", "name", "states": {state: cases}, "cases", "overdue", "today", "soon"}], the
last three by the steps of a term (`cases.engine.lists.term_steps`); `free`: the same of cases that nobody has, without
a person; `longest`: the cases that have waited longest, [{"case", "number", "state", "since"}];
`steps`: [{"step", "taken", "since", "median", "nine"}], days that cases waited before the step, of the last SAMPLE
steps of its kind at the desk within LIFETIME, the oldest of them taken at `since`; `paced_at`: when these were counted.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, DateTimeField, F, OuterRef, QuerySet, Subquery, UUIDField, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from cases.engine.lists import term_steps
from cases.engine.steps import STEPS
from cases.law.actors import CITY_ACTORS, DESK_ROLES
from cases.models import Case, City, DeskFigures, Event, User
from cases.models.assignment import open_in_present_part
from cases.models.deskfigures import key_of

LIFETIME = timedelta(days=90)
SAMPLE = 200
"""Steps of one kind at one desk: a busy city has no part in the figures of another."""
PACE = timedelta(hours=1)
"""How long steps take is counted as often as this: it reads the log of LIFETIME."""
LONGEST = 10
FEWEST = 5
"""Steps of a kind below which no percentile is displayed: it would say nothing."""
DAY = timedelta(days=1)
URGENT = (term_steps.OVERDUE, term_steps.TODAY, term_steps.NEAR)
CITIES = frozenset(actor.value for actor in CITY_ACTORS)


def count_job() -> str:
    """Entry of the schedule: the edge where the clock is read."""
    return f"{count(timezone.now())} desks counted"


def count(now: datetime) -> int:
    """Every desk, counted again. How many there are."""
    paces = _paces(now)
    desks = list(_desks())
    for actor, city in desks:
        key = key_of(actor, city)
        stored = {"figures": _load(actor, city, now) | paces[key], "at": now}
        DeskFigures.objects.update_or_create(desk=key, defaults=stored)
    return len(desks)


def figures_of(actor: str, city: str | None) -> DeskFigures | None:
    """None before they were counted for the first time."""
    return DeskFigures.objects.filter(desk=key_of(actor, city)).first()


def _desks() -> Iterator[tuple[str, str | None]]:
    cities = list(City.objects.order_by("code").values_list("code", flat=True))
    for actor in sorted(DESK_ROLES):
        yield from ((actor.value, city) for city in (cities if actor.value in CITIES else [None]))


# ------------------------------------------------------------------------------------------------ load


def _load(actor: str, city: str | None, now: datetime) -> dict[str, Any]:
    waiting = Case.objects.filter(waits_on=actor, city=city)
    owner = Subquery(open_in_present_part().values("user")[:1], output_field=UUIDField())
    counted = {step: Count("pk", filter=term_steps.condition(step, now)) for step in URGENT}
    rows = waiting.annotate(owner=owner).values("owner", "state").annotate(cases=Count("pk"), **counted).order_by()
    by_owner: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_owner[row["owner"]].append(dict(row))
    names = dict(_names(actor, city)) | dict(_names_of(list(by_owner)))
    load = [_sum(by_owner.get(pk, [])) | {"user": str(pk), "name": name} for pk, name in names.items()]
    free = _sum(by_owner.get(None, []))
    return {"load": sorted(load, key=lambda row: str(row["name"])), "free": free, "longest": _longest(actor, city)}


def _sum(rows: list[dict[str, Any]]) -> dict[str, Any]:
    states = {row["state"]: row["cases"] for row in rows}
    urgent = {step: sum(row[step] for row in rows) for step in URGENT}
    return {"states": states, "cases": sum(states.values())} | urgent


def _names(actor: str, city: str | None) -> list[tuple[Any, str]]:
    rows = User.objects.filter(role=actor, city=city, is_active=True)
    return list(rows.values_list("pk", "full_name")[:500])


def _names_of(users: list[Any]) -> list[tuple[Any, str]]:
    return list(User.objects.filter(pk__in=[pk for pk in users if pk]).values_list("pk", "full_name"))


def _longest(actor: str, city: str | None) -> list[dict[str, Any]]:
    rows = Case.objects.filter(waits_on=actor, city=city).order_by("state_since", "id")[:LONGEST]
    return [
        {"case": str(case.pk), "number": case.number, "state": case.state, "since": case.state_since.isoformat()}
        for case in rows.only("id", "number", "state", "state_since")
    ]


# ------------------------------------------------------------------------------------------------ how long steps take

Stood = dict[str, dict[str, list[tuple[datetime, float]]]]
"""When the step was taken, and the days before it; by desk and step."""


def _paces(now: datetime) -> dict[str, dict[str, Any]]:
    """`steps` and `paced_at` of every desk."""
    kept = {row.desk: row.figures for row in DeskFigures.objects.all()}
    keys = [key_of(actor, city) for actor, city in _desks()]
    fresh = (now - PACE).isoformat()
    if all(kept.get(key, {}).get("paced_at", "") > fresh for key in keys):
        return {key: {name: kept[key][name] for name in ("steps", "paced_at")} for key in keys}
    stood = _stood(now)
    return {key: {"steps": _steps(stood.get(key, {})), "paced_at": now.isoformat()} for key in keys}


def _stood(now: datetime) -> Stood:
    """How long cases waited in a state before a step of the officials."""
    before = Event.objects.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"), target=OuterRef("source"))
    came = Subquery(before.exclude(source=F("target")).order_by("-pk").values("at")[:1], output_field=DateTimeField())
    sample = Event.objects.filter(pk__in=_last_steps(now).values("pk")).annotate(came=came)
    stood: Stood = defaultdict(lambda: defaultdict(list))
    for actor, city, step, at, came_at in sample.values_list("actor", "case__city", "step", "at", "came"):
        if came_at:
            desk = key_of(actor, city if actor in CITIES else None)
            stood[desk][step].append((at, (at - came_at) / DAY))
    return stood


def _last_steps(now: datetime) -> QuerySet[Event]:
    """The last SAMPLE steps of each kind at each desk."""
    names = [step.name for step in STEPS.values() if step.by.value in DESK_ROLES and step.target is not None]
    first = now - LIFETIME
    rows = Event.objects.filter(pk__gte=_first_id(first), at__gte=first, step__in=names).exclude(source=F("target"))
    city = Choice(When(actor__in=CITIES, then=F("case__city")), default=None, output_field=CharField())
    number = Window(RowNumber(), partition_by=[F("step"), F("actor"), city], order_by=F("pk").desc())
    return rows.annotate(number=number).filter(number__lte=SAMPLE)


def _first_id(moment: datetime) -> uuid.UUID:
    """The least key of a row of that moment: keys are in the order of time (`cases.models.ids`)."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def _steps(stood: dict[str, list[tuple[datetime, float]]]) -> list[dict[str, Any]]:
    return [_pace(name, stood[name]) for name in STEPS if len(stood.get(name, [])) >= FEWEST]


def _pace(name: str, stood: list[tuple[datetime, float]]) -> dict[str, Any]:
    took = sorted(days for _at, days in stood)
    since = min(at for at, _days in stood).isoformat()
    middle, nine = round(median(took), 1), round(_ninth(took), 1)
    return {"step": name, "taken": len(took), "since": since, "median": middle, "nine": nine}


def _ninth(took: list[float]) -> float:
    """The value that nine tenths do not pass; `took` in order."""
    return took[min(len(took) - 1, -(-9 * len(took) // 10) - 1)]

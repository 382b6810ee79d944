"""Who and what is expected at the migration service of a city on a day (п. 19, 21): the list that lies at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.engine.steps import step_where
from cases.law.places import May
from cases.models import Case, Deadline, Event, RegistryItem, User
from cases.models.dispatch import Dispatch
from cases.programmes.nomad import KEY
from cases.programmes.nomad.facts import Claim
from cases.programmes.nomad.states import PLACES, State

MOST = 500


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody with an approval that holds on the day."""

    case: Case
    until: date | None
    """The last day of the approval."""
    says: date | None = None
    """The day on which the person claims to have been there."""

    def last(self, day: date) -> bool:
        return self.until == day


@dataclass(frozen=True, slots=True)
class PackageOnWay:
    """Originals on their way."""

    case: Case
    waybill: str
    courier: str
    sheets: int
    registry: str
    """Its number; "" where the package went by itself."""
    by: date | None
    """The day by which it has to be here."""


@dataclass(frozen=True, slots=True)
class DayList:
    day: date
    people: list[Expected]
    """Who may come on the day; whose approval ends first comes first."""
    reviewed: list[Expected]
    """Whose approval is over, while it is checked whether they came in time."""
    came: list[Case]
    """Recorded as arrived on the day."""
    packages: list[PackageOnWay]
    """On their way, by the day on which they have to be here."""
    cut: bool
    """There are more than fit."""


def expected(user: User, day: date) -> DayList:
    """Of the user's city. Seven statements, whatever the number of cases."""
    mine = Case.objects.visible_to(user, KEY).select_related("person").defer("questionnaire")
    awaited = mine.filter(state__in=(State.PRELIMINARY_APPROVED, State.ARRIVAL_REVIEW))
    approved = list(awaited.order_by("queue_at", "id")[: MOST + 1])
    tracked = PLACES.where(May.TRACK)
    on_way = list(mine.filter(state__in=tracked).order_by("queue_at", "id")[: MOST + 1])
    came = list(mine.filter(arrived_on=day).order_by("id")[:MOST])
    terms, claimed = _last_days([*approved, *on_way]), _claimed(approved)
    rows = [Expected(case, terms.get(case.pk), claimed.get(case.pk)) for case in approved[:MOST]]
    rows.sort(key=lambda row: (row.until or date.max, row.case.person.full_name))
    reviewed = [row for row in rows if row.case.state == State.ARRIVAL_REVIEW]
    people = [row for row in rows if row not in reviewed and (row.until is None or row.until >= day)]
    cut = len(approved) > MOST or len(on_way) > MOST
    return DayList(day, people, reviewed, came, _packages(on_way[:MOST], terms), cut)


def _last_days(cases: Sequence[Case]) -> dict[UUID, date]:
    """Of the running term by which the person, or the package, is to be here."""
    rows = Deadline.objects.filter(case__in=cases, key__in=("validity", "courier"), state=Deadline.RUNNING)
    return dict(rows.values_list("case", "last_day"))


def _claimed(cases: Sequence[Case]) -> dict[UUID, date]:
    """The day of the newest word of each person."""
    rows = Event.objects.filter(case__in=cases, step=step_where(facts=Claim).name).order_by("id")
    return {event.case_id: date.fromisoformat(event.facts["day"]) for event in rows}


def _packages(cases: Sequence[Case], terms: dict[UUID, date]) -> list[PackageOnWay]:
    sent = {row.case_id: row for row in Dispatch.objects.filter(case__in=cases).order_by("id")}
    items = RegistryItem.objects.filter(case__in=cases, handed_at__isnull=False).select_related("registry")
    registry = {item.case_id: item.registry.number or "" for item in items.order_by("id")}
    rows = [_package(case, sent.get(case.pk), registry.get(case.pk, ""), terms.get(case.pk)) for case in cases]
    return sorted(rows, key=lambda row: (row.by or date.max, row.case.number))


def _package(case: Case, sent: Dispatch | None, registry: str, by: date | None) -> PackageOnWay:
    if sent is None:
        return PackageOnWay(case, "", "", 0, registry, by)
    return PackageOnWay(case, sent.waybill, sent.courier, sent.sheets, registry, by)

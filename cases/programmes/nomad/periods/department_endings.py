"""What the end of an order makes impossible in the city of a department (interpretation 7): applications that are not
filed yet and cannot be by then, and those filed that could not be filed again after a return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.calendar import local_day
from cases.models import Bar, Case, User
from cases.programmes.nomad import KEY
from cases.programmes.nomad.periods.endings import CAP, READY, Ending, on_the_way, way_of
from cases.programmes.nomad.states import State

WHY: dict[str, Promise] = {
    "petition": _("The petition may be signed as late as on this day."),
    "barred": _("A new application is barred until the end of this day."),
    "returned": _("The term for the correction ends on this day: annulled, it could not be filed again."),
}


@dataclass(frozen=True, slots=True)
class Impossible:
    """What cannot be done before the order ends."""

    case: Case
    why: str
    """A key of WHY."""
    on: date
    """The day that is too late."""

    @property
    def words(self) -> Promise:
        return WHY[self.why]

    @property
    def filed(self) -> bool:
        """Whether the department may see the file: what is prepared is its owner's until it is filed."""
        return self.case.filed_at is not None


def _unfiled(user: User) -> Q:
    """Of those who have named the city of this head."""
    return Q(city_id=user.city_id, filed_at__isnull=True, submitted_at__isnull=False, closed_at__isnull=True)


def unfiled_number(user: User) -> int:
    """Applications that can be filed and are not, never above CAP."""
    rows = Case.objects.filter(_unfiled(user), programme=KEY, state=READY).order_by()
    return len(rows.values_list("pk", flat=True)[:CAP])


def impossible_in_city(user: User, order: Ending, after: str, size: int) -> tuple[list[Impossible], str]:
    """By number, and the number after which the next page begins, "" on the last. `after`: as given with the page
    before; `size`: cases that are looked at."""
    unfiled = _unfiled(user) & Q(state__in=[*on_the_way(), READY])
    returned = Q(city_id=user.city_id, filed_at__isnull=False, state=State.REWORK)
    rows = Case.objects.filter(unfiled | returned, programme=KEY, number__gt=after).order_by("number")
    looked_at = list(rows.select_related("person")[: size + 1])
    cases = looked_at[:size]
    bars = _bars_through(cases, order)
    more = cases[-1].number if len(looked_at) > size else ""
    judged = [_impossible(case, order, bars.get(case.person_id)) for case in cases]
    return [row for row in judged if row is not None], more


def _impossible(case: Case, order: Ending, barred_until: date | None) -> Impossible | None:
    if case.state == State.REWORK:
        last = local_day(case.due_at - timedelta(seconds=1)) if case.due_at else None
        return Impossible(case, "returned", last) if last and last >= order.until else None
    if barred_until is not None:
        return Impossible(case, "barred", barred_until)
    way = way_of(case, order) if case.state != READY else None
    return Impossible(case, "petition", way.ready_on) if way and way.ready_on > order.file_until else None


def _bars_through(cases: Iterable[Case], order: Ending) -> dict[UUID, date]:
    """By person, the last day of a bar that holds from today through the last day of filing."""
    persons = {case.person_id for case in cases if case.filed_at is None}
    rows = Bar.objects.filter(person_id__in=persons, lifted_at__isnull=True, until__gte=order.file_until)
    standing = [bar for bar in rows.order_by("until") if bar.applies(order.file_until, order.law)]
    return {bar.person_id: bar.until for bar in standing if bar.since <= order.today}

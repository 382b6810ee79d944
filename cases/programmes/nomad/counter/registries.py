"""The registry of packages that one courier takes at once (п. 21), from the first package put in to the last received.

Each package goes, and is received, by a step of its own, in a transaction of its own: what one case does not allow
holds up no other. What broke off is gone on with by the same press.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import performing
from cases.engine.steps import Step, step_where
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.law.places import May
from cases.models import Case, CourierRegistry, ReadLog, RegistryItem, User
from cases.models.counter import Counter
from cases.programmes.nomad import KEY
from cases.programmes.nomad.facts import Courier
from cases.programmes.nomad.states import PLACES
from cases.values import letter_numbers

log = structlog.get_logger(__name__)

MOST = 200
"""Packages of one registry, and rows of a list."""
SHEETS = 2000
"""Of one package."""
HANDED = {"state": RegistryItem.HANDED}
CLOSED = _("The registry is closed: nothing is put in or taken out any more.")
NOT_CLOSED = _("The registry is not closed yet: close it first.")
EMPTY = _("No package is in the registry.")
FULL = format_lazy(_("A registry holds {most} packages at most: close this one and begin another."), most=MOST)
GONE = _("This case does not wait for the courier: it has moved on, or belongs to another city.")
ELSEWHERE = _("This case is in a registry already.")
NO_COURIER = _("Enter the courier service and the number of the waybill.")
FAILED = _("This failed for a reason that is not yours: it is on record. Try this case by itself.")


# ------------------------------------------------------------------------------------------------ reading


def of_city(user: User, day: date | None = None, on_way: bool = False) -> list[CourierRegistry]:
    """Registries of the user's city, the newest first: of one day, or those with packages still on their way."""
    rows = CourierRegistry.objects.filter(city=user.city_id).select_related("city", "handed_by", "closed_by")
    if day is not None:
        rows = rows.filter(day=day)
    if on_way:
        rows = rows.filter(pk__in=_underway(user))
    return list(rows.order_by("-day", "-id")[:MOST])


def _underway(user: User) -> Any:
    rows = RegistryItem.objects.filter(registry__city=user.city_id, case__state__in=PLACES.where(May.TRACK))
    return rows.filter(state__in=(RegistryItem.HANDED, RegistryItem.MISSING)).values("registry")


def registry_by_key(user: User, pk: UUID) -> CourierRegistry:
    """Of the user's city. An officer sees one once it is closed. Raises NotFoundError."""
    row = CourierRegistry.objects.filter(pk=pk, city=user.city_id).select_related("city", "handed_by").first()
    if row is None or (row.open and user.role != Role.CLERK):
        raise NotFoundError
    return row


def items_of(of: CourierRegistry) -> list[RegistryItem]:
    """Its packages, with their persons, in the order in which they were put in; MOST of them."""
    rows = of.items.select_related("case__person", "put_by", "settled_by")
    return list(rows.order_by("id")[:MOST])


def remember(of: CourierRegistry, rows: Iterable[RegistryItem], user: User, now: datetime, address: str | None) -> None:
    """That `user` received the printed registry, which names the people of all its cases."""
    read = {"user": user, "what": "registry", "ref": str(of.number), "at": now, "address": address or None}
    ReadLog.objects.bulk_create([ReadLog(case_id=item.case_id, **read) for item in rows], batch_size=500)


def on_way(item: RegistryItem) -> bool:
    """It can be received: the courier has it, and nobody has received it by the page of its case."""
    return item.state in (RegistryItem.HANDED, RegistryItem.MISSING) and May.TRACK in item.case.place.may


def waiting_cases(user: User) -> list[Case]:
    """Cases that wait for the courier and are in no registry, the most urgent first."""
    listed = RegistryItem.objects.filter(state=RegistryItem.LISTED).values("case")
    rows = Case.objects.visible_to(user, KEY).filter(state__in=PLACES.where(May.SEND)).exclude(pk__in=listed)
    return list(rows.select_related("person").order_by("queue_at", "id")[:MOST])


# ------------------------------------------------------------------------------------------------ at ЦОН


def open_registry(user: User) -> CourierRegistry | None:
    """The one that is being filled in the user's city."""
    return CourierRegistry.objects.filter(city=user.city_id, closed_at__isnull=True).select_related("city").first()


def begin(user: User, now: datetime) -> CourierRegistry:
    """The open one of the city; a new one where there is none."""
    try:
        with transaction.atomic():
            fresh = {"day": local_day(now), "opened_at": now, "opened_by": user}
            assert user.city is not None  # a clerk works in one
            return open_registry(user) or CourierRegistry.objects.create(city=user.city, **fresh)
    except IntegrityError:  # a colleague was as quick
        there = open_registry(user)
        assert there is not None
        return there


def put_in(user: User, cases: Iterable[tuple[UUID, int]], now: datetime) -> dict[UUID, str]:
    """`cases`: with the sheets of each package. Why one is not in, by its key."""
    wrong: dict[UUID, str] = {}
    for pk, sheets in cases:
        try:
            _put(user, pk, sheets, now)
        except CaseError as error:
            wrong[pk] = str(error)
    return wrong


def _put(user: User, pk: UUID, sheets: int, now: datetime) -> None:
    """A registry that this begins is there only with the package."""
    with transaction.atomic():
        locked = locked_registry(begin(user, now))
        if not locked.open:
            raise NotNowError(CLOSED)
        case = Case.objects.visible_to(user, KEY).filter(pk=pk).first()
        if case is None or May.SEND not in case.place.may or case.city_id != locked.city_id:
            raise NotNowError(GONE)
        if RegistryItem.objects.filter(case=case, state=RegistryItem.LISTED).exists():
            raise NotNowError(ELSEWHERE)
        if locked.items.count() >= MOST:
            raise NotNowError(FULL)
        locked.items.create(case=case, sheets=sheets, put_at=now, put_by=user)


def take_out(of: CourierRegistry, pk: UUID) -> None:
    """The registry goes with its last package."""
    with transaction.atomic():
        if not locked_registry(of).open:
            raise NotNowError(CLOSED)
        of.items.filter(pk=pk).delete()
        if not of.items.exists():
            CourierRegistry.objects.filter(pk=of.pk).delete()


def close(of: CourierRegistry, user: User, courier: str, waybill: str, now: datetime) -> None:
    """From now on it has its number and is printed."""
    if not any(sign.isalnum() for sign in courier) or not waybill.strip():
        raise NotNowError(NO_COURIER)
    # As the step of each package requires it, which would refuse all of them afterwards.
    if wrong := letter_numbers.number_fault(waybill):
        raise NotNowError(wrong)
    with transaction.atomic():
        locked = locked_registry(of)
        if not locked.open:
            raise NotNowError(CLOSED)
        if not locked.items.exists():
            raise NotNowError(EMPTY)
        locked.number = Counter.take(f"{locked.city.series}-R", local_day(now).year)[0]
        locked.courier, locked.waybill = courier.strip(), waybill.strip()
        locked.day, locked.closed_at, locked.closed_by = local_day(now), now, user
        locked.save()


@contextmanager
def as_handed_over(item: RegistryItem) -> Iterator[None]:
    """The package as it is when the courier takes it, for what is only looked at: nothing of it is written."""
    with transaction.atomic():
        RegistryItem.objects.filter(pk=item.pk).update(**HANDED)
        yield
        transaction.set_rollback(True)


def hand_over(of: CourierRegistry, user: User, now: datetime, request_id: str = "") -> int:
    """Each package that waits goes by a step of its own. How many could not; each says why."""
    if of.open:
        raise NotNowError(NOT_CLOSED)

    def go(item: RegistryItem) -> None:
        RegistryItem.objects.filter(pk=item.pk).update(**HANDED)  # it waits in no registry any more
        performing.perform(item.case_id, handing_over().name, user, now, courier_facts(of, item), request_id=request_id)

    left = of.items.filter(state=RegistryItem.LISTED).order_by("id").values_list("pk", flat=True)
    refused = sum(not _each(pk, go, RegistryItem.HANDED, handed_at=now) for pk in list(left))
    rows = CourierRegistry.objects.filter(pk=of.pk, handed_at__isnull=True)
    rows.update(handed_at=now, handed_by=user)
    return refused


def handing_over() -> Step:
    """With which each package of a registry goes."""
    return step_where(facts=Courier)


def courier_facts(of: CourierRegistry, item: RegistryItem) -> Courier:
    """The facts of the step with which this package goes."""
    return Courier(courier=of.courier, waybill=of.waybill, sheets=item.sheets)


def _each(pk: UUID, go: Callable[[RegistryItem], None], state: str, **columns: object) -> bool:
    """One package in a transaction of its own; of two who press at once the second finds it done."""
    with transaction.atomic():
        item = RegistryItem.objects.select_for_update().filter(pk=pk, state=RegistryItem.LISTED).first()
        if item is None:
            return True
        words = _tried(item, go)
        item.state, item.words = (RegistryItem.REFUSED, words[:500]) if words else (state, "")
        for name, value in columns.items():
            setattr(item, name, value)
        item.save()
    return not words


def _tried(item: RegistryItem, go: Callable[[RegistryItem], None]) -> str:
    """Why it was not done; "" where it was."""
    try:
        with transaction.atomic():
            go(item)
    except NotFoundError:
        return str(GONE)
    except CaseError as error:
        return str(error)
    except Exception:
        log.exception("a package of a registry failed", case=str(item.case_id))
        return str(FAILED)
    return ""


def locked_registry(of: CourierRegistry) -> CourierRegistry:
    return CourierRegistry.objects.select_for_update(of=("self",)).select_related("city").get(pk=of.pk)

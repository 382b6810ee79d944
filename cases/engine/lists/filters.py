"""Filters of a desk's list: how a value is parsed, which cases match it, and what the form offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.engine.lists import term_steps, unread
from cases.engine.lists.queues import city_of, tabs_of
from cases.engine.people import owners
from cases.engine.people.colleagues import body_or_role
from cases.law.actors import DESK_ROLES, Actor
from cases.law.calendar import ALMATY
from cases.law.places import STATES
from cases.models import Case, Discrepancy, Profession, User
from cases.models.assignment import is_assigned, is_assigned_to, is_kept_for
from cases.values import countries

TERM = "term"


class DeskUser(NamedTuple):
    """Who asks, at which programme's desk ("" for those of all), and when."""

    user: User
    programme: str
    now: datetime
    headed: str = ""
    """The actor whose desk it is, where the head of its officials asks."""

    @property
    def actor(self) -> Actor:
        return Actor(self.headed or self.user.role)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a desk's list, as a programme declares it."""

    label: Promise
    read: Callable[[str, DeskUser], str]
    """The value in the address as a clean value; ValueError where it is none."""
    where: Callable[[str, DeskUser], Q]
    """The cases that match a value which `read` has returned."""
    choices: Callable[[DeskUser], Iterable[tuple[str, str]]] | None = None
    """What the form offers, by value; None where a day is entered."""
    everywhere: bool = False
    """It searches all cases that the user sees, not only those that wait at the desk."""


def _among(choices: Callable[[DeskUser], Iterable[tuple[str, str]]]) -> Callable[[str, DeskUser], str]:
    def read(text: str, viewer: DeskUser) -> str:
        if text not in dict(choices(viewer)):
            raise ValueError(text)
        return text

    return read


def _day(text: str, viewer: DeskUser) -> str:
    if not date(1990, 1, 1) <= (day := date.fromisoformat(text)) <= date(2200, 1, 1):
        raise ValueError(text)
    return day.isoformat()


def _start(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), ALMATY)


def _states(viewer: DeskUser) -> list[tuple[str, str]]:
    return [(state.value, str(STATES[state].label)) for state in tabs_of(viewer.actor, viewer.programme)]


def _terms(viewer: DeskUser) -> list[tuple[str, str]]:
    return [(step, str(label)) for step, label in term_steps.LABELS.items()]


def _countries(viewer: DeskUser) -> list[tuple[str, str]]:
    return [(country.code, country.name) for country in countries.choices(get_language() or "ru")]


def _country(text: str, viewer: DeskUser) -> str:
    if (code := text.upper()) not in countries.codes():
        raise ValueError(text)
    return code


def _professions(viewer: DeskUser) -> list[tuple[str, str]]:
    return list({row.code: str(row) for row in Profession.objects.all()}.items())


def _code(text: str, viewer: DeskUser) -> str:
    """A code of a profession; a case may have one that is no longer in the list."""
    longest: Any = Case._meta.get_field("profession_code").max_length  # type: ignore[union-attr]
    if len(text) > longest or not text.isprintable():
        raise ValueError(text)
    return text


def _at_step(step: str, viewer: DeskUser) -> Q:
    return term_steps.condition(step, viewer.now)


def _doubted(value: str, viewer: DeskUser) -> Q:
    return Q(Exists(Discrepancy.objects.filter(case=OuterRef("pk"), resolved_at__isnull=True)))


def _yes(viewer: DeskUser) -> list[tuple[str, str]]:
    return [("open", str(_("With open discrepancies")))]


NOBODY = "nobody"
MOST_OFFICIALS = 500


def _owners(viewer: DeskUser) -> list[tuple[str, str]]:
    """Only of who has colleagues at the desk; for who shares out the work each of them, whose account is closed too."""
    nobody = (NOBODY, str(_("Nobody's cases")))
    mine = [("mine", str(_("My cases")))] if viewer.user.role in DESK_ROLES else []
    if viewer.headed or viewer.user.shares_out:
        officials = User.objects.filter(role=viewer.actor, city=city_of(viewer.user)).order_by("full_name", "id")
        named = officials.values_list("pk", "full_name")[:MOST_OFFICIALS]
        return [*mine, nobody, *((str(pk), name) for pk, name in named)]
    return [*mine, nobody] if mine else []


def _owned(value: str, viewer: DeskUser) -> Q:
    """The own cases, and those of whom the user stands in for today; or those of the official with this key."""
    if value == NOBODY:
        return ~Q(is_assigned())
    if value != "mine":
        return Q(is_assigned_to([UUID(value)]))
    return Q(is_assigned_to([viewer.user.pk, *owners.substituted_users(viewer.user, viewer.now)]))


def _own(viewer: DeskUser) -> list[tuple[str, str]]:
    return [("mine", str(_("My cases that wait on others")))] if viewer.user.role in DESK_ROLES else []


def _waits_elsewhere(value: str, viewer: DeskUser) -> Q:
    """Of the own part, and of those for whom the user stands in: they come back to the same person."""
    people = [viewer.user.pk, *owners.substituted_users(viewer.user, viewer.now)]
    return Q(is_kept_for(people, viewer.actor), closed_at__isnull=True) & ~Q(waits_on=viewer.actor)


def _unread(viewer: DeskUser) -> list[tuple[str, str]]:
    return [("unread", str(_("With unread messages")))]


def _with_unread(value: str, viewer: DeskUser) -> Q:
    return Q(pk__in=unread.messages(body_or_role(viewer.user)).values("case"))


FILTERS: dict[str, Filter] = {
    "owner": Filter(_("Whose case"), _among(_owners), _owned, _owners),
    "elsewhere": Filter(_("My cases elsewhere"), _among(_own), _waits_elsewhere, _own, everywhere=True),
    "state": Filter(_("State"), _among(_states), lambda state, viewer: Q(state=state), _states),
    TERM: Filter(_("Term"), _among(_terms), _at_step, _terms),
    "citizenship": Filter(_("Citizenship"), _country, lambda code, viewer: Q(person__citizenship=code), _countries),
    "profession": Filter(_("Profession"), _code, lambda code, viewer: Q(profession_code=code), _professions),
    "discrepancy": Filter(_("Discrepancies"), _among(_yes), _doubted, _yes),
    "message": Filter(_("Messages"), _among(_unread), _with_unread, _unread, everywhere=True),
    "from": Filter(_("In this state from"), _day, lambda day, viewer: Q(state_since__gte=_start(day))),
    "until": Filter(
        _("In this state up to"), _day, lambda day, viewer: Q(state_since__lt=_start(day) + timedelta(days=1))
    ),
}
"""By their names in the address."""

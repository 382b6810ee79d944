"""By what a desk's list is filtered: how a value is read, which cases it leaves, and what the form offers."""

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
from cases.models.assignment import is_assigned, is_assigned_to
from cases.values import countries

TERM = "term"


class DeskUser(NamedTuple):
    """Who asks, at which programme's desk ("" for those of all), and when. `headed`: the actor whose desk it is, where
    the head of its officials asks."""

    user: User
    programme: str
    now: datetime
    headed: str = ""

    @property
    def actor(self) -> Actor:
        return Actor(self.headed or self.user.role)


@dataclass(frozen=True, slots=True)
class Filter:
    """`read`: what the address has for it, as it is kept; ValueError for what is none. `where`: of what was read.

    `choices`: what the form offers, by value; None where a day is entered. `everywhere`: of all that the user sees, not
    of what waits on the desk alone.
    """

    label: Promise
    read: Callable[[str, DeskUser], str]
    where: Callable[[str, DeskUser], Q]
    choices: Callable[[DeskUser], Iterable[tuple[str, str]]] | None = None
    everywhere: bool = False


def _among(choices: Callable[[DeskUser], Iterable[tuple[str, str]]]) -> Callable[[str, DeskUser], str]:
    def read(text: str, asked: DeskUser) -> str:
        if text not in dict(choices(asked)):
            raise ValueError(text)
        return text

    return read


def _day(text: str, asked: DeskUser) -> str:
    if not date(1990, 1, 1) <= (day := date.fromisoformat(text)) <= date(2200, 1, 1):
        raise ValueError(text)
    return day.isoformat()


def _start(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), ALMATY)


def _states(asked: DeskUser) -> list[tuple[str, str]]:
    return [(state.value, str(STATES[state].label)) for state in tabs_of(asked.actor, asked.programme)]


def _terms(asked: DeskUser) -> list[tuple[str, str]]:
    return [(step, str(label)) for step, label in term_steps.LABELS.items()]


def _countries(asked: DeskUser) -> list[tuple[str, str]]:
    return [(country.code, country.name) for country in countries.choices(get_language() or "ru")]


def _country(text: str, asked: DeskUser) -> str:
    if (code := text.upper()) not in countries.codes():
        raise ValueError(text)
    return code


def _professions(asked: DeskUser) -> list[tuple[str, str]]:
    return list({row.code: str(row) for row in Profession.objects.all()}.items())


def _code(text: str, asked: DeskUser) -> str:
    """A code that a case may have though the list of professions has it no more."""
    longest: Any = Case._meta.get_field("profession_code").max_length  # type: ignore[union-attr]
    if len(text) > longest or not text.isprintable():
        raise ValueError(text)
    return text


def _at_step(step: str, asked: DeskUser) -> Q:
    return term_steps.where(step, asked.now)


def _doubted(value: str, asked: DeskUser) -> Q:
    return Q(Exists(Discrepancy.objects.filter(case=OuterRef("pk"), resolved_at__isnull=True)))


def _yes(asked: DeskUser) -> list[tuple[str, str]]:
    return [("open", str(_("With open discrepancies")))]


NOBODY = "nobody"
MOST_OFFICIALS = 500


def _owners(asked: DeskUser) -> list[tuple[str, str]]:
    """Only of who has colleagues at the desk; for their head each of them, whose account is closed too."""
    nobody = (NOBODY, str(_("Nobody's cases")))
    if asked.headed:
        officials = User.objects.filter(role=asked.headed, city=city_of(asked.user)).order_by("full_name", "id")
        return [nobody, *((str(pk), name) for pk, name in officials.values_list("pk", "full_name")[:MOST_OFFICIALS])]
    return [("mine", str(_("My cases"))), nobody] if asked.user.role in DESK_ROLES else []


def _owned(value: str, asked: DeskUser) -> Q:
    """The own cases, and those of whom the user stands in for today; or those of the official with this key."""
    if value == NOBODY:
        return ~Q(is_assigned())
    if value != "mine":
        return Q(is_assigned_to([UUID(value)]))
    return Q(is_assigned_to([asked.user.pk, *owners.stood_in_for(asked.user, asked.now)]))


def _unread(asked: DeskUser) -> list[tuple[str, str]]:
    return [("unread", str(_("With unread messages")))]


def _with_unread(value: str, asked: DeskUser) -> Q:
    return Q(pk__in=unread.messages(body_or_role(asked.user)).values("case"))


FILTERS: dict[str, Filter] = {
    "owner": Filter(_("Whose case"), _among(_owners), _owned, _owners),
    "state": Filter(_("State"), _among(_states), lambda state, asked: Q(state=state), _states),
    TERM: Filter(_("Term"), _among(_terms), _at_step, _terms),
    "citizenship": Filter(_("Citizenship"), _country, lambda code, asked: Q(person__citizenship=code), _countries),
    "profession": Filter(_("Profession"), _code, lambda code, asked: Q(profession_code=code), _professions),
    "discrepancy": Filter(_("Discrepancies"), _among(_yes), _doubted, _yes),
    "message": Filter(_("Messages"), _among(_unread), _with_unread, _unread, everywhere=True),
    "from": Filter(_("In this state from"), _day, lambda day, asked: Q(state_since__gte=_start(day))),
    "until": Filter(
        _("In this state up to"), _day, lambda day, asked: Q(state_since__lt=_start(day) + timedelta(days=1))
    ),
}
"""By their names in the address."""

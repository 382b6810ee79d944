"""What somebody asks a desk's list for: words, filters, an order. The one place where an address is read for it.

    wanted = read(request.GET, DeskUser(user, programme, now))
    rows = cases(wanted, asked)             # within the user's scope, filtered, in order; nothing of it is counted

What an address holds that is no filter's is left out and named in `ignored`. Whoever has a filter more adds it to
FILTERS under the name that the address has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.engine.lists import search, term_steps
from cases.engine.lists.queues import city_of, tabs_of
from cases.engine.people import owners
from cases.law.actors import DESK_ROLES, Actor
from cases.law.calendar import ALMATY
from cases.law.places import STATES, place_of
from cases.models import Case, Discrepancy, Profession, User
from cases.models.assignment import is_assigned, is_assigned_to
from cases.models.case import CAME
from cases.models.queries import CaseQuerySet
from cases.values import countries

TERM = "term"


class DeskUser(NamedTuple):
    """Who asks, at which programme's desk, and when."""

    user: User
    programme: str
    now: datetime

    @property
    def actor(self) -> Actor:
        return Actor(self.user.role)


@dataclass(frozen=True, slots=True)
class Filter:
    """`read`: what the address has for it, as it is kept; ValueError for what is none. `where`: of what was read.

    `choices`: what the form offers, by value; None where a day is entered.
    """

    label: Promise
    read: Callable[[str, DeskUser], str]
    where: Callable[[str, DeskUser], Q]
    choices: Callable[[DeskUser], Iterable[tuple[str, str]]] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """`keys`: columns or expressions, none of them ever empty; the key of the case comes after them."""

    label: Promise
    keys: tuple[Any, ...]


ORDERS = {
    TERM: Order(_("Term"), ("queue_at",)),
    "filed": Order(_("Filed"), (CAME,)),
    "since": Order(_("In this state since"), ("state_since",)),
    "state": Order(_("State"), ("state", "queue_at")),
    "name": Order(_("Name"), ("sort_name",)),
}
"""Each has an index of Case, for all that waits in one city."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """`by`: filters and their values; `order`: of ORDERS; `ignored`: what the address has that says nothing here."""

    words: str = ""
    by: Mapping[str, str] = field(default_factory=dict)
    order: str = TERM
    descending: bool = False
    ignored: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """All that waits, the most urgent first."""
        return not self.query

    @property
    def tab(self) -> str:
        """The state of a tab, where nothing else is asked for; "" of any other list."""
        return self.by["state"] if self.parts().keys() == {"state"} else ""

    @property
    def query(self) -> str:
        """As an address has it, without a page."""
        return urlencode(self.parts())

    def parts(self) -> dict[str, str]:
        order = "" if (self.order, self.descending) == (TERM, False) else f"{'-' * self.descending}{self.order}"
        parts = {"q": self.words, **self.by, "sort": order}
        return {name: value for name, value in parts.items() if value}

    def but(self, **parts: str) -> str:
        """The query with other parts; "" takes one out."""
        return urlencode({name: value for name, value in (self.parts() | parts).items() if value})


def read(data: Mapping[str, str], asked: DeskUser) -> ListQuery:
    by, ignored = dict[str, str](), list[str]()
    for name, declared in FILTERS.items():
        if value := data.get(name, "").strip():
            try:
                by[name] = declared.read(value, asked)
            except ValueError:
                ignored.append(str(declared.label))
    order = data.get("sort", "").strip()
    if order and order.removeprefix("-") not in ORDERS:
        ignored.append(str(_("Order of the list")))
        order = ""
    words = data.get("q", "").strip()
    if len(words) > search.LONGEST:
        ignored.append(str(_("all but the first 60 characters of the search")))
    return ListQuery(
        words[: search.LONGEST].strip(), by, order.removeprefix("-") or TERM, order[:1] == "-", tuple(ignored)
    )


def parse(query: str, asked: DeskUser) -> ListQuery:
    """Of a query that was kept; what has gone out of use since is ignored as in an address."""
    return read(dict(parse_qsl(query)), asked)


def cases(wanted: ListQuery, asked: DeskUser) -> CaseQuerySet:
    """In no order. What waits on the role; with words, all that the user may see."""
    rows = Case.objects.visible_to(asked.user, asked.programme)
    if not wanted.words:
        rows = rows.filter(city_id=city_of(asked.user), waits_on=waiting_on(wanted.by.get("state", ""), asked))
    elif query := search.read(wanted.words):
        rows = rows.filter(query.condition)
    else:
        return rows.none()
    return filtered(rows, wanted, asked)


def filtered(rows: CaseQuerySet, wanted: ListQuery, asked: DeskUser) -> CaseQuerySet:
    for name, value in wanted.by.items():
        rows = rows.filter(FILTERS[name].where(value, asked))
    return rows


def waiting_on(state: str, asked: DeskUser) -> str:
    """The actor whose cases are listed, in a state or in all: people who are expected stand in one of their own."""
    return (place_of(state).waits_on or "") if state else asked.actor.value


# ------------------------------------------------------------------------------------------------ what can be asked for


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


def _owners(asked: DeskUser) -> list[tuple[str, str]]:
    """Only of who has colleagues at the desk."""
    return [("mine", str(_("My cases"))), ("nobody", str(_("Nobody's cases")))] if asked.user.role in DESK_ROLES else []


def _owned(value: str, asked: DeskUser) -> Q:
    """The own cases, and those of whom the user stands in for today."""
    if value != "mine":
        return ~Q(is_assigned())
    return Q(is_assigned_to([asked.user.pk, *owners.stood_in_for(asked.user, asked.now)]))


FILTERS: dict[str, Filter] = {
    "owner": Filter(_("Whose case"), _among(_owners), _owned, _owners),
    "state": Filter(_("State"), _among(_states), lambda state, asked: Q(state=state), _states),
    TERM: Filter(_("Term"), _among(_terms), _at_step, _terms),
    "citizenship": Filter(_("Citizenship"), _country, lambda code, asked: Q(person__citizenship=code), _countries),
    "profession": Filter(_("Profession"), _code, lambda code, asked: Q(profession_code=code), _professions),
    "discrepancy": Filter(_("Discrepancies"), _among(_yes), _doubted, _yes),
    "from": Filter(_("In this state from"), _day, lambda day, asked: Q(state_since__gte=_start(day))),
    "until": Filter(
        _("In this state up to"), _day, lambda day, asked: Q(state_since__lt=_start(day) + timedelta(days=1))
    ),
}
"""By their names in the address."""

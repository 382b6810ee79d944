"""Which figures are whose: a body's own work, an auditor's of all. They are numbers, and name nobody; the lists behind
them show what the reader may open and nothing else (`cases.reports.lists`)."""

from __future__ import annotations

from dataclasses import dataclass

from cases.engine.programmes.figuresets import FigureSet, Whereabouts
from cases.law.actors import ActingBody, Role
from cases.models import User
from cases.reports.registry import SETS
from cases.reports.sums import CountedPlace

READERS = (Role.HEAD, Role.SIGNER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """A set, and of it what is the reader's."""

    figures: FigureSet
    place: CountedPlace


def own_figures(user: User, city: str = "") -> list[OwnFigures]:
    """`city`: what an auditor has chosen; it is left out by a set that knows no city."""
    if not user.is_active or user.role not in READERS:
        return []
    if user.role == Role.AUDITOR:
        return [OwnFigures(each, CountedPlace(city=city)) for each in SETS.values() if not city or _has_cities(each)]
    if user.role == Role.SIGNER:
        return [OwnFigures(each, CountedPlace()) for each in SETS.values() if _of_ministry(each)]
    return [OwnFigures(each, _place(user, each)) for each in SETS.values() if user.body in each.bodies]


def _has_cities(figures: FigureSet) -> bool:
    return figures.place is not Whereabouts.NONE


def _of_ministry(figures: FigureSet) -> bool:
    """What is complained of is the heads' affair."""
    return ActingBody.MINISTRY.value in figures.bodies and figures.place is Whereabouts.NONE


def _place(user: User, figures: FigureSet) -> CountedPlace:
    match figures.place:
        case Whereabouts.CITY:
            return CountedPlace(city=user.city_id or "")
        case Whereabouts.BODY:
            return CountedPlace(body=user.body, city=user.city_id or "")
        case _:
            return CountedPlace()

"""What can be counted. A programme declares its figures; `cases.apps` registers them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Whereabouts(StrEnum):
    """By what the figures of a set are told apart: of which department, of which body, or not at all."""

    NONE = "none"
    CITY = "city"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How often one of `steps` was performed, by the local day of Asia/Almaty.

    `words`: the definition, as the page gives it. `reached`: of the events those whose case (`case__…`) is so by now.
    `cuts`: keys of `CUTS` by which it is divided. `grounds`: kinds of decisions, and the kind of `Ground` whose codes
    each holds.
    """

    key: str
    label: Promise
    words: Promise
    steps: tuple[str, ...]
    reached: Q | None = None
    cuts: tuple[str, ...] = ()
    grounds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSet:
    """What one part of a programme is counted by. `bodies`: whose figures these are (`law.actors.ActingBody`).

    `course`: figures of the chart over time, three at most; `funnel`: of those who began in the period, how many have
    come how far; `terms`: keys of terms; `waits`: states in which cases wait, drafts not among them.
    """

    key: str
    programme: str
    label: Promise
    place: Whereabouts
    bodies: Collection[str]
    figures: tuple[Figure, ...]
    course: tuple[str, ...] = ()
    funnel: tuple[Figure, ...] = ()
    terms: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()

    @property
    def all_figures(self) -> tuple[Figure, ...]:
        return (*self.figures, *self.funnel)


CUTS: dict[str, tuple[str, ...]] = {
    "citizenship": ("case__person__citizenship",),
    "profession": ("case__profession_code", "case__profession"),
}
"""By what figures can be divided: columns seen from an event, of which the first that is not empty is the value."""
CUT_NAMES: dict[str, Promise] = {
    "citizenship": _("by citizenship"),
    "profession": _("by profession"),
    "ground": _("by ground"),
}
TERM = "term."
"""Before the key of a term that is counted as a figure; its dimension is OUTCOME."""
OUTCOME, GROUND = "outcome", "ground"

SETS: dict[str, FigureSet] = {}
"""By key, in the order of registration."""


def register(*sets: FigureSet) -> None:
    """By `cases.apps`. Raises ValueError where two figures have one key."""
    for each in sets:
        SETS[each.key] = each
    keys = [figure.key for each in SETS.values() for figure in each.all_figures]
    terms = [key for each in SETS.values() for key in each.terms]
    twice = {key for all_keys in (keys, terms) for key in all_keys if all_keys.count(key) > 1}
    if twice:
        raise ValueError(f"figures declared twice: {', '.join(sorted(twice))}")


def figure_of(set_key: str, key: str) -> Figure | None:
    known = SETS.get(set_key)
    return next((figure for figure in known.all_figures if figure.key == key), None) if known else None

"""The registry of figures: `cases.apps` hands on what each programme declares."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.figuresets import Figure, FigureSet

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

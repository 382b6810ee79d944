"""What can be counted of a programme, as it declares it (`Programme.figures`); `cases.reports` counts it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise

from cases.engine.steps import STEPS


class Whereabouts(StrEnum):
    """By what the figures of a set are divided: of which department, of which body, or not at all."""

    NONE = "none"
    CITY = "city"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How often one of `steps` was performed, by the local day of Asia/Almaty."""

    key: str
    label: Promise
    words: Promise
    """The definition, as the page prints it."""
    steps: tuple[str, ...]
    reached: Q | None = None
    """Counts only events whose case (`case__…`) meets this by now."""
    cuts: tuple[str, ...] = ()
    """Keys of `cases.reports.registry.CUTS` by which it is divided."""
    by_ground: bool = False
    """It is divided by the grounds that its steps name, too."""

    @property
    def grounds(self) -> dict[str, str]:
        """Kinds of decisions that its steps may write, and the kind of `Ground` whose codes each has."""
        steps = [STEPS[name] for name in self.steps] if self.by_ground else []
        return {decision: step.grounds for step in steps for decision in step.decisions}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSet:
    """What one part of a programme is counted by."""

    key: str
    programme: str
    label: Promise
    place: Whereabouts
    bodies: Collection[str]
    """Whose figures these are (`law.actors.ActingBody`)."""
    figures: tuple[Figure, ...]
    course: tuple[str, ...] = ()
    """Figures of the chart over time, three at most."""
    funnel: tuple[Figure, ...] = ()
    """Of the cases that began in the period, how many have come how far."""
    terms: tuple[str, ...] = ()
    """Keys of the terms that are counted."""
    waits: tuple[str, ...] = ()
    """States in which cases wait, drafts not among them."""

    @property
    def all_figures(self) -> tuple[Figure, ...]:
        return (*self.figures, *self.funnel)

"""What an edition of this order must have, and which of its lists counts where the place of a case does not say."""

from __future__ import annotations

from cases.law.regulations import Edition, Shape
from cases.law.titles import ListRules
from cases.models import Case
from cases.programmes.nomad.states import PLACES, Stage

SHAPE = Shape(
    bodies=("ministry", "hub", "migration", "police_dept", "psc", "nsc"),
    lists=("petition", "application", "arrival", "con", "residence"),
    rules=("passport", "housing"),
    document_checks=("photo", "legalised", "healthy", "valid"),
    checks=("preliminary", "final"),
    bring="con",
    photo=True,
    screening=True,
    papers=("hearing", "withdrawal", "ruling", "checks"),
)


def closed_in(case: Case) -> Stage:
    """The stage in which a closed case stood; its own dates tell."""
    if case.granted_at:
        return Stage.RESIDENCE
    if case.arrived_on:
        return Stage.FINAL
    return Stage.PRELIMINARY if case.petition_signed_at else Stage.PETITION


def last_list(case: Case) -> str:
    """The list of the stage in which a closed case stood."""
    stage = closed_in(case)
    return next(place.documents for place in PLACES.values() if place.stage == stage)


def law_of_list(case: Case, list_key: str) -> Edition:
    """The petition keeps the list of the order it was submitted under (interpretation 7)."""
    return case.petition_law if list_key == "petition" else case.law


LISTS = ListRules(last_list, law_of_list, compared_again=frozenset({"residence"}))

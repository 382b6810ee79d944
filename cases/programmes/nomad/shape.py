"""What an edition of this order must have, and which of its lists counts where the place of a case does not say."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.regulations import Edition, Shape
from cases.law.titles import ListRules
from cases.models import Case
from cases.programmes.nomad.states import PLACES, Stage

BODY_NAMES: dict[str, Promise] = {
    "ministry": _("Ministry"),
    "hub": _("Who screens petitions"),
    "migration": _("Migration service"),
    "police_dept": _("Its office in the city"),
    "psc": _("Public service centre"),
    "nsc": _("National security bodies"),
}
LIST_NAMES: dict[str, Promise] = {
    "petition": _("Documents for the petition"),
    "application": _("Documents for the application"),
    "arrival": _("Proof of the arrival"),
    "con": _("Package for the public service centre"),
    "residence": _("Documents for the residence card"),
}
"""The lists of documents, in the order of the process."""

SHAPE = Shape(
    bodies=tuple(BODY_NAMES),
    lists=tuple(LIST_NAMES),
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

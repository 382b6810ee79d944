"""Visits of the applicant: to ЦОН with the package, and what followed there (п. 21, 26)."""

from __future__ import annotations

from datetime import datetime

from cases.models import Case
from cases.programmes.nomad.kinds import Decided


def came_to_centre_at(case: Case) -> datetime | None:
    """When the applicant last came to ЦОН with the package: the beginning of its one day (п. 21)."""
    return case.dossier.began("reconcile")


def package_returned_at(case: Case) -> datetime | None:
    """When ЦОН last gave the package back for what it lacks (п. 21)."""
    returned = case.dossier.decision(Decided.RETURN_PACKAGE)
    return returned.at if returned else None


def card_ordered_at(case: Case) -> datetime | None:
    """п. 26."""
    ordered = case.dossier.decision(Decided.ORDER_CARD)
    return ordered.at if ordered else None

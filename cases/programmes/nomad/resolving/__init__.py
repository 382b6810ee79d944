"""A discrepancy is resolved by choosing a side: what the system answered, or what was entered by hand.

The side chosen becomes the fact on which the requirements look. КНБ's own answer yields to a hand only with a newer
letter of КНБ (art. 49 of the migration law: without its positive approval no permit is granted).
"""

from cases.programmes.nomad.resolving.acts import ResolvedError, correct, correctable, resolve
from cases.programmes.nomad.resolving.choosing import Choice, faults, needs_letter

__all__ = ["Choice", "ResolvedError", "correct", "correctable", "faults", "needs_letter", "resolve"]

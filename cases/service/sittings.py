"""Several petitions read and signed at one sitting (п. 7, 8)."""

from __future__ import annotations

from cases.programmes.nomad.petitions.reading import chosen as petitions_chosen
from cases.programmes.nomad.petitions.reading import page as petitions_page
from cases.workload.signatures.many import LEFT, MOST, begin, failed, items_of, look, sign, step_of
from cases.workload.signatures.many import given as facts_of

__all__ = [
    "LEFT",
    "MOST",
    "begin",
    "facts_of",
    "failed",
    "items_of",
    "look",
    "petitions_chosen",
    "petitions_page",
    "sign",
    "step_of",
]

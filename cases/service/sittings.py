"""Several petitions read and signed at one sitting (п. 7, 8)."""

from __future__ import annotations

from cases.programmes.nomad.petitions.reading import chosen as petitions_chosen
from cases.programmes.nomad.petitions.reading import page as petitions_page
from cases.programmes.nomad.petitions.reading import petitions_of
from cases.workload.signatures.many import (
    LEFT,
    MOST,
    begin,
    facts_of,
    failed,
    recheck,
    sign_item,
    step_of,
)
from cases.workload.signatures.many import item_of as sheet_of
from cases.workload.signatures.many import items_of as sheets_of

__all__ = [
    "LEFT",
    "MOST",
    "begin",
    "facts_of",
    "failed",
    "petitions_chosen",
    "petitions_of",
    "petitions_page",
    "recheck",
    "sheet_of",
    "sheets_of",
    "sign_item",
    "step_of",
]

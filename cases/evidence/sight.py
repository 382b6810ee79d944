"""Who reads a signature: who reads all that was signed."""

from __future__ import annotations

import json

from cases.engine.steps.readers import reads, sheet_readers
from cases.models import Signature


def may_read(row: Signature, role: str) -> bool:
    """Whether `role` reads all that was signed: the sheet has each fact of the step, inner notes too."""
    try:
        data = json.loads(row.sheet).get("data", {})
    except (ValueError, AttributeError):  # from before there were real sheets
        data = {}
    return reads(role, sheet_readers(row.step, data))

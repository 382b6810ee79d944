"""What belongs to a case, as lists for the auditor: events, deadlines, documents, letters, and the rest."""

from cases.admin.records import decisions, documents, history, letters, office, signatures  # noqa: F401  # they register
from cases.admin.records.base import RecordAdmin

__all__ = ["RecordAdmin"]

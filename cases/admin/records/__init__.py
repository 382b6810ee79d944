"""What belongs to a case, as lists for the auditor: events, deadlines, documents, letters, and the rest."""

# They register.
from cases.admin.records import decisions, documents, exports, history, letters, signatures, workload  # noqa: F401
from cases.admin.records.base import RecordAdmin

__all__ = ["RecordAdmin"]

"""How long what is kept, and what becomes of it then (docs/operations/retention.md)."""

from cases.evidence.retention.categories import KINDS, cutoff
from cases.evidence.retention.running import RetentionLine, carry_out, overdue

__all__ = ["KINDS", "RetentionLine", "carry_out", "cutoff", "overdue"]

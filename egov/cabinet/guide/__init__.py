"""What the applicant should do now: one thing, in plain words, for each state of a case."""

from egov.cabinet.guide.application import changed_order
from egov.cabinet.guide.calls import CALLS, call_of

__all__ = ["CALLS", "call_of", "changed_order"]

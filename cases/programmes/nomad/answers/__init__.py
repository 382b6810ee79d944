"""What a system's answer does to a case: through the same doors as an officer's hand, and once.

An answer to a case that has moved on is stored and displayed, never applied. One that says otherwise than the file does
(a person was quicker, or the system contradicts itself) changes nothing: it raises a discrepancy, for an officer.
"""

from cases.programmes.nomad.answers.applying import apply
from cases.programmes.nomad.answers.payments import reconcile, reconcile_job

__all__ = ["apply", "reconcile", "reconcile_job"]

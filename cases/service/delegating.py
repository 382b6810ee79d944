"""Signing in another's stead: for which days, by which document."""

from __future__ import annotations

from cases.workload.signatures.delegating import DelegationTerms, delegates, delegations_of, give, withdraw

__all__ = [
    "DelegationTerms",
    "delegates",
    "delegations_of",
    "give",
    "withdraw",
]

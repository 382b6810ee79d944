"""Signing in another's stead: for which days, by which document."""

from __future__ import annotations

from cases.workload.signatures.delegating import DelegationTerms, delegate, delegates, delegations_of, withdraw

__all__ = [
    "DelegationTerms",
    "delegate",
    "delegates",
    "delegations_of",
    "withdraw",
]

"""АДИС, the fingerprint system (п. 22)."""

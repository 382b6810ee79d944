"""What the portal stores of a person, for that person: the cases, who has read them, consents, a copy of everything."""

from __future__ import annotations

from cases.evidence.own import all_cases_of, consents_of, documents_read_by, own_archive, readings_of

__all__ = ["all_cases_of", "consents_of", "documents_read_by", "own_archive", "readings_of"]

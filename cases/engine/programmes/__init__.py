"""A programme, what it declares, and what goes to it by name: forms, figures, openings, answers of systems."""

from cases.engine.programmes.programme import (
    PROGRAMMES,
    Programme,
    filing_day,
    form_of,
    programme_of,
    register,
    side_of,
    steps_with,
    unregister,
)

__all__ = [
    "PROGRAMMES",
    "Programme",
    "filing_day",
    "form_of",
    "programme_of",
    "register",
    "side_of",
    "steps_with",
    "unregister",
]
